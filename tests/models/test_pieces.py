from random import Random

import numpy as np
import pytest
from PIL import Image

from models.training import pieces
from models.training.heaps import LEAST_SEEN, heap_of, kind_of
from models.training.labels import class_index


def seeded(seed: int) -> Random:
    return Random(seed)  # noqa: S311 - the same piece every time is the point


@pytest.mark.parametrize("seed", range(24))
def test_a_piece_is_a_solid_thing_of_its_colour_on_nothing(seed: int) -> None:
    random = seeded(seed)
    shared = pieces.look(random)
    picture = pieces.piece(random, shared)
    assert picture.mode == "RGBA"
    assert picture.size == (pieces.SIDE, pieces.SIDE)
    alpha = np.asarray(picture.getchannel("A"))
    assert 0.3 < (alpha > 128).mean() < 0.85  # an ellipse in its square, a long one at the least
    assert alpha[0, 0] == 0
    assert np.asarray(picture.convert("RGB"))[alpha > 128].std() > 5  # lit from one side, not flat


def test_every_colour_has_a_name_of_our_list() -> None:
    assert {name for name, _ in pieces.COLOURS} <= set(class_index())


def test_the_same_seed_draws_the_same_piece() -> None:
    one, other = (pieces.piece(random, pieces.look(random)) for random in (seeded(4), seeded(4)))
    assert np.array_equal(np.asarray(one), np.asarray(other))


@pytest.mark.parametrize("seed", range(8))
def test_a_heap_labels_the_pieces_that_are_seen(seed: int) -> None:
    canvas = Image.new("RGB", (640, 640), (250, 250, 250))
    disc = Image.new("RGBA", (40, 40), (20, 20, 200, 255))
    boxes = heap_of(canvas, seeded(seed), ("fruit", [disc]), (320.0, 320.0))
    assert len(boxes) >= 4
    seen = np.asarray(canvas)[..., 2] - np.asarray(canvas)[..., 0] > 100
    for x1, y1, x2, y2 in (box.xyxy for box in boxes):
        # At least the labelled share of a piece is there to be seen inside its box; the box holds other pieces too.
        assert seen[int(y1) : int(y2), int(x1) : int(x2)].mean() > LEAST_SEEN


@pytest.mark.parametrize("seed", range(6))
def test_boxes_of_a_heap_at_the_edge_stay_inside_the_picture(seed: int) -> None:
    canvas = Image.new("RGB", (640, 640))
    for x1, y1, x2, y2 in (box.xyxy for box in heap_of(canvas, seeded(seed), kind_of(seeded(seed), []), (600.0, 20.0))):
        assert 0 <= x1 < x2 <= 640
        assert 0 <= y1 < y2 <= 640
