from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import Box, Detection
from models.fusion import INSIDE, SAME_FOOD_IOU, Row, fuse

FOODS = frozenset({"food", "apple", "pear", "salad"})
HERE = Box(100, 100, 100, 100)


def guesses(found: Detection) -> list[tuple[str, Any]]:
    return [(guess.label, pytest.approx(guess.confidence)) for guess in found.guesses]


def test_rows_of_one_food_under_several_names_are_one_detection() -> None:
    rows = [
        Row(HERE, "apple", 0.4),
        Row(Box(102, 100, 100, 100), "pear", 0.3),
        Row(Box(99, 101, 100, 98), "apple", 0.2),
    ]
    (found,) = fuse(rows, FOODS, threshold=0.25).foods
    assert found.box == HERE
    assert guesses(found) == [("apple", 0.4), ("pear", 0.3)]
    assert found.confidence == pytest.approx(0.7)


def test_names_share_the_evidence_of_a_food_no_single_name_would_show() -> None:
    rows = [Row(HERE, "apple", 0.25), Row(HERE, "pear", 0.25)]
    assert len(fuse(rows, FOODS, threshold=0.4)) == 1
    assert len(fuse(rows[:1], FOODS, threshold=0.4)) == 0


def test_what_is_seen_but_not_named_is_food() -> None:
    (found,) = fuse([Row(HERE, "food", 0.9), Row(HERE, "apple", 0.2), Row(HERE, "pear", 0.1)], FOODS, 0.25).foods
    assert found.confidence == pytest.approx(0.9)
    assert guesses(found) == [("food", 0.6), ("apple", 0.2), ("pear", 0.1)]


def test_a_sure_name_leaves_little_to_food() -> None:
    (found,) = fuse([Row(HERE, "food", 0.9), Row(HERE, "apple", 0.8)], FOODS, 0.25).foods
    assert guesses(found) == [("apple", 0.8), ("food", 0.1)]


def test_foods_apart_stay_apart() -> None:
    rows = [Row(HERE, "apple", 0.9), Row(Box(300, 100, 100, 100), "apple", 0.8)]
    assert len(fuse(rows, FOODS, threshold=0.25)) == 2


def test_an_ingredient_inside_its_dish_is_not_a_second_portion() -> None:
    rows = [Row(Box(0, 0, 400, 400), "salad", 0.8), Row(Box(150, 150, 60, 60), "apple", 0.5)]
    assert [found.label for found in fuse(rows, FOODS, threshold=0.25)] == ["salad"]


def pieces(count: int, score: float) -> list[Row]:
    return [Row(Box(10 + 60 * (index % 6), 10 + 60 * (index // 6), 50, 50), "apple", score) for index in range(count)]


@pytest.mark.parametrize(
    ("count", "score", "labels"),
    [
        (1, 0.6, ["salad"]),  # an ingredient a little clearer than its dish
        (1, 0.9, ["apple"]),  # much clearer: the dish is a guess
        (3, 0.6, ["salad"]),
        (4, 0.6, ["apple"] * 4),  # a heap: each piece is a food
        (12, 0.3, ["apple"] * 12),
        (12, 0.26, ["salad"]),  # pieces half as clear as the whole say little
    ],
)
def test_pieces_are_ingredients_of_a_dish_or_a_heap(count: int, score: float, labels: list[str]) -> None:
    rows = [Row(Box(0, 0, 400, 400), "salad", 0.55), *pieces(count, score)]
    assert [found.label for found in fuse(rows, FOODS, threshold=0.25).foods] == labels


def test_a_heap_of_which_no_piece_is_clear_enough_keeps_its_dot() -> None:
    rows = [Row(Box(0, 0, 400, 400), "salad", 0.3), *pieces(8, 0.2)]
    assert [found.label for found in fuse(rows, FOODS, threshold=0.25).foods] == ["salad"]


def test_tableware_gives_scale_and_is_no_food() -> None:
    rows = [Row(Box(0, 0, 400, 400), "plate", 0.9), Row(HERE, "apple", 0.8), Row(HERE, "person", 0.9)]
    found = fuse(rows, FOODS, threshold=0.25)
    assert [food.label for food in found.foods] == ["apple"]
    assert [reference.label for reference in found.references] == ["plate"]


def test_a_fork_on_a_plate_is_still_a_fork() -> None:
    rows = [Row(Box(0, 0, 400, 400), "plate", 0.9), Row(Box(100, 50, 30, 200), "fork", 0.5)]
    assert [found.label for found in fuse(rows, FOODS, threshold=0.25).references] == ["plate", "fork"]


boxes = st.builds(Box, st.integers(0, 500), st.integers(0, 500), st.integers(10, 300), st.integers(10, 300))
rows_of_food = st.lists(st.builds(Row, boxes, st.sampled_from(sorted(FOODS)), st.floats(0, 1)), max_size=25)


@given(rows_of_food, st.floats(0.05, 0.9))
def test_detections_never_overlap_much_and_hold_the_threshold(rows: list[Row], threshold: float) -> None:
    found = fuse(rows, FOODS, threshold).foods
    for index, one in enumerate(found):
        assert one.confidence >= threshold
        for other in found[index + 1 :]:
            assert one.box.iou(other.box) < SAME_FOOD_IOU
            assert one.box.cover(other.box) < INSIDE


@given(rows_of_food)
def test_the_order_of_the_rows_does_not_matter(rows: list[Row]) -> None:
    assert fuse(rows, FOODS, 0.25) == fuse(rows[::-1], FOODS, 0.25)
