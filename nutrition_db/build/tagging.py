"""Tagging: allergens and diet facts of every food, carried from reviewed ingredients through its recipe.

Strongest first: contains, likely, may_contain, unknown, not_detected. No amount is too small to count. What hides
behind a dish's name comes from dish_priors.csv, which can only raise a state.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from nutrition_db.build.raw import RawFood
from nutrition_db.build.sources import SourceError
from nutrition_db.build.tagging_evidence import Evidence, Part, combine, combine_alternatives, strongest
from nutrition_db.build.tagging_priors import Prior, from_nutrients, read_priors
from nutrition_db.build.tagging_tables import KEYS, Row, read_ingredients, read_sr
from nutrition_db.build.tagging_words import spoken
from nutrition_db.food import ALLERGEN_KEYS, FACT_KEYS, Fact, Presence

__all__ = ["IMPLIED", "carry_facts", "carry_lines"]

_FOLDER: Final = Path(__file__).parents[1]

IMPLIED: Final = (
    ("milk", "dairy"),
    ("dairy", "milk"),
    ("lactose", "milk"),
    ("lactose", "dairy"),
    ("soft_cheese", "milk"),
    ("soft_cheese", "dairy"),
    ("high_mercury_fish", "fish"),
    ("fish_without_scales", "fish"),
    ("fish", "seafood"),
    ("crustacean", "seafood"),
    ("mollusc", "seafood"),
    ("wheat", "gluten"),
    ("pork", "meat"),
)
"""A state of the first key holds at least for the second: what contains pork contains meat."""

States = dict[str, Evidence]


def carry_facts(foods: Sequence[RawFood]) -> dict[str, tuple[dict[str, Fact], dict[str, Fact]]]:
    """Food id -> (every allergen key, every fact key), each with its trail.

    Raises `SourceError` for an ingredient nobody has reviewed.
    """
    carrier = _Carrier(foods)
    return {food.id: _facts(carrier.finished(food)) for food in foods}


def carry_lines(foods: Sequence[RawFood]) -> dict[str, dict[str, Presence]]:
    """Name of every recipe line -> what that line alone brings to a dish, by key; what is not in it is left out."""
    carrier = _Carrier(foods)
    names = sorted({line.name for food in foods for line in food.recipe})
    return {name: carrier.line(name) for name in names}


def _facts(states: States) -> tuple[dict[str, Fact], dict[str, Fact]]:
    facts = {key: evidence.fact() for key, evidence in states.items()}
    return {key: facts[key] for key in ALLERGEN_KEYS}, {key: facts[key] for key in FACT_KEYS}


class _Carrier:
    """Opens recipes by ingredient name or food id, each food once."""

    def __init__(self, foods: Sequence[RawFood]) -> None:
        self._rows: Mapping[str, Row] = read_ingredients(_FOLDER / "ingredient_facts.csv")
        self._sr: Mapping[str, Row] = read_sr(_FOLDER / "sr_facts.csv")
        self._priors: Sequence[Prior] = read_priors(_FOLDER / "dish_priors.csv")
        self._by_id = {food.id: food for food in foods}
        # Names of meals win over names of single foods: FNDDS recipes name both.
        self._by_name = {food.name: food for food in sorted(foods, key=lambda food: not food.recipe)[::-1]}
        self._opened: dict[str, States] = {}

    def finished(self, food: RawFood) -> States:
        """States of a food as served: its recipe, its name, its alcohol and sugar, and what each implies."""
        states = dict(self._open(food, ()))
        named = [prior.evidence() for prior in self._priors if prior.fits(food.name, states)]
        for key, evidence in [*named, *from_nutrients(food)]:
            states[key] = strongest(states[key], evidence)
        for key, implied in IMPLIED:
            states[implied] = strongest(states[implied], states[key])
        return states

    def line(self, name: str) -> dict[str, Presence]:
        """What a recipe line of this name brings."""
        states = self._ingredient(name, ())
        return {key: state.presence for key, state in states.items() if state.presence is not Presence.NOT_DETECTED}

    def _open(self, food: RawFood, path: tuple[str, ...]) -> States:
        if food.id in self._opened:
            return self._opened[food.id]
        if food.id in path:
            raise SourceError(f"recipe of {food.id!r} contains itself through {path!r}. Correct its ingredients")
        row = self._rows.get(food.name)
        if not food.recipe:
            states = self._alone(food)
        elif row is not None and row.is_judged:
            states = row.states(spoken(food.name))
        else:
            states = self._mix(food, row, (*path, food.id))
        self._opened[food.id] = states
        return states

    def _mix(self, food: RawFood, row: Row | None, path: tuple[str, ...]) -> States:
        parts = [Part(line.grams, spoken(line.name), self._ingredient(line.name, path)) for line in food.recipe]
        if row is not None and row.is_alternatives:
            return combine_alternatives(parts, KEYS)
        states = combine(parts, KEYS, single=food.single_ingredient)
        return states if row is None else row.corrected(states, spoken(food.name))

    def _ingredient(self, name: str, path: tuple[str, ...]) -> States:
        """States of one recipe line, given as an ingredient name, a food's name or a food id."""
        key = " ".join(name.split())
        row = self._rows.get(key)
        if row is not None and row.is_judged:
            return row.states(spoken(key))
        food = self._by_id.get(key) or self._by_name.get(key)
        if food is None:
            raise SourceError(f"ingredient {name!r} is not reviewed. Add a row for it to ingredient_facts.csv")
        return self._open(food, path)

    def _alone(self, food: RawFood) -> States:
        """States of a food without a recipe: as reviewed, else unknown whatever it is."""
        row = self._sr.get(food.id.removeprefix("sr:"))
        if row is not None:
            return row.states(spoken(food.name))
        return {key: Evidence(Presence.UNKNOWN, food.name, 100.0, "no recipe and not reviewed") for key in KEYS}
