"""Foods: search the table, look at one food."""

from typing import Annotated

from fastapi import APIRouter, Query

from nutrition_db import Food, Portion, UnknownFoodError
from service.context import ContextDep
from service.errors import FoodNotFound, InvalidRequest
from service.reader import LanguageDep
from service.schemas.foods import FoodOut, FoodPage

__all__ = ["router"]

router = APIRouter(prefix="/v1/foods", tags=["foods"])


@router.get("")
async def search(
    context: ContextDep, q: Annotated[str, Query(max_length=200)] = "", limit: Annotated[int, Query(ge=1, le=100)] = 20
) -> FoodPage:
    """Find foods by name, typing errors forgiven, everyday foods first."""
    return FoodPage.of(context.table.search(q, limit))


@router.get("/{food_id}")
async def food(
    food_id: str,
    context: ContextDep,
    language: LanguageDep,
    portion_id: Annotated[str | None, Query(max_length=80)] = None,
) -> FoodOut:
    """One food: nutrients per 100 g and in one portion (the default, or `portion_id`) with the source row of each.

    Also its portions, recipe in grams, source, allergens and diet facts, each with the recipe lines that led to it.
    """
    try:
        found = context.table.get(food_id)
    except UnknownFoodError as error:
        raise FoodNotFound(str(error)) from error
    return FoodOut.of(found, _portion(found, portion_id), context.table.trail(found), language)


def _portion(food: Food, portion_id: str | None) -> Portion:
    """The named portion, the default one without a name; raises `InvalidRequest` naming the ones there are."""
    for portion in food.portions:
        if portion_id in (None, portion.id):
            return portion
    known = ", ".join(repr(portion.id) for portion in food.portions[:8])
    raise InvalidRequest(f"{food.name!r} has no portion {portion_id!r}; it has {known}", pointer="#/query/portion_id")
