"""builders: items and tableware on a photo, and the nutrition table they are weighed with."""

from dataclasses import replace
from functools import cache

from models.detection import Box, Detection, Guess
from nutrition_db import NutritionTable
from service.meal import Item, PortionEstimate
from service.portions import Hints, Photographed, estimate, house_sizes

TRUSTING = replace(house_sizes(), assumed=True)
"""Sizes with which tableware of assumed size gives the scale, as it may."""

NO_PORTION = PortionEstimate(None, None, None)


@cache
def table() -> NutritionTable:
    return NutritionTable.load()


def lying(
    label: str, x: float = 100, y: float = 100, width: float = 60, height: float = 60, *, number: int = 1
) -> Item:
    concept = table().concept(label)
    assert concept is not None
    assert concept.food_id is not None
    return Item(f"item-{number}", Box(x, y, width, height), label, 0.9, table().get(concept.food_id), NO_PORTION)


def tableware(label: str, x: float = 0, y: float = 0, width: float = 300, height: float = 300) -> Detection:
    return Detection(Box(x, y, width, height), 0.9, (Guess(label, 0.9),))


def weighed(
    *items: Item, on: tuple[Detection, ...] = (), told: Hints | None = None, language: str = "en"
) -> tuple[Item, ...]:
    return estimate(items, table(), Photographed(on, hints=told or Hints(), sizes=TRUSTING, language=language))


def portion(
    *items: Item, on: tuple[Detection, ...] = (), told: Hints | None = None, language: str = "en"
) -> PortionEstimate:
    return weighed(*items, on=on, told=told, language=language)[0].portion
