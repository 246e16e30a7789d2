"""Photos for the benchmarks: plates of drawn fruit, made anew by each run; no photo of anybody is needed.

Each fruit is a shaded ball, and the number of balls steers the number of items the real detector finds. How many it
did find stands beside every figure.
"""

import io
import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from PIL import Image

__all__ = ["ITEMS", "MEGAPIXELS", "Shot", "photo"]

MEGAPIXELS = (1, 3, 12, 48)
ITEMS = (1, 5, 12)
WIDTHS = {0.3: 640, 1: 1152, 3: 2048, 12: 4032, 24: 5664, 48: 8064}  # 4:3, as phones take them
SCENE = (1024, 768)
COLOURS = ((244, 132, 22), (196, 28, 32), (240, 200, 40), (120, 170, 40))

Pixels = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Shot:
    """One photo of a series: its size in megapixels, how many fruits were drawn, and the JPEG."""

    megapixels: float
    drawn: int
    data: bytes

    @property
    def name(self) -> str:
        """As it stands in tables."""
        return f"{self.megapixels} MP, {self.drawn} drawn"


@lru_cache(maxsize=64)
def photo(megapixels: float, drawn: int, seed: int = 0) -> Shot:
    """Draw a plate with so many fruits and save it as a phone would: JPEG, quality 90, sensor noise on top."""
    width = WIDTHS[megapixels]
    image = Image.fromarray(scene(drawn, seed).astype(np.uint8)).resize(
        (width, width * 3 // 4), Image.Resampling.BICUBIC
    )
    pixels = np.asarray(image)
    # One tile of noise laid over all of it: the decoder works on every pixel, and 48 MP of fresh noise take seconds.
    tile = np.random.default_rng(seed).normal(0, 5, (512, 512, 3)).round().astype(np.int16)
    rows, columns = (-(-side // 512) for side in pixels.shape[:2])
    noise = np.tile(tile, (rows, columns, 1))[: pixels.shape[0], : pixels.shape[1]]
    target = io.BytesIO()
    Image.fromarray((pixels + noise).clip(0, 255).astype(np.uint8)).save(target, "JPEG", quality=90)
    return Shot(megapixels, drawn, target.getvalue())


def scene(drawn: int, seed: int) -> Pixels:
    """A table, a plate, and balls in a grid on it."""
    width, height = SCENE
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    canvas = np.stack([150 + 12 * np.sin(y / 9 + np.sin(x / 90)), 110 + 9 * np.sin(y / 9), 76 + 6 * np.sin(y / 9)], 2)
    paint_disc(canvas, x, y, (width / 2, height / 2), height * 0.47, (236, 236, 232))
    across = math.ceil(math.sqrt(drawn * 4 / 3))
    down = math.ceil(drawn / across)
    radius = min(height * 0.72 / down, width * 0.62 / across, height * 0.36) / 2 * 0.84
    for number in range(drawn):
        row, column = divmod(number, across)
        middle = (
            width / 2 + (column - (across - 1) / 2) * radius * 2.35 + rng.normal(0, radius / 20),
            height / 2 + (row - (down - 1) / 2) * radius * 2.35 + rng.normal(0, radius / 20),
        )
        paint_ball(canvas, x, y, middle, radius, COLOURS[number % len(COLOURS)], rng)
    return canvas.clip(0, 255)


def paint_disc(
    canvas: Pixels, x: Pixels, y: Pixels, middle: tuple[float, float], radius: float, colour: tuple[int, int, int]
) -> None:
    """Paint a plate with a rim."""
    away = np.hypot(x - middle[0], y - middle[1])
    inside = away < radius
    shade = np.where(away > radius * 0.82, 0.94, 1.0) - 0.05 * (away / radius)
    canvas[inside] = (shade[..., None] * np.array(colour, np.float32))[inside]


def paint_ball(
    canvas: Pixels, x: Pixels, y: Pixels, middle: tuple[float, float], radius: float, colour: tuple[int, int, int],
    rng: np.random.Generator,
) -> None:  # fmt: skip
    """Paint a fruit: a lit ball with a rough skin and a soft shadow."""
    away = np.hypot(x - middle[0], y - middle[1]) / radius
    shadow = np.hypot(x - middle[0] - radius * 0.12, y - middle[1] - radius * 0.16) / radius
    canvas *= np.where((shadow < 1.12) & (away >= 1), 0.55 + 0.45 * np.clip(shadow - 0.12, 0, 1), 1)[..., None]
    depth = np.sqrt(np.clip(1 - away**2, 0, 1))
    light = (-(x - middle[0]) * 0.45 - (y - middle[1]) * 0.55) / radius + depth * 0.7
    skin = 0.42 + 0.6 * np.clip(light, 0, 1) + rng.normal(0, 0.03, away.shape)
    shine = 150 * np.clip(light - 0.86, 0, 1)
    inside = away < 1
    canvas[inside] = (skin[..., None] * np.array(colour, np.float32) + shine[..., None])[inside]
