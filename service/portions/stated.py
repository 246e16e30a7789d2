"""Stated portions: what a person says is taken as it is, without a range."""

from nutrition_db import Food
from service.meal import PortionEstimate
from service.portions.prior import LEAST_GRAMS, MOST_GRAMS
from service.portions.words import DEFAULT, number, say

__all__ = ["given", "named", "nameless", "ranged"]


def given(
    grams: float, *, eaten_fraction: float = 1.0, language: str = DEFAULT, basis: str = "given"
) -> PortionEstimate:
    """Grams a person stated: no range around what somebody weighed."""
    return PortionEstimate(
        grams, grams, grams, eaten_fraction=eaten_fraction, basis=say(language, basis), method="given"
    )


def ranged(
    grams: float, low: float, high: float, *, eaten_fraction: float = 1.0, language: str = DEFAULT
) -> PortionEstimate:
    """An estimate made before, sent back with its 80 % range: it stays as wide as it was."""
    return PortionEstimate(grams, low, high, eaten_fraction=eaten_fraction, basis=say(language, "ranged"))


def named(
    food: Food, portion_id: str, count: float, *, eaten_fraction: float = 1.0, language: str = DEFAULT
) -> PortionEstimate:
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
        basis=say(language, "named", count=number(language, count), measure=portion.description),
        method="given",
    )


def nameless(*, eaten_fraction: float = 1.0, language: str = "en") -> PortionEstimate:
    """The portion of a food nobody has named: no grams, not 0."""
    return PortionEstimate(None, None, None, eaten_fraction=eaten_fraction, basis=say(language, "unknown"))
