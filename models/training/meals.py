"""Meals: whole compositions — a table or a scene, a plate, foods served on it, and things beside it."""

from dataclasses import dataclass
from math import cos, radians, sin
from pathlib import Path
from random import Random

from PIL import Image

from models.training.compose import CANVAS, background, draw_plate, finish, paste
from models.training.cutouts import Cutout
from models.training.heaps import heap_of, kind_of
from models.training.labels import LabelledBox
from models.training.teacher import Xyxy, cover

MAX_OVERLAP = 0.35
SMALL_SIDE = (0.028, 0.09)  # of the canvas: 18 to 58 px, a blueberry or a cherry tomato on a plate
Meal = tuple[Image.Image, list[LabelledBox]]


@dataclass(frozen=True, slots=True)
class Pantry:
    """What compositions are made of; `things` and `scenes` show no food and may be empty."""

    dishes: list[Cutout]
    rounds: list[Cutout]
    things: list[Cutout]
    scenes: list[Path]
    blurred: list[Path]


def meal(random: Random, pantry: Pantry) -> Meal:
    """Compose one meal: foods strewn over the picture, served close together on a plate, or many pieces of a kind."""
    canvas = background(random, pantry.blurred, pantry.scenes)
    boxes = [draw_plate(canvas, random)] if random.random() < 0.8 else []
    _strew_things(canvas, random, pantry.things, random.choice((0, 0, 1, 2)))
    arrange = random.choices((_strewn, _served, _pieces, _small_pieces, _heaps), (0.25, 0.3, 0.13, 0.12, 0.2))[0]
    placed = arrange(canvas, random, pantry, boxes)
    return finish(canvas, random), boxes + placed


def empty_table(random: Random, pantry: Pantry) -> Meal:
    """Compose a table with nothing to eat on it: perhaps a plate, perhaps things."""
    canvas = background(random, pantry.blurred, pantry.scenes)
    boxes = [draw_plate(canvas, random)] if random.random() < 0.4 else []
    _strew_things(canvas, random, pantry.things, random.randint(0, 6))
    if pantry.things and random.random() < 0.4:
        _strew_small_things(canvas, random, pantry.things)
    return finish(canvas, random), boxes


def _strew_things(canvas: Image.Image, random: Random, things: list[Cutout], wanted: int) -> None:
    for cutout in random.sample(things, min(wanted, len(things))):
        at = (random.uniform(0, 1) * CANVAS, random.uniform(0, 1) * CANVAS)
        paste(canvas, cutout, at, random.uniform(0.08, 0.5) * CANVAS, random)


def _strew_small_things(canvas: Image.Image, random: Random, things: list[Cutout]) -> None:
    # Coins, buttons, chessmen: what is small, round and many is not food for that.
    for cutout in random.choices(random.sample(things, min(3, len(things))), k=random.randint(6, 30)):
        at = (random.uniform(0, 1) * CANVAS, random.uniform(0, 1) * CANVAS)
        paste(canvas, cutout, at, random.uniform(*SMALL_SIDE) * CANVAS, random)


def _strewn(canvas: Image.Image, random: Random, pantry: Pantry, _: list[LabelledBox]) -> list[LabelledBox]:
    placed: list[LabelledBox] = []
    for _attempt in range(20):
        side = random.uniform(0.12, 0.6) * CANVAS
        at = (random.uniform(0.12, 0.88) * CANVAS, random.uniform(0.12, 0.88) * CANVAS)
        _place(canvas, random, _any_food(random, pantry), at, side, placed, MAX_OVERLAP)
        if len(placed) == 5 or random.random() < 0.2:
            break
    return placed


def _served(canvas: Image.Image, random: Random, pantry: Pantry, plates: list[LabelledBox]) -> list[LabelledBox]:
    # Two to six portions that touch, as on a buffet plate or a thali: each takes a seat around the middle.
    x1, y1, x2, y2 = plates[0].xyxy if plates else (0.1 * CANVAS, 0.1 * CANVAS, 0.9 * CANVAS, 0.9 * CANVAS)
    wanted = random.randint(2, 6)
    turn, ring = random.uniform(0, 360), random.uniform(0.42, 0.6)
    placed: list[LabelledBox] = []
    for seat in range(wanted):
        angle = radians(turn + 360 * seat / wanted + random.uniform(-12, 12))
        at = _seat((x1, y1, x2, y2), angle, ring * random.uniform(0.8, 1.15))
        side = random.uniform(0.75, 1.25) * min(x2 - x1, y2 - y1) * {2: 0.5, 3: 0.45, 4: 0.4, 5: 0.34, 6: 0.3}[wanted]
        _place(canvas, random, _any_food(random, pantry), at, side, placed, 0.5)
    return placed


