"""Portions: how many grams an item weighs, with an honest range.

So far a prior: the label's or the food's usual portion, with a spread typical of household portions. What a person
states is taken as it is.
"""

from dataclasses import replace
from math import exp, log

from nutrition_db import Food, NutritionTable, Portion
from service.meal import Item, PortionEstimate

__all__ = ["MOST_GRAMS", "estimate", "given", "named", "prior"]

Z80 = 1.2816
"""10 % of a normal distribution lie beyond this many standard deviations on each side."""

SPREAD = log(2) / Z80
"""Log-normal spread of a usual portion: the 80 % range runs from half to twice (house figure, until it is fitted)."""

MOST_GRAMS = 10_000.0
LEAST_GRAMS = 1.0
UNMEASURED = Portion("100g", "100 g, no household measure known", 100.0)


def estimate(items: tuple[Item, ...], table: NutritionTable) -> tuple[Item, ...]:
    """Give every item with a food its usual portion; the others keep unknown grams."""
    return tuple(
        item if item.food is None else replace(item, portion=prior(item.food, item.label, table)) for item in items
    )


def prior(food: Food, label: str, table: NutritionTable, *, eaten_fraction: float = 1.0) -> PortionEstimate:
    """The usual portion of a food: the one its label stands for, else the table's default portion."""
    concept = table.concept(label)
    if concept is not None and concept.portion_grams is not None and concept.food_id == food.id:
        return _spread(concept.portion_grams, f"usual portion of {label}", None, eaten_fraction)
    portion = food.portions[0] if food.portions else UNMEASURED
    return _spread(portion.grams, f"usual portion: {portion.description}", portion.id, eaten_fraction)


def _spread(grams: float, basis: str, portion_id: str | None, eaten_fraction: float) -> PortionEstimate:
    factor = exp(Z80 * SPREAD)
    return PortionEstimate(
        grams=round(grams, 1),
        low_grams=round(grams / factor, 1),
        high_grams=round(min(grams * factor, MOST_GRAMS), 1),
        portion_id=portion_id,
        eaten_fraction=eaten_fraction,
        basis=basis,
        method="prior",
    )


def given(grams: float, *, eaten_fraction: float = 1.0) -> PortionEstimate:
    """Grams a person stated: no range around what somebody weighed."""
    return PortionEstimate(grams, grams, grams, eaten_fraction=eaten_fraction, basis="as you said", method="given")


def named(food: Food, portion_id: str, count: float, *, eaten_fraction: float = 1.0) -> PortionEstimate:
    """`count` times a household measure; raises LookupError for a measure the food lacks or a weight no portion has."""
    portion = next((portion for portion in food.portions if portion.id == portion_id), None)
    if portion is None:
        known = ", ".join(portion.id for portion in food.portions)
        raise LookupError(f"{food.name!r} has no portion {portion_id!r}; it has {known or 'none'}")
    grams = round(portion.grams * count, 1)
    if not LEAST_GRAMS <= grams <= MOST_GRAMS:
        raise LookupError(f"{count:g} x {portion.description} is {grams:g} g; a portion weighs 1 g to 10 kg")
    return PortionEstimate(
        grams=grams,
        low_grams=grams,
        high_grams=grams,
        count=count,
        unit=portion.description,
        portion_id=portion_id,
        eaten_fraction=eaten_fraction,
        basis=f"as you said: {count:g} x {portion.description}",
        method="given",
    )
