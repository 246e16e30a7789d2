"""The square detector: what every runtime of an NMS-free detector shares, from a photo to rows and back."""

from abc import ABC, abstractmethod
from collections.abc import Collection, Sequence

import numpy as np
import numpy.typing as npt

from models.detection import Detections, Pixels
from models.fusion import FLOOR, Row, fuse
from models.letterbox import Letterbox

__all__ = ["ROWS", "SquareDetector"]

ROWS = 300


class SquareDetector(ABC):
    """A network with input (1, 3, side, side) and output (1, 300, 6): x1 y1 x2 y2 score class; runtimes add `_run`."""

    def __init__(self, name: str, side: int, labels: Sequence[str], foods: Collection[str], threshold: float) -> None:
        self.name = name
        self._side = side
        self._labels = tuple(labels)
        self._foods = frozenset(foods)
        self._threshold = threshold

    @property
    def labels(self) -> tuple[str, ...]:
        """Class names in the order of the class index."""
        return self._labels

    def detect(self, pixels: Pixels) -> Detections:
        """Find foods and references; boxes are in pixels of `pixels`."""
        height, width = pixels.shape[:2]
        letterbox = Letterbox.of(width, height, self._side)
        output = self._run(letterbox.apply(pixels))
        return fuse(rows_of(output[0], letterbox, self._labels), self._foods, self._threshold)

    @abstractmethod
    def _run(self, planes: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """Network output (1, 300, 6) for its input (1, 3, side, side); called by many threads at once."""


def rows_of(output: npt.NDArray[np.float32], letterbox: Letterbox, labels: Sequence[str]) -> list[Row]:
    """Read network output (300, 6), x1 y1 x2 y2 score class in pixels of the square, as rows in pixels of the photo."""
    rows = []
    for x1, y1, x2, y2, score, index in output[output[:, 4] >= FLOOR].tolist():
        box = letterbox.box(x1, y1, x2, y2)
        if box is not None:
            rows.append(Row(box, labels[int(index)], min(score, 1.0)))
    return rows
