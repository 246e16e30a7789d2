"""Layout is held to geometry alone: whatever the meal looks like, nothing overlaps and nothing leaves the picture."""

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.detection import Box
from service.overlay.captions import Caption
from service.overlay.draw import picture_size
from service.overlay.layout import Size, place_labels, place_markers
from service.overlay.plan import plan

MARKER = Size(50, 60)
HOOK = (25.0, 42.0)
OPTIONS = (Size(190, 50), Size(120, 50), Size(120, 30), Size(70, 30))

shares = st.floats(0, 1, allow_nan=False)
frames = st.sampled_from([Size(960, 720), Size(720, 960), Size(960, 540), Size(1600, 1200), Size(1280, 1280)])


def lies_in(box: Box, frame: Size) -> bool:
    return box.x >= 0 and box.y >= 0 and box.x + box.width <= frame.width and box.y + box.height <= frame.height


def overlapping(boxes: list[Box]) -> list[tuple[Box, Box]]:
    return [pair for pair in combinations(boxes, 2) if pair[0].intersection(pair[1]) > 0]


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(shares, shares), max_size=30), frames)
def test_markers_and_labels_never_overlap_nor_leave_the_picture(points: list[tuple[float, float]], frame: Size) -> None:
    anchors = [(x * frame.width, y * frame.height) for x, y in points]
    markers = place_markers(anchors, MARKER, HOOK, frame)
    labels = place_labels(markers, [OPTIONS] * len(markers), frame)
    drawn = markers + [label.box for label in labels if label]
    assert overlapping(drawn) == []
    assert [box for box in drawn if not lies_in(box, frame)] == []
    assert None not in labels, "thirty items always find room for at least a short name"


@given(shares, shares)
def test_a_lone_dot_sits_at_its_centre_unless_the_edge_is_nearer_than_the_marker(x: float, y: float) -> None:
    frame = Size(960, 720)
    anchor = (HOOK[0] + x * (960 - MARKER.width), HOOK[1] + y * (720 - MARKER.height))
    (box,) = place_markers([anchor], MARKER, HOOK, frame)
    assert (box.x + HOOK[0], box.y + HOOK[1]) == pytest.approx(anchor)


def test_a_lone_label_sits_right_below_its_marker() -> None:
    marker = Box(400, 300, 50, 60)
    (label,) = place_labels([marker], [OPTIONS], Size(960, 720), gap=3)
    assert label is not None
    assert label.option == 0
    assert label.box.centre[0] == marker.centre[0]
    assert 0 < label.box.y - 360 <= 5


def test_two_items_with_one_centre_get_two_dots_side_by_side() -> None:
    first, second = place_markers([(480, 360), (480, 360)], MARKER, HOOK, Size(960, 720))
    assert first.intersection(second) == 0
    assert abs(first.x - second.x) + abs(first.y - second.y) < 150


def test_a_label_without_room_is_left_out_and_not_drawn_over_another() -> None:
    frame = Size(120, 70)
    markers = place_markers([(60, 40)], MARKER, HOOK, frame)
    assert place_labels(markers, [OPTIONS], frame) == [None]


def test_placing_is_the_same_every_time() -> None:
    anchors = [(100.0 + 7 * k, 200.0 + 5 * k) for k in range(20)]
    frame = Size(960, 720)
    assert place_markers(anchors, MARKER, HOOK, frame) == place_markers(anchors, MARKER, HOOK, frame)


PHOTOS = [(480, 360), (360, 480), (640, 480), (1280, 720), (480, 270), (4032, 3024), (3024, 4032), (4000, 2250)]
NAMES = ["Rice", "Bratwürstchen mit Süßkartoffelstampf und Soße", "Jalapeño", "Pizza, cheese, thin crust", "?"]
AMOUNTS = ["260 kcal · 120–300 g", "kcal not known", "1234 kcal · 1100–2300 g", ""]


@settings(deadline=None, max_examples=80)
@given(
    st.lists(st.tuples(shares, shares, st.sampled_from(NAMES), st.sampled_from(AMOUNTS)), max_size=30),
    st.sampled_from(PHOTOS),
)
def test_the_plan_of_a_picture_keeps_its_promise_from_480_px_to_12_megapixels(
    given_items: list[tuple[float, float, str, str]], photo: tuple[int, int]
) -> None:
    size = picture_size(*photo)
    captions = [Caption(name, amounts, "7.4", None, True) for _, _, name, amounts in given_items]
    spots = plan(captions, [(x * size[0], y * size[1]) for x, y, _, _ in given_items], size)
    drawn = [spot.box for spot in spots] + [spot.label.box for spot in spots if spot.label]
    assert overlapping(drawn) == []
    assert [box for box in drawn if not lies_in(box, Size(*size))] == []


@pytest.mark.parametrize("photo", PHOTOS, ids=str)
def test_thirty_evenly_spread_foods_all_get_a_label_on_the_photo(photo: tuple[int, int]) -> None:
    width, height = picture_size(*photo)
    centres = [((k % 6 + 0.5) * width / 6, (k // 6 + 0.5) * height / 5) for k in range(30)]
    captions = [Caption(NAMES[k % 4], AMOUNTS[k % 2], "7.4", None, True) for k in range(30)]
    assert [spot for spot in plan(captions, centres, (width, height)) if spot.label is None] == []
