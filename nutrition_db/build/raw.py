"""The raw food: one row of a source after reading, before facts are derived and the table is written."""

from dataclasses import dataclass

from nutrition_db.food import Ingredient, Nutrients, Portion

__all__ = ["RawFood"]


@dataclass(frozen=True, slots=True)
class RawFood:
    """One food as the build passes it on; nutrients are per 100 g edible part.

    `leaves` are the names at the bottom of the recipe with their grams per 100 g of the dish, nested recipes opened;
    cooking losses can make them sum to more than 100. A food without a recipe has none.
    `sr_group` is the SR28 food group ("Dairy and Egg Products"), None for other sources.
    """

    id: str
    name: str
    aliases: tuple[str, ...]
    source: str
    category: str
    nutrients: Nutrients
    portions: tuple[Portion, ...]
    recipe: tuple[Ingredient, ...]
    leaves: tuple[tuple[str, float], ...]
    single_ingredient: bool
    fruit_veg_share: float | None
    is_beverage: bool
    density_g_per_ml: float | None
    sr_group: str | None
