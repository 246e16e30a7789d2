"""Unused: what a person told and nothing was made of is said, not passed over."""

from collections.abc import Sequence

from models.detection import Detection
from nutrition_db import NutritionTable
from service.meal import Item
from service.portions.hints import Hints
from service.portions.matching import matched
from service.portions.scale import PLATES
from service.portions.words import DEFAULT, say

__all__ = ["unused"]


def unused(
    items: Sequence[Item],
    references: Sequence[Detection],
    hints: Hints,
    table: NutritionTable,
    language: str = DEFAULT,
) -> tuple[str, ...]:
    """Warnings about words of the note and a plate diameter that changed nothing."""
    taken = matched(items, hints.amounts, table).values()
    words = [*hints.unused, *(amount.text.strip() for amount in hints.amounts if amount not in taken)]
    warnings = []
    if words:
        quoted = ", ".join(f'"{each}"' for each in words)
        warnings.append(say(language, "note_unused", words=quoted))
    if hints.plate_diameter_cm is not None and not any(found.label in PLATES for found in references):
        warnings.append(say(language, "plate_unused"))
    return tuple(warnings)
