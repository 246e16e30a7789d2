"""Words: USDA ingredient names as people say them, for the trail of a fact."""

import re
from typing import Final

__all__ = ["spoken"]

_DROPPED_HEADS: Final = frozenset(
    {
        "alcoholic beverage",
        "alcoholic beverages",
        "babyfood",
        "beverages",
        "candies",
        "crustaceans",
        "fast food",
        "fast foods",
        "fish",
        "leavening agents",
        "mollusks",
        "nuts",
        "restaurant",
        "school lunch",
        "seeds",
        "snack",
        "snacks",
        "soup",
        "spices",
        "sweeteners",
    }
)
_FLIPPED_HEADS: Final = frozenset(
    {
        "bread",
        "cheese",
        "cookies",
        "crackers",
        "cream",
        "flour",
        "gravy",
        "milk",
        "oil",
        "rolls",
        "sauce",
        "tortillas",
        "yogurt",
    }
)
_QUALIFIERS: Final = re.compile(
    r"(?:chinese|family style|fluid|industrial|italian|latino|mexican|mixed species|pasteurized process|pizza chain|"
    r"ready-to-(?:bake or -fry|serve)|stick|[A-Z'& ]{4,})$"
)
_COMPOUNDS: Final = frozenset({"crumbs", "sticks", "stuffing"})
_ASIDES: Final = re.compile(r"\s*\([^)]*\)|,? as ingredient.*$|, for use .*$|, NFS$|^[A-Z]+ SODIUM: ")


def spoken(name: str) -> str:
    """Shorten a USDA name: "Cheese, cheddar" -> "cheddar cheese", "Nuts, almonds, dry roasted" -> "almonds"."""
    head, *rest = [part.strip() for part in _ASIDES.sub("", name).split(",") if part.strip()] or [name]
    telling = [part for part in rest if not _QUALIFIERS.match(part if part.isupper() else part.lower())]
    if not telling:
        return ", ".join([head, *rest[:1]]).lower() if rest and head.lower() in _DROPPED_HEADS else head.lower()
    lower, first = head.lower(), telling[0].lower()
    if lower in _DROPPED_HEADS:
        return first
    if lower in _FLIPPED_HEADS:
        return f"{lower} {first}" if first in _COMPOUNDS else f"{first} {lower}"
    return f"{lower}, {first}"
