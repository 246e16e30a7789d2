"""Naming: the detector finds food, the classifier reads each crop again, and both share one vote on its name.

The vote is a linear pool: P(name) is a weighted mean of the detector's share, the concept head and the dish head. It
stays honest where one voter has never seen a food, as the other's probability still counts in full; a log-linear pool
was surer of wrong names. The weights add up to less than 1: what is missing, with the detector's own `food`, is the
probability that no voter knows the name. A dish also votes for what it is a kind of (dish_kinds.csv): a caesar salad is
a salad, so names are not exclusive and a kind is never less likely than its dish.

Figures at threshold 0.12 in bytes, among found foods whose name it has: top-1, top-5, expected calibration error (ECE).

open_images_subset/val  0.74  0.97  0.17 (too modest)
multidish_indian/val    0.40  0.78  0.08 (too modest)
meal_fruit_veg/test     0.18  0.31  0.19 (too sure; no photo of the source was seen)
all together (n 507)          0.79  0.07
"""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from math import exp, log
from pathlib import Path

from models.classifier import MOST_CROPS, CropClassifier
from models.detection import Detection, Detections, Detector, Guess, Pixels
from models.fusion import FOOD

__all__ = ["CALIBRATION", "NAMED_FROM", "WEIGHTS", "Calibration", "NamingDetector", "PoolWeights", "pooled"]

MOST_GUESSES = 6
LEAST_PROBABILITY = 0.005  # names below it are noise
NAMED_FROM = 0.5
"""A best name less likely than this is more often wrong than right and not said: `food` comes first, names follow."""

WEAK = 0.30
FOOD_WHERE_WEAK = 0.5
"""Share of detections below WEAK that are food at all: 0.27 on Open Images val, 0.63 on multidish_indian val (IoU 0.2).

The voters take it for granted that something to eat is there, and name the back of a chair with 0.9. Above WEAK 0.46
and more are food, which boxes cut otherwise and foods nobody labelled make too low a figure to lower names by.
"""


@dataclass(frozen=True, slots=True)
class PoolWeights:
    """How much each voter's probability counts."""

    detector: float
    concepts: float
    dishes: float


WEIGHTS = PoolWeights(detector=0.47, concepts=0.39, dishes=0.04)
"""Fitted by models.training.name_pool on validation photos, each judged by a concept head that never saw its source.

The fit gives dishes 0.01, but no validation photo shows the dishes that head knows; 0.04 is taken from the others.
"""


@dataclass(frozen=True, slots=True)
class Calibration:
    """Turns the vote on the best name into how often such a name is right: logistic in the vote's log odds, and in
    whether detector and concept head name the same food, which says more than either of them (Platt 1999, extended).
    """

    intercept: float
    slope: float
    agreement: float

    def probability(self, vote: float, agree: bool) -> float:
        """Map a vote 0..1 to a probability 0..1."""
        odds = log(max(vote, 1e-6) / max(1.0 - vote, 1e-6))
        return 1.0 / (1.0 + exp(-(self.intercept + self.slope * odds + self.agreement * agree)))


CALIBRATION = Calibration(intercept=1.18, slope=1.41, agreement=-0.27)
"""Fitted by models.training.name_pool on validation photos, half of the weight on heads that never saw their source."""


@cache
def dish_kinds() -> Mapping[str, str]:
    """Map each dish of the dish head to the detector's name of its kind, or to itself where it has none."""
    path = Path(__file__).with_name("dish_kinds.csv")
    with path.open(newline="", encoding="utf-8") as file:
        return {row["dish"]: row["kind"] or row["dish"] for row in csv.DictReader(file)}


