"""Plates: the weighed plates of the data folder, their ingredients looked up in the nutrition table."""

import json
from dataclasses import dataclass
from pathlib import Path

from nutrition_db import Food, NutritionTable

__all__ = ["Part", "Plate", "read_plates"]

# Names the table's search reads as something else.
MEANT = {
    "cherry tomatoes": "tomato",
    "country rice": "rice",
    "tatsoi": "bok choy raw",
    "wheat berry": "bulgur",
    "yam": "sweet potato",
}


@dataclass(frozen=True, slots=True)
class Part:
    """One weighed ingredient, as a label and the food the table has for it."""

    label: str
    food: Food
    grams: float


@dataclass(frozen=True, slots=True)
class Plate:
    """One weighed plate: its photo, its energy, its parts."""

    name: str
    photo: Path
    kcal: float
    parts: tuple[Part, ...]


def read_plates(shared: Path, table: NutritionTable) -> tuple[Plate, ...]:
    """Read every plate, in the order of their names; parts the table has no food for are left out."""
    folder = shared / "data" / "photos" / "weighed_plates"
    truth = json.loads((folder / "ground_truth.json").read_text("utf-8"))
    return tuple(
        Plate(name, folder / "test" / "images" / f"{name}.jpg", cells["kcal"], _parts(cells["ingredients"], table))
        for name, cells in sorted(truth.items())
    )


def _parts(rows: list[dict[str, object]], table: NutritionTable) -> tuple[Part, ...]:
    found = ((str(row["name"]), float(str(row["g"]))) for row in rows)
    looked_up = ((_looked_up(name, table), grams) for name, grams in found)
    return tuple(Part(label, food, grams) for (label, food), grams in looked_up if food is not None)


def _looked_up(name: str, table: NutritionTable) -> tuple[str, Food | None]:
    meant = MEANT.get(name, name)
    for label in (meant, meant.removesuffix("s"), meant.removesuffix("es")):
        concept = table.concept(label)
        if concept is not None and concept.food_id is not None:
            return label, table.get(concept.food_id)
    found = table.search(meant, 1).items
    return meant, found[0] if found else None
