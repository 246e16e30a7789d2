"""The registry: from a setting to a detector."""

from collections.abc import Collection
from pathlib import Path
from typing import Final, Literal

from models.classifier import CropClassifier
from models.detection import Detector
from models.errors import WeightsUnsuited
from models.manifest import shipped
from models.naming import NamingDetector

__all__ = ["Runtime", "build_detector"]

Runtime = Literal["onnx", "openvino", "ultralytics"]
FOREIGN_THRESHOLD: Final = 0.25  # operating point of weights that are not in the manifest


def build_detector(
    weights: Path | None,
    *,
    foods: Collection[str],
    runtime: Runtime = "onnx",
    threads: int = 0,
    threshold: float | None = None,
    naming: bool = True,
) -> Detector:
    """Build the shipped detector, or one from a local `.onnx` or `.pt` file; `.pt` always runs on Ultralytics.

    The shipped one names its foods with the shipped classifier too, unless `naming` is off. `foods` are the labels that
    mean food. Raises a ModelError that says what to do when the weights will not do.
    """
    if weights is None:
        entry = shipped()
        detector = _open(entry.verified(), foods, runtime, threads, threshold or entry.threshold)
        if tuple(detector.labels) != entry.classes:
            raise WeightsUnsuited(
                f"weights {entry.name!r} and the manifest list different classes: "
                "export them again with models.training.export"
            )
        return NamingDetector(detector, CropClassifier(shipped("classify").verified(), threads)) if naming else detector
    if weights.suffix not in {".onnx", ".pt"}:
        raise WeightsUnsuited(
            f"{str(weights)!r} is neither an .onnx nor a .pt file: those are the formats the runtimes read"
        )
    chosen: Runtime = "ultralytics" if weights.suffix == ".pt" else runtime
    return _open(weights, foods, chosen, threads, FOREIGN_THRESHOLD if threshold is None else threshold)


def _open(path: Path, foods: Collection[str], runtime: Runtime, threads: int, threshold: float) -> Detector:
    # Imported where chosen: torch costs seconds and gigabytes that the other runtimes do without.
    if runtime == "ultralytics":
        from models.ultralytics import UltralyticsDetector

        return UltralyticsDetector(path, foods=foods, threshold=threshold, prompts=sorted(foods))
    if runtime == "openvino":
        from models.openvino import OpenvinoDetector

        return OpenvinoDetector(path, foods=foods, threshold=threshold, threads=threads)
    from models.onnx import OnnxDetector

    return OnnxDetector(path, foods=foods, threshold=threshold, threads=threads)
