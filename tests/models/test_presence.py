from pathlib import Path
from typing import Any

import pytest
import typer
from PIL import Image

from models.training.labels import FOOD, class_index

torch = pytest.importorskip("torch", reason="training needs the [ultralytics] extra")

from models.training.peaks import Peaks  # noqa: E402 - after the skip
from models.training.presence import (  # noqa: E402
    BACKBONE_END,
    Presence,
    accuracy,
    doubted,
    fitted,
    holds_food,
    letterboxed,
    pictures,
    pooled,
)
from tests.models.scored_head import PLACES, ScoredHead, answer  # noqa: E402

CHANNELS = 2


def picture(bright: bool, noise: Any) -> Any:
    """Features of a made-up picture; the first channel is bright where there is food."""
    features = 0.1 * torch.randn(1, CHANNELS, 3, 3, generator=noise)
    features[:, 0] += 1.0 if bright else 0.0
    return features


@pytest.fixture(name="samples")
def made_up() -> tuple[Any, Any]:
    noise = torch.Generator().manual_seed(7)
    answers = [number % 3 == 0 for number in range(60)]
    return torch.stack([pooled(picture(each, noise)) for each in answers]), torch.tensor(answers).float()


def test_pooled_gives_mean_maximum_and_spread_of_each_channel() -> None:
    features = torch.tensor([[[[0.0, 2.0]], [[3.0, 3.0]]]])
    assert pooled(features).tolist() == pytest.approx([1.0, 3.0, 2.0, 3.0, 1.0, 0.0])


def test_a_fit_tells_pictures_with_food_from_others(samples: tuple[Any, Any]) -> None:
    presence, noise = fitted(*samples), torch.Generator().manual_seed(8)
    assert presence(picture(True, noise)) > 0.8
    assert presence(picture(False, noise)) < 0.2


def test_folds_left_out_tell_what_the_fit_is_worth(samples: tuple[Any, Any]) -> None:
    inputs, answers = samples
    assert accuracy(inputs, answers) == 1.0
    shuffled = answers[torch.randperm(len(answers), generator=torch.Generator().manual_seed(9))]
    assert accuracy(inputs, shuffled) < 0.8


@pytest.mark.parametrize(("probability", "factor"), [(1.0, 1.0), (0.5, 1.0), (0.4, 0.8**8), (0.25, 0.5**8), (0.0, 0.0)])
def test_scores_are_lowered_only_where_no_food_is_likelier(probability: float, factor: float) -> None:
    assert doubted(torch.tensor(probability)).item() == pytest.approx(factor)


@pytest.mark.parametrize(
    ("label", "food"), [("", False), ("plate", False), ("apple", True), ("food", True), ("fork\napple", True)]
)
def test_a_picture_with_tableware_alone_holds_no_food(tmp_path: Path, label: str, food: bool) -> None:
    lines = [f"{class_index()[name]} 0.5 0.5 0.2 0.2" for name in label.split()]
    (tmp_path / "labels.txt").write_text("\n".join(lines))
    assert holds_food(tmp_path / "labels.txt") is food


@pytest.mark.parametrize("label", ["", "0 0.5 0.5 0.2 0.2"])
def test_a_set_with_one_kind_of_picture_is_refused(tmp_path: Path, label: str) -> None:
    for folder in ("images", "labels"):
        (tmp_path / "train" / folder).mkdir(parents=True)
    Image.new("RGB", (64, 64)).save(tmp_path / "train" / "images" / "one.png")
    (tmp_path / "train" / "labels" / "one.txt").write_text(label)
    with pytest.raises(typer.BadParameter, match="with and without food"):
        pictures(tmp_path)


def test_pictures_are_letterboxed_in_grey(tmp_path: Path) -> None:
    Image.new("RGB", (200, 100), (255, 0, 0)).save(tmp_path / "red.png")
    seen = letterboxed(tmp_path / "red.png")
    assert tuple(seen.shape) == (1, 3, 640, 640)
    assert seen[0, :, 320, 320].tolist() == [1.0, 0.0, 0.0]
    assert seen[0, :, 10, 320].tolist() == pytest.approx([114 / 255] * 3)


class Backbone(torch.nn.Module):  # type: ignore[misc, name-defined]
    """A network of ten layers whose head has already scored: food 0.8, a plate 0.7, an apple, each at its place."""

    def __init__(self, brightness: float, apple: float = 0.0) -> None:
        super().__init__()
        self.apple = apple
        self.model = torch.nn.ModuleList([torch.nn.Identity() for _ in range(BACKBONE_END + 1)] + [ScoredHead()])
        self.brightness = brightness

    def forward(self, image: Any) -> Any:
        self.model[BACKBONE_END](torch.full((1, CHANNELS, 3, 3), self.brightness))
        scores = torch.zeros(1, len(class_index()), PLACES)
        scores[0, class_index()[FOOD], 500] = 0.8
        scores[0, class_index()["plate"], 900] = 0.7
        scores[0, class_index()["apple"], 700] = self.apple
        return answer(torch.zeros(1, 4, PLACES), scores)


@pytest.mark.parametrize(("brightness", "food"), [(1.0, 0.8), (0.0, 0.0)])
def test_a_picture_that_holds_no_food_loses_its_food_and_keeps_its_tableware(brightness: float, food: float) -> None:
    assert best_of(Backbone(brightness)) == pytest.approx({FOOD: food, "plate": 0.7, "apple": 0.0}, abs=1e-6)


@pytest.mark.parametrize(("apple", "kept"), [(0.65, 0.65), (0.55, 0.0)])
def test_a_place_sure_of_its_name_is_believed_whatever_the_picture_looks_like(apple: float, kept: float) -> None:
    seen = best_of(Backbone(0.0, apple))
    assert seen == pytest.approx({"apple": kept, FOOD: kept, "plate": 0.7}, abs=1e-6)


def best_of(network: Any) -> dict[str, float]:
    """The best scores of three classes, where presence is sure of itself."""
    presence = Presence(CHANNELS)
    presence.weight[0], presence.bias = 40.0, torch.tensor(-20.0)
    rows = Peaks(network, presence)(torch.zeros(1, 3, 640, 640))[0].tolist()
    return {
        name: max((row[4] for row in rows if row[5] == class_index()[name]), default=0.0)
        for name in (FOOD, "plate", "apple")
    }
