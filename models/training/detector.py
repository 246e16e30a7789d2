"""Train the detector; resumes from its own last checkpoint, so it can be stopped and started at any epoch.

python -m models.training.detector DATA_FOLDER DATASET_FOLDER RUN_FOLDER --hours 2
"""

import os
from functools import partial
from pathlib import Path
from typing import Any

import typer
from torch.nn import BatchNorm2d

os.environ.setdefault("YOLO_OFFLINE", "true")
os.environ.setdefault("YOLO_AUTOINSTALL", "false")

from models.training import cpu, keeping, two_level
from models.training.start import build_start, rebuild

SETTINGS: dict[str, Any] = {
    "imgsz": 416,  # a third of the cost of 640; scale augmentation covers the difference
    "batch": 16,
    "nbs": 16,  # a step a batch: Ultralytics' default gathers four
    "optimizer": "AdamW",
    "lr0": 5e-4,
    "lrf": 0.05,
    "cos_lr": True,
    "warmup_epochs": 0.5,
    # Ultralytics' default, 0.1, is meant for SGD: AdamW moves every bias by as much a step, and what was known is lost.
    "warmup_bias_lr": 0.0,
    "weight_decay": 5e-4,
    "freeze": 3,  # the stem sees edges and colours, which food does not change; saves its backward pass
    "mosaic": 0.4,
    "close_mosaic": 1,
    "scale": 0.5,
    "degrees": 10.0,
    "flipud": 0.3,
    "hsv_h": 0.01,  # hue names food
    "hsv_s": 0.5,
    "hsv_v": 0.4,
    "seed": 0,
    "cache": "ram",
    "plots": False,
    "save_period": 1,
    "amp": False,
}


def main(
    data: Path,
    dataset: Path,
    run: Path,
    hours: float = 2.0,
    epochs: int = 60,
    start: Path | None = None,
    rate: float = SETTINGS["lr0"],
    size: int = SETTINGS["imgsz"],
    keep_statistics: bool = False,
    keep: Path | None = None,
) -> None:
    """Train for HOURS (the schedule is fitted to it) or EPOCHS, whichever ends first.

    START is a checkpoint of ours to go on from, at another learning RATE and image SIZE (pixels); left out: the Open
    Images start. KEEP_STATISTICS leaves the normalisation's means and variances as they are: those of a set that is
    half drawn suit real photos less, and a mean with the start needs them alike. KEEP is a checkpoint whose answers on
    real photos are to be kept (`keeping`); photos then come whole, without mosaic.
    """
    from ultralytics import YOLO, settings

    settings.update({"sync": False})
    last = run / "detector" / "weights" / "last.pt"
    resuming = last.exists()
    model = YOLO(str(last if resuming else begin(data, run / "start.pt", start)))
    learn = two_level.install if keep is None else partial(keeping.install, checkpoint=keep)
    model.add_callback("on_train_start", learn)
    cpu.add_to(model)
    if keep_statistics:
        model.add_callback("on_train_batch_start", hold_statistics)
    if resuming:
        model.train(resume=True)
        return
    model.train(
        data=str(dataset / "data.yaml"),
        project=str(run.resolve()),
        name="detector",
        exist_ok=True,
        epochs=epochs,
        time=hours,
        device="cpu",
        **{**SETTINGS, "lr0": rate, "imgsz": size, **({"mosaic": 0.0} if keep else {})},
    )


def hold_statistics(trainer: Any) -> None:
    """Set every normalisation to use its statistics and not to move them; each epoch sets the model to train anew."""
    for layer in trainer.model.modules():
        if isinstance(layer, BatchNorm2d):
            layer.eval()


def begin(data: Path, out: Path, start: Path | None) -> Path:
    """Write the checkpoint a first epoch starts from."""
    if start is not None:
        return rebuild(start, out)
    return build_start(data / "weights" / "yolov8n-oiv7-dq.pt", out)


if __name__ == "__main__":
    typer.run(main)
