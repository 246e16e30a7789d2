"""The start: a YOLOv8n whose class rows begin as the Open Images rows of the same foods.

Our classes are Open Images names, or kinds of them, so the start already knows most foods; a class without a row of its
own begins as `Food`. There is one head, one-to-many: a one-to-one head beside it learns from features it may not change
and lagged 0.02 to 0.05 in AP50 on every source after the schedules a CPU allows.
"""

from pathlib import Path
from typing import Any

import torch
from torch import nn

from models import torchvision_ops
from models.training.labels import training_classes

torchvision_ops.provide()

FALLBACK = ("Food",)
FALLBACK_BIAS = -2.0  # so that `food` itself wins until training tells the borrowers apart


def transferred_rows(names: dict[int, str]) -> list[list[int]]:
    """For each of our classes, the rows of the start's class head it begins as (their mean)."""
    rows = {name: index for index, name in names.items()}
    return [[rows[name] for name in item.open_images or FALLBACK] for item in training_classes()]


def transfer_row(target: nn.Conv2d, source: nn.Conv2d, rows: list[list[int]], biases: list[float]) -> None:
    """Copy the mean of the named rows of one 1 x 1 class convolution into another."""
    if target.bias is None or source.bias is None:
        raise ValueError("a class convolution without a bias is not the head this transfers")
    with torch.no_grad():
        for index, picked in enumerate(rows):
            target.weight[index] = source.weight[picked].mean(dim=0)
            target.bias[index] = source.bias[picked].mean() + biases[index]


def build_start(weights: Path, out: Path) -> Path:
    """Write the start checkpoint to `out`; `weights` is the Open Images YOLOv8n checkpoint."""
    from ultralytics import YOLO

    taught: Any = YOLO(str(weights)).model.float()
    model = one_headed(taught)
    rows = transferred_rows(taught.names)
    biases = [0.0 if item.open_images else FALLBACK_BIAS for item in training_classes()]
    ours, theirs = model.model[-1], taught.model[-1]
    for level, source in enumerate(theirs.cv3):
        shared = {key: value for key, value in source.state_dict().items() if not key.startswith("2.")}
        ours.cv3[level].load_state_dict(shared, strict=False)
        transfer_row(ours.cv3[level][2], source[2], rows, biases)
    return save(model, out)


def rebuild(checkpoint: Path, out: Path) -> Path:
    """Write a checkpoint with our classes and one head; what its layers know is kept where the shapes agree."""
    from ultralytics import YOLO

    return save(one_headed(YOLO(str(checkpoint)).model.float()), out)


def one_headed(taught: Any) -> Any:
    """Build the same network with our classes and the one-to-many head, and load what fits."""
    from ultralytics.nn.tasks import DetectionModel

    classes = len(training_classes())
    model = DetectionModel({**taught.yaml, "nc": classes, "end2end": False}, ch=3, nc=classes, verbose=False)
    model.load(taught, verbose=False)
    return model


def save(model: Any, out: Path) -> Path:
    """Write a checkpoint that Ultralytics trains on from."""
    model.names = {index: item.name for index, item in enumerate(training_classes())}
    out.parent.mkdir(parents=True, exist_ok=True)
    torch.save({"model": model.half(), "train_args": {}}, out)
    return out
