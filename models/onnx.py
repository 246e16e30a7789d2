"""The default runtime: NMS-free ONNX detectors on ONNX Runtime."""

import ast
from collections.abc import Collection
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnxruntime

from models.elastic import Elastic
from models.errors import WeightsUnsuited
from models.session import open_session
from models.square import ROWS, SquareDetector

__all__ = ["OnnxDetector"]


class OnnxDetector(SquareDetector):
    """Runs one ONNX file with input (1, 3, side, side) and NMS-free output (1, 300, 6): x1 y1 x2 y2 score class.

    A call that is alone gets `lone_threads`, calls side by side `threads` each; 0 is one a core.
    Raises WeightsMissing, WeightsCorrupt or WeightsUnsuited when built from a file that will not do.
    """

    def __init__(
        self, path: Path, *, foods: Collection[str], threshold: float, threads: int = 0, lone_threads: int = 0
    ) -> None:
        self._sessions = Elastic(lambda count: open_session(path, count), threads, lone_threads)
        with self._sessions.taken() as session:
            side, labels = checked(session, path)
            self._input = session.get_inputs()[0].name
        name = f"{path.stem} (onnxruntime {onnxruntime.__version__})"
        super().__init__(name, side, labels, foods, threshold)

    def _run(self, planes: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        with self._sessions.taken() as session:
            return np.asarray(session.run(None, {self._input: planes})[0])


def checked(session: onnxruntime.InferenceSession, path: Path) -> tuple[int, tuple[str, ...]]:
    """Return the side of the square input and the class names; raises WeightsUnsuited when either is not there."""
    return _checked_side(session, path), _labels(session, path)


def _checked_side(session: onnxruntime.InferenceSession, path: Path) -> int:
    given, returned = session.get_inputs()[0].shape, session.get_outputs()[0].shape
    square = len(given) == 4 and given[:2] == [1, 3] and isinstance(given[2], int) and given[2] == given[3]
    if not square or returned != [1, ROWS, 6]:
        raise WeightsUnsuited(
            f"{str(path)!r} has input {given!r} and output {returned!r}; an NMS-free detector with a static square "
            f"input and output [1, {ROWS}, 6] is needed: export with `nms=False, dynamic=False`"
        )
    return int(given[2])


def _labels(session: onnxruntime.InferenceSession, path: Path) -> tuple[str, ...]:
    names = session.get_modelmeta().custom_metadata_map.get("names")
    if names is None:
        raise WeightsUnsuited(f"{str(path)!r} carries no class names: export it with Ultralytics, which writes them")
    table: dict[int, str] = ast.literal_eval(names)
    return tuple(str(table[index]).lower() for index in sorted(table))
