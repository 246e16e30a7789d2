import tomllib
from pathlib import Path

import numpy as np
import pytest

from models.classifier import MOST_CROPS, SIDE, CropClassifier, crop
from models.detection import Box
from models.errors import WeightsCorrupt, WeightsMissing, WeightsUnsuited
from models.manifest import shipped
from models.training.manifest_writer import write_entry

PHOTO = np.zeros((100, 200, 3), np.uint8)


def build_classifier() -> CropClassifier:
    return CropClassifier(shipped("classify").verified(), threads=1)


@pytest.mark.parametrize(
    "box",
    [Box(10, 10, 50, 40), Box(-20, -20, 60, 60), Box(190, 90, 50, 50), Box(0, 50, 200, 1), Box(199.5, 99.5, 0.2, 0.2)],
    ids=["inside", "over the top left", "over the bottom right", "a line", "less than a pixel in the corner"],
)
def test_every_crop_has_the_classifier_s_size(box: Box) -> None:
    assert crop(PHOTO, box).shape == (SIDE, SIDE, 3)


def test_a_crop_shows_the_box_and_a_tenth_of_it_around() -> None:
    pixels = PHOTO.copy()
    pixels[40:60, 80:100] = 255  # x 80..100, y 40..60
    seen = crop(pixels, Box(80, 40, 20, 20))[..., 0] > 127
    rows, columns = np.nonzero(seen)
    margin = SIDE * 2 / 24  # two of 24 pixels on each side
    edges = [rows.min(), rows.max(), columns.min(), columns.max()]
    assert edges == pytest.approx([margin, SIDE - margin] * 2, abs=4)


def test_a_long_box_is_widened_before_it_is_squashed() -> None:
    pixels = PHOTO.copy()
    pixels[48:52] = 255
    seen = crop(pixels, Box(50, 48, 100, 4))[..., 0] > 127
    assert seen.any(axis=1).mean() < 0.1  # 4 of 72 rows


def test_missing_weights_say_where_they_should_be(tmp_path: Path) -> None:
    with pytest.raises(WeightsMissing, match=r"gone\.onnx"):
        CropClassifier(tmp_path / "gone.onnx")


def test_a_file_that_is_no_model_is_corrupt(tmp_path: Path) -> None:
    path = tmp_path / "text.onnx"
    path.write_text("not a model")
    with pytest.raises(WeightsCorrupt, match=r"text\.onnx"):
        CropClassifier(path)


def test_a_detector_s_weights_are_unsuited() -> None:
    with pytest.raises(WeightsUnsuited, match=r"models\.training\.classifier"):
        CropClassifier(shipped("detect").verified())


def test_guesses_are_probabilities_best_first_for_each_box() -> None:
    noise = np.random.default_rng(0).integers(0, 256, (300, 400, 3), dtype=np.uint8)
    for guesses in build_classifier().classify(noise, [Box(0, 0, 100, 100), Box(200, 100, 80, 150)]):
        confidences = [guess.confidence for guess in guesses]
        assert confidences == sorted(confidences, reverse=True)
        assert all(0 <= value <= 1 for value in confidences)
        assert len({guess.label for guess in guesses}) == len(guesses)


def test_both_heads_answer_probabilities_that_sum_to_one() -> None:
    noise = np.random.default_rng(1).integers(0, 256, (300, 400, 3), dtype=np.uint8)
    dishes, concepts = build_classifier().probabilities(noise, [Box(0, 0, 300, 200)])
    assert dishes.sum(axis=1) == pytest.approx(1, abs=1e-4)
    assert concepts.sum(axis=1) == pytest.approx(1, abs=1e-4)


def test_a_crop_is_named_alike_alone_and_among_others() -> None:
    noise = np.random.default_rng(2).integers(0, 256, (300, 400, 3), dtype=np.uint8)
    boxes = [Box(20.0 * number, 10.0 * number, 100, 80) for number in range(6)]
    classifier = build_classifier()
    together = classifier.probabilities(noise, boxes)
    alone = [classifier.probabilities(noise, [box]) for box in boxes]
    for head in (0, 1):
        assert together[head] == pytest.approx(np.concatenate([each[head] for each in alone]), abs=1e-4)


def test_no_boxes_need_no_classifier_run() -> None:
    assert build_classifier().classify(PHOTO, []) == []


def test_too_many_boxes_are_refused() -> None:
    with pytest.raises(ValueError, match=str(MOST_CROPS)):
        build_classifier().classify(PHOTO, [Box(0, 0, 10, 10)] * (MOST_CROPS + 1))


def test_the_manifest_lists_the_concepts_in_the_file_s_order() -> None:
    assert build_classifier().concepts == shipped("classify").classes


def entry(name: str, task: str = "classify") -> str:
    return f'[[model]]\nname = "{name}"\ntask = "{task}"\n\n[model.metrics]\ntop1 = 0.5\n'


def names_and_tasks(path: Path) -> list[tuple[str, str]]:
    return [(each["name"], each["task"]) for each in tomllib.loads(path.read_text())["model"]]


def test_writing_an_entry_replaces_its_own_block_and_keeps_the_other(tmp_path: Path) -> None:
    path = tmp_path / "manifest.toml"
    for name, task in (("eye", "detect"), ("names", "old"), ("names", "classify")):
        write_entry(path, entry(name, task), name)
    assert names_and_tasks(path) == [("eye", "detect"), ("names", "classify")]
    write_entry(path, entry("eye", "detect again"), "eye")
    assert names_and_tasks(path) == [("eye", "detect again"), ("names", "classify")]


@pytest.mark.parametrize("text", [entry("other"), entry("eye") + entry("eye"), "", "[model]\nname = 1\n"])
def test_an_entry_that_is_not_one_block_of_that_name_changes_nothing(tmp_path: Path, text: str) -> None:
    path = tmp_path / "manifest.toml"
    path.write_text(entry("eye"))
    with pytest.raises(ValueError, match="eye"):
        write_entry(path, text, "eye")
    assert path.read_text() == entry("eye")
