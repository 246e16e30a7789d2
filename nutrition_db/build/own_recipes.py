"""Our own recipes: dishes USDA lacks by name, summed from foods it has."""

import csv
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from nutrition_db.build.portions import named
from nutrition_db.build.raw import RawFood
from nutrition_db.build.sources import SourceError
from nutrition_db.food import NUTRIENT_KEYS, Ingredient

__all__ = ["DATABASE", "read_own_recipes"]

DATABASE: Final = "own"
CATEGORY: Final = "Own recipe estimate"
_WATER: Final = "water_g"
_UNCHANGED_BY_COOKING: Final = frozenset(NUTRIENT_KEYS) - {_WATER}


def read_own_recipes(path: Path, foods: Sequence[RawFood]) -> list[RawFood]:
    """Read own_recipes.csv and sum each dish from `foods`, in the file's order.

    `ingredients` are `food_id grams` pairs separated by `;`; `yield` is the finished dish's weight over theirs, the
    difference being water. Raises `SourceError` naming the row for an unknown food or a weight of 0.
    """
    table = {food.id: food for food in foods}
    with path.open(encoding="utf-8", newline="") as file:
        return [_sum(row, _parts(row, table)) for row in csv.DictReader(file)]


def _parts(row: dict[str, str], table: dict[str, RawFood]) -> list[tuple[RawFood, float]]:
    parts = []
    for entry in row["ingredients"].split(";"):
        food_id, _, grams = entry.strip().partition(" ")
        if food_id not in table or not grams or float(grams) <= 0:
            raise SourceError(
                f"own_recipes.csv, {row['slug']!r}: {entry.strip()!r} is no 'food_id grams' pair of a known food. "
                "Look the id up with NutritionTable.search and write it like 'fndds:63107010 120'"
            )
        parts.append((table[food_id], float(grams)))
    return parts


def _sum(row: dict[str, str], parts: list[tuple[RawFood, float]]) -> RawFood:
    raw_weight = sum(grams for _, grams in parts)
    weight = raw_weight * float(row["yield"])
    leaves: dict[str, float] = defaultdict(float)
    for food, grams in parts:
        for name, leaf_grams in food.leaves or ((food.name, 100.0),):
            leaves[name] += leaf_grams * grams / weight
    return RawFood(
        id=f"{DATABASE}:{row['slug']}",
        name=row["name"],
        aliases=tuple(alias.strip() for alias in row["aliases"].split(";") if alias.strip()),
        source=DATABASE,
        category=CATEGORY,
        nutrients=_nutrients(parts, raw_weight, weight),
        portions=named([(row["portion"], float(row["portion_grams"])), ("100 g", 100.0)]),
        recipe=tuple(Ingredient(food.name, round(100 * grams / weight, 2)) for food, grams in parts),
        leaves=tuple(sorted(((name, round(g, 4)) for name, g in leaves.items()), key=lambda leaf: (-leaf[1], leaf[0]))),
        single_ingredient=False,
        fruit_veg_share=_share(parts, raw_weight, weight),
        is_beverage=bool(row["beverage"]),
        density_g_per_ml=None,
        sr_group=None,
    )


def _nutrients(parts: list[tuple[RawFood, float]], raw_weight: float, weight: float) -> dict[str, float | None]:
    """Sum per 100 g of dish. A nutrient some part has no value for stays None: the sum would only be "at least"."""
    totals: dict[str, float | None] = {}
    for key in NUTRIENT_KEYS:
        amounts = [(food.nutrients[key], grams) for food, grams in parts]
        if any(amount is None for amount, _ in amounts):
            totals[key] = None
            continue
        total = sum((amount or 0.0) * grams / 100 for amount, grams in amounts)
        if key == _WATER:
            total = max(0.0, total + weight - raw_weight)
        totals[key] = round(100 * total / weight, 3)
    return totals


def _share(parts: list[tuple[RawFood, float]], raw_weight: float, weight: float) -> float | None:
    known = [(food.fruit_veg_share, grams) for food, grams in parts if food.fruit_veg_share is not None]
    if raw_weight - sum(grams for _, grams in known) > 0.1 * raw_weight:
        return None
    return round(min(1.0, sum(share * grams for share, grams in known) / max(raw_weight, weight)), 3)
