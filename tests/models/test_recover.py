from copy import deepcopy
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

torch = pytest.importorskip("torch", reason="training needs the [ultralytics] extra")
from models import shipped  # noqa: E402 - after the skip
from models.training.presence import letterboxed  # noqa: E402
from models.training.recover import doubt, folded_weights, measure, unfolded, untrained  # noqa: E402


def network() -> Any:
    torch.manual_seed(0)
    return untrained()


def noise(path: Path) -> Path:
    pixels = np.random.default_rng(0).integers(0, 256, (64, 64, 3), np.uint8)
    Image.fromarray(pixels).save(path)
    return path


def test_a_recovered_checkpoint_answers_as_before_and_has_statistics_to_train_with(tmp_path: Path) -> None:
    first = network()
    folded = {name: value.clone() for name, value in deepcopy(first).fuse(verbose=False).state_dict().items()}
    photo = noise(tmp_path / "noise.png")
    second = network()
    normalised = unfolded(folded, second)
    measure(second, normalised, [photo])
    with torch.no_grad():
        expected, found = first(letterboxed(photo))[0], second(letterboxed(photo))[0]
        assert torch.allclose(expected, found, atol=1e-2)
        layer = normalised["model.0"]
        seen = layer.conv(letterboxed(photo))[0].flatten(1)
    # What training normalises by is what the layer really gives, not the nought and one of a folded file.
    assert torch.allclose(layer.bn.running_mean, seen.mean(dim=1), atol=1e-3)
    assert torch.allclose(layer.bn.running_var, seen.var(dim=1), atol=1e-3)


def test_the_shipped_file_holds_every_layer_of_the_network() -> None:
    unfolded(folded_weights(shipped().verified()), network())  # a layer that is not there raises KeyError


def test_the_shipped_file_holds_what_doubts_a_photo() -> None:
    assert doubt(shipped().verified()).weight.abs().sum() > 0
