"""The prior: what a food usually weighs, before the photo is measured, as a log-normal belief."""

import re
from dataclasses import dataclass
from math import hypot, log
from statistics import pstdev
from typing import Final

from nutrition_db import Food, NutritionTable, Portion
from service.portions.pieces import Unit
from service.portions.sizes import Spreads

__all__ = ["LEAST_GRAMS", "MOST_GRAMS", "Belief", "counted", "personal", "usual"]

MOST_GRAMS: Final = 10_000.0
LEAST_GRAMS: Final = 1.0

CAP: Final = 8.0
"""No portion outweighs this many usual ones: a box around a whole table is not one bowl of soup."""

_SIZES: Final = re.compile(r"^1 (?:extra[ -]large|large|medium|regular|small|miniature)\b")
_UNMEASURED: Final = Portion("100g", "100 g, no household measure known", 100.0)


@dataclass(frozen=True, slots=True)
class Belief:
    """A log-normal belief in grams: logarithm of the median, standard deviation, the most it can be.

    `count`, `unit` and `portion_id` name the household measure it comes from; `method` is prior, counted or personal.
    """

    log_grams: float
    spread: float
    cap_grams: float
    method: str = "prior"
    count: float | None = None
    unit: Unit | None = None
    portion_id: str | None = None


def usual(food: Food, label: str, table: NutritionTable, spreads: Spreads, unit: Unit | None = None) -> Belief:
    """The usual portion of a food: the one its label stands for, else the table's default portion.

    Where that is one piece of what is counted, it says so.
    """
    grams, portion_id = _median(food, label, table)
    spread = hypot(spreads.prior, _size_spread(food))
    belief = Belief(log(grams), spread, _cap(grams), portion_id=portion_id)
    if unit is None or not 0.8 <= grams / unit.grams <= 1.25:
        return belief
    return Belief(log(grams), spread, _cap(grams), count=1.0, unit=unit, portion_id=portion_id)


def counted(unit: Unit, pieces: int, spreads: Spreads) -> Belief:
    """So many pieces of about the same size."""
    grams = unit.grams * pieces
    return Belief(log(grams), spreads.counted, _cap(grams), "counted", float(pieces), unit)


def personal(grams: float, usual_grams: float, spreads: Spreads) -> Belief:
    """What this person said of this food before."""
    return Belief(log(grams), spreads.personal, _cap(max(grams, usual_grams)), "personal")


def _median(food: Food, label: str, table: NutritionTable) -> tuple[float, str | None]:
    concept = table.concept(label)
    if concept is not None and concept.portion_grams is not None and concept.food_id == food.id:
        return concept.portion_grams, None
    portion = food.portions[0] if food.portions else _UNMEASURED
    return min(max(portion.grams, LEAST_GRAMS), MOST_GRAMS), portion.id


def _size_spread(food: Food) -> float:
    """How far USDA's own small, medium and large lie apart, as a standard deviation of logarithms."""
    sizes = [log(portion.grams) for portion in food.portions if _SIZES.search(portion.description)]
    return min(pstdev(sizes), 0.5) if len(sizes) > 1 else 0.0


def _cap(grams: float) -> float:
    return min(CAP * grams, MOST_GRAMS)