def pooled(
    detection: Detection,
    concepts: Mapping[str, float],
    dishes: Mapping[str, float],
    weights: PoolWeights = WEIGHTS,
    calibration: Calibration = CALIBRATION,
) -> tuple[Guess, ...]:
    """Pool the votes on one detection into its names, best first; `food` leads when no name is likely.

    `concepts` and `dishes` are the classifier's probabilities by label. A weak detection never gets a name.
    """
    votes: dict[str, float] = {}
    total = max(detection.confidence, sum(guess.confidence for guess in detection.guesses))
    for guess in detection.guesses:
        votes[guess.label] = weights.detector * guess.confidence / total
    for label, probability in concepts.items():
        votes[label] = votes.get(label, 0.0) + weights.concepts * probability
    for dish, probability in dishes.items():
        kind = dish_kinds().get(dish, dish)
        votes[kind] = votes.get(kind, 0.0) + weights.dishes * probability
        if kind != dish and dish not in concepts:
            votes[dish] = votes.get(dish, 0.0) + weights.dishes * probability
    votes.pop(FOOD, None)
    there = FOOD_WHERE_WEAK if detection.confidence < WEAK else 1.0
    named = _calibrated(votes, calibration, agree(detection, concepts))
    return _said([(label, there * probability) for label, probability in named])


def agree(detection: Detection, concepts: Mapping[str, float]) -> bool:
    """Tell whether detector and concept head name the same food."""
    seen = next((guess.label for guess in detection.guesses if guess.label != FOOD), None)
    return seen is not None and bool(concepts) and seen == max(concepts, key=lambda label: concepts[label])


def _calibrated(votes: Mapping[str, float], calibration: Calibration, same: bool) -> list[tuple[str, float]]:
    """Rank the names; what the best gains or loses is taken from or given to the others, none passes the best."""
    ranked = sorted(((label, min(vote, 1.0)) for label, vote in votes.items()), key=lambda pair: (-pair[1], pair[0]))
    if not ranked:
        return []
    (first, vote), others = ranked[0], ranked[1:]
    sure = calibration.probability(vote, same)
    share = (1.0 - sure) / max(1.0 - vote, 1e-6)
    return [(first, sure), *((label, min(each * share, sure)) for label, each in others)]


def _said(ranked: Sequence[tuple[str, float]]) -> tuple[Guess, ...]:
    likely = [Guess(label, vote) for label, vote in ranked if vote >= LEAST_PROBABILITY]
    guesses = tuple(likely[:MOST_GUESSES])
    if guesses and guesses[0].confidence >= NAMED_FROM:
        return guesses
    # Food it is: nothing better can be said, so `food` is as likely as all names that were not said.
    unsaid = 1.0 - (guesses[0].confidence if guesses else 0.0)
    return (Guess(FOOD, unsaid), *guesses[: MOST_GUESSES - 1])


class NamingDetector:
    """A detector whose foods are named by detector and classifier together; boxes and confidences stay as found."""

    def __init__(self, detector: Detector, classifier: CropClassifier) -> None:
        self._detector = detector
        self._classifier = classifier
        self.name = f"{detector.name} + {classifier.name}"

    @property
    def labels(self) -> tuple[str, ...]:
        """The detector's labels, then those only the classifier knows."""
        known = (*self._detector.labels, *self._classifier.concepts, *self._classifier.dishes)
        return tuple(dict.fromkeys(known))

    def detect(self, pixels: Pixels) -> Detections:
        """Find foods and references, and name the MOST_CROPS surest foods again in one call."""
        found = self._detector.detect(pixels)
        named = self._named(pixels, found.foods[:MOST_CROPS])
        return replace(found, foods=(*named, *found.foods[MOST_CROPS:]))

    def _named(self, pixels: Pixels, foods: Sequence[Detection]) -> list[Detection]:
        dishes, concepts = self._classifier.probabilities(pixels, [food.box for food in foods])
        dish_names, concept_names = self._classifier.dishes, self._classifier.concepts
        return [
            replace(
                food,
                guesses=pooled(
                    food,
                    dict(zip(concept_names, concept_row, strict=True)),
                    dict(zip(dish_names, dish_row, strict=True)),
                ),
            )
            for food, dish_row, concept_row in zip(foods, dishes.tolist(), concepts.tolist(), strict=True)
        ]
