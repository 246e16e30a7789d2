"""Golden pictures: what was looked at once stays as it was, up to what fonts and JPEG blur."""

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image

from tests.service.overlay.scenes import GOLDEN, SCENES, small

MEAN = 2.5  # levels of 255 over the whole picture
BLOCK = 14.0  # and over each block of 16 x 16 px: a missing mark or moved label changes far more


def pixels(image: Image.Image) -> npt.NDArray[np.float64]:
    return np.asarray(image.convert("RGB"), dtype=np.float64)


def differences(one: npt.NDArray[np.float64], other: npt.NDArray[np.float64]) -> tuple[float, float]:
    """Mean difference, and that of the block which differs most."""
    apart = abs(one - other).mean(axis=2)
    high, wide = (length // 16 * 16 for length in apart.shape)
    blocks = apart[:high, :wide].reshape(high // 16, 16, wide // 16, 16).mean(axis=(1, 3))
    return float(apart.mean()), float(blocks.max())


@pytest.mark.parametrize("name", SCENES)
def test_a_scene_looks_as_it_did_when_a_person_looked_at_it(name: str) -> None:
    drawn = pixels(small(SCENES[name]()))
    with Image.open(GOLDEN / f"{name}.webp") as golden:
        kept = pixels(golden)
    assert drawn.shape == kept.shape
    mean, worst = differences(drawn, kept)
    assert (mean <= MEAN, worst <= BLOCK) == (True, True), f"mean {mean:.2f}, worst block {worst:.1f}"


def test_a_missing_dot_is_noticed() -> None:
    whole = pixels(small(SCENES["judged"]()))
    spoilt = whole.copy()
    spoilt[92:108, 87:103] = whole[110:126, 200:216]  # one dot painted over with the photo beside it
    assert differences(whole, spoilt)[1] > BLOCK
