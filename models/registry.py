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
from models.onnx import OnnxDetector
from models.openvino import OpenvinoDetector, Precision

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
    precision: Precision = "f32",
    threshold: float | None = None,
    naming: bool = True,
) -> Detector:
    """Build the shipped detector, or one from a local `.onnx` or `.pt` file; `.pt` always runs on Ultralytics.

    The shipped one names its foods with the shipped classifier too, unless `naming` is off. `foods` are the labels that
    mean food. A photo that is alone gets `lone_threads`, photos side by side `threads` each; 0 is one a core.
    `precision` is OpenVINO's. Raises a ModelError that says what to do when the weights will not do.
    """
    if runtime == "ray":
        from models.ray_serve import connect

        return connect()
    opened = partial(_open, foods=foods, threads=threads, lone_threads=lone_threads, precision=precision)
    if weights is None:
        entry = shipped()
        detector = opened(entry.verified(), runtime=runtime, threshold=threshold or entry.threshold)
        if tuple(detector.labels) != entry.classes:
            raise WeightsUnsuited(
                f"weights {entry.name!r} and the manifest list different classes: "
                "export them again with models.training.export"
            )
        classifier = shipped("classify")
        return NamingDetector(detector, CropClassifier(classifier.verified(), lone_threads)) if naming else detector
    if weights.suffix not in {".onnx", ".pt"}:
        raise WeightsUnsuited(
            f"{str(weights)!r} is neither an .onnx nor a .pt file: those are the formats the runtimes read"
        )
    chosen: Runtime = "ultralytics" if weights.suffix == ".pt" else runtime
    return opened(weights, runtime=chosen, threshold=FOREIGN_THRESHOLD if threshold is None else threshold)


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
        return OpenvinoDetector(
            path, foods=foods, threshold=threshold, threads=threads, lone_threads=lone_threads, precision=precision
        )
    return OnnxDetector(path, foods=foods, threshold=threshold, threads=threads, lone_threads=lone_threads)
