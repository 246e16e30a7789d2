from pathlib import Path
from typing import Any

import pytest

from models import shipped
from models.training.labels import (
    FOOD,
    LabelledBox,
    LabelledPhoto,
    class_index,
    cutout_name,
    reference_names,
    source_labels,
    training_classes,
)
from models.training.sources import COMPLETE
from models.training.teacher import Prediction, complete, cover, iou

PHOTO = Path("photo.jpg")
APPLE = LabelledBox("apple", (0, 0, 100, 100))


def test_the_shipped_detector_has_the_training_classes_in_their_order() -> None:
    assert shipped().classes == tuple(item.name for item in training_classes())


@pytest.mark.parametrize("source", sorted(COMPLETE))
def test_every_label_of_a_source_trained_on_is_one_of_our_foods(source: str) -> None:
    names = set(source_labels(source).values())
    assert names
    assert names <= set(class_index()) - reference_names()


@pytest.mark.parametrize(
    ("folder", "name"),
    [
        ("PIZZA_DIAVOLA", "pizza"),
        ("MASALA_DOSA", "south indian breakfast"),
        ("STRUDEL_WITH_APPLE_JAM", "pastry"),
        ("CRISPY_PEANUTS_COATED_WITH_PAPRIKA", "nuts"),
        ("FRIED_CHICKEN_SCHNITZEL", "fried chicken"),
        ("SOMETHING_ELSE", FOOD),
    ],
)
def test_a_cutout_is_named_by_its_folder(folder: str, name: str) -> None:
    assert cutout_name(folder) == name


def test_a_teacher_adds_what_labels_leave_out_and_nothing_on_top_of_them() -> None:
    seen = [
        Prediction(LabelledBox("pear", (5, 5, 95, 95)), 0.9),  # the labelled apple
        Prediction(LabelledBox("bread", (200, 0, 300, 100)), 0.5),
        Prediction(LabelledBox("food", (205, 0, 300, 100)), 0.9),  # the same bread under a generic name
        Prediction(LabelledBox("plate", (0, 0, 310, 110)), 0.5),
    ]
    completed = complete(LabelledPhoto(PHOTO, (APPLE,), complete=False), seen)
    assert [box.name for box in completed.boxes] == ["apple", "bread", "plate"]


def test_a_photo_with_complete_labels_only_gains_tableware() -> None:
    seen = [
        Prediction(LabelledBox("bread", (200, 0, 300, 100)), 0.9),
        Prediction(LabelledBox("plate", (0, 0, 310, 110)), 0.5),
    ]
    completed = complete(LabelledPhoto(PHOTO, (APPLE,), complete=True), seen)
    assert [box.name for box in completed.boxes] == ["apple", "plate"]


def test_overlap_measures() -> None:
    assert iou((0, 0, 10, 10), (5, 0, 15, 10)) == pytest.approx(1 / 3)
    assert cover((0, 0, 10, 10), (2, 2, 4, 4)) == pytest.approx(1)
    assert iou((0, 0, 1, 1), (5, 5, 6, 6)) == 0


def test_every_named_food_also_teaches_food() -> None:
    torch = pytest.importorskip("torch", reason="training needs the [ultralytics] extra")
    from models.training.two_level import FOOD_ROW, TwoLevelAssigner

    classes, apple, plate = len(class_index()), class_index()["apple"], class_index()["plate"]

    class Recorder(torch.nn.Module):  # type: ignore[misc,name-defined]
        def forward(self, scores: Any, *rest: object) -> tuple[Any, ...]:
            self.scores = scores
            targets = torch.zeros(1, 2, classes)
            targets[0, 0, apple], targets[0, 1, plate] = 0.8, 0.6
            return None, None, targets, None, None

    inner = Recorder()
    scores = torch.zeros(1, 2, classes)
    scores[0, 0, FOOD_ROW] = 0.9
    _, _, targets, _, _ = TwoLevelAssigner(inner)(scores, None, torch.zeros(2, 2), None, torch.zeros(1, 1, 4))
    assert inner.scores[0, 0, apple] == pytest.approx(0.9)  # found as food, matched as an apple
    assert targets[0, 0, FOOD_ROW] == pytest.approx(0.8)
    assert targets[0, 0, apple] == pytest.approx(0.8)
    assert targets[0, 1, FOOD_ROW] == 0  # a plate is no food


def test_unlabelled_places_that_look_like_food_teach_nothing_on_partly_labelled_photos() -> None:
    torch = pytest.importorskip("torch", reason="training needs the [ultralytics] extra")
    from models.training.two_level import FOOD_ROW, TwoLevelAssigner, held

    apple, plate = class_index()["apple"], class_index()["plate"]
    scores = torch.zeros(2, 3, len(class_index()))
    scores[:, :2, FOOD_ROW] = 0.3  # place 0 is labelled, place 1 may be a food nobody labelled, place 2 is a table
    assigner = TwoLevelAssigner(torch.nn.Identity())
    labelled = held(
        torch.tensor([[5.0, 5.0], [50.0, 50.0], [90.0, 90.0]]), torch.tensor([[[0.0, 0.0, 10.0, 10.0]]] * 2)
    )
    assert labelled.tolist() == [[True, False, False]] * 2
    assigner.partial = torch.tensor([True, False])
    weights = assigner.weigh(scores, labelled)
    assert weights is not None
    assert weights[0, :, [FOOD_ROW, apple, plate]].tolist() == [[1, 1, 1], [0, 0, 1], [1, 1, 1]]
    assert weights[1].min() == 1  # the second photo is labelled completely
    assigner.partial = torch.tensor([False, False])
    assert assigner.weigh(scores, labelled) is None
