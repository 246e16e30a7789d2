"""The meal: frozen domain objects the whole service speaks in. Nothing here reads files, JSON or the network."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from typing import Final

from models.detection import Box
from nutrition_db.food import NUTRIENT_KEYS, Food, Nutrients

__all__ = [
    "Candidate",
    "Item",
    "Judgement",
    "PortionEstimate",
    "Range",
    "Reason",
    "ThresholdOrigin",
    "Totals",
    "Verdict",
    "Verdicts",
    "Weight",
]


Range = tuple[float | None, float | None]
"""Low and high end of an 80 % range; None where the number itself is not known."""


class Verdict(StrEnum):
    """What a food means for a profile."""

    AVOID = "avoid"
    LIMIT = "limit"
    FINE = "fine"
    UNKNOWN = "unknown"


class Weight(IntEnum):
    """What outweighs what, heaviest first: doubt about an allergen or a diet counts more than a limit on a nutrient."""

    AVOID = 0
    UNKNOWN_FACT = 1
    LIMIT = 2
    UNKNOWN_NUMBER = 3
    FINE = 4


_WEIGHTS: Final = {
    Verdict.AVOID: Weight.AVOID,
    Verdict.UNKNOWN: Weight.UNKNOWN_FACT,
    Verdict.LIMIT: Weight.LIMIT,
    Verdict.FINE: Weight.FINE,
}


class ThresholdOrigin(StrEnum):
    """Where a rule's number comes from."""

    QUOTED = "quoted"
    DERIVED = "derived"
    HOUSE = "house"  # Dishcern's own line


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a rule speaks: one sentence for people and the numbers behind it. `verdict` is what this reason asks for.

    `gives_way` marks an unknown that a limit outweighs: a missing number, or a name nobody has confirmed.
    """

    rule_id: str
    verdict: Verdict
    text: str
    nutrient: str | None = None
    value: float | None = None
    threshold: float | None = None
    unit: str | None = None
    basis: str | None = None  # "portion", "100 g", "day", "recipe", "meal"
    threshold_origin: ThresholdOrigin | None = None
    source: str | None = None
    gives_way: bool = False

    @property
    def weight(self) -> Weight:
        """Its place in the order of verdicts."""
        return Weight.UNKNOWN_NUMBER if self.gives_way else _WEIGHTS[self.verdict]


@dataclass(frozen=True, slots=True)
class Judgement:
    """What one profile says of one item or of the meal; reasons come weightiest first. `score` is 0..10 or None."""

    profile_id: str
    verdict: Verdict
    score: float | None
    reasons: tuple[Reason, ...]

    @property
    def weight(self) -> Weight:
        """The weight of its verdict; an unknown weighs as much as the heaviest unknown among its reasons."""
        if self.verdict is Verdict.UNKNOWN:
            unknown = (reason.weight for reason in self.reasons if reason.verdict is Verdict.UNKNOWN)
            return min(unknown, default=Weight.UNKNOWN_FACT)
        return _WEIGHTS[self.verdict]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A food an item may be, and how probable that is, 0..1."""

    food: Food
    confidence: float


@dataclass(frozen=True, slots=True)
class PortionEstimate:
    """How much is there. Grams are edible grams before `eaten_fraction`; low..high is an 80 % range.

    `grams` is None only for an item whose food is not known. `count`, `unit` and `portion_id` name a household measure
    when the grams come from one; `basis` says so in words, `method` is prior | counted | scaled | personal | given.
    `shared_share` is the part of the log variance that all items of a photo share: what its scale may be wrong by.
    """

    grams: float | None
    low_grams: float | None
    high_grams: float | None
    count: float | None = None
    unit: str | None = None
    portion_id: str | None = None
    eaten_fraction: float = 1.0
    basis: str = ""
    method: str = "prior"
    shared_share: float = 0.0

    def eaten(self, grams: float | None) -> float | None:
        """Grams actually eaten of an amount on the plate."""
        return None if grams is None else grams * self.eaten_fraction


@dataclass(frozen=True, slots=True)
class Item:
    """One food on the photo (or added by hand: `box` is None). `confidence` is that of its name, 0..1.

    Until `confirmed`, the item may also be any of its `alternatives`.
    """

    id: str
    box: Box | None
    label: str
    confidence: float
    food: Food | None
    portion: PortionEstimate
    alternatives: tuple[Candidate, ...] = ()
    confirmed: bool = False
    on_my_plate: bool = True

    @property
    def nutrition(self) -> Nutrients:
        """Nutrients of the eaten portion; every key is there, None where it is not known."""
        return portion_nutrients(self.food, self.portion.eaten(self.portion.grams))


def portion_nutrients(food: Food | None, grams: float | None) -> Nutrients:
    """Scale per-100 g nutrients to grams; None stays None."""
    if food is None or grams is None:
        return dict.fromkeys(NUTRIENT_KEYS)
    return {key: None if (value := food.nutrients.get(key)) is None else value * grams / 100 for key in NUTRIENT_KEYS}


@dataclass(frozen=True, slots=True)
class Verdicts:
    """Judgements of every item (by item id, one per profile, in the profiles' order) and of the meal."""

    by_item: Mapping[str, tuple[Judgement, ...]] = field(default_factory=dict)
    meal: tuple[Judgement, ...] = ()

    def worst(self, item_id: str) -> Verdict | None:
        """Worst verdict over profiles, None without profiles; the order is that of `Weight`."""
        judged = self.by_item.get(item_id, ())
        return min(judged, key=lambda judgement: judgement.weight).verdict if judged else None


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums over the items on one's plate; `at_least` names sums that miss a value, `ranges` are 80 % ranges."""

    nutrition: Nutrients
    energy_low: float | None
    energy_high: float | None
    daily_value_percent: Mapping[str, float | None]
    reference: str
    at_least: tuple[str, ...]
    ranges: Mapping[str, Range] = field(default_factory=dict)
