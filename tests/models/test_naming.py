import csv
from pathlib import Path

import numpy as np
import pytest

from models.classifier import MOST_CROPS, CropClassifier
from models.detection import Box, Detection, Detections, Guess
from models.fake import FakeDetector
from models.fusion import FOOD
from models.manifest import shipped
from models.naming import NAMED_FROM, WEAK, Calibration, NamingDetector, PoolWeights, dish_kinds, pooled

WEIGHTS = PoolWeights(detector=0.45, concepts=0.4, dishes=0.1)
PLAIN = Calibration(intercept=0.0, slope=1.0, agreement=0.0)
CONCEPTS = Path(__file__).parents[2] / "nutrition_db" / "concepts.csv"


def found(*guesses: tuple[str, float], confidence: float = 0.8, x: float = 10) -> Detection:
    return Detection(Box(x, 10, 50, 50), confidence, tuple(Guess(label, score) for label, score in guesses))


def probability(guesses: tuple[Guess, ...], label: str) -> float:
    return next((guess.confidence for guess in guesses if guess.label == label), 0.0)


@pytest.mark.parametrize(
    ("guesses", "concepts", "dishes", "first", "confidence"),
    [
        ([("apple", 0.8)], {"apple": 1.0}, {}, "apple", 0.85),
        ([("apple", 0.8)], {"pear": 1.0}, {}, "apple", 0.45),
        ([(FOOD, 0.8)], {"pear": 1.0}, {}, "pear", 0.4),
        ([("apple", 0.4), ("pear", 0.4)], {"pear": 1.0}, {}, "pear", 0.625),
        ([("salad", 0.8)], {}, {"caesar salad": 1.0}, "salad", 0.55),
    ],
    ids=["agree", "detector outweighs", "only the classifier names it", "classifier decides", "a dish backs its kind"],
)
def test_the_best_name_is_the_one_with_most_weighted_votes(
    guesses: list[tuple[str, float]],
    concepts: dict[str, float],
    dishes: dict[str, float],
    first: str,
    confidence: float,
) -> None:
    named = pooled(found(*guesses), concepts, dishes, WEIGHTS, PLAIN)
    best = next(guess for guess in named if guess.label != FOOD)
    assert best.label == first
    assert best.confidence == pytest.approx(confidence)


def test_a_dish_is_offered_beside_its_kind() -> None:
    named = pooled(found(("salad", 0.8)), {}, {"caesar salad": 0.9}, WEIGHTS, PLAIN)
    assert probability(named, "caesar salad") == pytest.approx(0.09)


def test_food_stays_food_when_no_name_is_likely() -> None:
    named = pooled(found((FOOD, 0.7), ("apple", 0.1)), {"pear": 0.2, "plum": 0.2}, {}, WEIGHTS, PLAIN)
    assert named[0].label == FOOD
    assert {"apple", "pear", "plum"} <= {guess.label for guess in named[1:]}
    assert all(guess.confidence < NAMED_FROM for guess in named[1:])


def test_a_name_below_the_line_is_never_first_and_one_on_it_is() -> None:
    below, on = NAMED_FROM - 0.01, NAMED_FROM + 0.001
    assert pooled(found((FOOD, 0.8)), {"pear": below}, {}, PoolWeights(0, 1, 0), PLAIN)[0].label == FOOD
    assert pooled(found((FOOD, 0.8)), {"pear": on}, {}, PoolWeights(0, 1, 0), PLAIN)[0].label == "pear"


@pytest.mark.parametrize(("confidence", "first"), [(WEAK, "apple"), (WEAK - 0.01, FOOD)])
def test_what_may_be_no_food_gets_no_name_however_sure_the_voters(confidence: float, first: str) -> None:
    named = pooled(found(("apple", 0.2), confidence=confidence), {"apple": 1.0}, {}, WEIGHTS, PLAIN)
    assert named[0].label == first
    assert any(guess.label == "apple" for guess in named)


