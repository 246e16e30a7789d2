"""Foods: search the table, look at one food."""

from typing import Annotated

from fastapi import APIRouter, Query

from nutrition_db import UnknownFoodError
from service.context import ContextDep
from service.errors import FoodNotFound
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
async def food(food_id: str, context: ContextDep) -> FoodOut:
    """One food with nutrients per 100 g, portions, recipe, allergens, diet facts and source."""
    try:
        return FoodOut.of(context.table.get(food_id))
    except UnknownFoodError as error:
        raise FoodNotFound(str(error)) from error
