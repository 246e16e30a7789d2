"""The estimate: every item of a photo gets its grams, with an 80 % range, how it was found and on what it is based."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import exp, log
from typing import Final

from models.detection import Detection
from nutrition_db import Food, NutritionTable
from service.meal import Item, PortionEstimate
from service.portions.crowding import crowded
from service.portions.hints import Hints
from service.portions.matching import matched
from service.portions.pieces import Counted, counted_items, unit_of
from service.portions.posterior import Posterior, posterior
from service.portions.prior import LEAST_GRAMS, Belief, counted, personal, usual
from service.portions.scale import FRAME, Scale, frame_scale, scale_of
from service.portions.sizes import Sizes, house_sizes
from service.portions.stated import given, nameless
from service.portions.volume import VESSELS, Sight, shape_of, sight
from service.portions.words import DEFAULT, amount, number, say, thing

__all__ = ["Z80", "Photographed", "estimate", "prior", "usual_portion"]

Z80: Final = 1.2816
"""10 % of a normal distribution lie beyond this many standard deviations on each side."""

NO_HINTS: Final = Hints()


@dataclass(frozen=True, slots=True)
class Photographed:
    """What there is to measure with: tableware on the photo, what the person told, the sizes of things."""

    references: tuple[Detection, ...] = ()
    short_side: float | None = None  # of the upright photo, in pixels
    hints: Hints = NO_HINTS
    sizes: Sizes | None = None
    language: str = DEFAULT

    @property
    def known(self) -> Sizes:
        """The sizes to use: those that ship unless others are tried."""
        return self.sizes or house_sizes()

    @property
    def scale(self) -> Scale | None:
        """What the photo tells of its scale: by tableware, else by what photos of meals usually show."""
        found = scale_of(self.references, self.known, self.hints.plate_diameter_cm)
        return found or (None if self.short_side is None else frame_scale(self.short_side, self.known))

    @property
    def plates(self) -> int:
        """Plates on the photo, at least the one the food lies on."""
        return max(1, sum(found.label == "plate" for found in self.references))


def estimate(
    items: Sequence[Item], table: NutritionTable, photographed: Photographed | None = None
) -> tuple[Item, ...]:
    """Give every item with a food its grams; equal neighbours of foods people count become one item."""
    seen = photographed or Photographed()
    merged = counted_items(items, table)
    weighed = [one for one in merged if one.item.food is not None]
    stated = matched([one.item for one in weighed], seen.hints.amounts, table)
    portions = iter(_portions(weighed, table, seen))
    answer = []
    for one in merged:
        portion = (
            nameless(eaten_fraction=seen.hints.eaten_fraction, language=seen.language)
            if one.item.food is None
            else next(portions)
        )
        if one.item.id in stated:
            eaten = seen.hints.eaten_fraction
            portion = given(stated[one.item.id].grams, eaten_fraction=eaten, language=seen.language, basis="noted")
        answer.append(replace(one.item, portion=portion))
    return tuple(answer)


def prior(
    food: Food, label: str, table: NutritionTable, *, eaten_fraction: float = 1.0, language: str = DEFAULT
) -> PortionEstimate:
    """The usual portion of a food nobody measured."""
    belief = usual(food, label, table, house_sizes().spread)
    found = Posterior(belief.log_grams, belief.spread, 0.0)
    basis = say(language, "prior", amount=amount(language, exp(belief.log_grams), food))
    return replace(_ranged(belief, found, basis, belief.method), eaten_fraction=eaten_fraction)


def usual_portion(food: Food, grams: float, *, eaten_fraction: float = 1.0, language: str = DEFAULT) -> PortionEstimate:
    """The portion this person's corrections taught."""
    belief = personal(grams, grams, house_sizes().spread)
    found = Posterior(belief.log_grams, belief.spread, 0.0)
    basis = say(language, "personal", amount=amount(language, grams, food))
    return replace(_ranged(belief, found, basis, belief.method), eaten_fraction=eaten_fraction)


