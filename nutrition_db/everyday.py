"""Everydayness: which of many matching foods a person most likely means."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from nutrition_db.words import tokens

__all__ = ["Everyday"]


@dataclass(frozen=True, slots=True)
class _Trait:
    """Words of a name that rank a food lower or higher, unless the query asks for them or for one of `asked`."""

    weight: float
    words: frozenset[str]
    asked: frozenset[str]


def _trait(weight: float, words: str, asked: str = "") -> _Trait:
    return _Trait(weight, frozenset(tokens(words)), frozenset(tokens(f"{words} {asked}")))


_NAME_TRAITS: Final = (
    _trait(-0.60, "infant baby toddler babyfood ingredient", "formula"),
    _trait(-0.45, "dry powder powdered dehydrated mix concentrate instant condensed uncooked unprepared dried"),
    _trait(-0.15, "fast restaurant school cafeteria vending lunchables takeaway"),
    _trait(-0.12, "frozen canned use heat", "tinned"),
    _trait(
        -0.15,
        "diet light lite low reduced free nonfat lowfat decaffeinated imitation fortified meatless unsalted substitute "
        "vegan vegetarian",
        "decaf skim veggie",
    ),
    _trait(-0.10, "sandwich sauce dressing stuffing dip oil"),
    _trait(-0.15, "honey flavored candied glazed coated covered sweetened", "breaded"),
    _trait(+0.10, "nfs"),
    _trait(+0.03, "ns"),
)
_CATEGORY_TRAITS: Final = (
    (re.compile(r"[Bb]aby|[Ff]ormula|Human milk"), -0.6, frozenset({"baby", "infant", "toddler", "formula"})),
    (re.compile(r"Fast Foods|Restaurant Foods"), -0.15, frozenset({"restaurant", "takeaway"})),
    (re.compile(r"American Indian"), -0.2, frozenset({"native", "navajo", "alaska"})),
)
_BRAND: Final = re.compile(r"\b[A-Z]{4,}\b|\((?!skim|[0-9])[A-Z]")
_BRAND_PENALTY: Final = -0.15
_UNEATEN_RAW: Final = re.compile(r"Beef|Pork|Poultry|Lamb|Finfish|Sausages|Grains|Legumes|Egg|Fish|Shellfish|Meat")
_RAW_PENALTY: Final = -0.3
_PLAIN_ENDINGS: Final = (", raw", ", cooked", ", brewed", ", plain")
_PLAIN: Final = 0.08
_AS_EATEN: Final = 0.15  # FNDDS and our own dishes before the laboratory's single foods
_PER_WORD: Final = -0.012  # plain foods have short names


@dataclass(frozen=True, slots=True)
class Everyday:
    """Bonus per name: `base`, and one row of `flags` per trait that a query can ask for."""

    base: npt.NDArray[np.float32]
    flags: npt.NDArray[np.float32]

    @classmethod
    def build(
        cls, rows: Sequence[tuple[str, ...]], words: Sequence[Collection[str]], extra: Sequence[float]
    ) -> "Everyday":
        """Judge table rows (id, name, aliases, category ...) with the words of their names.

        `extra` are the bonuses of the names that follow the rows.
        """
        categories = [row[3] for row in rows]
        marks = [[not trait.words.isdisjoint(name) for name in words] for trait in _NAME_TRAITS]
        marks += [_filed(pattern, categories) for pattern, _, _ in _CATEGORY_TRAITS]
        uneaten = _filed(_UNEATEN_RAW, categories)
        marks.append(["raw" in name and raw for name, raw in zip(words, uneaten, strict=True)])
        flags = np.zeros((len(marks), len(rows) + len(extra)), dtype=np.float32)
        flags[:, : len(rows)] = marks
        base = [_base(food_id, name) for food_id, name, *_ in rows]
        return cls(np.array([*base, *extra], dtype=np.float32), flags)

    def bonus(self, query: Sequence[str]) -> npt.NDArray[np.float32]:
        """What to add to each name's score for a query of these words."""
        said = frozenset(query)
        weights = [0.0 if trait.asked & said else trait.weight for trait in _NAME_TRAITS]
        weights += [0.0 if asked & said else weight for _, weight, asked in _CATEGORY_TRAITS]
        weights.append(0.0 if "raw" in said else _RAW_PENALTY)
        result: npt.NDArray[np.float32] = self.base + np.array(weights, dtype=np.float32) @ self.flags
        return result


def _filed(pattern: re.Pattern[str], categories: Sequence[str]) -> list[bool]:
    """Which foods are filed under a category the pattern is found in; each category is searched once."""
    found = {category: pattern.search(category) is not None for category in set(categories)}
    return [found[category] for category in categories]


def _base(food_id: str, name: str) -> float:
    score = (0.0 if food_id.startswith("sr:") else _AS_EATEN) + _PER_WORD * name.count(" ")
    if _BRAND.search(name):
        score += _BRAND_PENALTY
    return score + _PLAIN if name.endswith(_PLAIN_ENDINGS) else score
