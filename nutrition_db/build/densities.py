"""Densities in grams per millilitre from the weights USDA gives for cups, fluid ounces and spoons."""

import re
from typing import Final

__all__ = ["density"]

_MILLILITRES: Final = (
    # As scooped into a cup, so a heap of food keeps the air it has on a plate; ml of the US customary measures.
    (re.compile(r"^1 cup(?: \(8 fl oz\)|, NFS|, cooked|, cooked, diced)?$"), 236.588),
    (re.compile(r"^1 fl oz(?: \(no ice\))?$"), 29.5735),
    (re.compile(r"^1 cup\b(?!.*(?:\d|yield|dry|whipped|unpopped))"), 236.588),
    (re.compile(r"^1 (?:tbsp|tablespoon)$"), 14.7868),
    (re.compile(r"^1 cubic inch$"), 16.3871),
    (re.compile(r"^1 (?:tsp|teaspoon)$"), 4.92892),
)
_WITH_WASTE: Final = re.compile(r"hull|shell|rind|bone|refuse|yield")
_LIGHTEST, _HEAVIEST = 0.02, 1.7  # popped corn 0.03, salt 1.2, syrups 1.4: outside this a measure means something else


def density(measures: list[tuple[str, float]]) -> float | None:
    """Grams per millilitre of the food from its (description, grams) measures, None when no volume is among them."""
    solid = [m for m in measures if not _WITH_WASTE.search(m[0])]
    for pattern, millilitres in _MILLILITRES:
        for description, grams in solid:
            if pattern.search(description) and _LIGHTEST <= grams / millilitres <= _HEAVIEST:
                return round(grams / millilitres, 3)
    return None
