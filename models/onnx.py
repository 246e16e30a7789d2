"""The default runtime: NMS-free ONNX detectors on ONNX Runtime."""

import ast
from collections.abc import Collection, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnxruntime

from models.detection import Detections, Pixels
from models.errors import WeightsUnsuited
from models.fusion import FLOOR, Row, fuse
from models.letterbox import Letterbox
from models.session import open_session

__all__ = ["OnnxDetector"]

ROWS = 300


class OnnxDetector:
    """Runs one ONNX file with input (1, 3, side, side) and NMS-free output (1, 300, 6): x1 y1 x2 y2 score class.

    One session may serve many threads: ONNX Runtime's `run` keeps no state between calls.
    Raises WeightsMissing, WeightsCorrupt or WeightsUnsuited when built from a file that will not do.
    """

    def __init__(self, path: Path, *, foods: Collection[str], threshold: float, threads: int = 0) -> None:
        self._session = open_session(path, threads)
        self._side, self._labels = checked(self._session, path)
        self._input = self._session.get_inputs()[0].name
        self._foods = frozenset(foods)
        self._threshold = threshold
        self.name = f"{path.stem} (onnxruntime {onnxruntime.__version__})"

    @property
    def labels(self) -> tuple[str, ...]:
        """Class names in the order of the class index."""
        return self._labels

    def detect(self, pixels: Pixels) -> Detections:
        """Find foods and references; boxes are in pixels of `pixels`."""
        height, width = pixels.shape[:2]
        letterbox = Letterbox.of(width, height, self._side)
        (output,) = self._session.run(None, {self._input: letterbox.apply(pixels)})
        return fuse(rows_of(np.asarray(output)[0], letterbox, self._labels), self._foods, self._threshold)


def rows_of(output: npt.NDArray[np.float32], letterbox: Letterbox, labels: Sequence[str]) -> list[Row]:
    """Read network output (300, 6), x1 y1 x2 y2 score class in pixels of the square, as rows in pixels of the photo."""
    rows = []
    for x1, y1, x2, y2, score, index in output[output[:, 4] >= FLOOR].tolist():
        box = letterbox.box(x1, y1, x2, y2)
        if box is not None:
            rows.append(Row(box, labels[int(index)], min(score, 1.0)))
    return rows


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
