"""The default runtime: NMS-free ONNX detectors on ONNX Runtime."""

import ast
from collections.abc import Collection
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnxruntime

from models.elastic import Elastic
from models.errors import WeightsUnsuited
from models.letterbox import Frame
from models.rows import ROWS, RowDetector
from models.session import open_session

__all__ = ["OnnxDetector"]


class OnnxDetector(RowDetector):
    """Runs one ONNX file with input (1, 3, high, wide) and NMS-free output (1, 300, 6): x1 y1 x2 y2 score class.

    A file with a static square input gets the photo in grey; one that takes any shape, as ours, gets no more than it.
    A call that is alone gets `lone_threads`, calls side by side `threads` each; 0 is one a core.
    Raises WeightsMissing, WeightsCorrupt or WeightsUnsuited when built from a file that will not do.
    """

    def __init__(
        self, path: Path, *, foods: Collection[str], threshold: float, threads: int = 0, lone_threads: int = 0
    ) -> None:
        self._sessions = Elastic(lambda count: open_session(path, count), threads, lone_threads)
        with self._sessions.taken() as session:
            frame, labels = checked(session, path)
            self._input = session.get_inputs()[0].name
        name = f"{path.stem} (onnxruntime {onnxruntime.__version__})"
        super().__init__(name, frame, labels, foods, threshold)

    def _run(self, planes: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        with self._sessions.taken() as session:
            return np.asarray(session.run(None, {self._input: planes})[0])


def checked(session: onnxruntime.InferenceSession, path: Path) -> tuple[Frame, tuple[str, ...]]:
    """Return the input's frame and the class names; raises WeightsUnsuited when either is not there."""
    return _checked_frame(session, path), _labels(session, path)


def _checked_frame(session: onnxruntime.InferenceSession, path: Path) -> Frame:
    """A file whose sides are free says in its metadata, as `side`, how long the longer one is meant to be."""
    given, returned = session.get_inputs()[0].shape, session.get_outputs()[0].shape
    side = session.get_modelmeta().custom_metadata_map.get("side", "")
    if len(given) == 4 and given[:2] == [1, 3] and returned == [1, ROWS, 6]:
        high, wide = given[2:]
        if isinstance(high, int) and high == wide:
            return Frame(high)
        if isinstance(high, str) and isinstance(wide, str) and side.isdigit():
            return Frame(int(side), any_shape=True)
    raise WeightsUnsuited(
        f"{str(path)!r} has input {given!r} and output {returned!r}; an NMS-free detector with a static square "
        f"input and output [1, {ROWS}, 6] is needed: export with `nms=False, dynamic=False`"
    )


def _labels(session: onnxruntime.InferenceSession, path: Path) -> tuple[str, ...]:
    names = session.get_modelmeta().custom_metadata_map.get("names")
    if names is None:
        raise WeightsUnsuited(f"{str(path)!r} carries no class names: export it with Ultralytics, which writes them")
    table: dict[int, str] = ast.literal_eval(names)
    return tuple(str(table[index]).lower() for index in sorted(table))
