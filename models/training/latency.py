"""Latency: detector and classifier together against the bare starting detector, in pairs, on ONNX Runtime.

python -m models.training.latency DATA_FOLDER --precision int8

The bare start is float32 and its network alone, without the suppression of doubles that it needs and ours does not.
"""

import shutil
import time
from collections.abc import Callable
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory
from typing import Literal

import numpy as np
import typer

from models import torchvision_ops
from models.classifier import CropClassifier
from models.detection import Box
from models.evaluate import edible_labels, read_pixels
from models.letterbox import Letterbox
from models.manifest import shipped
from models.onnx import OnnxDetector
from models.session import open_session
from models.training.sources import photo_files

BOXES = (1, 5, 12, 30)


def exported(weights: Path, folder: Path) -> Path:
    """Export a starting checkpoint as it is: static 640, raw output."""
    torchvision_ops.provide()
    from ultralytics import YOLO

    copy = Path(shutil.copy(weights, folder))
    return Path(YOLO(str(copy)).export(format="onnx", imgsz=640, nms=False, dynamic=False, simplify=True))


def milliseconds(work: Callable[[], object]) -> float:
    """Time one call."""
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def boxes(count: int, width: int, height: int) -> list[Box]:
    """Draw boxes of food's usual sizes; the cost of a crop hardly depends on where it lies."""
    random = Random(0)
    side = min(width, height) * 0.3
    return [Box(random.uniform(0, width - side), random.uniform(0, height - side), side, side) for _ in range(count)]


def main(
    data: Path,
    start: str = "yolov8n-oiv7-dq.pt",
    threads: int = 2,
    rounds: int = 25,
    precision: Literal["f32", "int8"] = "f32",
) -> None:
    """Print medians and paired ratios at 1, 5, 12 and 30 boxes, on one photo of the data folder."""
    eye, names = shipped("detect", precision), shipped("classify", precision)
    pixels = read_pixels(photo_files(data / "photos" / "multidish_indian" / "val")[0])
    height, width = pixels.shape[:2]
    with TemporaryDirectory() as folder:
        bare = open_session(exported(data / "weights" / start, Path(folder)), threads)
    detector = OnnxDetector(eye.verified(), foods=edible_labels(), threshold=eye.threshold, threads=threads)
    classifier = CropClassifier(names.verified(), threads)
    given = bare.get_inputs()[0].name

    def alone() -> object:
        return bare.run(None, {given: Letterbox.of(width, height, 640).apply(np.asarray(pixels))})

    for count in BOXES:
        crops = boxes(count, width, height)

        def both(crops: list[Box] = crops) -> object:
            return detector.detect(pixels), classifier.probabilities(pixels, crops)

        pairs = [(milliseconds(both), milliseconds(alone)) for _ in range(rounds + 3)][3:]
        ours, theirs = median(pair[0] for pair in pairs), median(pair[1] for pair in pairs)
        ratio = median(pair[0] / pair[1] for pair in pairs)
        print(f"{count:3} boxes: {ours:6.1f} ms, bare {start} {theirs:6.1f} ms, ratio {ratio:.2f}")


if __name__ == "__main__":
    typer.run(main)
