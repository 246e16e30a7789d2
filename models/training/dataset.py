"""The dataset: real photos with completed labels, compositions and empty scenes, written in YOLO format.

python -m models.training.dataset DATA_FOLDER OUT_FOLDER
"""

import json
import shutil
from pathlib import Path
from random import Random

import typer
from PIL import Image
from rich.progress import track

from models.training import compose
from models.training.labels import LabelledBox, LabelledPhoto, class_index, training_classes
from models.training.sources import COMPLETE, photo_files, read_source
from models.training.teacher import Prediction, Teacher, complete, cover, iou

EMPTY_SCENES = 120
VALIDATED = ("open_images_subset", "multidish_indian")


def completed_photos(data: Path, split: str, teachers: list[Teacher]) -> list[LabelledPhoto]:
    """Read one split of every source and complete its labels with what the teachers see."""
    sources = [source for source in COMPLETE if split == "train" or source in VALIDATED]
    photos = [photo for source in sources for photo in read_source(data / "photos", source, split)]
    done = []
    for photo in track(photos, f"teachers look at {split}"):
        seen: list[Prediction] = [found for teacher in teachers for found in teacher.predict(photo.path)]
        done.append(complete(photo, seen))
    return done


def composition(
    random: Random, dishes: list[compose.Cutout], fruit: list[compose.Cutout], blurred: list[Path]
) -> tuple[Image.Image, list[LabelledBox]]:
    """Compose one meal: up to five dishes, or a group of small round fruit, on a plate or the bare table."""
    canvas = compose.background(random, blurred)
    boxes = [compose.draw_plate(canvas, random)] if random.random() < 0.8 else []
    small = bool(fruit) and random.random() < 0.25
    wanted = random.randint(3, 9) if small else random.randint(1, 5)
    kind = random.choice(fruit) if small else None
    placed: list[LabelledBox] = []
    for _ in range(wanted * 4):
        if len(placed) == wanted:
            break
        side = random.uniform(0.07, 0.2) * compose.CANVAS if small else random.uniform(0.12, 0.6) * compose.CANVAS
        at = (random.uniform(0.12, 0.88) * compose.CANVAS, random.uniform(0.12, 0.88) * compose.CANVAS)
        guess = (at[0] - side / 2, at[1] - side / 2, at[0] + side / 2, at[1] + side / 2)
        if any(cover(guess, other.xyxy) > compose.MAX_OVERLAP for other in placed):
            continue
        chosen = (kind if random.random() < 0.7 else random.choice(fruit)) if kind else random.choice(dishes)
        box = compose.paste(canvas, chosen, at, side, random)
        if box is not None:
            placed.append(box)
    return compose.finish(canvas, random), boxes + placed


def empty_crop(photo: LabelledPhoto, random: Random) -> Image.Image | None:
    """Cut a region of a photo on which no label and no teacher found anything: people, rooms, tables."""
    with Image.open(photo.path) as image:
        picture = image.convert("RGB")
    for _ in range(12):
        side = int(random.uniform(0.35, 0.7) * min(picture.size))
        x, y = random.randint(0, picture.width - side), random.randint(0, picture.height - side)
        box = (float(x), float(y), float(x + side), float(y + side))
        if all(iou(box, other.xyxy) == 0.0 for other in photo.boxes):
            return picture.crop((x, y, x + side, y + side))
    return None


def write_example(
    folder: Path, name: str, picture: Image.Image | Path, boxes: list[LabelledBox], size: tuple[int, int]
) -> None:
    """Write one picture and its labels (class, centre x, centre y, width, height as shares of the picture)."""
    images, labels = folder / "images", folder / "labels"
    images.mkdir(parents=True, exist_ok=True)
    labels.mkdir(parents=True, exist_ok=True)
    if isinstance(picture, Path):
        shutil.copyfile(picture, images / f"{name}{picture.suffix.lower()}")
    else:
        picture.save(images / f"{name}.jpg", quality=90)
    index = class_index()
    lines = []
    for box in boxes:
        x1, y1 = max(box.xyxy[0], 0.0) / size[0], max(box.xyxy[1], 0.0) / size[1]
        x2, y2 = min(box.xyxy[2] / size[0], 1.0), min(box.xyxy[3] / size[1], 1.0)
        if x2 - x1 > 0.004 and y2 - y1 > 0.004:
            lines.append(f"{index[box.name]} {(x1 + x2) / 2:.6f} {(y1 + y2) / 2:.6f} {x2 - x1:.6f} {y2 - y1:.6f}")
    (labels / f"{name}.txt").write_text("\n".join(lines))


def write_real(out: Path, split: str, photos: list[LabelledPhoto]) -> None:
    """Write real photos of one split."""
    for number, photo in enumerate(photos):
        with Image.open(photo.path) as image:
            size = image.size
        write_example(out / split, f"real{number:05d}", photo.path, list(photo.boxes), size)


def write_drawn(out: Path, data: Path, photos: list[LabelledPhoto], random: Random, wanted: int) -> None:
    """Write compositions, and tables with nothing to eat on them."""
    dishes = compose.dish_cutouts(data / "photos" / "dish_cutouts")
    fruit = compose.round_cutouts(photos)
    blurred = photo_files(data / "photos" / "grocery_classes" / "train")
    square = (compose.CANVAS, compose.CANVAS)
    for number in track(range(wanted), "compositions"):
        picture, boxes = composition(random, dishes, fruit, blurred)
        write_example(out / "train", f"drawn{number:05d}", picture, boxes, square)
    for number in range(EMPTY_SCENES):
        canvas = compose.background(random, blurred)
        plates = [compose.draw_plate(canvas, random)] if random.random() < 0.5 else []
        write_example(out / "train", f"table{number:05d}", compose.finish(canvas, random), plates, square)


def write_empty_crops(out: Path, photos: list[LabelledPhoto], random: Random, wanted: int) -> None:
    """Write regions of real photos without food, several of a photo: people, rooms, tables, streets."""
    partial = [photo for photo in photos if not photo.complete]
    crops = (empty_crop(photo, random) for _ in range(4) for photo in random.sample(partial, len(partial)))
    for number, crop in zip(range(wanted), (crop for crop in crops if crop is not None), strict=False):
        write_example(out / "train", f"empty{number:05d}", crop, [], crop.size)


def main(data: Path, out: Path, seed: int = 0, compositions: int = 1500, empty_crops: int = 160) -> None:
    """Build the training set from DATA (the shared data folder) into OUT."""
    teachers = [
        Teacher(data / "weights" / "yolov8n-oiv7-dq.pt", "open_images", 0.25, 0.25),
        Teacher(data / "weights" / "yolo26n-coco-dq.pt", "coco", 0.35, 0.35),
    ]
    train = completed_photos(data, "train", teachers)
    write_real(out, "train", train)
    write_real(out, "val", completed_photos(data, "val", teachers))
    random = Random(seed)
    write_drawn(out, data, train, random, compositions)
    write_empty_crops(out, train, random, empty_crops)
    names = {index: item.name for index, item in enumerate(training_classes())}
    (out / "data.yaml").write_text(
        f"path: {json.dumps(str(out.resolve()))}\ntrain: train/images\nval: val/images\nnames: {json.dumps(names)}\n"
    )


if __name__ == "__main__":
    typer.run(main)
