"""Remembered portions as JSON."""

from collections.abc import Sequence

from nutrition_db import NutritionTable, UnknownFoodError
from service.portions import PersonalPortion
from service.schemas.edit import Grams, In
from service.schemas.item import FoodRef, Out

__all__ = ["RememberIn", "RememberedOut", "RememberedPage"]


class RememberIn(In):
    """How many grams this person usually has of the food the address names."""

    grams: Grams


class RememberedOut(Out):
    """One remembered portion; `food` is null when the table no longer has it."""

    food_id: str
    food: FoodRef | None
    grams: float

    @classmethod
    def of(cls, portion: PersonalPortion, table: NutritionTable) -> "RememberedOut":
        """Show a remembered portion with the name of its food."""
        try:
            food = FoodRef.of(table.get(portion.food_id))
        except UnknownFoodError:
            food = None
        return cls(food_id=portion.food_id, food=food, grams=portion.grams)


class RememberedPage(Out):
    """Every remembered portion of a profile."""

    items: list[RememberedOut]
    total: int

    @classmethod
    def of(cls, portions: Sequence[PersonalPortion], table: NutritionTable) -> "RememberedPage":
        """Show them all."""
        return cls(items=[RememberedOut.of(portion, table) for portion in portions], total=len(portions))
