"""Export a trained checkpoint to the shipped ONNX file and write its entry of the manifest.

python -m models.training.export RUN_FOLDER/detector/weights/best.pt --threshold 0.25
"""

import hashlib
import json
import os
import shutil
from pathlib import Path

import typer

os.environ.setdefault("YOLO_OFFLINE", "true")
os.environ.setdefault("YOLO_AUTOINSTALL", "false")

from models import torchvision_ops
from models.training.labels import training_classes
from models.training.manifest_writer import write_entry

MODELS = Path(__file__).parents[1]
NAME = "dishcern-eye"
TRAINING_DATA = (
    "Open Images subset (CC BY 2.0), multidish_indian (MIT), raw_ingredients (CC BY 4.0), compositions of dish "
    "cut-outs (MIT); start: YOLOv8n Open Images V7 (AGPL-3.0)"
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


def main(checkpoint: Path, threshold: float = 0.25) -> None:
    """Write models/weights/dishcern-eye.onnx (float32, static 640, NMS-free) and its entry in models/manifest.toml."""
    torchvision_ops.provide()
    from ultralytics import YOLO

    exported = Path(YOLO(str(checkpoint)).export(format="onnx", imgsz=640, nms=False, dynamic=False, simplify=True))
    target = MODELS / "weights" / f"{NAME}.onnx"
    target.parent.mkdir(exist_ok=True)
    shutil.move(exported, target)
    forget_the_machine(target)
    entry = ENTRY.format(
        name=NAME,
        sha256=hashlib.sha256(target.read_bytes()).hexdigest(),
        threshold=threshold,
        training_data=TRAINING_DATA,
        classes=json.dumps([item.name for item in training_classes()]),
    )
    write_entry(MODELS / "manifest.toml", entry, NAME)


def forget_the_machine(path: Path) -> None:
    """Reword the description Ultralytics writes into the file: it names the folder of the training data."""
    import onnx

    model = onnx.load(path)
    for entry in model.metadata_props:
        if entry.key == "description":
            entry.value = f"{NAME}: finds food and tableware on photos of meals"
    onnx.save(model, path)


if __name__ == "__main__":
    typer.run(main)
