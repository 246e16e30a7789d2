import pytest

from models import Box, Detection, Detections, Guess

UNIT = Box(0, 0, 10, 10)


@pytest.mark.parametrize(
    ("other", "iou", "cover"),
    [
        pytest.param(Box(0, 0, 10, 10), 1.0, 1.0, id="the same box"),
        pytest.param(Box(5, 0, 10, 10), 50 / 150, 0.5, id="half over"),
        pytest.param(Box(2, 2, 4, 4), 16 / 100, 1.0, id="inside"),
        pytest.param(Box(10, 10, 5, 5), 0.0, 0.0, id="touching corners share nothing"),
    ],
)
def test_overlap_of_two_boxes(other: Box, iou: float, cover: float) -> None:
    assert UNIT.iou(other) == pytest.approx(iou)
    assert UNIT.cover(other) == pytest.approx(cover)
    assert other.iou(UNIT) == pytest.approx(iou)


def test_a_box_without_an_area_is_refused() -> None:
    with pytest.raises(ValueError, match="0 x 5"):
        Box(1, 1, 0, 5)


@pytest.mark.parametrize("confidence", [-0.1, 1.01, float("nan")])
def test_a_confidence_that_is_no_probability_is_refused(confidence: float) -> None:
    with pytest.raises(ValueError, match="probability"):
        Detection(UNIT, confidence, (Guess("apple", 0.5),))


def test_a_detection_without_a_name_is_refused() -> None:
    with pytest.raises(ValueError, match="guess"):
        Detection(UNIT, 0.5, ())


def test_scaled_detections_lie_on_a_photo_that_much_larger() -> None:
    found = Detections(
        (Detection(Box(1, 2, 3, 4), 0.9, (Guess("apple", 0.9),)),), (Detection(UNIT, 0.5, (Guess("plate", 0.5),)),)
    )
    larger = found.scaled(2.5)
    assert larger.foods[0].box == Box(2.5, 5, 7.5, 10)
    assert larger.references[0].box == Box(0, 0, 25, 25)
    assert larger.foods[0].guesses == found.foods[0].guesses
