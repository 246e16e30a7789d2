"""Recipes of FNDDS: grams per 100 g of dish, nested recipes opened down to their leaves."""

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from nutrition_db.build.sources import SourceError, read_rows

__all__ = ["Line", "RecipeBook", "read_recipes"]


@dataclass(frozen=True, slots=True)
class Line:
    """One ingredient of a recipe: its code in FNDDS or SR, its name, grams per 100 g of finished dish."""

    code: str
    name: str
    grams: float


class RecipeBook:
    """Every recipe by food code; a code without one is a leaf."""

    def __init__(self, recipes: dict[str, tuple[Line, ...]]) -> None:
        self._recipes = recipes
        self._leaves: dict[str, tuple[Line, ...]] = {}

    def lines(self, code: str) -> tuple[Line, ...]:
        """Ingredients as the source lists them, one level deep; none for a leaf."""
        return self._recipes.get(code, ())

    def leaves(self, code: str, _path: tuple[str, ...] = ()) -> tuple[Line, ...]:
        """Ingredients at the bottom, heaviest first, one line per leaf; raises `SourceError` on a circular recipe."""
        if code in self._leaves:
            return self._leaves[code]
        if code in _path:
            raise SourceError(f"recipe {code!r} contains itself through {_path!r}. Correct FNDDS_Ingredients.csv")
        grams: dict[tuple[str, str], float] = defaultdict(float)
        for line in self.lines(code):
            inner = self.leaves(line.code, (*_path, code)) or (Line(line.code, line.name, 100.0),)
            for leaf in inner:
                grams[leaf.code, leaf.name] += line.grams * leaf.grams / 100
        ordered = sorted(grams.items(), key=lambda item: (-item[1], item[0]))
        self._leaves[code] = tuple(Line(*key, round(weight, 4)) for key, weight in ordered)
        return self._leaves[code]


def read_recipes(folder: Path) -> RecipeBook:
    """Read the FNDDS recipes; weights are divided by the dish's final weight.

    The final weight is the sum of the ingredients changed by the moisture gain or loss (per cent of that sum) that
    FNDDS gives for the dish: with it the energy of dishes computed from their ingredients meets the published value.
    """
    columns = ("Food code", "Ingredient code", "Ingredient description", "Ingredient weight (g)", "Moisture change (%)")
    rows: dict[str, list[tuple[str, str, float]]] = defaultdict(list)
    change: dict[str, float] = {}
    for row in read_rows(folder / "fndds_2021_2023" / "FNDDS_Ingredients.csv.gz", columns):
        code, part, name, grams, moisture = (row[column].strip() for column in columns)
        rows[code].append((part, name, float(grams)))
        change[code] = float(moisture)
    return RecipeBook({code: _per_100_g(lines, change[code]) for code, lines in rows.items()})


def _per_100_g(lines: list[tuple[str, str, float]], moisture_percent: float) -> tuple[Line, ...]:
    final = sum(grams for _, _, grams in lines) * (1 + moisture_percent / 100)
    merged: dict[tuple[str, str], float] = defaultdict(float)
    for code, name, grams in lines:
        merged[code, name] += 100 * grams / final
    return tuple(Line(code, name, round(grams, 2)) for (code, name), grams in merged.items())
