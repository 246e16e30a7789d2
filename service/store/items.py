"""Items as the JSON a diary row keeps, and back. Nutrients are kept as they were: a later table changes no old day."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from types import MappingProxyType
from typing import Any

from models.detection import Box
from nutrition_db import ALLERGEN_KEYS, NUTRIENT_KEYS, Fact, Food, NutritionTable, Presence, Source, UnknownFoodError
from nutrition_db.food import FACT_KEYS
from service.meal import Candidate, Item, PortionEstimate

__all__ = ["document_of_item", "item_of"]

GONE = "this food is no longer in the table"


def document_of_item(item: Item) -> dict[str, Any]:
    """Everything that item_of needs; of its food: what it was called and its nutrients per 100 g."""
    return {
        "id": item.id,
        "box": None if item.box is None else asdict(item.box),
        "label": item.label,
        "confidence": item.confidence,
        "food": None if item.food is None else _document_of_food(item.food),
        "portion": asdict(item.portion),
        "alternatives": [{"food_id": each.food.id, "confidence": each.confidence} for each in item.alternatives],
        "confirmed": item.confirmed,
        "on_my_plate": item.on_my_plate,
    }


def item_of(document: Mapping[str, Any], table: NutritionTable) -> Item:
    """Rebuild an item: kept numbers, and the table's facts of today. Alternatives the table lost are left out."""
    box, food = document["box"], document["food"]
    others = ((_found(table, each["food_id"]), each["confidence"]) for each in document["alternatives"])
    return Item(
        id=document["id"],
        box=None if box is None else Box(**box),
        label=document["label"],
        confidence=document["confidence"],
        food=None if food is None else _food_of(food, table),
        portion=PortionEstimate(**document["portion"]),
        alternatives=tuple(Candidate(other, confidence) for other, confidence in others if other is not None),
        confirmed=document["confirmed"],
        on_my_plate=document["on_my_plate"],
    )


def _document_of_food(food: Food) -> dict[str, Any]:
    return {
        "id": food.id,
        "name": food.name,
        "source": asdict(food.source),
        "nutrients": {key: value for key, value in food.nutrients.items() if value is not None},
    }


def _found(table: NutritionTable, food_id: str) -> Food | None:
    try:
        return table.get(food_id)
    except UnknownFoodError:
        return None


def _food_of(document: Mapping[str, Any], table: NutritionTable) -> Food:
    """The table's own food while it says what was kept (judgements are cached by it), else one with kept numbers."""
    nutrients = {key: document["nutrients"].get(key) for key in NUTRIENT_KEYS}
    food = _found(table, document["id"]) or _forgotten(document)
    if (food.name, dict(food.nutrients)) == (document["name"], nutrients):
        return food
    return replace(food, name=document["name"], nutrients=MappingProxyType(nutrients))


def _forgotten(document: Mapping[str, Any]) -> Food:
    """A food the table lost: its numbers are kept, everything else about it is unknown, and unknown is never green."""
    unknown = Fact(Presence.UNKNOWN, GONE)
    return Food(
        id=document["id"],
        name=document["name"],
        aliases=(),
        source=Source(**document["source"]),
        category="",
        nutrients={},
        portions=(),
        recipe=(),
        allergens=dict.fromkeys(ALLERGEN_KEYS, unknown),
        facts=dict.fromkeys(FACT_KEYS, unknown),
        single_ingredient=False,
        fruit_veg_share=None,
        is_beverage=False,
        density_g_per_ml=None,
    )
