"""The letterbox: fits a photo into the detector's square and takes boxes back out."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PIL import Image

from models.detection import Box, Pixels

__all__ = ["Letterbox"]

GREY = 114  # the padding the weights were trained with


@dataclass(frozen=True, slots=True)
class Letterbox:
    """How one photo lies in the square: `scale` times its size, shifted by `left`, `top` pixels."""

    width: int
    height: int
    side: int
    scale: float
    left: int
    top: int

    @classmethod
    def of(cls, width: int, height: int, side: int) -> "Letterbox":
        """Centre a photo of width x height pixels in a square of `side` pixels, keeping its shape."""
        scale = min(side / width, side / height)
        wide, high = cls._fitted(width, height, scale)
        return cls(width, height, side, scale, (side - wide) // 2, (side - high) // 2)

    @staticmethod
    def _fitted(width: int, height: int, scale: float) -> tuple[int, int]:
        return max(1, round(width * scale)), max(1, round(height * scale))

    def apply(self, pixels: Pixels) -> npt.NDArray[np.float32]:
        """Return the network's input: float32 (1, 3, side, side), RGB in 0..1."""
        wide, high = self._fitted(self.width, self.height, self.scale)
        if (wide, high) == (self.width, self.height):
            fitted = pixels
        else:
            fitted = np.asarray(Image.fromarray(pixels).resize((wide, high), Image.Resampling.BILINEAR))
        canvas = np.full((self.side, self.side, 3), GREY, dtype=np.uint8)
        canvas[self.top : self.top + high, self.left : self.left + wide] = fitted
        planes: npt.NDArray[np.float32] = canvas.transpose(2, 0, 1)[None].astype(np.float32)
        planes *= np.float32(1 / 255)
        return planes

    def box(self, x1: float, y1: float, x2: float, y2: float) -> Box | None:
        """Take a box from the square back to the photo, clipped to it; None when nothing is left of it."""
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
