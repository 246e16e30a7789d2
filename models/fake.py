"""The fake: a detector that answers what it was told, for tests and for building a page without weights."""

from collections.abc import Sequence

from models.detection import Detections, Pixels

__all__ = ["FakeDetector"]


class FakeDetector:
    """Answers the same detections for every photo."""

    def __init__(self, detections: Detections, labels: Sequence[str] = ()) -> None:
        self._detections = detections
        self._labels = tuple(labels)
        self.name = "fake"

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels it was told it has."""
        return self._labels

    def detect(self, pixels: Pixels) -> Detections:
        """Answer what it was told, whatever is on the photo."""
        if pixels.ndim != 3 or pixels.shape[2] != 3:
            raise ValueError(f"a photo is height x width x 3, got {pixels.shape!r}")
        return self._detections