def test_guesses_are_six_at_most_and_best_first() -> None:
    concepts = {f"name {number}": 1 / 20 for number in range(20)}
    named = pooled(found(("apple", 0.45), ("pear", 0.3)), concepts, {}, WEIGHTS, PLAIN)
    assert len(named) == 6
    confidences = [guess.confidence for guess in named]
    assert confidences == sorted(confidences, reverse=True)


def test_votes_no_one_gave_still_leave_food() -> None:
    assert [guess.label for guess in pooled(found((FOOD, 0.8)), {}, {}, WEIGHTS, PLAIN)] == [FOOD]


def test_every_kind_is_a_name_of_the_detector() -> None:
    kinds = {kind for dish, kind in dish_kinds().items() if kind != dish}
    known = set(shipped("detect").classes)
    assert kinds <= known


def test_every_dish_and_kind_resolves_to_a_food_concept() -> None:
    with CONCEPTS.open(newline="", encoding="utf-8") as file:
        labels = {row["label"] for row in csv.DictReader(file)}
    assert {*dish_kinds(), *dish_kinds().values()} <= labels


def build(*foods: Detection, references: tuple[Detection, ...] = ()) -> NamingDetector:
    classifier = CropClassifier(shipped("classify").verified(), threads=1)
    return NamingDetector(FakeDetector(Detections(foods, references), labels=("apple", FOOD)), classifier)


def test_boxes_confidences_and_references_stay_as_the_detector_found_them() -> None:
    plate = found(("plate", 0.9))
    foods = (found(("apple", 0.8)), found((FOOD, 0.6), confidence=0.6, x=100))
    named = build(*foods, references=(plate,)).detect(np.full((200, 300, 3), 128, np.uint8))
    assert [(each.box, each.confidence) for each in named] == [(each.box, each.confidence) for each in foods]
    assert named.references == (plate,)


def test_the_surest_foods_are_named_and_the_rest_keep_their_names() -> None:
    foods = tuple(found((FOOD, 0.5), confidence=0.5, x=float(number)) for number in range(MOST_CROPS + 2))
    named = build(*foods).detect(np.full((200, 300, 3), 128, np.uint8))
    assert len(named) == MOST_CROPS + 2
    assert named.foods[MOST_CROPS:] == foods[MOST_CROPS:]
    assert all(len(each.guesses) > 1 for each in named.foods[:MOST_CROPS])


def test_a_photo_without_food_stays_empty() -> None:
    assert len(build().detect(np.zeros((50, 50, 3), np.uint8))) == 0


def test_labels_are_those_of_both_models_once() -> None:
    labels = build().labels
    assert labels[0] == "apple"
    assert {"kiwi", "caesar salad", FOOD} <= set(labels)
    assert len(set(labels)) == len(labels)


def test_every_concept_resolves_to_a_food_concept() -> None:
    with CONCEPTS.open(newline="", encoding="utf-8") as file:
        labels = {row["label"] for row in csv.DictReader(file)}
    assert set(shipped("classify").classes) <= labels


AGREEING = Calibration(intercept=-1.0, slope=1.0, agreement=2.0)


def test_a_name_both_voters_give_is_surer_than_one_they_quarrel_about() -> None:
    together = pooled(found(("apple", 0.8)), {"apple": 0.6, "pear": 0.4}, {}, WEIGHTS, AGREEING)
    apart = pooled(found(("apple", 0.8)), {"apple": 0.4, "pear": 0.6}, {}, WEIGHTS, AGREEING)
    assert probability(together, "apple") > 0.68 > 0.5 > probability(apart, "apple")


@pytest.mark.parametrize("calibration", [PLAIN, AGREEING, Calibration(-3.0, 0.5, 0.0), Calibration(3.0, 2.0, 0.0)])
def test_calibration_keeps_the_order_and_stays_a_probability(calibration: Calibration) -> None:
    concepts = {"pear": 0.5, "fig": 0.3, "plum": 0.2}
    named = pooled(found(("apple", 0.45), ("pear", 0.3)), concepts, {}, WEIGHTS, calibration)
    shares = [guess.confidence for guess in named if guess.label != FOOD]
    assert shares == sorted(shares, reverse=True)
    assert all(0.0 < share < 1.0 for share in shares)
