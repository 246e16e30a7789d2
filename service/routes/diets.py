"""Diets: the catalogue a profile is made from, with every rule and where its number comes from."""

from fastapi import APIRouter

from service.dietary import load_catalogue
from service.reader import LanguageDep
from service.schemas.diets import CatalogueOut

__all__ = ["router"]

router = APIRouter(prefix="/v1/diets", tags=["diets"])


@router.get("")
async def diets(language: LanguageDep) -> CatalogueOut:
    """Diets, conditions, allergens and goals."""
    return CatalogueOut.of(load_catalogue(), language)
