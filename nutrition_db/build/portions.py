"""Portions of a source: ids, order, the default first."""

import re
from collections.abc import Iterable
from typing import Final

from nutrition_db.food import Portion

__all__ = ["HUNDRED_GRAMS", "default_first", "named", "sensible_first"]

HUNDRED_GRAMS: Final = Portion("100-g", "100 g", 100.0)
"""What a food without any household weight is measured in."""

# Most telling measure of "one of it" first; what none of them matches follows in the source's order.
_PREFERENCE: Final = tuple(
    re.compile(pattern)
    for pattern in (
        r"^1 (?:medium|fruit|piece|egg|item|bar|patty|fillet|filet|breast|steak|chop|sandwich|slice|link|order)\b",
        r"^1 large\b",
        r"^1 (?:serving|drink|each|cookie|cake|muffin|roll|biscuit|taco|burrito|bagel|container)\b",
        r"^3 oz\b",
        r"^1 (?:small|thigh|leg|drumstick|wing|spear|stalk)\b",
        r"^1 cup\b",
        r"^(?:0\.5|½) cup\b",
        r"^1 (?:can|bottle)\b",
        r"^1 (?:tbsp|tablespoon)\b",
        r"^1 oz\b",
    )
)
_LARGEST: Final = 350.0  # grams; a whole roast or a family can is no portion
_AWKWARD: Final = re.compile(r"\byield|\bunit\b|\blb\b|refuse|guideline amount|\bdry\b|with bone", re.IGNORECASE)


def named(measures: Iterable[tuple[str, float]]) -> tuple[Portion, ...]:
    """Give each (description, grams) an id made of its description, unique within the food."""
    portions: list[Portion] = []
    taken: set[str] = set()
    for description, grams in measures:
        base = re.sub(r"[^a-z0-9]+", "-", description.lower()).strip("-")[:48].strip("-") or "portion"
        slug = base
        count = 1
        while slug in taken:
            count += 1
            slug = f"{base}-{count}"
        taken.add(slug)
        portions.append(Portion(slug, description, grams))
    return tuple(portions)


def default_first(measures: list[tuple[str, float]], default_grams: float | None) -> tuple[Portion, ...]:
    """Order measures so that the one weighing `default_grams` leads; a nameless default becomes "1 typical portion"."""
    tidy = sorted(measures, key=lambda measure: bool(_AWKWARD.search(measure[0])))
    if default_grams is not None:
        equal = [m for m in tidy if abs(m[1] - default_grams) < 0.01 and not _AWKWARD.search(m[0])]
        lead = equal[0] if equal else ("1 typical portion", default_grams)
        tidy = [lead, *(measure for measure in tidy if measure != lead)]
    return named(tidy) or (HUNDRED_GRAMS,)


def sensible_first(measures: list[tuple[str, float]]) -> tuple[Portion, ...]:
    """Order the household weights of a source without a default by how well they describe one eaten portion."""
    ordered = sorted(measures, key=lambda measure: _rank(*measure))
    return named(ordered) or (HUNDRED_GRAMS,)


def _rank(description: str, grams: float) -> int:
    if _AWKWARD.search(description) or not 1 <= grams <= _LARGEST:
        return len(_PREFERENCE) + 1
    for rank, pattern in enumerate(_PREFERENCE):
        if pattern.search(description):
            return rank
    return len(_PREFERENCE)
