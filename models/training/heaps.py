"""Heaps: many small pieces of one food that lie on each other, each labelled as far as it is seen."""

from random import Random

import numpy as np
import numpy.typing as npt
from PIL import Image

from models.training import pieces
from models.training.compose import CANVAS
from models.training.cutouts import Cutout
from models.training.labels import LabelledBox

PIECE_SIDE = (14.0, 56.0)  # pixels of a piece on the canvas, evenly on a logarithmic scale
MOST_PIECES = 90
LEAST_SEEN = 0.45  # share of a piece from which it is labelled
LEAST_PIXELS = 40
Kind = tuple[str, list[Image.Image]]  # our class, and a few variants of one piece (RGBA)


def kind_of(random: Random, rounds: list[Cutout]) -> Kind:
    """Take what a heap is of, in a few variants: drawn, or cut out and perhaps of another colour."""
    if random.random() < 0.65 or not rounds:
        shared = pieces.look(random)
        return shared.name, [pieces.piece(random, shared) for _ in range(12)]
    kind = random.choice(rounds)
    chosen = kind if random.random() < 0.6 else kind.dyed(random.randrange(256))
    return chosen.name, [chosen.load()]


def heap_of(canvas: Image.Image, random: Random, kind: Kind, middle: tuple[float, float]) -> list[LabelledBox]:
    """Lay pieces around `middle`, close together and some on top; label those of which enough is seen."""
    name, variants = kind
    side = PIECE_SIDE[0] * (PIECE_SIDE[1] / PIECE_SIDE[0]) ** random.random()
    owners, areas = np.full((canvas.height, canvas.width), -1, np.int16), []
    for number, (x, y) in enumerate(_seats(random, side * random.uniform(0.72, 1.0))):
        areas.append(_lay(canvas, random, variants, (middle[0] + x, middle[1] + y), side, owners, number))
    return [box for number, area in enumerate(areas) if (box := _seen(owners == number, area, name)) is not None]


def _seats(random: Random, step: float) -> list[tuple[float, float]]:
    """Places of pieces, from the heap's middle: a grid with shifted rows inside an ellipse, none quite at its place."""
    count = random.randint(6, MOST_PIECES)
    wide, high = (min(step * (count / 3) ** 0.5 * random.uniform(0.8, 1.5), 0.45 * CANVAS) for _ in range(2))
    rows, columns = int(high / step) + 1, int(wide / step) + 1
    grid = [
        (
            column * step + (row % 2) * step / 2 + random.gauss(0, 0.13 * step),
            row * step * 0.87 + random.gauss(0, 0.13 * step),
        )
        for row in range(-rows, rows + 1)
        for column in range(-columns, columns + 1)
    ]
    seats = [(x, y) for x, y in grid if (x / wide) ** 2 + (y / high) ** 2 <= 1]
    random.shuffle(seats)
    return seats[:MOST_PIECES] + random.sample(seats, min(len(seats) // 6, 12))  # the last ones lie on top


def _lay(
    canvas: Image.Image,
    random: Random,
    variants: list[Image.Image],
    at: tuple[float, float],
    side: float,
    owners: npt.NDArray[np.int16],
    number: int,
) -> int:
    """Lay one piece of a heap and note which pixels are its own; returns how many it covers, those off canvas too."""
    picture = random.choice(variants)
    scale = side * random.uniform(0.85, 1.15) / max(picture.size)
    picture = picture.resize((max(3, round(picture.width * scale)), max(3, round(picture.height * scale))))
    picture = picture.rotate(random.uniform(0, 360), expand=True, resample=Image.Resampling.BICUBIC)
    left, top = int(at[0] - picture.width / 2), int(at[1] - picture.height / 2)
    alpha = picture.getchannel("A")
    canvas.paste((0, 0, 0), (left, top + max(1, round(side / 16))), alpha.point(lambda value: int(value * 0.35)))
    canvas.paste(picture.convert("RGB"), (left, top), alpha)
    mask = Image.new("L", canvas.size, 0)
    mask.paste(alpha, (left, top))
    owners[np.asarray(mask) > 100] = number
    return int((np.asarray(alpha) > 100).sum())


def _seen(mine: npt.NDArray[np.bool_], area: int, name: str) -> LabelledBox | None:
    if mine.sum() < max(LEAST_SEEN * area, LEAST_PIXELS):
        return None
    rows, columns = np.flatnonzero(mine.any(axis=1)), np.flatnonzero(mine.any(axis=0))
    return LabelledBox(name, (float(columns[0]), float(rows[0]), float(columns[-1] + 1), float(rows[-1] + 1)))
