"""The score, 0..10: `health_score` of the food alone, after Nutri-Score 2023, and a profile's score of an item.

`nutri_points` are the published integer points. The health score uses the same tables, but points grow evenly between
thresholds (half a point below to half a point above each), so that two nearly equal foods never stand apart, and maps
them to 0..10 through the grade borders: 8 between A and B, 6 between B and C, 4 between C and D, 2 between D and E.
One step stays: protein stops counting when the negative points, counted as published, reach the cut-off.
"""

import re
import tomllib
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any, Final

from nutrition_db.food import Food
from service.dietary.finding import Finding
from service.dietary.names import DATA
from service.dietary.nutrients import Band
from service.meal import Verdict

__all__ = [
    "health_score",
    "interpolated_points",
    "number_factor",
    "nutri_kind",
    "nutri_points",
    "profile_score",
    "step_points",
]

KJ_PER_KCAL: Final = 4.184
KJ_PER_G_FAT: Final = 37.0
SALT_PER_SODIUM: Final = 2.5

Points = Callable[[float, Sequence[float]], float]


@lru_cache(maxsize=1)
def _tables() -> dict[str, Any]:
    with (DATA / "nutriscore.toml").open("rb") as file:
        return tomllib.load(file)


@lru_cache(maxsize=20_000)
def health_score(food: Food) -> float | None:
    """Score the food alone per 100 g, 0 (worst) to 10; None when an input is not known and for alcoholic drinks."""
    inputs = _inputs(food)
    if inputs is None:
        return None
    kind = nutri_kind(food)
    if kind == "water":
        return 10.0
    points = _points(kind, inputs, interpolated_points)
    return round(_between(points, _table(kind)["scale"]), 2)


def nutri_points(food: Food) -> int | None:
    """Published Nutri-Score points of the food (low is good), None when an input is not known."""
    inputs = _inputs(food)
    return None if inputs is None else int(_points(nutri_kind(food), inputs, step_points))


def step_points(value: float, thresholds: Sequence[float]) -> float:
    """One point for each threshold exceeded."""
    return float(sum(value > threshold for threshold in thresholds))


def interpolated_points(value: float, thresholds: Sequence[float]) -> float:
    """Points that grow evenly between thresholds and are halfway up each step at its threshold."""
    return _between(value, _knots(tuple(thresholds)))


def number_factor(band: Band, value: float | None) -> float:
    """Map what a number rule makes of an amount to a factor.

    1 at none, 0.6 at the limit line, 0.2 at the avoid line, 0 at twice that; 0.5 when the amount is not known.
    """
    if value is None:
        return 0.5
    first = band.first
    if not first:
        return 0.0 if value > 0 else 1.0
    knots = [(0.0, 1.0)]
    if band.limit:
        knots.append((band.limit, 0.6))
    last = band.avoid or 4 * first
    return _between(value, [*knots, (last, 0.2), *([(2 * last, 0.0)] if band.avoid else [])])


def profile_score(health: float | None, findings: Sequence[Finding], factors: Sequence[float]) -> float | None:
    """Health score times the least factor: of a number, or of a fact 0 for avoid, 0.6 for limit, 0.5 for unknown."""
    least = min([1.0, *factors, *(_fact_factor(finding) for finding in findings if finding.reason.nutrient is None)])
    if least == 0:
        return 0.0
    return None if health is None else round(health * least, 2)


def nutri_kind(food: Food) -> str:
    """Which published case a food is: water, sweetened, beverage, fats, cheese, red_meat or general."""
    return _kind(food.name.lower(), food.category, food.is_beverage)


@lru_cache(maxsize=4096)
def _kind(name: str, category: str, is_beverage: bool) -> str:
    kinds = ("water", "sweetened") if is_beverage else ("fats", "cheese", "red_meat")
    for kind in kinds:
        case = _tables()["kinds"][kind]
        named = category in case["categories"] or re.search(case["name"], name)
        if named and not re.search(case["not_name"], name):
            return kind
    return "beverage" if is_beverage else "general"


