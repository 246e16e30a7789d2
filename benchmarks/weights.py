"""The naive server's weights: the shipped ones as a `.pt` file if given, else a checkpoint that costs the same."""

import os
from pathlib import Path
from typing import Any

from models import shipped

__all__ = ["naive_weights", "untrained"]

START = "data/weights/yolov8n-oiv7-dq.pt"


def naive_weights(given: Path | None, folder: Path) -> tuple[Path, str]:
    """The weights and what they are: given ones, else the start of ours from the shared folder, else untrained ones.

    All are YOLOv8n at 640 px. Untrained ones are made in `folder` and find nothing, which spares the naive server its
    suppression of double boxes and its drawing: the comparison then errs in its favour.
    """
    if given is not None:
        return given, f"{given.name}, as given"
    start = Path(os.environ.get("DISHCERN_SHARED", "../shared")) / START
    if start.is_file():
        return start, f"{start.name}, the checkpoint our training starts from"
    return untrained(folder / "yolov8n-untrained.pt"), "YOLOv8n with our classes, untrained"


def untrained(path: Path) -> Path:
    """Save a YOLOv8n with our classes that has learnt nothing."""
    os.environ.update(YOLO_OFFLINE="true", YOLO_AUTOINSTALL="false")
    from models import torchvision_ops

    torchvision_ops.provide()
    from ultralytics import YOLO

    model: Any = YOLO("yolov8n.yaml", task="detect")
    model.model.names = dict(enumerate(shipped().classes))
    model.save(path)
    return path
