"""The detection: what a detector says it sees, in pixels of the photo it was given."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
import numpy.typing as npt

__all__ = ["Box", "Detection", "Detections", "Detector", "Guess", "Pixels"]

Pixels = npt.NDArray[np.uint8]
"""An upright photo: uint8, height x width x 3, RGB."""


@dataclass(frozen=True, slots=True)
class Box:
    """An axis-aligned box in pixels of the upright photo: `x`, `y` is its top left corner."""

    x: float
    y: float
    width: float
    height: float

    def __post_init__(self) -> None:
        if not (self.width > 0 and self.height > 0):
            raise ValueError(f"a box needs a positive width and height, got {self.width!r} x {self.height!r}")

    @property
    def area(self) -> float:
        """Area in square pixels."""
        return self.width * self.height

    @property
    def centre(self) -> tuple[float, float]:
        """Centre (x, y) in pixels."""
        return self.x + self.width / 2, self.y + self.height / 2

    def scaled(self, factor: float) -> "Box":
        """The same box on a photo `factor` times as large."""
        return Box(self.x * factor, self.y * factor, self.width * factor, self.height * factor)

    def intersection(self, other: "Box") -> float:
        """Shared area in square pixels."""
        wide = min(self.x + self.width, other.x + other.width) - max(self.x, other.x)
        high = min(self.y + self.height, other.y + other.height) - max(self.y, other.y)
        return max(wide, 0.0) * max(high, 0.0)

    def iou(self, other: "Box") -> float:
        """Intersection over union, 0..1."""
        shared = self.intersection(other)
        return shared / (self.area + other.area - shared)

    def cover(self, other: "Box") -> float:
        """Intersection over the smaller of both boxes, 0..1: 1 when one lies inside the other."""
        return self.intersection(other) / min(self.area, other.area)


@dataclass(frozen=True, slots=True)
class Guess:
    """A label and how probable it is, 0..1."""

    label: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Detection:
    """One thing seen. `confidence` is that something is there; `guesses` are its names, best first (never empty)."""

    box: Box
    confidence: float
    guesses: tuple[Guess, ...]

    def __post_init__(self) -> None:
        if not 0.0 <= self.confidence <= 1.0:
            raise ValueError(f"confidence is a probability, got {self.confidence!r}")
        if not self.guesses:
            raise ValueError("a detection needs at least one guess of its name")

    @property
    def label(self) -> str:
        """The likeliest name."""
        return self.guesses[0].label


@dataclass(frozen=True, slots=True)
class Detections:
    """All things seen on one photo: foods, and references (tableware) that give scale. Iterates over the foods."""

    foods: tuple[Detection, ...]
    references: tuple[Detection, ...] = ()

    def scaled(self, factor: float) -> "Detections":
        """The same detections on a photo `factor` times as large."""
        return Detections(
            tuple(replace(detection, box=detection.box.scaled(factor)) for detection in self.foods),
            tuple(replace(detection, box=detection.box.scaled(factor)) for detection in self.references),
        )

    def __iter__(self) -> Iterator[Detection]:
        return iter(self.foods)

    def __len__(self) -> int:
        return len(self.foods)


class Detector(Protocol):
    """Anything that finds food: our ONNX weights, any Ultralytics checkpoint, a fake in tests."""

    @property
    def name(self) -> str:
        """Name and runtime, as `/v1/info` shows them."""
        ...

    @property
    def labels(self) -> Sequence[str]:
        """Every label it can give."""
        ...

    def detect(self, pixels: Pixels) -> Detections:
        """Find foods and references on one photo; boxes are in pixels of `pixels`."""
        ...