def _table(kind: str) -> dict[str, Any]:
    of_kind = {"water": "beverage", "sweetened": "beverage", "beverage": "beverage", "fats": "fats"}
    table: dict[str, Any] = _tables()[of_kind.get(kind, "general")]
    return table


def _inputs(food: Food) -> dict[str, float] | None:
    keys = ("energy_kcal", "sugars_g", "saturated_fat_g", "sodium_mg", "fibre_g", "protein_g", "fat_g")
    known = {key: value for key in keys if (value := food.nutrients.get(key)) is not None}
    if len(known) < len(keys) or food.fruit_veg_share is None:
        return None
    if food.is_beverage and (food.nutrients.get("alcohol_g") or 0.0) > _tables()["limits"]["alcohol_g"]:
        return None
    saturated, fat = known["saturated_fat_g"], known["fat_g"]
    return {
        "energy_kj": known["energy_kcal"] * KJ_PER_KCAL,
        "energy_from_saturated_kj": saturated * KJ_PER_G_FAT,
        "saturated_fat_ratio": 100 * saturated / fat if fat else 0.0,
        "sugars_g": known["sugars_g"],
        "saturated_fat_g": saturated,
        "salt_g": known["sodium_mg"] * SALT_PER_SODIUM / 1000,
        "fruit_veg_percent": food.fruit_veg_share * 100,
        "fibre_g": known["fibre_g"],
        "protein_g": known["protein_g"],
    }


def _points(kind: str, inputs: dict[str, float], points: Points) -> float:
    table = _table(kind)
    negative = _negative(kind, table, inputs, points)
    positive = points(inputs["fruit_veg_percent"], table["fruit_veg_percent"]) + points(
        inputs["fibre_g"], table["fibre_g"]
    )
    # The published cut-off counts whole points, whatever the score interpolates.
    cut_off = table.get("protein_counts_below", float("inf"))
    if kind == "cheese" or _negative(kind, table, inputs, step_points) < cut_off:
        protein = points(inputs["protein_g"], table["protein_g"])
        positive += min(protein, _tables()["limits"]["red_meat_protein_points"]) if kind == "red_meat" else protein
    return negative - positive


def _negative(kind: str, table: dict[str, Any], inputs: dict[str, float], points: Points) -> float:
    keys = [
        key
        for key in ("energy_kj", "energy_from_saturated_kj", "sugars_g", "saturated_fat_g", "salt_g")
        if key in table
    ]
    total = sum(points(inputs[key], table[key]) for key in keys)
    if kind == "fats":
        ratio, thresholds = inputs["saturated_fat_ratio"], table["saturated_fat_ratio"]
        # The one table whose thresholds count when reached, not when exceeded.
        total += sum(ratio >= line for line in thresholds) if points is step_points else points(ratio, thresholds)
    return total + (table["sweetener_points"] if kind == "sweetened" else 0)


@lru_cache(maxsize=64)
def _knots(thresholds: tuple[float, ...]) -> tuple[tuple[float, float], ...]:
    knots = [(0.0, 0.0)]
    for threshold in sorted(set(thresholds)):
        below = sum(other < threshold for other in thresholds)
        knots.append((threshold, below + thresholds.count(threshold) / 2))
    distinct = sorted(set(thresholds))
    return (*knots, (distinct[-1] + (distinct[-1] - distinct[-2]) / 2, float(len(thresholds))))


def _between(value: float, knots: Sequence[Sequence[float]]) -> float:
    """Interpolate linearly between (x, y) knots, level outside them."""
    if value <= knots[0][0]:
        return float(knots[0][1])
    for (x0, y0), (x1, y1) in pairwise(knots):
        if value <= x1:
            return y0 + (y1 - y0) * (value - x0) / (x1 - x0)
    return float(knots[-1][1])


def _fact_factor(finding: Finding) -> float:
    return {Verdict.AVOID: 0.0, Verdict.LIMIT: 0.6, Verdict.UNKNOWN: 0.5}.get(finding.reason.verdict, 1.0)
