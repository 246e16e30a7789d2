"""Matching: which item of the photo the words of a note mean."""

import re
from collections.abc import Mapping, Sequence

from nutrition_db import NutritionTable
from service.meal import Item
from service.portions.hints import Amount
from service.portions.pieces import unit_of

__all__ = ["matched"]

_SEARCHED = 50  # foods a search for the words may bring up and still mean the item


def matched(items: Sequence[Item], amounts: Sequence[Amount], table: NutritionTable) -> Mapping[str, Amount]:
    """Item id -> the amount said of it, each amount to one item; what fits no item is left out."""
    found: dict[str, Amount] = {}
    for amount in amounts:
        free = [item for item in items if item.food is not None and item.id not in found]
        item = next((item for item in free if _named(item, amount.words, table)), None) or _searched(
            free, amount.words, table
        )
        if item is not None:
            found[item.id] = amount
    return found


def _named(item: Item, words: str, table: NutritionTable) -> bool:
    """Every word is one of the item's label, of its food's name or of what a piece of it is called."""
    unit = unit_of(item, table)
    names = " ".join((item.label, item.food.name if item.food else "", *(unit.names.values() if unit else ())))
    return _stems(words) <= _stems(names)


def _searched(items: Sequence[Item], words: str, table: NutritionTable) -> Item | None:
    """The first item whose food a search for the words finds."""
    ids = [food.id for food in table.search(words, _SEARCHED).items]
    ranked = [item for item in items if item.food is not None and item.food.id in ids]
    return min(ranked, key=lambda item: ids.index(item.food.id) if item.food else len(ids), default=None)


def _stems(text: str) -> set[str]:
    """Words without their plural ending, in any of the three languages."""
    return {
        re.sub(r"(?:en|es|s|n)$", "", word) if len(word) > 3 else word for word in re.findall(r"\w+", text.casefold())
    }