def _portions(weighed: Sequence[Counted], table: NutritionTable, seen: Photographed) -> list[PortionEstimate]:
    sizes, scale = seen.known, seen.scale
    beliefs = [_belief(one, table, seen) for one in weighed]
    sights = [_sight(one, belief, table, seen) for one, belief in zip(weighed, beliefs, strict=True)]
    measured = None if scale is None else (scale.log_cm, scale.spread)
    found = posterior([(one.log_grams, one.spread) for one in beliefs], sights, measured)
    # Drinks stand beside the plate and do not make it any fuller.
    solid = [index for index, one in enumerate(weighed) if one.item.food is not None and not one.item.food.is_beverage]
    energies = [_energy(weighed[index].item.food) for index in solid]
    shifts = dict(
        zip(solid, crowded([found[index] for index in solid], energies, sizes.meal, seen.plates), strict=True)
    )
    return [
        _portion(one, belief, found[index], shifts.get(index, 0.0), scale if sights[index] else None, seen)
        for index, (one, belief) in enumerate(zip(weighed, beliefs, strict=True))
    ]


def _energy(food: Food | None) -> float:
    """Kcal a gram; a food of unknown energy is no reason to doubt the meal."""
    return 0.0 if food is None else (food.nutrients.get("energy_kcal") or 0.0) / 100


def _belief(one: Counted, table: NutritionTable, seen: Photographed) -> Belief:
    food, unit = one.item.food, unit_of(one.item, table)
    if food is None:
        raise ValueError(f"{one.item.id!r} has no food to weigh")
    spreads = seen.known.spread
    belief = usual(food, one.item.label, table, spreads, unit)
    if food.id in seen.hints.personal:
        return personal(seen.hints.personal[food.id], exp(belief.log_grams), spreads)
    return counted(unit, one.pieces, spreads) if unit is not None and one.pieces > 1 else belief


def _sight(one: Counted, belief: Belief, table: NutritionTable, seen: Photographed) -> Sight | None:
    food, box = one.item.food, one.item.box
    if food is None or box is None or belief.method == "personal":  # whoever weighed it knows better than a box
        return None
    vessels = tuple(found for found in seen.references if found.label in VESSELS)
    shape = shape_of(food, one.item.label, box, vessels, table)
    return sight(food, shape, one.piece_area, one.pieces, seen.known)


def _portion(
    one: Counted, belief: Belief, found: Posterior, shift: float, scale: Scale | None, seen: Photographed
) -> PortionEstimate:
    if belief.method != "personal":
        found = replace(found, log_grams=found.log_grams + shift)
    compared = scale is not None and scale.label != FRAME
    method = "scaled" if compared and belief.method == "prior" else belief.method
    basis = _basis(one.item.food, belief, exp(found.log_grams), scale, shift, seen.language)
    portion = _ranged(belief, found, basis, method)
    unit = None if belief.unit is None else belief.unit.names.get(seen.language, belief.unit.names[DEFAULT])
    return replace(portion, count=belief.count, unit=unit, eaten_fraction=seen.hints.eaten_fraction)


def _basis(food: Food | None, belief: Belief, grams: float, scale: Scale | None, shift: float, language: str) -> str:
    about = amount(language, grams, food)
    if belief.method == "personal":
        return say(language, "personal", amount=about)
    if belief.method == "counted" and belief.unit is not None and belief.count is not None:
        name = belief.unit.names.get(language, belief.unit.names[DEFAULT])
        each = number(language, round(grams / belief.count))
        return say(language, "counted", pieces=f"{belief.count:g} × {name}", each=each)
    if scale is not None and scale.label != FRAME:
        key = "measured" if scale.measured else "scaled"
        return say(language, key, amount=about, thing=thing(language, scale.label), cm=number(language, scale.cm))
    if shift < log(0.95):
        return say(language, "crowded", amount=about)
    return say(language, "prior" if scale is None else "framed", amount=about)


def _ranged(belief: Belief, found: Posterior, basis: str, method: str) -> PortionEstimate:
    def grams(deviations: float) -> float:
        return _tidy(min(max(exp(found.log_grams + deviations * found.spread), LEAST_GRAMS), belief.cap_grams))

    return PortionEstimate(
        grams=grams(0.0),
        low_grams=grams(-Z80),
        high_grams=grams(Z80),
        portion_id=belief.portion_id if method == "prior" else None,
        basis=basis,
        method=method,
        shared_share=found.shared**2 / found.spread**2 if found.spread else 0.0,
    )


def _tidy(grams: float) -> float:
    """No more digits than anybody could weigh by eye."""
    return round(grams, 1) if grams < 20 else float(round(grams))
