"""Crops: what the classifier learns from, cut as it will see them, as features of the frozen network.

python -m models.training.crops DATA_FOLDER FEATURES.npz

Labelled boxes, grocery photos and cut-outs pasted on drawn backgrounds, each crop jittered: boxes of a detector are
never exact, food lies at any angle, and small food is few pixels. Held out: the val splits and a fifth of the cut-out
folders of each name (other pictures of one folder show the same dish).
"""

import csv
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from random import Random

import numpy as np
import numpy.typing as npt
import typer
from PIL import Image, ImageEnhance, ImageFilter
from rich.progress import track

from models.classifier import crop
from models.detection import Box, Pixels
from models.training import compose
from models.training.cutouts import Cutout, dish_cutouts
from models.training.labels import LabelledBox
from models.training.sources import photo_files, read_source

HERE = Path(__file__).parent
LABELLED = ("open_images_subset", "multidish_indian", "raw_ingredients")
MOST_PER_NAME = {"open_images_subset": 220, "multidish_indian": 250, "raw_ingredients": 80, "grocery_classes": 110}
LEAST_SIDE = 24  # pixels; a smaller labelled box shows nothing to learn from
HELD_OUT_FOLDERS = 5  # one of so many
COPIES = 2  # jittered copies of each training crop
BATCH = 32
NO_PIXELS: Pixels = np.empty((0, 0, 3), np.uint8)


@dataclass(frozen=True, slots=True)
class Crop:
    """A crop as the classifier sees it, its name, and where it comes from; `held_out` ones are not trained on."""

    name: str
    source: str
    held_out: bool
    pixels: Pixels


@dataclass(frozen=True, slots=True)
class Place:
    """A box on a photo that holds one named food."""

    name: str
    source: str
    path: Path
    box: Box | None  # the whole photo when None


