"""The benchmark's own parts: its photos, its percentiles, its report."""

import pytest

from benchmarks.load import percentiles
from benchmarks.photos import photo
from benchmarks.report import with_figures
from models import build_detector
from nutrition_db import NutritionTable
from service.identify import food_labels
from service.photos import PhotoLimits, read_photo


@pytest.mark.parametrize("drawn", [1, 5, 12])
def test_the_real_detector_finds_as_many_fruits_as_were_drawn(drawn: int) -> None:
    detector = build_detector(None, foods=food_labels(NutritionTable.load()), naming=False)
    pixels = read_photo(photo(1, drawn).data, PhotoLimits(working_side_px=1_600)).pixels
    assert len(detector.detect(pixels)) == pytest.approx(drawn, abs=max(1, drawn // 4))


def test_percentiles_are_milliseconds() -> None:
    assert percentiles([0.1] * 99 + [0.2])["p50_ms"] == pytest.approx(100)


def test_figures_go_between_the_marks_and_nowhere_else() -> None:
    text = "a\n<!-- benchmark -->\nold\n<!-- /benchmark -->\nb\n"
    assert with_figures(text, "new") == "a\n<!-- benchmark -->\nnew\n<!-- /benchmark -->\nb\n"
    with pytest.raises(ValueError, match="no place"):
        with_figures("a", "new")
