"""Food Patterns Equivalents: grams of added sugars per 100 g of FNDDS foods."""

from pathlib import Path
from typing import Final

from nutrition_db.build.sources import read_rows

__all__ = ["GRAMS_PER_TEASPOON", "read_added_sugars"]

GRAMS_PER_TEASPOON: Final = 4.2
"""A teaspoon equivalent of added sugars in FPED."""


def read_added_sugars(folder: Path) -> dict[str, float]:
    """FNDDS code -> grams of added sugars per 100 g, for the 7,083 codes of FPED 2017-2018."""
    rows = read_rows(folder / "fped_2017_2018" / "FPED_1718.csv", ("FOODCODE", "ADD_SUGARS (tsp. eq.)"))
    return {row["FOODCODE"]: round(float(row["ADD_SUGARS (tsp. eq.)"]) * GRAMS_PER_TEASPOON, 2) for row in rows}