def _pieces(canvas: Image.Image, random: Random, pantry: Pantry, _: list[LabelledBox]) -> list[LabelledBox]:
    kind = random.choice(pantry.rounds) if pantry.rounds and random.random() < 0.6 else random.choice(pantry.dishes)
    alike = [cutout for cutout in pantry.rounds if cutout.name == kind.name] or [kind]
    side = random.uniform(0.06, 0.22) * CANVAS
    placed: list[LabelledBox] = []
    for _attempt in range(random.randint(4, 24)):
        at = (random.uniform(0.1, 0.9) * CANVAS, random.uniform(0.1, 0.9) * CANVAS)
        chosen = random.choice(alike) if random.random() < 0.7 else _any_food(random, pantry)
        _place(canvas, random, chosen, at, side * random.uniform(0.8, 1.25), placed, 0.25)
    return placed


def _small_pieces(canvas: Image.Image, random: Random, pantry: Pantry, plates: list[LabelledBox]) -> list[LabelledBox]:
    # Berries, nuts, olives, tomato halves: one to three heaps of pieces that touch, some beside a larger food.
    x1, y1, x2, y2 = plates[0].xyxy if plates else (0.0, 0.0, float(CANVAS), float(CANVAS))
    placed: list[LabelledBox] = []
    if random.random() < 0.5:
        at = (random.uniform(x1, x2), random.uniform(y1, y2))
        _place(canvas, random, _any_food(random, pantry), at, random.uniform(0.2, 0.5) * CANVAS, placed, MAX_OVERLAP)
    for _heap in range(random.randint(1, 3)):
        kind = random.choice(pantry.rounds or pantry.dishes)
        alike = [cutout for cutout in pantry.rounds if cutout.name == kind.name] or [kind]
        hue = random.choice((None, random.randrange(256)))  # berries come in colours our cut-outs do not have
        side, spread = random.uniform(*SMALL_SIDE) * CANVAS, random.uniform(0.06, 0.35) * CANVAS
        middle = (random.uniform(x1, x2), random.uniform(y1, y2))
        for _piece in range(random.randint(3, 22)):
            at = (random.gauss(middle[0], spread), random.gauss(middle[1], spread))
            chosen = random.choice(alike) if hue is None else kind.dyed(hue)
            _place(canvas, random, chosen, at, side * random.uniform(0.85, 1.2), placed, 0.3)
    return placed


def _heaps(canvas: Image.Image, random: Random, pantry: Pantry, plates: list[LabelledBox]) -> list[LabelledBox]:
    # Berries in a bowl, peas on a plate: pieces that lie on each other, beside larger foods half of the time.
    x1, y1, x2, y2 = plates[0].xyxy if plates else (0.0, 0.0, float(CANVAS), float(CANVAS))
    placed: list[LabelledBox] = []
    for _food in range(random.choice((0, 0, 1, 2))):
        at = (random.uniform(x1, x2), random.uniform(y1, y2))
        _place(canvas, random, _any_food(random, pantry), at, random.uniform(0.2, 0.45) * CANVAS, placed, MAX_OVERLAP)
    for _heap in range(random.choice((1, 1, 2))):
        middle = (x1 + random.uniform(0.2, 0.8) * (x2 - x1), y1 + random.uniform(0.2, 0.8) * (y2 - y1))
        heap = heap_of(canvas, random, kind_of(random, pantry.rounds), middle)
        # What the heap lies on is no longer to be seen whole.
        placed = [box for box in placed if all(cover(box.xyxy, piece.xyxy) < 0.9 for piece in heap)] + heap
    return placed


def _any_food(random: Random, pantry: Pantry) -> Cutout:
    return random.choice(pantry.rounds if pantry.rounds and random.random() < 0.3 else pantry.dishes)


def _place(
    canvas: Image.Image,
    random: Random,
    cutout: Cutout,
    at: tuple[float, float],
    side: float,
    placed: list[LabelledBox],
    most_overlap: float,
) -> None:
    guess = (at[0] - side / 2, at[1] - side / 2, at[0] + side / 2, at[1] + side / 2)
    if any(cover(guess, other.xyxy) > most_overlap for other in placed):
        return
    box = paste(canvas, cutout, at, side, random)
    if box is not None:
        placed.append(box)


def _seat(plate: Xyxy, angle: float, ring: float) -> tuple[float, float]:
    x1, y1, x2, y2 = plate
    return (x1 + x2) / 2 + cos(angle) * ring * (x2 - x1) / 2, (y1 + y2) / 2 + sin(angle) * ring * (y2 - y1) / 2
