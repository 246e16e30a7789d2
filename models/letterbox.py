"""The letterbox: fits a photo into the detector's input and takes boxes back out."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PIL import Image

from models.detection import Box, Pixels

__all__ = ["Frame", "Letterbox"]

GREY = 114  # the padding the weights were trained with
STRIDE = 32  # the network halves its input five times


@dataclass(frozen=True, slots=True)
class Frame:
    """The input a network takes: `side` pixels on the longer side; the shorter one is as long, or, where the network
    takes `any_shape`, the least multiple of STRIDE that holds the photo."""

    side: int
    any_shape: bool = False


@dataclass(frozen=True, slots=True)
class Letterbox:
    """How one photo lies in the network's input, `wide` x `high`: `scale` times its size, shifted by `left`, `top`."""

    width: int
    height: int
    wide: int
    high: int
    scale: float
    left: int
    top: int

    @classmethod
    def of(cls, width: int, height: int, frame: Frame) -> "Letterbox":
        """Centre a photo of width x height pixels in the input, keeping its shape."""
        scale = frame.side / max(width, height)
        fitted = cls._fitted(width, height, scale)
        wide, high = (_whole_strides(length) if frame.any_shape else frame.side for length in fitted)
        return cls(width, height, wide, high, scale, (wide - fitted[0]) // 2, (high - fitted[1]) // 2)

    @staticmethod
    def _fitted(width: int, height: int, scale: float) -> tuple[int, int]:
        return max(1, round(width * scale)), max(1, round(height * scale))

    def apply(self, pixels: Pixels) -> npt.NDArray[np.float32]:
        """Return the network's input: float32 (1, 3, high, wide), RGB in 0..1."""
        wide, high = self._fitted(self.width, self.height, self.scale)
        if (wide, high) == (self.width, self.height):
            fitted = pixels
        else:
            fitted = np.asarray(Image.fromarray(pixels).resize((wide, high), Image.Resampling.BILINEAR))
        canvas = np.full((self.high, self.wide, 3), GREY, dtype=np.uint8)
        canvas[self.top : self.top + high, self.left : self.left + wide] = fitted
        planes: npt.NDArray[np.float32] = canvas.transpose(2, 0, 1)[None].astype(np.float32)
        planes *= np.float32(1 / 255)
        return planes

    def box(self, x1: float, y1: float, x2: float, y2: float) -> Box | None:
        """Take a box from the input back to the photo, clipped to it; None when nothing is left of it."""
        left, right = sorted(
            (
                self._clip((x1 - self.left) / self.scale, self.width),
                self._clip((x2 - self.left) / self.scale, self.width),
            )
        )
        top, bottom = sorted(
            (
                self._clip((y1 - self.top) / self.scale, self.height),
                self._clip((y2 - self.top) / self.scale, self.height),
            )
        )
        if right - left < 1 or bottom - top < 1:
            return None
        return Box(left, top, right - left, bottom - top)

    @staticmethod
    def _clip(value: float, limit: int) -> float:
        return min(max(value, 0.0), float(limit))


def _whole_strides(length: int) -> int:
    return -(-length // STRIDE) * STRIDE
