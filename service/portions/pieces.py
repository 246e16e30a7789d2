"""The pieces: foods people count, and equal neighbours merged into one item with a count.

One food, one dot: three eggs side by side are one item of "3 x egg". Its box is drawn around all of them, and it may
be whatever any of them may be.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from types import MappingProxyType
from typing import Final

from models.detection import Box
from nutrition_db import NutritionTable
from nutrition_db.packed import read_table_csv
from service.meal import Candidate, Item
from service.portions.sizes import DATA

__all__ = ["Counted", "Unit", "counted_items", "units"]

GAP: Final = 1.0
"""Pieces belong together up to this many of their own sides apart: a second plate is another portion."""

ALIKE: Final = 2.5
"""Largest ratio of the areas of two pieces of one kind."""

MOST_ALTERNATIVES: Final = 5


@dataclass(frozen=True, slots=True)
class Unit:
    """One piece: its usual grams and what it is called, by language."""

    grams: float
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Counted:
    """An item, and how many boxes it stands for with the mean area of one in square pixels."""

    item: Item
    pieces: int
    piece_area: float


@cache
def units() -> Mapping[str, Unit]:
    """Unit of every label that is counted."""
    rows = read_table_csv(DATA / "countable.csv", ("label", "grams", "en", "de", "es"))
    return MappingProxyType(
        {row["label"]: Unit(float(row["grams"]), {key: row[key] for key in ("en", "de", "es")}) for row in rows}
    )


def unit_of(item: Item, table: NutritionTable) -> Unit | None:
    """The unit an item is counted in: that of its label, or of a label that means the same food."""
    if item.food is None:
        return None
    concept = table.concept(item.label)
    named = units().get(concept.label) if concept is not None and concept.food_id == item.food.id else None
    return named or _unit_by_food(table).get(item.food.id)


def counted_items(items: Sequence[Item], table: NutritionTable) -> tuple[Counted, ...]:
    """Merge equal neighbours of foods people count; everything else stays as it is, in its order."""
    left = list(items)
    merged: list[Counted] = []
    while left:
        group = [left.pop(0)]
        if unit_of(group[0], table) is not None:
            _gather(group, left)
        merged.append(_merged(group))
    return tuple(merged)


def _gather(group: list[Item], left: list[Item]) -> None:
    """Move every item that neighbours the group, directly or by way of others, from `left` into it."""
    grown = True
    while grown:
        near = [item for item in left if any(_alike(item, member) for member in group)]
        grown = bool(near)
        for item in near:
            left.remove(item)
            group.append(item)


def _alike(one: Item, other: Item) -> bool:
    if one.food is None or other.food is None or one.food.id != other.food.id or one.confirmed != other.confirmed:
        return False
    if one.box is None or other.box is None or one.on_my_plate != other.on_my_plate:
        return False
    small, large = sorted((one.box.area, other.box.area))
    return large <= ALIKE * small and _gap(one.box, other.box) <= GAP * small**0.5


def _gap(one: Box, other: Box) -> float:
    """Pixels between two boxes, 0 where they touch."""
    across = max(one.x, other.x) - min(one.x + one.width, other.x + other.width)
    down = max(one.y, other.y) - min(one.y + one.height, other.y + other.height)
    return max(across, down, 0.0)


def _merged(group: Sequence[Item]) -> Counted:
    first = group[0]
    boxes = [item.box for item in group if item.box is not None]
    if len(boxes) < 2:
        return Counted(first, 1, boxes[0].area if boxes else 0.0)
    # As unsure as its most doubtful piece, and open to whatever any piece may be.
    confidence = min(item.confidence for item in group)
    whole = replace(first, box=_around(boxes), confidence=confidence, alternatives=_alternatives(group))
    return Counted(whole, len(boxes), sum(box.area for box in boxes) / len(boxes))


def _around(boxes: Sequence[Box]) -> Box:
    left, top = min(box.x for box in boxes), min(box.y for box in boxes)
    right = max(box.x + box.width for box in boxes)
    return Box(left, top, right - left, max(box.y + box.height for box in boxes) - top)


def _alternatives(group: Sequence[Item]) -> tuple[Candidate, ...]:
    best: dict[str, Candidate] = {}
    for candidate in (candidate for item in group for candidate in item.alternatives):
        known = best.get(candidate.food.id)
        if known is None or candidate.confidence > known.confidence:
            best[candidate.food.id] = candidate
    return tuple(sorted(best.values(), key=lambda each: -each.confidence)[:MOST_ALTERNATIVES])


def _unit_by_food(table: NutritionTable) -> Mapping[str, Unit]:
    found = ((table.concept(label), unit) for label, unit in units().items())
    return {concept.food_id: unit for concept, unit in found if concept is not None and concept.food_id is not None}
