"""Totals: sums over the items on one's plate, the range of their energy and their share of a day."""

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from math import sqrt
from types import MappingProxyType
from typing import Final

from nutrition_db.food import NUTRIENT_KEYS, Nutrients, sum_nutrients
from service.dietary.names import DATA
from service.meal import Item, PortionEstimate, Range, Totals

__all__ = ["REFERENCE", "daily_values", "totals"]

REFERENCE: Final = "fda_2016"
"""FDA daily values for adults and children from 4 years, 2000 kcal: 21 CFR 101.9(c)(8)(iv) and (c)(9), 2016."""

Error = tuple[Nutrients, float, float]
"""Nutrients of an item, an error as a share of them, the part of its variance that all items share."""


@cache
def daily_values() -> Mapping[str, float]:
    """Nutrient key -> daily value in the key's unit; nutrients without one are not in it."""
    with (DATA / "daily_values.toml").open("rb") as file:
        return MappingProxyType(tomllib.load(file)[REFERENCE])


def totals(items: Sequence[Item]) -> Totals:
    """Sum the eaten portions of the items on one's plate; a sum that misses a value is named in `at_least`."""
    plate = [item for item in items if item.on_my_plate]
    nutrition, missing = sum_nutrients([item.nutrition for item in plate])
    ranges = _ranges(plate, nutrition)
    shares = {key: _percent(nutrition[key], daily) for key, daily in daily_values().items()}
    at_least = tuple(key for key in NUTRIENT_KEYS if key in missing)
    return Totals(
        MappingProxyType(nutrition), *ranges["energy_kcal"], MappingProxyType(shares), REFERENCE, at_least, ranges
    )


def _percent(amount: float | None, daily: float) -> float | None:
    return None if amount is None else 100 * amount / daily


def _ranges(items: Sequence[Item], sums: Nutrients) -> Mapping[str, Range]:
    """80 % range of every sum: errors all items share by way of the photo's scale add up, others add as squares."""
    below, above = (
        [(item.nutrition, factor(item.portion), item.portion.shared_share) for item in items]
        for factor in (_below, _above)
    )
    return {key: _range(key, total, below, above) for key, total in sums.items()}


def _range(key: str, total: float | None, below: Sequence[Error], above: Sequence[Error]) -> Range:
    return (None, None) if total is None else (max(0.0, total - _spread(key, below)), total + _spread(key, above))


def _below(portion: PortionEstimate) -> float:
    """How far below its grams a portion may be, as a share of them; 0 for what has no range."""
    return 1 - portion.low_grams / portion.grams if portion.grams and portion.low_grams is not None else 0.0


def _above(portion: PortionEstimate) -> float:
    return portion.high_grams / portion.grams - 1 if portion.grams and portion.high_grams is not None else 0.0


def _spread(key: str, errors: Sequence[Error]) -> float:
    shared = sum((nutrition[key] or 0.0) * error * sqrt(part) for nutrition, error, part in errors)
    own = sum(((nutrition[key] or 0.0) * error) ** 2 * (1 - part) for nutrition, error, part in errors)
    return sqrt(shared**2 + own)
