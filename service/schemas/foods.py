"""Foods as JSON."""

from collections.abc import Mapping
from typing import Any

from nutrition_db import Fact, Food, Portion, SearchPage, TrailStep, origin
from service.language import Language
from service.schemas.item import AllergenOut, Numbers, Out, rounded, tidy

__all__ = ["FoodOut", "FoodPage"]

Trail = Mapping[str, tuple[TrailStep, ...]]


class FoodHit(Out):
    """One search hit."""

    id: str
    name: str
    source: str
    category: str
    energy_kcal_per_100g: float | None


class FoodPage(Out):
    """The best hits and how many there are in all."""

    items: list[FoodHit]
    total: int

    @classmethod
    def of(cls, page: SearchPage) -> "FoodPage":
        """Show a page of hits."""
        hits = [
            FoodHit(
                id=food.id,
                name=food.name,
                source=f"{food.source.database} {food.source.code}",
                category=food.category,
                energy_kcal_per_100g=tidy(food.nutrients.get("energy_kcal")),
            )
            for food in page.items
        ]
        return cls(items=hits, total=page.total)


class SourceOut(Out):
    """Where the numbers come from."""

    database: str
    code: str
    release: str


class PortionChoice(Out):
    """A household measure."""

    id: str
    description: str
    grams: float


class IngredientOut(Out):
    """One line of the recipe, grams per 100 g of the food."""

    name: str
    grams: float


class NutrientOut(Out):
    """One nutrient: per 100 g, in `portion`, and the row of the source it was read from; null where that has none."""

    nutrient: str
    unit: str
    per_100g: float | None
    per_portion: float | None
    source: str | None


class TrailOut(Out):
    """One recipe line that bears on a state: grams of it per 100 g of the food, what that line brings."""

    ingredient: str
    grams: float
    state: str


class FactOut(Out):
    """A diet fact, why, the ingredient behind it with its grams per 100 g, and every recipe line that bears on it."""

    state: str
    why: str
    ingredient: str | None
    grams: float | None
    trail: list[TrailOut]


class FoodAllergenOut(AllergenOut):
    """One allergen's state in the food, with what `FactOut` says of a fact."""

    ingredient: str | None
    grams: float | None
    trail: list[TrailOut]


class FoodOut(Out):
    """One food with everything the table knows; `nutrients` are of 100 g and of `portion`."""

    id: str
    name: str
    aliases: list[str]
    source: SourceOut
    category: str
    single_ingredient: bool
    is_beverage: bool
    nutrients_per_100g: Numbers
    portion: PortionChoice
    nutrients: list[NutrientOut]
    portions: list[PortionChoice]
    recipe: list[IngredientOut]
    allergens: list[FoodAllergenOut]
    diet_facts: dict[str, FactOut]

    @classmethod
    def of(cls, food: Food, portion: Portion, trail: Trail, language: Language) -> "FoodOut":
        """Show a food, its figures also in this portion, its reasons in this language."""
        return cls(
            id=food.id,
            name=food.name,
            aliases=list(food.aliases),
            source=SourceOut(database=food.source.database, code=food.source.code, release=food.source.release),
            category=food.category,
            single_ingredient=food.single_ingredient,
            is_beverage=food.is_beverage,
            nutrients_per_100g=rounded(food.nutrients),
            portion=_choice(portion),
            nutrients=[_nutrient(food, key, portion.grams) for key in food.nutrients],
            portions=[_choice(each) for each in food.portions],
            recipe=[IngredientOut(name=line.name, grams=round(line.grams, 2)) for line in food.recipe],
            allergens=[
                FoodAllergenOut(allergen=key, **_found(fact, trail[key], language))
                for key, fact in food.allergens.items()
            ],
            diet_facts={key: FactOut(**_found(fact, trail[key], language)) for key, fact in food.facts.items()},
        )


def _choice(portion: Portion) -> PortionChoice:
    return PortionChoice(id=portion.id, description=portion.description, grams=portion.grams)


def _nutrient(food: Food, key: str, grams: float) -> NutrientOut:
    value = food.nutrients[key]
    return NutrientOut(
        nutrient=key,
        unit=key.rpartition("_")[2],
        per_100g=tidy(value),
        per_portion=None if value is None else tidy(value * grams / 100),
        source=origin(food, key),
    )


def _found(fact: Fact, trail: tuple[TrailStep, ...], language: Language) -> dict[str, Any]:
    steps = [
        TrailOut(ingredient=step.ingredient, grams=round(step.grams, 2), state=step.presence.value) for step in trail
    ]
    return {
        "state": fact.presence.value,
        "why": language.trail(fact.why),
        "ingredient": fact.ingredient,
        "grams": fact.grams,
        "trail": steps,
    }
