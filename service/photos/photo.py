"""The photo: pixels to look at, the size they stand for, and what may be taken at all."""

from dataclasses import dataclass

from models.detection import Pixels
from service.settings import Settings

__all__ = ["Photo", "PhotoLimits"]


@dataclass(frozen=True, slots=True)
class PhotoLimits:
    """What is taken, checked on bytes and header before any pixel is decoded.

    `working_side_px` is the longer side pixels are handed out with at most; None hands out every pixel. A JPEG comes at
    the least whole fraction of its size (1/2, 1/4, 1/8) that keeps `crisp_side_px`, which costs no resampling.
    """

    max_bytes: int = 30_000_000
    max_pixels: int = 52_000_000
    max_side_px: int = 20_000
    working_side_px: int | None = None
    crisp_side_px: int = 960

    @classmethod
    def of(cls, settings: Settings) -> "PhotoLimits":
        """The limits a server is set to."""
        return cls(settings.max_upload_bytes, settings.max_pixels, settings.max_side_px, settings.working_side_px)


@dataclass(frozen=True, slots=True)
class Photo:
    """An upright photo: `pixels` (read-only) may be smaller than the photo, `width` x `height` is the photo itself.

    Everything told to callers is in pixels of the full upright photo; what is found or drawn on `pixels` is converted
    with `scale`, the factor from the full photo to `pixels`, 0..1. Both sides share it: rounding `pixels` to whole
    numbers shifts a point by less than 1 / `scale` pixels of the full photo.
    """

    pixels: Pixels
    width: int
    height: int
    warnings: tuple[str, ...] = ()

    @property
    def scale(self) -> float:
        """Pixels of `pixels` for each pixel of the full photo; exact on the longer side."""
        rows, columns, _ = self.pixels.shape
        return float(max(rows, columns) / max(self.width, self.height))
