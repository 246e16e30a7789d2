"""The OpenVINO runtime: the same ONNX files, faster on many CPUs. Needs the `[openvino]` extra."""

from collections.abc import Collection
from pathlib import Path

import numpy as np

from models.detection import Detections, Pixels
from models.errors import RuntimeMissing
from models.fusion import fuse
from models.letterbox import Letterbox
from models.onnx import checked, rows_of
from models.session import open_session

__all__ = ["OpenvinoDetector"]


class OpenvinoDetector:
    """Runs one NMS-free ONNX file on OpenVINO in float32 (bf16, its default on newer CPUs, moves boxes and scores).

    Each call makes its own inference request, so one detector may serve many threads.
    Raises RuntimeMissing without the extra, and what OnnxDetector raises for the file.
    """

    def __init__(self, path: Path, *, foods: Collection[str], threshold: float, threads: int = 0) -> None:
        try:
            import openvino
        except ImportError as error:
            raise RuntimeMissing("this runtime needs OpenVINO: pip install 'dishcern[openvino]'") from error
        # ONNX Runtime reads the file once for its checks and its class names, then lets it go.
        self._side, self._labels = checked(open_session(path, 1), path)
        options = {"INFERENCE_PRECISION_HINT": "f32", "INFERENCE_NUM_THREADS": threads, "PERFORMANCE_HINT": "LATENCY"}
        self._model = openvino.Core().compile_model(str(path), "CPU", options)
        self._foods = frozenset(foods)
        self._threshold = threshold
        self.name = f"{path.stem} (openvino {openvino.__version__.split('-')[0]})"

    @property
    def labels(self) -> tuple[str, ...]:
        """Class names in the order of the class index."""
        return self._labels

    def detect(self, pixels: Pixels) -> Detections:
        """Find foods and references; boxes are in pixels of `pixels`."""
        height, width = pixels.shape[:2]
        letterbox = Letterbox.of(width, height, self._side)
        output = self._model.create_infer_request().infer([letterbox.apply(pixels)])[0]
        return fuse(rows_of(np.asarray(output)[0], letterbox, self._labels), self._foods, self._threshold)
