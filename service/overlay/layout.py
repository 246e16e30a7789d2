"""The layout: where markers and labels go. Pure geometry in px of the picture; nothing here knows fonts or colours."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from models.detection import Box

__all__ = ["Label", "Size", "place_labels", "place_markers"]

Points = npt.NDArray[np.float64]

# Where a label sits by its marker, in order of taste: x and y as shares of the free play, -1..1.
_SIDES: Final = np.array(
    [(0, 1), (1, 0), (-1, 0), (1, 1), (-1, 1), (1, -1), (-1, -1), (0, -1), (1, 0.5), (-1, 0.5), (0.5, 1), (-0.5, 1)],
    dtype=np.float64,
)
_STEP: Final = 12.0  # px between tries further away
_NEAR: Final = 10  # rings of tries round the wanted place before the whole frame is searched


@dataclass(frozen=True, slots=True)
class Size:
    """A width and a height in px."""

    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Label:
    """A placed label: `option` says which of the offered sizes found room."""

    box: Box
    option: int


class _Taken:
    """Boxes that are taken already, as one array for fast tests."""

    def __init__(self, boxes: Sequence[Box], frame: Size, room: int) -> None:
        self._edges = np.empty((len(boxes) + room, 4))
        self._count = 0
        self._frame = frame
        for box in boxes:
            self.add(box)

    def add(self, box: Box) -> None:
        self._edges[self._count] = (box.x, box.y, box.x + box.width, box.y + box.height)
        self._count += 1

    def first_free(self, tries: Points, size: Size, gap: float) -> Box | None:
        """The first top left corner at which the size lies in the frame and `gap` px from all boxes."""
        last = (self._frame.width - size.width, self._frame.height - size.height)
        tries = tries[((tries >= 0) & (tries <= last)).all(axis=1)]
        left, top, right, bottom = self._edges[: self._count].T
        x, y = tries[:, :1], tries[:, 1:]
        hits = (
            (x < right + gap) & (x + size.width > left - gap) & (y < bottom + gap) & (y + size.height > top - gap)
        ).any(axis=1)
        free = np.flatnonzero(~hits)
        if not len(free):
            return None
        best = tries[free[0]]
        return Box(float(best[0]), float(best[1]), size.width, size.height)


def _rings(step: float, count: int) -> Points:
    """Offsets round (0, 0), nearest first, (0, 0) itself included."""
    steps = np.arange(-count, count + 1) * step
    grid = np.stack(np.meshgrid(steps, steps), axis=-1).reshape(-1, 2)
    return grid[np.argsort((grid**2).sum(axis=1), kind="stable")]


_OFFSETS: Final = _rings(_STEP, _NEAR)
_CLOSE: Final = 81  # so many of them are within 60 px


def _everywhere(want: Points, size: Size, frame: Size) -> Points:
    """Top left corners all over the frame, nearest to `want` first."""
    xs = np.append(np.arange(0, max(frame.width - size.width, 0), _STEP), max(frame.width - size.width, 0))
    ys = np.append(np.arange(0, max(frame.height - size.height, 0), _STEP), max(frame.height - size.height, 0))
    grid = np.stack(np.meshgrid(xs, ys), axis=-1).reshape(-1, 2)
    return grid[np.argsort(((grid - want) ** 2).sum(axis=1), kind="stable")]


def place_markers(
    anchors: Sequence[tuple[float, float]], size: Size, hook: tuple[float, float], frame: Size
) -> list[Box]:
    """Place one marker per anchor so that its `hook` (px from its top left) meets the anchor, or comes near it.

    Markers lie in the frame and do not overlap; only when the frame is full do they.
    """
    taken = _Taken((), frame, len(anchors))
    placed = []
    limit = np.array([max(frame.width - size.width, 0.0), max(frame.height - size.height, 0.0)])
    for anchor in anchors:
        want = np.clip(np.subtract(anchor, hook), 0, limit)
        box = (
            taken.first_free(want + _OFFSETS, size, 1)
            or taken.first_free(_everywhere(want, size, frame), size, 1)
            or Box(float(want[0]), float(want[1]), size.width, size.height)
        )
        taken.add(box)
        placed.append(box)
    return placed


def place_labels(
    markers: Sequence[Box], options: Sequence[Sequence[Size]], frame: Size, *, gap: float = 3
) -> list[Label | None]:
    """Place one label per marker near it, over no marker and no other label; None where none of its sizes finds room.

    Each label has `options`, best first. Crowded markers choose first, since they have the fewest places left.
    """
    taken = _Taken(markers, frame, len(markers))
    placed: list[Label | None] = [None] * len(markers)
    for index in _crowded_first(markers):
        placed[index] = _place(taken, markers[index], options[index], frame, gap)
        if (label := placed[index]) is not None:
            taken.add(label.box)
    return placed


def _place(taken: _Taken, marker: Box, options: Sequence[Size], frame: Size, gap: float) -> Label | None:
    """Prefer a shorter label close by to a longer one far away; only a full frame leaves none."""
    beside = [_beside(marker, size, gap) for size in options]
    for reach in (_CLOSE, len(_OFFSETS)):
        for option, size in enumerate(options):
            near = np.concatenate([beside[option], beside[option][0] + _OFFSETS[:reach]])
            if box := taken.first_free(near, size, gap):
                return Label(box, option)
    for option, size in enumerate(options):
        if box := taken.first_free(_everywhere(beside[option][0], size, frame), size, gap):
            return Label(box, option)
    return None


def _beside(marker: Box, size: Size, gap: float) -> Points:
    """Top left corners of a label that touches its marker's surroundings, in order of taste."""
    play = np.array([(marker.width + size.width) / 2 + gap + 1, (marker.height + size.height) / 2 + gap + 1])
    centre = np.array(marker.centre)
    corners: Points = centre + _SIDES * play - (size.width / 2, size.height / 2)
    return corners


def _crowded_first(markers: Sequence[Box]) -> list[int]:
    """Indices by distance to the nearest other marker."""
    if len(markers) < 2:
        return list(range(len(markers)))
    centres = np.array([marker.centre for marker in markers])
    apart = ((centres[:, None] - centres[None]) ** 2).sum(axis=2)
    np.fill_diagonal(apart, np.inf)
    return [int(index) for index in np.argsort(apart.min(axis=1), kind="stable")]
