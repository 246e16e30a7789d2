"""Pieces: small round food drawn from scratch, berries, peas, beans, nuts, olives, as our cut-outs have none.

Each piece is an ellipsoid lit from one side (Lambert's law and a highlight) with the marks such food has: bloom, a
crown where the stalk was, drupelets. Colours and marks are drawn at random around those of foods, wide enough that the
real ones are among them.
"""

from dataclasses import dataclass
from random import Random

import numpy as np
import numpy.typing as npt
from PIL import Image

from models.training.labels import FOOD

SIDE = 64  # pixels a piece is drawn at, before it is laid down smaller
Plane = npt.NDArray[np.float32]
# Names of our class list where the colour decides, `food` where it may be several things.
COLOURS = (
    ("fruit", (52, 60, 105)), ("fruit", (52, 60, 105)), ("fruit", (38, 30, 45)), ("fruit", (170, 30, 45)),
    ("fruit", (120, 20, 35)), ("tomato", (205, 50, 30)), ("grape", (140, 160, 80)), ("grape", (75, 30, 55)),
    (FOOD, (110, 150, 50)), (FOOD, (235, 195, 70)), (FOOD, (205, 170, 110)), ("nuts", (150, 95, 55)),
    ("beans", (85, 40, 30)), (FOOD, (75, 85, 40)), (FOOD, (230, 220, 195)), (FOOD, (225, 130, 45)),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Look:
    """What all pieces of one heap share; shares are 0..1, `light` is the unit vector towards the lamp."""

    name: str
    colour: tuple[int, int, int]
    length: float  # of the longer axis over the shorter one
    gloss: float
    bloom: float
    crowned: bool
    drupelets: bool
    light: tuple[float, float, float]


def look(random: Random) -> Look:
    """Draw what a heap is of."""
    name, colour = random.choice(COLOURS)
    berry = name == "fruit"
    angle, height = random.uniform(0, 2 * np.pi), random.uniform(0.35, 0.9)
    flat = float(np.sqrt(1 - height**2))
    red, green, blue = (max(8, min(250, value + random.randint(-25, 25))) for value in colour)
    return Look(
        name,
        (red, green, blue),
        random.choice((1.0, 1.0, random.uniform(1.0, 1.7))),
        random.choice((0.0, 0.15, random.uniform(0.2, 0.8))),
        random.uniform(0.0, 0.45) if berry else random.uniform(0.0, 0.15),
        berry and random.random() < 0.6,
        berry and random.random() < 0.3,
        (flat * float(np.cos(angle)), flat * float(np.sin(angle)), height),
    )


def piece(random: Random, shared: Look) -> Image.Image:
    """Draw one piece of a heap: RGBA, SIDE x SIDE, turned at random."""
    generator = np.random.default_rng(random.getrandbits(32))
    u, v = _turned(random.uniform(0, 2 * np.pi))
    v = v * (shared.length * random.uniform(0.92, 1.1))
    inside = 1 - u**2 - v**2
    height = np.sqrt(np.clip(inside, 0, None))
    if shared.drupelets:
        height = height * 0.6 + _drupelets(u, v)
    shade, shine = _lit(height, shared)
    tone = random.uniform(0.8, 1.2)
    colour = np.array(shared.colour, np.float32) * tone * (0.35 + 0.75 * shade)[..., None]
    whitish = shared.bloom * _cloud(generator)[..., None]
    colour = colour * (1 - whitish) + (175 * whitish) * (0.4 + 0.6 * shade)[..., None]
    if shared.crowned and random.random() < 0.6:
        colour = colour * _crown(u, v, random)[..., None]
    colour = colour + 255 * shared.gloss * shine[..., None] + generator.normal(0, 4, (SIDE, SIDE, 1))
    alpha = np.clip(inside * SIDE / 4, 0, 1) * 255
    return Image.fromarray(np.dstack([np.clip(colour, 0, 255), alpha]).astype(np.uint8), "RGBA")


def _turned(angle: float) -> tuple[Plane, Plane]:
    axis = np.linspace(-1.03, 1.03, SIDE, dtype=np.float32)
    x, y = np.meshgrid(axis, axis)
    return x * np.cos(angle) + y * np.sin(angle), y * np.cos(angle) - x * np.sin(angle)


def _lit(height: Plane, shared: Look) -> tuple[Plane, Plane]:
    """Shade 0..1 and highlight 0..1 of a height map whose unit is the piece's half side."""
    down, across = np.gradient(height * SIDE / 2)
    normals = np.dstack([-across, -down, np.ones_like(height)])
    normals /= np.linalg.norm(normals, axis=2, keepdims=True)
    light = np.array(shared.light, np.float32)
    halfway = light + np.array((0, 0, 1), np.float32)
    halfway /= np.linalg.norm(halfway)
    return np.clip(normals @ light, 0, 1), np.clip(normals @ halfway, 0, 1) ** 24


def _drupelets(u: Plane, v: Plane) -> Plane:
    """Height of a raspberry's skin: domes on a grid whose rows are shifted by half a step."""
    step = 0.36
    row = np.round(v / step)
    column = np.round(u / step - 0.5 * (row % 2))
    away = np.hypot(u / step - 0.5 * (row % 2) - column, v / step - row)
    return np.asarray(0.3 * np.sqrt(np.clip(1 - (away / 0.62) ** 2, 0, None)))


def _crown(u: Plane, v: Plane, random: Random) -> Plane:
    """Factor on the colour: a dark ring with a ragged edge where the stalk was."""
    x, y, size = random.uniform(-0.55, 0.55), random.uniform(-0.55, 0.55), random.uniform(0.16, 0.34)
    away = np.hypot(u - x, v - y)
    edge = size * (1 + 0.25 * np.cos(5 * np.arctan2(v - y, u - x)))
    return np.asarray(np.where(away < edge, np.where(away < 0.55 * edge, 0.45, 0.75), 1.0), np.float32)


def _cloud(generator: np.random.Generator) -> Plane:
    """Smooth noise 0..1."""
    coarse = Image.fromarray((generator.random((5, 5)) * 255).astype(np.uint8))
    return np.asarray(coarse.resize((SIDE, SIDE), Image.Resampling.BICUBIC), np.float32) * np.float32(1 / 255)
