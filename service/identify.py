"""Identify: from what the detector calls things to foods of the table. The only place where both meet."""

from collections.abc import Sequence

from models.detection import Detection, Detections, Guess
from models.fusion import FOOD
from nutrition_db import Concept, Food, NutritionTable
from service.meal import Candidate, Item, PortionEstimate

__all__ = ["LOOKALIKE_CONFIDENCE", "MOST_ALTERNATIVES", "NAMED_FROM", "UNIDENTIFIED", "food_labels", "identify"]

NAMED_FROM = 0.25
"""A name below this confidence is not given: the item is unidentified food with alternatives to choose from."""

LOOKALIKE_CONFIDENCE = 0.10
"""Least confidence of a food that looks like the one named: one label covers both, so neither is ever ruled out."""

MOST_ALTERNATIVES = 5
UNIDENTIFIED = "unidentified food"
UNWEIGHED = PortionEstimate(None, None, None, basis="not estimated yet")


def food_labels(table: NutritionTable) -> frozenset[str]:
    """Every label that means food, whatever detector gives it."""
    return frozenset(table.concepts) | {FOOD}


def identify(detections: Detections, table: NutritionTable) -> tuple[Item, ...]:
    """Name every detected food; one that cannot be named stays, without a food but with alternatives."""
    return tuple(_item(f"item-{number}", detection, table) for number, detection in enumerate(detections, start=1))


def _item(item_id: str, detection: Detection, table: NutritionTable) -> Item:
    candidates = _candidates(detection.guesses, table)
    named = None if detection.label == FOOD else _named(detection.guesses, table)
    if named is None:
        offered = _one_of_each(candidates, detection.guesses, table)
        return Item(item_id, detection.box, UNIDENTIFIED, detection.confidence, None, UNWEIGHED, offered)
    guess, food = named
    others = tuple(candidate for candidate in candidates if candidate.food.id != food.id)[:MOST_ALTERNATIVES]
    return Item(item_id, detection.box, guess.label, guess.confidence, food, UNWEIGHED, others)


def _named(guesses: Sequence[Guess], table: NutritionTable) -> tuple[Guess, Food] | None:
    """The likeliest guess that names a food, if it is likely enough to be said."""
    for guess in guesses:
        concept = table.concept(guess.label)
        if concept is not None and concept.food_id is not None:
            return (guess, table.get(concept.food_id)) if guess.confidence >= NAMED_FROM else None
    return None


def _one_of_each(
    candidates: Sequence[Candidate], guesses: Sequence[Guess], table: NutritionTable
) -> tuple[Candidate, ...]:
    """Choose what to offer for food without a name: every guess's own food before look-alikes of any, likeliest first.

    Four kinds of doughnut help nobody whose rice was taken for a doughnut.
    """
    meant = [_meanings(table.concept(guess.label), guess.confidence) for guess in guesses if guess.label != FOOD]
    own = {meanings[0][0] for meanings in meant if meanings}
    chosen = sorted(candidates, key=lambda candidate: candidate.food.id not in own)[:MOST_ALTERNATIVES]
    return tuple(sorted(chosen, key=lambda candidate: -candidate.confidence))


def _candidates(guesses: Sequence[Guess], table: NutritionTable) -> tuple[Candidate, ...]:
    """Every food the guesses may mean, likeliest first, each once. `food` itself suggests nothing where a name does."""
    named = [guess for guess in guesses if guess.label != FOOD]
    best: dict[str, float] = {}
    for guess in named or guesses:
        for food_id, confidence in _meanings(table.concept(guess.label), guess.confidence):
            best[food_id] = max(best.get(food_id, 0.0), confidence)
    ranked = sorted(best.items(), key=lambda pair: -pair[1])
    return tuple(Candidate(table.get(food_id), round(confidence, 4)) for food_id, confidence in ranked)


def _meanings(concept: Concept | None, confidence: float) -> list[tuple[str, float]]:
    """Foods a label may mean: its default with the label's confidence, its look-alikes with a share of it."""
    if concept is None or not (concept.food_id or concept.alternatives):
        return []
    if concept.food_id is None:  # a generic label: some examples of it, none of them likely
        return [(food_id, confidence / (2 * len(concept.alternatives))) for food_id in concept.alternatives]
    share = max(confidence / (2 * max(len(concept.alternatives), 1)), LOOKALIKE_CONFIDENCE)
    # A look-alike is never likelier than the label that led to it.
    return [(concept.food_id, confidence), *((food_id, min(share, confidence)) for food_id in concept.alternatives)]
