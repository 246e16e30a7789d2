"""Export a trained checkpoint to the shipped ONNX file and write its entry of the manifest.

python -m models.training.export RUN_FOLDER/detector/weights/best.pt --presence PRESENCE.pt --threshold 0.12

Without a checkpoint the shipped weights are written again, number by number, for when `peaks.py` has changed.
"""

import hashlib
import json
import os
from pathlib import Path
from typing import Annotated, Any

import typer

os.environ.setdefault("YOLO_OFFLINE", "true")
os.environ.setdefault("YOLO_AUTOINSTALL", "false")

from models import shipped, torchvision_ops
from models.training.labels import training_classes
from models.training.manifest_writer import write_entry
from models.training.peaks import Peaks
from models.training.presence import Presence
from models.training.recover import doubt, folded_weights, unfolded, untrained
from models.training.storage import halved

MODELS = Path(__file__).parents[1]
NAME = "dishcern-eye"
SIDE = 640
TRAINING_DATA = (
    "Open Images subset (CC BY 2.0), multidish_indian (MIT), raw_ingredients (CC BY 4.0), grocery_classes (MIT), "
    "compositions of dish cut-outs (MIT) and Tux Paint stamps (GPL-2+), photos without food of opencv-doc "
    "(Apache-2.0), plasma-workspace-wallpapers (GPL-2+) and 24 more packages (photos_without_food.csv, mostly MIT); "
    "start: YOLOv8n Open Images V7 (AGPL-3.0)"
)
ENTRY = """[[model]]
name = "{name}"
task = "detect"
file = "weights/{name}.onnx"
sha256 = "{sha256}"
input_size = 640
threshold = {threshold}
licence = "AGPL-3.0"
training_data = "{training_data}"
classes = {classes}
"""


def main(
    checkpoint: Annotated[Path | None, typer.Argument()] = None,
    threshold: float | None = None,
    presence: Path | None = None,
) -> None:
    """Write models/weights/dishcern-eye.onnx (float32, static 640, NMS-free) and its entry of the manifest.

    PRESENCE is what `models.training.presence` wrote for this checkpoint; without it, no photo is doubted as a whole.
    """
    target = MODELS / "weights" / f"{NAME}.onnx"
    target.parent.mkdir(exist_ok=True)
    export(*(trained(checkpoint, presence) if checkpoint else again(target)), target)
    entry = ENTRY.format(
        name=NAME,
        sha256=hashlib.sha256(target.read_bytes()).hexdigest(),
        threshold=shipped().threshold if threshold is None else threshold,
        training_data=TRAINING_DATA,
        classes=json.dumps([item.name for item in training_classes()]),
    )
    write_entry(MODELS / "manifest.toml", entry, NAME)


def trained(checkpoint: Path, presence: Path | None) -> tuple[Any, Presence | None]:
    """Open what training wrote."""
    import torch

    torchvision_ops.provide()
    from ultralytics import YOLO

    doubting = None
    if presence:
        doubting = Presence()
        doubting.load_state_dict(torch.load(presence, weights_only=True))
    return YOLO(str(checkpoint)).model.float().eval().fuse(verbose=False), doubting


def again(path: Path) -> tuple[Any, Presence]:
    """Take network and presence out of an exported file."""
    network = untrained()
    unfolded(folded_weights(path), network)
    return network.fuse(verbose=False), doubt(path)


def export(network: Any, presence: Presence | None, target: Path) -> None:
    """Write a network as ONNX, with its class names and nothing of the machine it was made on."""
    import onnx
    import onnxslim
    import torch
    from ultralytics.utils.export.engine import torch2onnx

    example = torch.zeros(1, 3, SIDE, SIDE)
    with torch.no_grad():
        torch2onnx(
            Peaks(network, presence).eval(), example, target, opset=18, input_names=["images"], output_names=["rows"]
        )
    model = onnxslim.slim(onnx.load(target))
    about = {
        "description": f"{NAME}: finds food and tableware on photos of meals",
        "license": "AGPL-3.0",
        "names": str({index: item.name for index, item in enumerate(training_classes())}),
    }
    onnx.helper.set_model_props(model, about)
    onnx.save(halved(model), target)


if __name__ == "__main__":
    typer.run(main)
