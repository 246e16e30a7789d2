"""Names: how nutrients, facts and allergens are called in a sentence, and how their amounts are written."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

__all__ = ["DATA", "allergen_name", "amount", "fact_name", "nutrient_name", "opening", "percent", "unit_of"]

DATA: Final = Path(__file__).parent / "data"
_UNITS: Final = {"kcal": "kcal", "g": "g", "mg": "mg", "ug": "µg"}


@cache
def _names(section: str) -> Mapping[str, str]:
    with (DATA / "names.toml").open("rb") as file:
        return MappingProxyType(tomllib.load(file)[section])


def nutrient_name(nutrient: str) -> str:
    """Say a nutrient key in words: "saturated fat"."""
    return _names("nutrients")[nutrient]


def fact_name(fact: str) -> str:
    """Say a fact key in words; "allergen:milk" asks for the allergen of that name."""
    kind, _, key = fact.rpartition(":")
    return _names("allergens" if kind else "facts")[key]


def allergen_name(allergen: str) -> str:
    """Say an allergen key in words: "tree nuts"."""
    return _names("allergens")[allergen]


def opening(text: str) -> str:
    """Open a sentence with it: only the first letter becomes a capital."""
    return text[:1].upper() + text[1:]


def unit_of(nutrient: str) -> str:
    """Name the unit a nutrient key ends in: kcal, g, mg or µg."""
    return _UNITS[nutrient.rpartition("_")[2]]


def amount(value: float, unit: str) -> str:
    """Write an amount with as many digits as anyone reads: 0.42 g, 3.4 g, 128 mg."""
    if value >= 10 or value == int(value):
        return f"{value:.0f} {unit}"
    return f"{value:.1f} {unit}" if value >= 1 else f"{value:.2f} {unit}"


def percent(share: float) -> str:
    """Write a share (1 = all of it) as whole per cent."""
    return f"{share * 100:.0f} %"
