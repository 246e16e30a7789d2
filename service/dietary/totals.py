"""Totals: sums over the items on one's plate, the range of their energy and their share of a day."""

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from math import sqrt
from types import MappingProxyType
from typing import Final

from nutrition_db.food import NUTRIENT_KEYS, sum_nutrients
from service.dietary.names import DATA
from service.meal import Item, Totals

__all__ = ["REFERENCE", "daily_values", "totals"]

REFERENCE: Final = "fda_2016"
"""FDA daily values for adults and children from 4 years, 2000 kcal: 21 CFR 101.9(c)(8)(iv) and (c)(9), 2016."""


@cache
def daily_values() -> Mapping[str, float]:
    """Nutrient key -> daily value in the key's unit; nutrients without one are not in it."""
    with (DATA / "daily_values.toml").open("rb") as file:
        return MappingProxyType(tomllib.load(file)[REFERENCE])


def totals(items: Sequence[Item]) -> Totals:
    """Sum the eaten portions of the items on one's plate; a sum that misses a value is named in `at_least`."""
    plate = [item for item in items if item.on_my_plate]
    nutrition, missing = sum_nutrients([item.nutrition for item in plate])
    low, high = _energy_range(plate, nutrition["energy_kcal"])
    shares = {key: _percent(nutrition[key], daily) for key, daily in daily_values().items()}
    at_least = tuple(key for key in NUTRIENT_KEYS if key in missing)
    return Totals(MappingProxyType(nutrition), low, high, MappingProxyType(shares), REFERENCE, at_least)


def _percent(amount: float | None, daily: float) -> float | None:
    return None if amount is None else 100 * amount / daily


def _energy_range(items: Sequence[Item], energy: float | None) -> tuple[float | None, float | None]:
    """An 80 % range: errors that share the scale of the photo add up, errors of single items add as squares."""
    if energy is None:
        return None, None
    below = _spread(
        [_energy(item, item.portion.grams) - _energy(item, item.portion.low_grams) for item in items], items
    )
    above = _spread(
        [_energy(item, item.portion.high_grams) - _energy(item, item.portion.grams) for item in items], items
    )
    return max(0.0, energy - below), energy + above


def _energy(item: Item, grams: float | None) -> float:
    """Energy of so many grams on the plate; 0 where it is not known, as the sum has no such part either."""
    eaten = item.portion.eaten(item.portion.grams if grams is None else grams)
    per_100_g = None if item.food is None else item.food.nutrients.get("energy_kcal")
    return 0.0 if eaten is None or per_100_g is None else per_100_g * eaten / 100


def _spread(errors: Sequence[float], items: Sequence[Item]) -> float:
    shared = sum(error for error, item in zip(errors, items, strict=True) if item.portion.method == "scaled")
    own = sum(error**2 for error, item in zip(errors, items, strict=True) if item.portion.method != "scaled")
    return sqrt(shared**2 + own)
