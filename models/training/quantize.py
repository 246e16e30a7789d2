"""Quantise the shipped models to bytes: half the time on CPUs that multiply them exactly.

python -m models.training.quantize DATA_FOLDER

Static quantisation by ONNX Runtime: weights by output channel, activations by tensor, ranges from training photos. The
largest 0.001 % of each tensor's values are cut off (AP50 falls by 0.02 to 0.03 with whole ranges, as with 0.01 %). The
last layer of each branch of the detector's head, what picks its rows, and the classifier's probabilities stay float32.
"""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import typer

from models.classifier import crop
from models.detection import Box
from models.evaluate import read_pixels
from models.letterbox import Letterbox
from models.manifest import ModelEntry, shipped
from models.training.crops import places
from models.training.export import MODELS
from models.training.manifest_writer import write_entry
from models.training.sources import COMPLETE, photo_files
from models.training.storage import widened

PERCENTILE = 99.999
LAYERS = ("/network/model.", "/backbone/body/")  # where the names of both models' layers begin
HEAD = "/network/model.22/"
BRANCHES = (f"{HEAD}cv2", f"{HEAD}cv3")
ENDS = frozenset(f"network.model.22.{branch}.{level}.2.weight" for branch in ("cv2", "cv3") for level in range(3))
BYTES = ("Conv", "Sigmoid", "Mul", "Add", "Concat", "MaxPool", "Resize", "Clip")
ENTRY = """[[model]]
name = "{name}"
task = "{entry.task}"
precision = "int8"
file = "weights/{name}.onnx"
sha256 = "{sha256}"
input_size = {entry.input_size}
threshold = {entry.threshold}
licence = "{entry.licence}"
training_data = {training_data}
classes = {classes}
"""
Inputs = Iterator[Any]


class Calibration:
    """Calibration data as ONNX Runtime asks for it: one input a call, None at the end."""

    def __init__(self, inputs: Inputs, name: str) -> None:
        self._inputs, self._name = inputs, name

    def get_next(self) -> dict[str, Any] | None:
        """Give the next input by its name."""
        given = next(self._inputs, None)
        return None if given is None else {self._name: given}


def whole_photos(data: Path, side: int, count: int, random: Random) -> Inputs:
    """What the detector sees of training photos."""
    paths = [path for source in COMPLETE for path in photo_files(data / "photos" / source / "train")]
    for path in random.sample(paths, count):
        pixels = read_pixels(path)
        yield Letterbox.of(pixels.shape[1], pixels.shape[0], side).apply(pixels)


def crops_of_food(data: Path, count: int, random: Random) -> Inputs:
    """What the classifier sees of labelled food on training photos: float32 (1, 3, 224, 224), 0..255."""
    for place in random.sample(places(data / "photos", "train"), count):
        pixels = read_pixels(place.path)
        box = place.box or Box(0, 0, pixels.shape[1], pixels.shape[0])
        yield crop(pixels, box).transpose(2, 0, 1)[None].astype(np.float32)


def left_alone(model: Any) -> list[str]:
    """Name the nodes that stay float32: the ends of the head's branches, and everything outside the layers."""
    return [
        node.name
        for node in model.graph.node
        if not node.name.startswith(LAYERS)
        or ENDS & set(node.input)
        or (node.name.startswith(HEAD) and not node.name.startswith(BRANCHES))
    ]


def quantised(entry: ModelEntry, inputs: Inputs, out: Path) -> None:
    """Write a float32 entry's file in bytes to OUT, with the same metadata."""
    import onnx
    from onnxruntime import quantization

    model = widened(onnx.load(entry.verified()))
    with TemporaryDirectory() as folder:
        whole = Path(folder) / "whole.onnx"
        onnx.save(model, whole)
        quantization.quantize_static(
            whole,
            out,
            Calibration(inputs, model.graph.input[0].name),
            quant_format=quantization.QuantFormat.QDQ,
            op_types_to_quantize=list(BYTES),
            per_channel=True,
            activation_type=quantization.QuantType.QUInt8,
            weight_type=quantization.QuantType.QInt8,
            calibrate_method=quantization.CalibrationMethod.Percentile,
            nodes_to_exclude=left_alone(model),
            extra_options={"CalibPercentile": PERCENTILE},
        )
    made = onnx.load(out)
    del made.graph.value_info[:]
    onnx.helper.set_model_props(made, {item.key: item.value for item in model.metadata_props})
    onnx.save(made, out)


def main(data: Path, photos: int = 32, crops: int = 200, seed: int = 0) -> None:
    """Write both shipped models in bytes beside their float32 files, and their entries of the manifest.

    DATA is the shared data folder; ranges are measured on so many of its training PHOTOS, and CROPS of them.
    """
    for task in ("detect", "classify"):
        entry, random = shipped(task), Random(seed)
        inputs = (
            whole_photos(data, entry.input_size, photos, random)
            if task == "detect"
            else crops_of_food(data, crops, random)
        )
        name = f"{entry.name}-int8"
        target = MODELS / "weights" / f"{name}.onnx"
        quantised(entry, inputs, target)
        text = ENTRY.format(
            name=name,
            sha256=hashlib.sha256(target.read_bytes()).hexdigest(),
            entry=entry,
            training_data=json.dumps(entry.training_data),
            classes=json.dumps(list(entry.classes)),
        )
        write_entry(MODELS / "manifest.toml", text, name)


if __name__ == "__main__":
    typer.run(main)
