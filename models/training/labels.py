"""Labels: the detector's class list and what each source's own labels mean in it."""

import csv
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent
FOOD = "food"
PARTIAL = "partial"  # begins the file name of a photo whose labels leave food out


@dataclass(frozen=True, slots=True)
class TrainingClass:
    """One detector class; `open_images` and `coco` are the start checkpoints' names for it."""

    name: str
    kind: str  # food | reference
    open_images: tuple[str, ...]
    coco: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LabelledBox:
    """A class name and a box as (x1, y1, x2, y2) in pixels of its photo."""

    name: str
    xyxy: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class LabelledPhoto:
    """A photo file and what is on it. `complete` tells that every food on it is labelled."""

    path: Path
    boxes: tuple[LabelledBox, ...]
    complete: bool


def _rows(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


@cache
def training_classes() -> tuple[TrainingClass, ...]:
    """Read the class list; its order is the class index of the trained detector."""

    def names(cell: str | None) -> tuple[str, ...]:
        return tuple(part for part in (cell or "").split("|") if part)

    return tuple(
        TrainingClass(row["name"], row["kind"], names(row["open_images"]), names(row["coco"]))
        for row in _rows("classes.csv")
    )


@cache
def class_index() -> dict[str, int]:
    """Map class name -> class index."""
    return {item.name: index for index, item in enumerate(training_classes())}


@cache
def reference_names() -> frozenset[str]:
    """Name the classes that are tableware, not food."""
    return frozenset(item.name for item in training_classes() if item.kind == "reference")


@cache
def source_labels(source: str) -> dict[int, str]:
    """Map a photo source's own label ids to our class names."""
    return {int(row["label"]): row["name"] for row in _rows("label_map.csv") if row["source"] == source}


@cache
def _cutout_rules() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(row["pattern"]), row["name"]) for row in _rows("cutout_rules.csv"))


def cutout_name(folder: str) -> str:
    """Name the class of a dish cut-out by its folder: the first rule that matches, else `food`."""
    return next((name for pattern, name in _cutout_rules() if pattern.search(folder)), FOOD)
