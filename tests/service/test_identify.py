import pytest

from models import Box, Detection, Detections, Guess
from nutrition_db import NutritionTable
from service.dietary import AllergenConcern, Profile, judge
from service.identify import LOOKALIKE_CONFIDENCE, MOST_ALTERNATIVES, NAMED_FROM, UNIDENTIFIED, food_labels, identify
from service.meal import Item, Verdict
from service.portions import estimate


@pytest.fixture(scope="module")
def table() -> NutritionTable:
    return NutritionTable.load()


def one(table: NutritionTable, *guesses: Guess, confidence: float = 0.9) -> Item:
    found = Detections((Detection(Box(10, 20, 30, 40), confidence, guesses),))
    (item,) = estimate(identify(found, table), table)
    return item


def test_a_likely_name_becomes_a_food_with_its_usual_portion(table: NutritionTable) -> None:
    item = one(table, Guess("banana", 0.9))
    assert item.food is not None
    assert item.food.name.lower().startswith("banana")
    assert item.box == Box(10, 20, 30, 40)
    assert item.portion.grams is not None
    assert item.portion.low_grams is not None
    assert item.portion.high_grams is not None
    assert item.portion.low_grams < item.portion.grams < item.portion.high_grams
    assert not item.confirmed


def test_an_unlikely_name_is_only_an_alternative(table: NutritionTable) -> None:
    item = one(table, Guess("banana", NAMED_FROM - 0.01))
    assert (item.label, item.food, item.portion.grams) == (UNIDENTIFIED, None, None)
    assert item.alternatives[0].food.name.lower().startswith("banana")


def test_food_without_a_name_is_kept_with_what_it_may_be(table: NutritionTable) -> None:
    item = one(table, Guess("food", 0.6), Guess("curry", 0.3))
    assert item.food is None
    assert any("curry" in candidate.food.name.lower() for candidate in item.alternatives)


def test_food_without_a_name_is_offered_each_guess_before_look_alikes_of_one(table: NutritionTable) -> None:
    names = ("donut", "cake", "rice", "dal", "soup")
    own = {concept.food_id for name in names if (concept := table.concept(name)) is not None}
    item = one(table, Guess("food", 0.6), *(Guess(name, 0.16 - place / 50) for place, name in enumerate(names)))
    assert {candidate.food.id for candidate in item.alternatives} == own
    confidences = [candidate.confidence for candidate in item.alternatives]
    assert confidences == sorted(confidences, reverse=True)


def test_food_without_a_name_is_offered_look_alikes_where_guesses_are_few(table: NutritionTable) -> None:
    donut = table.concept("donut")
    assert donut is not None
    item = one(table, Guess("food", 0.6), Guess("donut", 0.16))
    assert {candidate.food.id for candidate in item.alternatives} == {donut.food_id, *donut.alternatives}


def test_a_label_the_table_does_not_know_is_not_dropped(table: NutritionTable) -> None:
    item = one(table, Guess("flux capacitor", 0.9))
    assert (item.label, item.food, item.alternatives) == (UNIDENTIFIED, None, ())


def test_alternatives_are_few_likeliest_first_and_other_foods(table: NutritionTable) -> None:
    names = ("pizza", "sandwich", "hamburger", "curry", "soup", "salad")
    item = one(table, *(Guess(name, 0.9 - index / 10) for index, name in enumerate(names)))
    ids = [candidate.food.id for candidate in item.alternatives]
    assert item.food is not None
    assert len(ids) == len(set(ids)) == MOST_ALTERNATIVES
    assert item.food.id not in ids
    confidences = [candidate.confidence for candidate in item.alternatives]
    assert confidences == sorted(confidences, reverse=True)


def test_look_alikes_of_one_label_are_never_ruled_out(table: NutritionTable) -> None:
    item = one(table, Guess("milk", 0.95))
    assert item.alternatives
    assert all(candidate.confidence >= LOOKALIKE_CONFIDENCE for candidate in item.alternatives)


def test_rice_that_may_be_egg_fried_rice_is_never_fine_with_an_egg_allergy(table: NutritionTable) -> None:
    item = one(table, Guess("rice", 0.5), Guess("fried rice", 0.3))
    verdicts = judge([item], [Profile(id="kim", name="Kim", allergens=(AllergenConcern("egg"),))])
    (judgement,) = verdicts.by_item[item.id]
    assert judgement.verdict is not Verdict.FINE


def test_every_label_of_the_shipped_models_means_food_or_is_tableware(table: NutritionTable) -> None:
    from models import REFERENCES, shipped

    assert set(shipped().classes) - set(REFERENCES) <= food_labels(table)


def test_every_food_a_concept_names_is_in_the_table(table: NutritionTable) -> None:
    for concept in table.concepts.values():
        for food_id in (concept.food_id, *concept.alternatives):
            assert food_id is None or food_id in table


def test_food_itself_suggests_nothing_where_a_name_does(table: NutritionTable) -> None:
    alone = one(table, Guess("apple", 0.75))
    beside = one(table, Guess("apple", 0.75), Guess("food", 0.15))
    assert [each.food.id for each in beside.alternatives] == [each.food.id for each in alone.alternatives]


def test_a_generic_label_gives_examples_that_decide_nothing(table: NutritionTable) -> None:
    item = one(table, Guess("food", 0.9))
    assert item.alternatives
    assert all(candidate.confidence < LOOKALIKE_CONFIDENCE for candidate in item.alternatives)
