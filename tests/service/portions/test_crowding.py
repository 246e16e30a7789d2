"""What a plate carries and a meal has of energy: too much is doubted, too little is not, the surest give least."""

from math import exp, log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.portions.crowding import crowded
from service.portions.posterior import Posterior
from service.portions.sizes import MealSize, house_sizes

MEAL = MealSize(grams=450, spread=0.35, energy_kcal=500, energy_spread=0.5)
UNSURE = 0.9


def _belief(grams: float, spread: float = UNSURE) -> Posterior:
    return Posterior(log(grams), spread, 0.0)


@pytest.mark.parametrize(
    ("grams", "energies", "gives"),
    [
        ((150, 100), (1.0, 1.0), False),
        ((300, 300), (0.2, 0.2), True),  # more than a plate carries, though it is salad
        ((150, 150), (3.0, 3.0), True),  # light, but 900 kcal
        ((150, 150), (0.0, 0.0), False),  # energy unknown
        ((5,), (0.5,), False),  # too little is no reason to add
    ],
    ids=["usual", "heavy", "rich", "unknown energy", "little"],
)
def test_only_too_much_is_doubted(grams: tuple[float, ...], energies: tuple[float, ...], gives: bool) -> None:
    shifts = crowded([_belief(gram) for gram in grams], energies, MEAL)
    assert all((shift < 0) is gives for shift in shifts)


def test_the_surest_food_gives_least() -> None:
    sure, unsure = crowded([_belief(300, 0.2), _belief(300)], (3.0, 3.0), MEAL)
    assert unsure < sure < 0


def test_two_plates_carry_two_meals() -> None:
    foods = [_belief(300), _belief(300)]
    assert crowded(foods, (1.5, 1.5), MEAL, plates=2) == (0.0, 0.0)
    assert crowded(foods, (1.5, 1.5), MEAL) < (0.0, 0.0)


@given(
    grams=st.lists(st.floats(1, 5_000), min_size=2, max_size=8),
    energies=st.lists(st.floats(0, 9), min_size=8, max_size=8),
    spread=st.floats(0.05, 2),
    factor=st.floats(1, 20),
)
def test_more_of_one_food_never_makes_it_less(
    grams: list[float], energies: list[float], spread: float, factor: float
) -> None:
    def first(amounts: list[float]) -> float:
        beliefs = [_belief(gram, spread if n == 0 else UNSURE) for n, gram in enumerate(amounts)]
        return amounts[0] * exp(crowded(beliefs, energies[: len(amounts)], house_sizes().meal)[0])

    assert first([grams[0] * factor, *grams[1:]]) >= first(grams) * (1 - 1e-9)
