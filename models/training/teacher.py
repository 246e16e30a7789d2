"""Teachers: detectors trained by others, whose predictions complete labels that leave food out.

A photo where only fruit is labelled teaches that its bread is background. Adding what two teachers see turns that
into a label; what overlaps a given label is left to the label.
"""

import os
from dataclasses import dataclass
from pathlib import Path

from models.training.labels import LabelledBox, LabelledPhoto, reference_names, training_classes

os.environ.setdefault("YOLO_OFFLINE", "true")
os.environ.setdefault("YOLO_AUTOINSTALL", "false")

GENERIC = frozenset({"food", "fruit", "vegetables", "dessert", "drink", "salad", "pastry"})
Xyxy = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Prediction:
    """A teacher's box in pixels, under our class name."""

    box: LabelledBox
    score: float


class Teacher:
    """One Ultralytics checkpoint with its names mapped to ours; `source` is `open_images`, `coco` or `ours`."""

    def __init__(self, weights: Path, source: str, food_threshold: float, reference_threshold: float) -> None:
        from models import torchvision_ops

        torchvision_ops.provide()
        from ultralytics import YOLO

        self._model = YOLO(str(weights))
        self._names = {
            theirs: ours.name
            for ours in training_classes()
            for theirs in ((ours.name,) if source == "ours" else getattr(ours, source))
        }
        self._ids = [index for index, name in self._model.names.items() if name in self._names]
        self._thresholds = (food_threshold, reference_threshold)

    def predict(self, path: Path, size: int = 640) -> list[Prediction]:
        """Predict on one photo; boxes are pixels of the file as stored."""
        result = self._model.predict(
            str(path), imgsz=size, conf=min(self._thresholds), classes=self._ids, verbose=False
        )[0]
        found = []
        for xyxy, score, index in zip(
            result.boxes.xyxy.tolist(), result.boxes.conf.tolist(), result.boxes.cls.tolist(), strict=True
        ):
            name = self._names[self._model.names[int(index)]]
            if score >= self._thresholds[name in reference_names()]:
                found.append(Prediction(LabelledBox(name, tuple(xyxy)), score))
        return found


def iou(a: Xyxy, b: Xyxy) -> float:
    """Intersection over union of two xyxy boxes."""
    shared = _intersection(a, b)
    return shared / max(_area(a) + _area(b) - shared, 1e-9)


def cover(a: Xyxy, b: Xyxy) -> float:
    """Intersection over the smaller of two xyxy boxes."""
    return _intersection(a, b) / max(min(_area(a), _area(b)), 1e-9)


def complete(photo: LabelledPhoto, predictions: list[Prediction]) -> LabelledPhoto:
    """Add what teachers see and no label covers: tableware always, food only where the labels leave food out."""
    kept = list(photo.boxes)
    references = reference_names()
    specific_first = sorted(predictions, key=lambda item: (item.box.name in GENERIC, -item.score))
    for prediction in specific_first:
        is_reference = prediction.box.name in references
        if photo.complete and not is_reference:
            continue
        peers = [box.xyxy for box in kept if (box.name in references) == is_reference]
        # A plate may lie inside a plate's box, but a slice inside a labelled cake is the cake.
        limit = 1.0 if is_reference else 0.7
        mine = prediction.box.xyxy
        if all(iou(mine, peer) < 0.45 and cover(mine, peer) < limit for peer in peers):
            kept.append(prediction.box)
    return LabelledPhoto(photo.path, tuple(kept), photo.complete)


def _area(box: Xyxy) -> float:
    return max(box[2] - box[0], 0.0) * max(box[3] - box[1], 0.0)


def _intersection(a: Xyxy, b: Xyxy) -> float:
    return max(min(a[2], b[2]) - max(a[0], b[0]), 0.0) * max(min(a[3], b[3]) - max(a[1], b[1]), 0.0)
