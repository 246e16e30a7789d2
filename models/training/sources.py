"""Sources: read the data folder's labelled photos in YOLO text format into our class names."""

import csv
import re
from pathlib import Path

from PIL import Image

from models.training.labels import LabelledBox, LabelledPhoto, source_labels

# The sources trained on, and whether each labels every food on its photos; where not, teachers complete the labels.
COMPLETE = {"open_images_subset": False, "multidish_indian": True, "raw_ingredients": True}
SUFFIXES = {".jpg", ".jpeg", ".png"}


def photo_files(folder: Path) -> list[Path]:
    """List photos below a folder in a stable order, so that seeded runs repeat."""
    return sorted(path for path in folder.rglob("*") if path.suffix.lower() in SUFFIXES)


# Photos of Debian's opencv-doc that show food, drawings, or many views of one chessboard.
NOT_SCENES = re.compile(
    r"apple|orange|fruits|smarties|stuff|HappyFish|Logo|logo|mask|pic\d|^\d+\.|ellipses|gradient|detect_blob|"
    r"left(?!\.|01)|right|text_|imageText|pca_test|digits|alphabet|aloeGT|templ|screenshot|ColorfulCups|SafeLanding"
)
LEAST_SCENE_SIDE = 240


def scene_photos(folder: Path) -> list[Path]:
    """List photos without food below a folder of unpacked packages, of each the largest size."""
    largest: dict[object, tuple[int, Path]] = {}
    for path in photo_files(folder):
        if NOT_SCENES.search(path.name) or any(NOT_SCENES.search(part) for part in path.relative_to(folder).parts[:-1]):
            continue
        with Image.open(path) as image:
            width, height = image.size
        # Wallpaper packages hold one picture in many sizes, named by size, in a folder of its own.
        subject = path.parent if path.stem.replace("x", "").isdigit() else path
        if min(width, height) >= LEAST_SCENE_SIDE and width * height > largest.get(subject, (0, path))[0]:
            largest[subject] = (width * height, path)
    return [path for _, path in largest.values()]


def listed_without_food(folder: Path) -> list[Path]:
    """List the photos of `photos_without_food.csv`; each package lies unpacked in `folder` under its name.

    Raises FileNotFoundError with the package to unpack: a set that lacks some would be another set.
    """
    with (Path(__file__).parent / "photos_without_food.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        if not (folder / row["package"] / row["path"]).is_file():
            raise FileNotFoundError(
                f"{row['path']!r} is not below {str(folder / row['package'])!r}: "
                f"unpack {row['package']} {row['version']} ({row['registry']}) there, or leave the option out"
            )
    return [folder / row["package"] / row["path"] for row in rows]


def read_source(photos: Path, source: str, split: str) -> list[LabelledPhoto]:
    """Read one split of one source; raises FileNotFoundError when the folder is not there."""
    folder = photos / source / split
    if not folder.is_dir():
        raise FileNotFoundError(f"no photos at {str(folder)!r}: pass the data folder's photos/ as the first argument")
    names = source_labels(source)
    return [_read_photo(path, names, COMPLETE.get(source, False)) for path in photo_files(folder)]


def _read_photo(path: Path, names: dict[int, str], complete: bool) -> LabelledPhoto:
    label = label_file(path)
    with Image.open(path, formats=("JPEG", "PNG")) as image:
        size = image.size
    lines = label.read_text().splitlines() if label.exists() else []
    return LabelledPhoto(path, tuple(_read_box(line, names, size) for line in lines if line.strip()), complete)


def label_file(path: Path) -> Path:
    """Find the YOLO text file of a photo: `labels/` beside `images/`, or beside the photo itself."""
    if path.parent.name == "images":
        return path.parent.parent / "labels" / f"{path.stem}.txt"
    return path.with_suffix(".txt")


def _read_box(line: str, names: dict[int, str], size: tuple[int, int]) -> LabelledBox:
    label, *numbers = line.split()
    x, y, width, height = (float(number) for number in numbers[:4])
    return LabelledBox(
        names[int(label)],
        (
            (x - width / 2) * size[0],
            (y - height / 2) * size[1],
            (x + width / 2) * size[0],
            (y + height / 2) * size[1],
        ),
    )
