"""Names: units of nutrient keys, the place of the data files and capitals at the opening of a sentence."""

from pathlib import Path
from typing import Final

__all__ = ["DATA", "opening", "unit_of"]

DATA: Final = Path(__file__).parent / "data"
_UNITS: Final = {"kcal": "kcal", "g": "g", "mg": "mg", "ug": "µg"}


def opening(text: str) -> str:
    """Open a sentence with it: only the first letter becomes a capital."""
    return text[:1].upper() + text[1:]


def unit_of(nutrient: str) -> str:
    """Name the unit a nutrient key ends in: kcal, g, mg or µg."""
    return _UNITS[nutrient.rpartition("_")[2]]
