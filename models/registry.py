"""The registry: from a setting to a detector."""

from collections.abc import Collection
from functools import partial
from pathlib import Path
from typing import Final, Literal

from models.classifier import CropClassifier
from models.detection import Detector
from models.errors import WeightsUnsuited
from models.manifest import shipped
from models.naming import NamingDetector
from models.numbers import Precision, settled
from models.onnx import OnnxDetector
from models.openvino import OpenvinoDetector

__all__ = ["Precision", "Runtime", "build_detector"]

Runtime = Literal["onnx", "openvino", "ultralytics", "ray"]
FOREIGN_THRESHOLD: Final = 0.25  # operating point of weights that are not in the manifest


def build_detector(
    weights: Path | None,
    *,
    foods: Collection[str],
    runtime: Runtime = "onnx",
    threads: int = 0,
    lone_threads: int = 0,
    precision: Precision = "auto",
    threshold: float | None = None,
    naming: bool = True,
) -> Detector:
    """Build the shipped detector, or one from a local `.onnx` or `.pt` file; `.pt` always runs on Ultralytics.

    The shipped one names its foods with the shipped classifier too, unless `naming` is off. `foods` are the labels that
    mean food. A photo that is alone gets `lone_threads`, photos side by side `threads` each; 0 is one a core.
    `precision` is what the shipped one computes with (`models.numbers`). Raises a ModelError that says what to do when
    the weights will not do.
    """
    if runtime == "ray":
        from models.ray_serve import connect

        return connect()
    if weights is not None and weights.suffix == ".pt":
        runtime = "ultralytics"
    numbers = settled(precision, runtime, own_weights=weights is not None)
    opened = partial(_open, foods=foods, threads=threads, lone_threads=lone_threads, precision=numbers)
    if weights is None:
        entry = shipped("detect", "int8" if numbers == "int8" else "f32")
        detector = opened(entry.verified(), runtime=runtime, threshold=threshold or entry.threshold)
        if tuple(detector.labels) != entry.classes:
            raise WeightsUnsuited(
                f"weights {entry.name!r} and the manifest list different classes: "
                "export them again with models.training.export"
            )
        classifier = shipped("classify", entry.precision)
        return NamingDetector(detector, CropClassifier(classifier.verified(), lone_threads)) if naming else detector
    if weights.suffix not in {".onnx", ".pt"}:
        raise WeightsUnsuited(
            f"{str(weights)!r} is neither an .onnx nor a .pt file: those are the formats the runtimes read"
        )
    return opened(weights, runtime=runtime, threshold=FOREIGN_THRESHOLD if threshold is None else threshold)


def _open(
    path: Path,
    *,
    foods: Collection[str],
    runtime: Runtime,
    threads: int,
    lone_threads: int,
    precision: Precision,
    threshold: float,
) -> Detector:
    # Imported where chosen: torch costs seconds and gigabytes that the other runtimes do without.
    if runtime == "ultralytics":
        from models.ultralytics import UltralyticsDetector

        return UltralyticsDetector(path, foods=foods, threshold=threshold, prompts=sorted(foods))
    if runtime == "openvino":
        left = "bf16" if precision == "bf16" else "f32"  # what a quantised file leaves unquantised, too
        return OpenvinoDetector(
            path, foods=foods, threshold=threshold, threads=threads, lone_threads=lone_threads, precision=left
        )
    return OnnxDetector(path, foods=foods, threshold=threshold, threads=threads, lone_threads=lone_threads)
