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

from models.training import compose, cutouts
from models.training.crops import concept_names
from models.training.labels import (
    FOOD,
    PARTIAL,
    LabelledBox,
    LabelledPhoto,
    class_index,
    reference_names,
    training_classes,
)
from models.training.meals import Pantry, empty_table, meal
from models.training.sources import COMPLETE, listed_without_food, photo_files, read_source, scene_photos
from models.training.teacher import Prediction, Teacher, complete, iou

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
    """Write real photos of one split; the file's name tells the loss where labels may leave food out."""
    for number, photo in enumerate(photos):
        with Image.open(photo.path) as image:
            size = image.size
        kind = "complete" if photo.complete else PARTIAL
        write_example(out / split, f"{kind}{number:05d}", photo.path, list(photo.boxes), size)


def write_drawn(out: Path, pantry: Pantry, random: Random, meals: int, tables: int) -> None:
    """Write compositions, and tables with nothing to eat on them."""
    square = (compose.CANVAS, compose.CANVAS)
    for number in track(range(meals), "compositions"):
        picture, boxes = meal(random, pantry)
        write_example(out / "train", f"drawn{number:05d}", picture, boxes, square)
    for number in range(tables):
        picture, boxes = empty_table(random, pantry)
        write_example(out / "train", f"table{number:05d}", picture, boxes, square)


def write_scenes(out: Path, scenes: list[Path], random: Random, each: int = 2) -> None:
    """Write photos without food: whole, and squares of them."""
    for number, path in enumerate(scenes):
        with Image.open(path) as image:
            whole = image.convert("RGB")
        whole.thumbnail((compose.CANVAS, compose.CANVAS))
        write_example(out / "train", f"scene{number:04d}whole", whole, [], whole.size)
        for part in range(each):
            square = compose.scene(random, path)
            write_example(out / "train", f"scene{number:04d}part{part}", square, [], square.size)


def write_empty_crops(out: Path, photos: list[LabelledPhoto], random: Random, wanted: int) -> None:
    """Write regions of real photos without food, several of a photo: people, rooms, tables, streets."""
    partial = [photo for photo in photos if not photo.complete]
    crops = (empty_crop(photo, random) for _ in range(4) for photo in random.sample(partial, len(partial)))
    for number, crop in zip(range(wanted), (crop for crop in crops if crop is not None), strict=False):
        write_example(out / "train", f"empty{number:05d}", crop, [], crop.size)


def grocery_photos(data: Path, teacher: Teacher, random: Random, wanted: int) -> list[LabelledPhoto]:
    """Box fruit and vegetables in shops with what the teacher sees; the folder tells the name, the teacher where."""
    names = {folder: name for name, folders in concept_names().items() for folder in folders}
    root = data / "photos" / "grocery_classes" / "train"
    paths = [path for path in photo_files(root) if "Packages" not in path.parts and path.parent.name in names]
    found = []
    for path in track(random.sample(paths, min(wanted, len(paths))), "teacher looks at groceries"):
        name = names[path.parent.name] if names[path.parent.name] in class_index() else FOOD
        seen = [item for item in teacher.predict(path) if item.box.name not in reference_names()]
        apart = complete(LabelledPhoto(path, (), False), seen)
        boxes = tuple(LabelledBox(name, box.xyxy) for box in apart.boxes)
        found += [LabelledPhoto(path, boxes, False)] if boxes else []
    return found


def load_teachers(weights: Path, student: Path | None) -> list[Teacher]:
    """Load the teachers from the data folder's weights; a student of theirs, once trained, sees more food than they."""
    teachers = [
        Teacher(weights / "yolov8n-oiv7-dq.pt", "open_images", 0.25, 0.25),
        Teacher(weights / "yolo26n-coco-dq.pt", "coco", 0.35, 0.35),
    ]
    return teachers if student is None else [*teachers, Teacher(student, "ours", 0.4, 0.5)]


def stock(
    data: Path, photos: list[LabelledPhoto], stamps: Path | None, scenes: Path | None, without_food: Path | None
) -> Pantry:
    """Gather what compositions are made of."""
    foods, things = cutouts.stamps(stamps) if stamps else ([], [])
    empty = scene_photos(scenes) if scenes else []
    return Pantry(
        cutouts.dish_cutouts(data / "photos" / "dish_cutouts"),
        cutouts.round_cutouts(photos) + foods,
        things,
        empty + (listed_without_food(without_food) if without_food else []),
        photo_files(data / "photos" / "grocery_classes" / "train"),
    )


def main(
    data: Path,
    out: Path,
    seed: int = 0,
    compositions: int = 1500,
    tables: int = 160,
    empty_crops: int = 200,
    groceries: int = 500,
    stamps: Path | None = None,
    scenes: Path | None = None,
    without_food: Path | None = None,
    student: Path | None = None,
) -> None:
    """Build the training set from DATA (the shared data folder) into OUT.

    STAMPS, SCENES and WITHOUT_FOOD are folders with packages unpacked (see the model card): cut-outs of foods and of
    things that are no food, and photos without food. Without them compositions have food only, as in the first release.
    STUDENT is a checkpoint trained on an earlier such set, a third teacher.
    """
    teachers = load_teachers(data / "weights", student)
    random = Random(seed)
    train = completed_photos(data, "train", teachers)
    groceries_seen = grocery_photos(data, teachers[-1 if student else 0], random, groceries)
    write_real(out, "train", train + groceries_seen)
    write_real(out, "val", completed_photos(data, "val", teachers))
    pantry = stock(data, train + groceries_seen, stamps, scenes, without_food)
    write_drawn(out, pantry, random, compositions, tables)
    write_scenes(out, pantry.scenes, random)
    write_empty_crops(out, train, random, empty_crops)
    write_names(out)


def write_names(out: Path) -> None:
    """Write the YAML that Ultralytics finds the set by."""
    names = {index: item.name for index, item in enumerate(training_classes())}
    (out / "data.yaml").write_text(
        f"path: {json.dumps(str(out.resolve()))}\ntrain: train/images\nval: val/images\nnames: {json.dumps(names)}\n"
    )


if __name__ == "__main__":
    typer.run(main)
