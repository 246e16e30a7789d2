"""Crowding: foods of one meal are each less than usual, because a plate only carries and a person only eats so much."""

from collections.abc import Sequence
from math import exp, log
from statistics import fmean

from service.portions.posterior import Posterior
from service.portions.sizes import MealSize

__all__ = ["crowded"]


def crowded(
    items: Sequence[Posterior], energies: Sequence[float], meal: MealSize, plates: int = 1
) -> tuple[float, ...]:
    """What to add to every item's log grams, 0 or less; `energies` are kcal a gram, 0 where unknown.

    First the plate gives way to what it can carry, then the meal to what people eat. Who is least sure gives most. How
    much an item gives depends on spreads and on the number of foods, never on sizes, and is less than the whole excess:
    so a bigger box stays more grams.
    """
    grams = [exp(one.log_grams) for one in items]
    carried = _given_up(items, sum(grams), meal.grams * plates, meal.spread)
    eaten = sum(gram * exp(shift) * energy for gram, shift, energy in zip(grams, carried, energies, strict=True))
    satisfied = _given_up(items, eaten, meal.energy_kcal * plates, meal.energy_spread)
    return tuple(one + other for one, other in zip(carried, satisfied, strict=True))


def _given_up(items: Sequence[Posterior], total: float, usual: float, spread: float) -> list[float]:
    excess = log(usual / total) if total else 0.0
    if excess >= 0:  # too little is no reason to add
        return [0.0] * len(items)
    unsure = fmean(one.spread**2 for one in items)
    together = unsure / len(items)  # variance of the sum of so many independent foods of one size
    weight = together / (together + spread**2)
    return [min(weight * one.spread**2 / unsure, 1.0) * excess if unsure else 0.0 for one in items]