def concept_names() -> dict[str, tuple[str, ...]]:
    """Map each name of the concept head, in its order, to the grocery folders that show it."""
    with (HERE / "concept_names.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return {row["name"]: tuple(part for part in row["grocery"].split("|") if part) for row in rows}


def places(photos: Path, split: str) -> list[Place]:
    """List the labelled boxes and grocery photos of one split whose name the head has."""
    names = concept_names()
    found = []
    for source in LABELLED:
        if not (photos / source / split).is_dir():
            continue
        for photo in read_source(photos, source, split):
            found += [Place(box.name, source, photo.path, _box(box)) for box in photo.boxes if _fit(box, names)]
    folders = {folder: name for name, leaves in names.items() for folder in leaves}
    for path in photo_files(photos / "grocery_classes" / split):
        if path.parent.name in folders:
            found.append(Place(folders[path.parent.name], "grocery_classes", path, None))
    return found


def capped(found: list[Place], random: Random) -> list[Place]:
    """Keep at most MOST_PER_NAME places of each name and source, chosen at random."""
    groups: dict[tuple[str, str], list[Place]] = defaultdict(list)
    for place in random.sample(found, len(found)):
        groups[place.source, place.name].append(place)
    kept = [place for (source, _), group in groups.items() for place in group[: MOST_PER_NAME[source]]]
    return sorted(kept, key=lambda place: (str(place.path), place.name))


def _fit(box: LabelledBox, names: dict[str, tuple[str, ...]]) -> bool:
    x1, y1, x2, y2 = box.xyxy
    return box.name in names and min(x2 - x1, y2 - y1) >= LEAST_SIDE


def _box(box: LabelledBox) -> Box:
    x1, y1, x2, y2 = box.xyxy
    return Box(x1, y1, x2 - x1, y2 - y1)


def jittered(box: Box, random: Random) -> Box:
    """Move and scale a box as a detector might (IoU about 0.7 and up)."""
    wide, high = (side * random.uniform(0.85, 1.15) for side in (box.width, box.height))
    x, y = box.centre
    x, y = x + random.uniform(-0.07, 0.07) * box.width, y + random.uniform(-0.07, 0.07) * box.height
    return Box(x - wide / 2, y - high / 2, wide, high)


def altered(pixels: Pixels, random: Random) -> Pixels:
    """Turn, flip, light, tint and blur one crop."""
    picture = Image.fromarray(pixels)
    picture = picture.rotate(
        random.choice((0, 0, 0, 90, 180, 270)) + random.uniform(-12, 12), Image.Resampling.BILINEAR
    )
    if random.random() < 0.5:
        picture = picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    for enhance in (ImageEnhance.Brightness, ImageEnhance.Contrast, ImageEnhance.Color):
        picture = enhance(picture).enhance(random.uniform(0.7, 1.3))
    if random.random() < 0.4:
        small = random.randint(36, 120)
        picture = picture.resize((small, small), Image.Resampling.BILINEAR).resize(
            picture.size, Image.Resampling.BICUBIC
        )
    elif random.random() < 0.3:
        picture = picture.filter(ImageFilter.GaussianBlur(random.uniform(0.5, 2.0)))
    return np.asarray(picture)


def whole(width: int, height: int, random: Random | None) -> Box:
    """Take a photo whole, or, with a `random`, a part of it: grocery photos show many of one kind."""
    if random is None:
        return Box(width * 0.1, height * 0.1, width * 0.8, height * 0.8)
    side = random.uniform(0.4, 0.85) * min(width, height)
    return Box(random.uniform(0, width - side), random.uniform(0, height - side), side, side)


def photo_crops(found: list[Place], held_out: bool, random: Random) -> Iterator[Crop]:
    """Cut labelled places: as they are when held out, else COPIES jittered and altered."""
    for place in track(found, "held out" if held_out else "labelled"):
        with Image.open(place.path) as image:
            pixels = np.asarray(image.convert("RGB"))
        height, width = pixels.shape[:2]
        if held_out:
            yield Crop(place.name, place.source, True, crop(pixels, place.box or whole(width, height, None)))
            continue
        for _ in range(COPIES):
            box = jittered(place.box, random) if place.box else whole(width, height, random)
            yield Crop(place.name, place.source, False, altered(crop(pixels, box), random))


def held_out_folders(cutouts: list[Cutout], random: Random) -> frozenset[str]:
    """Choose about a fifth of the folders of each name that has at least three."""
    folders: dict[str, set[str]] = defaultdict(set)
    for cutout in cutouts:
        folders[cutout.name].add(cutout.path.parent.name)
    chosen: set[str] = set()
    for group in folders.values():
        if len(group) >= 3:
            chosen.update(random.sample(sorted(group), max(1, len(group) // HELD_OUT_FOLDERS)))
    return frozenset(chosen)


def cutout_crops(cutouts: list[Cutout], held_out: frozenset[str], photos: Path, random: Random) -> Iterator[Crop]:
    """Paste cut-outs, four on a drawn scene, and cut them out again with what is around them."""
    names = concept_names()
    blurred = photo_files(photos / "grocery_classes" / "train")
    drawn = [cutout for cutout in cutouts if cutout.name in names]
    order = [cutout for _ in range(COPIES) for cutout in random.sample(drawn, len(drawn))]
    for start in track(range(0, len(order), 4), "cut-outs"):
        canvas = compose.background(random, blurred, [])
        if random.random() < 0.75:
            compose.draw_plate(canvas, random)
        placed = []
        for number, cutout in enumerate(order[start : start + 4]):
            at = tuple(
                compose.CANVAS * (0.27 + 0.46 * part + random.uniform(-0.03, 0.03)) for part in divmod(number, 2)
            )
            placed.append((cutout, compose.paste(canvas, cutout, (at[0], at[1]), random.uniform(110, 330), random)))
        pixels = np.asarray(compose.finish(canvas, random).convert("RGB"))
        for cutout, box in placed:
            if box is not None:
                seen = crop(pixels, jittered(_box(box), random))
                yield Crop(cutout.name, "dish_cutouts", cutout.path.parent.name in held_out, seen)


def all_crops(data: Path, seed: int) -> Iterator[Crop]:
    """Every crop, trained on or held out, in an order that repeats."""
    random, photos = Random(seed), data / "photos"
    yield from photo_crops(places(photos, "val"), True, random)
    yield from photo_crops(capped(places(photos, "train"), random), False, random)
    cutouts = dish_cutouts(photos / "dish_cutouts")
    yield from cutout_crops(cutouts, held_out_folders(cutouts, random), photos, random)


def main(data: Path, out: Path, seed: int = 0) -> None:
    """Write the features of every crop, with name, source and whether it is held out."""
    from models.training.food101 import Backbone, features

    backbone = Backbone.from_file(data / "weights" / "food101_mobilenetv2.safetensors")
    kept: list[Crop] = []
    rows: list[npt.NDArray[np.float32]] = []
    crops = all_crops(data, seed)
    while batch := list(islice(crops, BATCH)):
        rows.append(features(backbone, [each.pixels for each in batch]))
        kept += [replace(each, pixels=NO_PIXELS) for each in batch]  # 150 kB a crop would not fit in memory
    np.savez(
        out,
        features=np.concatenate(rows),
        name=[each.name for each in kept],
        source=[each.source for each in kept],
        held_out=[each.held_out for each in kept],
    )


if __name__ == "__main__":
    typer.run(main)
