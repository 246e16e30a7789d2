"""Remembered portions of a profile: seen, kept and forgotten. A photo judged for the profile starts from them."""

from fastapi import APIRouter

from nutrition_db import UnknownFoodError
from service.context import ContextDep
from service.errors import FoodNotFound
from service.owner import OwnerDep
from service.portions import PersonalPortion
from service.schemas.portions import RememberedOut, RememberedPage, RememberIn
from service.store import portion_not_found

__all__ = ["router"]

router = APIRouter(prefix="/v1/profiles/{profile_id}/portions", tags=["profiles"])


@router.get("")
def list_portions(profile_id: str, context: ContextDep, owner: OwnerDep) -> RememberedPage:
    """Every portion this profile remembers, by food id."""
    return RememberedPage.of(context.profiles.portions(owner, profile_id), context.table)


@router.get("/{food_id}")
def get_portion(profile_id: str, food_id: str, context: ContextDep, owner: OwnerDep) -> RememberedOut:
    """One remembered portion."""
    for portion in context.profiles.portions(owner, profile_id):
        if portion.food_id == food_id:
            return RememberedOut.of(portion, context.table)
    raise portion_not_found(food_id)


@router.put("/{food_id}")
def remember(profile_id: str, food_id: str, portion: RememberIn, context: ContextDep, owner: OwnerDep) -> RememberedOut:
    """Remember how many grams this person usually has of a food: "my coffee is 300 g"."""
    try:
        food = context.table.get(food_id)
    except UnknownFoodError as error:
        raise FoodNotFound(str(error)) from error
    kept = PersonalPortion(food.id, portion.grams)
    context.profiles.remember(owner, profile_id, kept)
    return RememberedOut.of(kept, context.table)


@router.delete("", status_code=204)
def forget_all(profile_id: str, context: ContextDep, owner: OwnerDep) -> None:
    """Forget every remembered portion of the profile."""
    context.profiles.forget(owner, profile_id)


@router.delete("/{food_id}", status_code=204)
def forget(profile_id: str, food_id: str, context: ContextDep, owner: OwnerDep) -> None:
    """Forget one remembered portion."""
    context.profiles.forget(owner, profile_id, food_id)
