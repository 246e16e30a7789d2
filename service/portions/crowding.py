"""Crowding: many foods on one plate are each less than their usual portion, because a plate only carries so much."""

from collections.abc import Sequence
from math import exp, log
from statistics import fmean

from service.portions.posterior import Posterior
from service.portions.sizes import MealSize

__all__ = ["crowded"]


def crowded(items: Sequence[Posterior], meal: MealSize, plates: int = 1) -> list[float]:
    """What to add to every item's log grams, 0 or less: plates carry so much, and who is least sure gives most.

    How much an item gives depends on spreads and on the number of foods, never on sizes, and is less than the whole
    excess: so a bigger box stays more grams.
    """
    total = sum(exp(one.log_grams) for one in items)
    excess = log(meal.grams * plates / total) if total else 0.0
    if excess >= 0:  # too little is no reason to add
        return [0.0] * len(items)
    usual = fmean(one.spread**2 for one in items)
    together = usual / len(items)  # variance of the sum of so many independent foods of one size
    weight = together / (together + meal.spread**2)
    return [min(weight * one.spread**2 / usual, 1.0) * excess if usual else 0.0 for one in items]
