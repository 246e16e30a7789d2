"""Foods as JSON."""

from nutrition_db import Food, SearchPage
from service.schemas.item import AllergenOut, Numbers, Out, rounded, tidy

__all__ = ["FoodOut", "FoodPage"]


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


class FactOut(Out):
    """A diet fact and why."""

    state: str
    why: str


class FoodOut(Out):
    """One food with everything the table knows."""

    id: str
    name: str
    aliases: list[str]
    source: SourceOut
    category: str
    nutrients_per_100g: Numbers
    portions: list[PortionChoice]
    recipe: list[IngredientOut]
    allergens: list[AllergenOut]
    diet_facts: dict[str, FactOut]

    @classmethod
    def of(cls, food: Food) -> "FoodOut":
        """Show a food."""
        return cls(
            id=food.id,
            name=food.name,
            aliases=list(food.aliases),
            source=SourceOut(database=food.source.database, code=food.source.code, release=food.source.release),
            category=food.category,
            nutrients_per_100g=rounded(food.nutrients),
            portions=[
                PortionChoice(id=each.id, description=each.description, grams=each.grams) for each in food.portions
            ],
            recipe=[IngredientOut(name=line.name, grams=round(line.grams, 2)) for line in food.recipe],
            allergens=[
                AllergenOut(allergen=key, state=fact.presence.value, why=fact.why)
                for key, fact in food.allergens.items()
            ],
            diet_facts={key: FactOut(state=fact.presence.value, why=fact.why) for key, fact in food.facts.items()},
        )
