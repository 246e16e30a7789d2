"""Kin: foods of the same kind, for offering one in place of another."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from nutrition_db.words import tokens

__all__ = ["Kin"]

_NO_KIND: Final = frozenset(
    {
        "American Indian/Alaska Native Foods",
        "Fast Foods",
        "Meals, Entrees, and Side Dishes",
        "Not included in a food category",
        "Own recipe estimate",
        "Restaurant Foods",
    }
)
"""Categories that say where a food comes from, not what kind of food it is."""

_NOT_READY: Final = frozenset(
    tokens("raw dry uncooked unprepared dehydrated powder mix condensed frozen infant toddler")
)
"""A food with one of these words stands in only for a food that has the same word."""


class Kin:
    """Row numbers by category; `nearest` puts those first whose names have most words in common."""

    def __init__(self, names: Sequence[str], categories: Iterable[str]) -> None:
        rows: dict[str, list[int]] = defaultdict(list)
        for row, category in enumerate(categories):
            if category not in _NO_KIND:
                rows[category].append(row)
        self._rows: Mapping[str, Sequence[int]] = rows
        self._names = names

    def nearest(self, row: int, category: str) -> list[int]:
        """Other rows of the category, nearest name first; of equally near ones the shorter name, then the table's."""
        words = set(tokens(self._names[row]))
        near = []
        for other in self._rows.get(category, ()):
            others = set(tokens(self._names[other]))
            if other != row and not (others - words) & _NOT_READY:
                near.append((-len(words & others) / len(words | others), len(self._names[other]), other))
        return [other for *_, other in sorted(near)]
