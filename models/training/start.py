"""The start: an end-to-end YOLOv8n whose class rows begin as the Open Images rows of the same foods.

Our classes are Open Images names, or kinds of them, so the start already knows most foods; a class without a row of its
own begins as `Food`. Both heads, one-to-many and one-to-one, begin alike.
"""

from pathlib import Path

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
    from ultralytics.nn.tasks import DetectionModel

    taught = YOLO(str(weights)).model.float()
    config = {**taught.yaml, "nc": len(training_classes()), "end2end": True}
    model = DetectionModel(config, ch=3, nc=len(training_classes()), verbose=False)
    model.load(taught, verbose=False)
    rows = transferred_rows(taught.names)
    biases = [0.0 if item.open_images else FALLBACK_BIAS for item in training_classes()]
    ours, theirs = model.model[-1], taught.model[-1]
    for level, source in enumerate(theirs.cv3):
        for head in (ours.cv3[level], ours.one2one_cv3[level]):
            head.load_state_dict(
                {key: value for key, value in source.state_dict().items() if not key.startswith("2.")}, strict=False
            )
            transfer_row(head[2], source[2], rows, biases)
        ours.one2one_cv2[level].load_state_dict(theirs.cv2[level].state_dict())
    model.names = {index: item.name for index, item in enumerate(training_classes())}
    out.parent.mkdir(parents=True, exist_ok=True)
    torch.save({"model": model.half(), "train_args": {}}, out)
    return out
