from typing import Any

import pytest

torch = pytest.importorskip("torch", reason="training needs the [ultralytics] extra")
from models.training.detector import hold_statistics  # noqa: E402 - after the skip
from models.training.keeping import distances  # noqa: E402

BINS, CLASSES, PLACES = 16, 5, 7


def answer(seed: int, brightness: float = 0.0) -> Any:
    generator = torch.Generator().manual_seed(seed)
    return {
        "scores": torch.randn(2, CLASSES, PLACES, generator=generator) + brightness,
        "boxes": torch.randn(2, 4 * BINS, PLACES, generator=generator),
    }


def test_an_answer_that_was_kept_pulls_nowhere() -> None:
    before = answer(0)
    now = {key: value.clone().requires_grad_() for key, value in before.items()}
    scores, sides = distances(now, before)
    (scores + sides).backward()  # type: ignore[no-untyped-call]
    assert all(float(value.grad.abs().max()) < 1e-6 for value in now.values())


def test_another_answer_is_farther_away() -> None:
    before = answer(0)
    same, other = distances(before, before), distances(answer(1), before)
    assert other[0] > same[0]
    assert other[1] > same[1]


def test_boxes_count_only_where_something_was_seen() -> None:
    blind = answer(0, brightness=-20.0)
    assert float(distances(answer(1), blind)[1]) == 0.0


def test_held_statistics_do_not_move() -> None:
    layer = torch.nn.BatchNorm2d(3)
    network = torch.nn.Sequential(layer).train()
    hold_statistics(type("Trainer", (), {"model": network})())
    network(torch.randn(4, 3, 8, 8) + 5)
    assert float(layer.running_mean.abs().max()) == 0.0
    assert layer.weight.requires_grad
