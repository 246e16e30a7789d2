"""Hostile photos, the short version of `python -m tests.robustness`: each is a photo or a photo error, and soon."""

import time
from contextlib import suppress

import pytest

from service.errors import PhotoError
from service.photos import PhotoLimits, read_photo
from tests.robustness.hostile import bombs, hostile_files

LIMITS = PhotoLimits(working_side_px=1_600)
DEADLINE_S = 5.0  # a whole file; the slowest of 5,000 took 0.27 s


def test_hostile_files_end_as_photo_or_photo_error() -> None:
    outcomes: dict[str, int] = {}
    for name, data in hostile_files(600):
        started = time.perf_counter()
        try:
            outcome = str(read_photo(data, LIMITS).pixels.ndim)
        except PhotoError as error:
            outcome = error.code
        assert time.perf_counter() - started < DEADLINE_S, name
        outcomes[outcome] = outcomes.get(outcome, 0) + 1
    # Some mutations leave a readable photo: the generator is neither too mild nor does it only make rubbish.
    assert set(outcomes) >= {"3", "photo_unreadable", "unsupported_media_type"}, outcomes


@pytest.mark.parametrize("data", [pytest.param(data, id=name) for name, data in bombs()])
def test_bombs_take_neither_time_nor_pixels(data: bytes) -> None:
    started = time.perf_counter()
    with suppress(PhotoError):
        # A JPEG that ends early but orderly is a photo to every decoder, the rest of it grey.
        assert max(read_photo(data, LIMITS).pixels.shape) <= 1_600
    assert time.perf_counter() - started < DEADLINE_S


def test_the_same_seed_makes_the_same_files() -> None:
    assert list(hostile_files(50, seed=5)) == list(hostile_files(50, seed=5))
    assert list(hostile_files(50, seed=5)) != list(hostile_files(50, seed=6))
