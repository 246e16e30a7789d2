"""Validation: no food leaves the build with numbers that cannot be."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from nutrition_db.build.raw import RawFood
from nutrition_db.build.sources import SourceError
from nutrition_db.food import NUTRIENT_KEYS

__all__ = ["ENERGY_EXCEPTIONS", "computed_energy", "validate"]

_GRAMS_PER_100_G: Final = 105.0  # analyses of parts may sum to a little over the whole
_MOST_KCAL: Final = 905.0  # pure fat, 9.02 kcal/g
_SHOWN: Final = 10

ENERGY_EXCEPTIONS: Final = frozenset(
    {
        "fndds:11830150",  # cocoa powder: USDA counts 1.33 kcal/g carbohydrate
        "fndds:91108000",  # sweeteners and sugar alcohols without energy
        "fndds:91108020",
        "fndds:91802000",
        "fndds:92900200",
        "sr:02075",  # taco seasoning, salt counted as carbohydrate by difference
        "sr:07018",  # published energy does not meet its macronutrients
        "sr:08363",  # bran
        "sr:11667",  # algae, fungi and gums: specific factors
        "sr:11988",
        "sr:14409",  # low-calorie drink powders
        "sr:16055",
        "sr:18369",  # baking powders: minerals counted as carbohydrate
        "sr:18370",
        "sr:18371",
        "sr:19165",
        "sr:19166",
        "sr:19175",
        "sr:19916",
        "sr:19918",
        "sr:20033",
        "sr:31019",
        "sr:35203",
        "sr:42055",
        "sr:42179",  # published energy does not meet its macronutrients
        "sr:42281",
        "sr:43028",
        "sr:43060",
        "sr:43345",
    }
)
"""Foods whose published energy departs from 4/4/9/7 for a known reason; any other one stops the build."""


def validate(foods: Sequence[RawFood]) -> None:
    """Raise `SourceError` naming the first foods whose numbers are impossible."""
    problems = [f"{food.id} ({food.name!r}): {problem}" for food in foods for problem in _problems(food)]
    problems += [
        f"{food_id} appears {count} times" for food_id, count in Counter(f.id for f in foods).items() if count > 1
    ]
    if problems:
        raise SourceError(
            f"{len(problems)} impossible values, first: {'; '.join(problems[:_SHOWN])}. Correct the reader of that "
            "source, or the row of own_recipes.csv"
        )


def computed_energy(food: RawFood) -> float:
    """Energy in kcal per 100 g from 4/4/9/7 kcal per gram; fibre counts 2."""
    amounts = {
        key: food.nutrients[key] or 0.0 for key in ("protein_g", "fat_g", "carbohydrate_g", "fibre_g", "alcohol_g")
    }
    starch = max(0.0, amounts["carbohydrate_g"] - amounts["fibre_g"])
    return (
        4 * amounts["protein_g"] + 4 * starch + 2 * amounts["fibre_g"] + 9 * amounts["fat_g"] + 7 * amounts["alcohol_g"]
    )


def _problems(food: RawFood) -> Iterator[str]:
    if tuple(food.nutrients) != NUTRIENT_KEYS:
        yield "its nutrient keys are not NUTRIENT_KEYS in order"
        return
    yield from (f"{key} is {value!r}" for key, value in food.nutrients.items() if value is not None and value < 0)
    if not food.portions or any(portion.grams <= 0 for portion in food.portions):
        yield "a portion has no weight"
    if any(line.grams < 0 for line in food.recipe):
        yield "a recipe line is below 0 g"
    parts = ("protein_g", "fat_g", "carbohydrate_g", "alcohol_g", "water_g")
    mass = sum(food.nutrients[key] or 0.0 for key in parts)
    if mass > _GRAMS_PER_100_G:
        yield f"its parts weigh {mass:.1f} g per 100 g"
    yield from _energy_problems(food)


def _energy_problems(food: RawFood) -> Iterator[str]:
    """USDA uses factors per food (protein 2.4-4.4, carbohydrate 1.3-4.2 kcal/g), so a quarter or 35 kcal is allowed."""
    stated = food.nutrients["energy_kcal"]
    if stated is None or stated > _MOST_KCAL:
        yield f"energy is {stated!r} kcal"
        return
    computed = computed_energy(food)
    if abs(computed - stated) > max(35.0, 0.25 * max(stated, computed)) and food.id not in ENERGY_EXCEPTIONS:
        yield f"energy is {stated!r} kcal, its macronutrients give {computed:.0f}"
