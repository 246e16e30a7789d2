"""The marks: small antialiased shapes and panels, drawn once per size and kept."""

import math
from functools import lru_cache
from typing import Final

from PIL import Image, ImageDraw

from service.overlay.style import INK, PAPER, Mark

__all__ = ["dot_image", "panel_mask"]

_FINER: Final = 4  # shapes are drawn this much larger and shrunk, which smooths their edges

Points = list[tuple[float, float]]


def _outline(shape: str, middle: float, radius: float) -> Points:
    """Corner points of a shape round (middle, middle); a circle has many."""
    if shape == "triangle":
        return [(middle + radius * 1.14 * x, middle + radius * y) for x, y in ((0, -1.12), (1, 0.78), (-1, 0.78))]
    if shape == "square":
        return [
            (middle + radius * 0.88 * x, middle + radius * 0.88 * y) for x, y in ((-1, -1), (1, -1), (1, 1), (-1, 1))
        ]
    sides, turn = (8, math.pi / 8) if shape == "octagon" else (48, 0.0)
    angles = [turn + math.tau * side / sides for side in range(sides)]
    return [(middle + radius * math.cos(angle), middle + radius * math.sin(angle)) for angle in angles]


def _symbol(pen: ImageDraw.ImageDraw, symbol: str, middle: float, radius: float, ink: tuple[int, int, int]) -> None:
    def at(*points: tuple[float, float]) -> Points:
        return [(middle + radius * x, middle + radius * y) for x, y in points]

    def stroke(points: Points, share: float = 0.26) -> None:
        half = radius * share / 2
        pen.line(points, fill=ink, width=round(half * 2), joint="curve")
        for x, y in (points[0], points[-1]):
            pen.ellipse((x - half, y - half, x + half, y + half), fill=ink)

    def blob(x: float, y: float, share: float) -> None:
        (cx, cy), size = at((x, y))[0], radius * share
        pen.ellipse((cx - size, cy - size, cx + size, cy + size), fill=ink)

    if symbol == "check":
        stroke(at((-0.44, 0.04), (-0.12, 0.36), (0.46, -0.32)))
    elif symbol == "cross":
        stroke(at((-0.36, -0.36), (0.36, 0.36)))
        stroke(at((0.36, -0.36), (-0.36, 0.36)))
    elif symbol == "bang":
        stroke(at((0, -0.42), (0, 0.18)), 0.24)
        blob(0, 0.52, 0.14)
    elif symbol == "question":
        arc = [
            (0.3 * math.cos(angle), -0.24 + 0.3 * math.sin(angle)) for angle in (-3.1, -2.6, -2.1, -1.57, -1, -0.5, 0)
        ]
        stroke(at(*arc, (0.25, -0.05), (0.04, 0.1), (0, 0.26)), 0.2)
        blob(0, 0.56, 0.13)
    else:
        blob(0, 0, 0.3)


@lru_cache(maxsize=64)
def dot_image(mark: Mark, radius: int, *, faint: bool = False) -> Image.Image:
    """A mark with a light rim and a dark hairline, to stand out on any food. RGBA, (2 radius + 9) px square."""
    side = (2 * radius + 9) * _FINER
    middle, outer = side / 2, radius * _FINER
    image = Image.new("RGBA", (side, side), (*INK, 0))
    pen = ImageDraw.Draw(image)
    rim = max(2.0, radius * 0.17) * _FINER
    fills: tuple[tuple[float, tuple[int, ...]], ...] = (
        (outer + rim * 0.75, (*INK, 140)),
        (outer, PAPER),
        (outer - rim, mark.fill),
    )
    for reach, fill in fills:
        pen.polygon(_outline(mark.shape, middle, reach), fill=fill)
    if mark.shape == "ring":
        low, high = middle - outer + rim, middle + outer - rim
        pen.ellipse((low, low, high, high), outline=INK, width=round(rim))
    _symbol(pen, mark.symbol, middle, outer - rim, mark.ink)
    image = image.reduce(_FINER)
    if faint:
        image.putalpha(image.getchannel("A").point([value * 3 // 5 for value in range(256)]))
    return image


@lru_cache(maxsize=512)
def panel_mask(width: int, height: int, radius: int, strength: int = 255) -> Image.Image:
    """A filled rounded rectangle as a mask, 0..strength, with smooth corners."""
    radius = min(radius, width // 2, height // 2)
    mask = Image.new("L", (width, height), strength)
    if radius < 1:
        return mask
    side = radius * _FINER
    corner = Image.new("L", (side, side), 0)
    ImageDraw.Draw(corner).ellipse((0, 0, 2 * side - 1, 2 * side - 1), fill=strength)
    corner = corner.reduce(_FINER)
    flip = Image.Transpose
    mask.paste(corner, (0, 0))
    mask.paste(corner.transpose(flip.FLIP_LEFT_RIGHT), (width - radius, 0))
    mask.paste(corner.transpose(flip.FLIP_TOP_BOTTOM), (0, height - radius))
    mask.paste(corner.transpose(flip.ROTATE_180), (width - radius, height - radius))
    return mask
