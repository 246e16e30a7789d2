"""Portions of a photo: bounded, deterministic, larger for a larger box, and honest about what they are based on."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.detection import Box, Detection
from service.meal import Candidate, Item
from service.portions import LEAST_GRAMS, Hints, Photographed, estimate
from service.portions.prior import CAP
from tests.service.portions.builders import lying, portion, table, tableware, weighed

LABELS = ("apple", "egg", "rice", "pizza", "salad", "soup", "coffee", "banana", "steak", "strawberry", "grape", "curry")
SIDES = st.floats(1, 4_000)
PLATE = (tableware("plate"),)


@given(
    label=st.sampled_from(LABELS),
    width=SIDES,
    height=SIDES,
    factor=st.floats(1, 20),
    others=st.lists(SIDES, max_size=4),
)
@settings(max_examples=150, deadline=None)
def test_a_bigger_box_is_never_fewer_grams(
    label: str, width: float, height: float, factor: float, others: list[float]
) -> None:
    """Whatever else lies there; neighbours of other foods, so that none of them is counted along."""
    beside = [lying("pork chop", 5_000 * n, 9_000, side, side, number=n) for n, side in enumerate(others, start=2)]
    small = lying(label, 0, 0, width, height)
    large = replace(
        small, box=Box(width / 2 * (1 - factor), height / 2 * (1 - factor), width * factor, height * factor)
    )
    for references in ((), PLATE, (*PLATE, tableware("bowl", 0, 0, 90, 90), tableware("fork", 400, 0, 40, 210))):
        before, after = (portion(item, *beside, on=references).grams for item in (small, large))
        assert before is not None
        assert after is not None
        assert after >= before


@given(label=st.sampled_from(LABELS), width=SIDES, height=SIDES, diameter=st.floats(5, 100))
@settings(max_examples=150, deadline=None)
def test_grams_stay_between_one_gram_and_the_cap_of_the_food(
    label: str, width: float, height: float, diameter: float
) -> None:
    found = portion(lying(label, 0, 0, width, height), on=PLATE, told=Hints(plate_diameter_cm=diameter))
    concept = table().concept(label)
    assert concept is not None
    assert concept.portion_grams is not None
    grams = [edge for edge in (found.low_grams, found.grams, found.high_grams) if edge is not None]
    assert len(grams) == 3
    assert sorted(grams) == grams
    assert grams[0] >= LEAST_GRAMS
    assert grams[-1] <= max(CAP * concept.portion_grams, 1)


def test_the_same_photo_gives_the_same_grams() -> None:
    items = [lying(label, 120 * n, 40, 80, 60, number=n) for n, label in enumerate(LABELS)]
    assert weighed(*items, on=PLATE) == weighed(*items, on=PLATE)


@pytest.mark.parametrize(
    ("items", "references", "told", "method", "words"),
    [
        ([lying("rice")], (), Hints(), "prior", "about 1 cup: usual portion"),
        ([lying("rice", 0, 0, 150, 150)], PLATE, Hints(), "scaled", "compared with the plate, taken as 26.5 cm"),
        ([lying("rice")], PLATE, Hints(plate_diameter_cm=27), "scaled", "compared with a 27 cm plate"),
        ([lying("egg"), lying("egg", 170, number=2)], (), Hints(), "counted", "2 × egg: counted, about 50 g each"),
        ([lying("coffee")], PLATE, Hints(personal={"fndds:92101000": 300}), "personal", "as you corrected it before"),
    ],
    ids=["prior", "plate", "measured plate", "counted", "personal"],
)  # fmt: skip
def test_the_basis_says_what_was_compared(
    items: list[Item], references: tuple[Detection, ...], told: Hints, method: str, words: str
) -> None:
    found = portion(*items, on=references, told=told)
    assert found.method == method
    assert words in found.basis


@pytest.mark.parametrize(
    ("language", "words"), [("de", "im Vergleich zu Teller mit 27 cm"), ("es", "en comparación con plato de 27 cm")]
)
def test_the_basis_is_said_in_the_readers_language(language: str, words: str) -> None:
    found = portion(lying("rice"), on=PLATE, told=Hints(plate_diameter_cm=27), language=language)
    assert words in found.basis


def test_equal_neighbours_become_one_item_with_a_count() -> None:
    eggs = [lying("egg", 100 + 70 * n, number=n) for n in range(3)]
    found = weighed(*eggs)
    assert [(item.id, item.portion.count, item.portion.unit, item.portion.grams) for item in found] == [
        ("item-0", 3, "egg", 150)
    ]
    assert found[0].box == Box(100, 100, 200, 60)


@pytest.mark.parametrize(
    "items",
    [
        [lying("egg"), lying("egg", 900, number=2)],
        [lying("egg"), lying("apple", 170, number=2)],
        [lying("rice"), lying("rice", 170, number=2)],
        [lying("egg"), lying("egg", 170, width=300, height=300, number=2)],
        [lying("egg"), replace(lying("egg", 170, number=2), on_my_plate=False)],
    ],
    ids=["far apart", "other food", "not counted", "other size", "not on my plate"],
)
def test_what_does_not_belong_together_stays_apart(items: list[Item]) -> None:
    assert [item.id for item in weighed(*items)] == [item.id for item in items]


def test_a_merged_item_may_be_whatever_any_piece_may_be() -> None:
    apple = table().get("fndds:63101000")
    doubtful = replace(lying("egg", 170, number=2), confidence=0.3, alternatives=(Candidate(apple, 0.2),))
    merged = weighed(lying("egg"), doubtful)[0]
    assert merged.confidence == 0.3
    assert [each.food.id for each in merged.alternatives] == [apple.id]


def test_many_foods_on_one_plate_are_each_less_than_usual() -> None:
    foods = ("rice", "steak", "french fries", "curry", "pasta", "broccoli")
    items = [lying(label, 400 * n, number=n) for n, label in enumerate(foods)]
    full = weighed(*items)
    alone = [portion(item) for item in items]
    assert all((a.portion.grams or 0) < (b.grams or 0) for a, b in zip(full, alone, strict=True))
    assert "more than a usual meal" in full[0].portion.basis


def test_an_item_without_a_food_has_no_grams() -> None:
    nameless = replace(lying("egg"), food=None)
    assert portion(nameless, on=PLATE).grams is None


def test_scale_errors_are_marked_as_shared() -> None:
    wide = portion(lying("rice", 0, 0, 150, 150), on=PLATE)
    known = portion(lying("rice", 0, 0, 150, 150), on=PLATE, told=Hints(plate_diameter_cm=27))
    assert wide.shared_share > known.shared_share > 0
    assert portion(lying("rice")).shared_share == 0


def test_tableware_of_assumed_size_gives_no_scale_as_shipped() -> None:
    rice = lying("rice", 0, 0, 150, 150)
    found, alone = (estimate([rice], table(), Photographed(on))[0].portion for on in (PLATE, ()))
    assert found == alone
    told = Photographed(PLATE, hints=Hints(plate_diameter_cm=27))
    assert estimate([rice], table(), told)[0].portion.method == "scaled"
