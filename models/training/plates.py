"""Plates: what lies on the weighed plates, in the detector's names. Weights are the data's, boxes it has none."""

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from models.training.labels import FOOD, reference_names, training_classes

LEAST_GRAMS = 10.0  # half of all listed ingredients weigh under 5 g: oil, salt, herbs, which no photo shows


@dataclass(frozen=True, slots=True)
class WeighedPlate:
    """A photo and its ingredients from 10 g on; a name is None where our list has none for it."""

    path: Path
    names: tuple[str | None, ...]


def weighed_plates(photos: Path) -> list[WeighedPlate]:
    """Read the plates of the photos folder; raises FileNotFoundError when they are not there."""
    folder = photos / "weighed_plates"
    rows = json.loads((folder / "ground_truth.json").read_text("utf-8"))
    return [
        WeighedPlate(
            folder / "test" / "images" / f"{plate}.jpg",
            tuple(our_name(part["name"]) for part in row["ingredients"] if part["g"] >= LEAST_GRAMS),
        )
        for plate, row in sorted(rows.items())
    ]


def our_name(ingredient: str) -> str | None:
    """Find the longest of our names in an ingredient's, word by word: "cherry tomatoes" holds "tomato".

    It is the nearest name we have, not always the food: "cheese pizza" is a pizza, so the last of equally long wins.
    """
    words = f" {singular(ingredient)} "
    held = [(len(plain.split()), words.rfind(f" {plain} "), name) for name, plain in plain_names().items()]
    _, place, name = max((each for each in held if each[1] >= 0), default=(0, -1, ""))
    return name if place >= 0 else None


@cache
def plain_names() -> dict[str, str]:
    """Our names of foods, each with its words in the singular."""
    names = (item.name for item in training_classes())
    return {name: singular(name) for name in names if name != FOOD and name not in reference_names()}


def singular(text: str) -> str:
    """Write English words without the plural's ending, near enough to compare names."""
    words = re.findall("[a-z]+", text.lower())
    return " ".join(re.sub("(?<=o)es$|(?<!s)s$", "", re.sub("ies$", "y", word)) for word in words)
