"""The knowledge: a read-only table of foods with nutrients, portions, recipes, allergens and diet facts.

`table = NutritionTable.load()` reads the packaged data once (about 0.1 s); it never changes and threads share it.
`table.search("chicken curry", 10)` gives a page of foods, `table.get("fndds:58106225")` one food by id (or raises
`UnknownFoodError`), `table.concept("hot_dog")` what a detector's label means, and `sum_nutrients` adds portions up
without turning unknown into 0. Nutrients are per 100 g edible part, None where the source has no value;
`food.portions[0]` is the default portion; every allergen and diet fact carries its reason.
`python -m nutrition_db.build USDA_FOLDER` rebuilds the data; DATA_CARD.md has sources, licences and known errors.
"""

from nutrition_db.food import (
    ALLERGEN_KEYS,
    FACT_KEYS,
    NUTRIENT_KEYS,
    Concept,
    Fact,
    Food,
    Ingredient,
    Nutrients,
    Portion,
    Presence,
    Source,
    TrailStep,
    sum_nutrients,
)
from nutrition_db.origins import origin
from nutrition_db.packed import TableError
from nutrition_db.search import SearchPage
from nutrition_db.table import NutritionTable, TableInfo, UnknownFoodError

__all__ = [
    "ALLERGEN_KEYS",
    "FACT_KEYS",
    "NUTRIENT_KEYS",
    "Concept",
    "Fact",
    "Food",
    "Ingredient",
    "Nutrients",
    "NutritionTable",
    "Portion",
    "Presence",
    "SearchPage",
    "Source",
    "TableError",
    "TableInfo",
    "TrailStep",
    "UnknownFoodError",
    "origin",
    "sum_nutrients",
]
