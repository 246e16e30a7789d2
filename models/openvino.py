"""The OpenVINO runtime: the same ONNX files, faster on many CPUs. Needs the `[openvino]` extra."""

from collections.abc import Collection
from pathlib import Path

import numpy as np
import numpy.typing as npt

from models.elastic import Elastic
from models.errors import RuntimeMissing
from models.onnx import checked
from models.session import open_session
from models.square import SquareDetector

__all__ = ["OpenvinoDetector"]


class OpenvinoDetector(SquareDetector):
    """Runs one NMS-free ONNX file on OpenVINO, by default in float32; `bf16` moves boxes and scores a little.

    A file quantised to bytes is computed in bytes; what is left of it in `precision`.

    Each call makes its own inference request, so one detector may serve many threads; a call that is alone gets
    `lone_threads`. Raises RuntimeMissing without the extra, and what OnnxDetector raises for the file.
    """

    def __init__(
        self,
        path: Path,
        *,
        foods: Collection[str],
        threshold: float,
        threads: int = 0,
        lone_threads: int = 0,
        precision: str = "f32",
    ) -> None:
        try:
            import openvino
        except ImportError as error:
            raise RuntimeMissing("this runtime needs OpenVINO: pip install 'dishcern[openvino]'") from error
        # ONNX Runtime reads the file once for its checks and its class names, then lets it go.
        side, labels = checked(open_session(path, 1), path)

        def compiled(count: int) -> openvino.CompiledModel:
            options = {"INFERENCE_PRECISION_HINT": precision, "INFERENCE_NUM_THREADS": count}
            return openvino.Core().compile_model(str(path), "CPU", {**options, "PERFORMANCE_HINT": "LATENCY"})

        self._models = Elastic(compiled, threads, lone_threads)
        name = f"{path.stem} (openvino {openvino.__version__.split('-')[0]}, {precision})"
        super().__init__(name, side, labels, foods, threshold)

    def _run(self, planes: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        with self._models.taken() as model:
            return np.asarray(model.create_infer_request().infer([planes])[0])
