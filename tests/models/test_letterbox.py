import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import Box
from models.letterbox import GREY, Letterbox

sides = st.integers(20, 4000)


@pytest.mark.parametrize(("width", "height"), [(640, 480), (480, 640), (33, 1000), (1000, 33), (640, 640), (1, 1)])
def test_the_input_is_a_square_of_the_networks_size(width: int, height: int) -> None:
    planes = Letterbox.of(width, height, 640).apply(np.full((height, width, 3), 255, np.uint8))
    assert planes.shape == (1, 3, 640, 640)
    assert planes.dtype == np.float32
    assert planes.max() == pytest.approx(1.0)


def test_padding_is_grey_and_on_both_sides() -> None:
    planes = Letterbox.of(640, 320, 640).apply(np.zeros((320, 640, 3), np.uint8))
    assert planes[0, 0, 0, 0] == pytest.approx(GREY / 255)
    assert planes[0, 0, 639, 639] == pytest.approx(GREY / 255)
    assert planes[0, 0, 320, 320] == 0


@given(sides, sides, st.floats(0, 0.5), st.floats(0, 0.5), st.floats(0.1, 0.5), st.floats(0.1, 0.5))
def test_a_box_comes_back_to_where_it_was(
    width: int, height: int, left: float, top: float, wide: float, high: float
) -> None:
    there = Box(left * width, top * height, wide * width, high * height)
    letterbox = Letterbox.of(width, height, 640)
    x1, y1 = there.x * letterbox.scale + letterbox.left, there.y * letterbox.scale + letterbox.top
    back = letterbox.box(x1, y1, x1 + there.width * letterbox.scale, y1 + there.height * letterbox.scale)
    if there.width >= 1.01 and there.height >= 1.01:
        assert back is not None
        assert (back.x, back.y, back.width, back.height) == pytest.approx(
            (there.x, there.y, there.width, there.height), abs=0.5
        )


def test_boxes_are_clipped_to_the_photo_and_empty_ones_dropped() -> None:
    letterbox = Letterbox.of(1280, 640, 640)
    assert letterbox.box(-50, 0, 700, 640) == Box(0, 0, 1280, 640)
    assert letterbox.box(10, 0, 20, 100) is None  # wholly in the padding above the photo
