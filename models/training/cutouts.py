"""Cut-outs: pictures of one food, or of one thing that is no food, with a mask, to paste into compositions."""

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from models.training.labels import FOOD, LabelledPhoto, class_index, cutout_name
from models.training.sources import photo_files

LARGEST_SIDE = 640
# Nearly round seen from above: whole fruit, and dishes served in small bowls.
ROUND = frozenset(
    {"apple", "orange", "tomato", "potato", "egg", "peach", "lemon", "grapefruit", "pomegranate", "melon"}
)
BOWLS = frozenset({"dal", "curry", "soup", "salad", "rice", "sauce", "vegetables", "dessert", "drink"})
STAMP_NAMES = {"apple": "apple", "banana": "banana", "broccoli": "broccoli", "carrot": "carrot", "grapes": "grape"} | {
    "lemon": "lemon", "mango": "mango", "mushroom": "mushroom", "orange": "orange", "pear": "pear", "pizza": "pizza",
    "pineapple": "pineapple", "pomegranate": "pomegranate", "potato": "potato", "strawberry": "strawberry",
    "strawberry2": "strawberry", "tomato": "tomato", "avocado": "avocado", "eggplant": "eggplant",
    "almond": "nuts", "pecan": "nuts", "walnut": "nuts", "pepper": "bell pepper", "yellowpepper": "bell pepper",
    "lettuce": "salad", "redlettuce": "salad", "yam": "sweet potato", "apricot": "fruit", "raspberry": "fruit",
    "cherry": "fruit", "kiwi": "fruit", "mandarine": "orange",
}  # fmt: skip
# Stamp folders with nothing to eat in them; fish, shellfish, mushrooms and festive sweets are left out.
THING_FOLDERS = (
    "animals/amphibians", "animals/birds", "animals/insects", "animals/mammals", "animals/marsupials", "clothes",
    "hobbies", "household", "medical", "military", "people", "plants/flowers", "plants/trees", "seasonal/hanukkah",
    "sports", "symbols/chess", "symbols/money", "town", "vehicles",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cutout:
    """A picture with its mask in the alpha channel (RGBA); `name` is our class, empty for a thing that is no food."""

    name: str
    path: Path
    crop: tuple[int, int, int, int] | None = None  # the labelled box on its photo, in pixels; its ellipse is cut
    hue: int | None = None  # 0..255: every pixel's hue instead of its own

    def dyed(self, hue: int) -> "Cutout":
        """Give it another colour, which takes its name: a blue apple is some food."""
        return replace(self, name=FOOD, hue=hue)

    def load(self) -> Image.Image:
        """Read as RGBA, trimmed to what is shown."""
        picture = self._read()
        return picture if self.hue is None else _dyed(picture, self.hue)

    def _read(self) -> Image.Image:
        with Image.open(self.path) as image:
            if self.crop is not None:
                return _cut_ellipse(image.convert("RGB").crop(self.crop))
            if image.mode in {"RGBA", "LA", "P"}:
                return _trimmed(image.convert("RGBA"))
            return _cut_from_white(image.convert("RGB"))


def dish_cutouts(folder: Path) -> list[Cutout]:
    """List the cut-outs of the data folder; the class comes from the folder's name."""
    return [Cutout(cutout_name(path.parent.name), path) for path in photo_files(folder)]


def round_cutouts(photos: list[LabelledPhoto], least_side: int = 70) -> list[Cutout]:
    """Take boxes of nearly round foods and full bowls: the inscribed ellipse is a mask good enough to paste."""
    found = []
    for photo in photos:
        for box in photo.boxes:
            x1, y1, x2, y2 = (int(value) for value in box.xyxy)
            width, height = x2 - x1, y2 - y1
            if box.name in ROUND | BOWLS and min(width, height) >= least_side and 0.8 <= width / height <= 1.25:
                found.append(Cutout(box.name, photo.path, (x1, y1, x2, y2)))
    return found


def stamps(folder: Path) -> tuple[list[Cutout], list[Cutout]]:
    """List the foods, and the things that are no food, of Debian's tuxpaint-stamps-default unpacked in `folder`."""
    root = next((path for path in sorted(folder.rglob("stamps")) if (path / "food").is_dir()), None)
    if root is None:
        raise FileNotFoundError(
            f"no stamps below {str(folder)!r}: unpack Debian's tuxpaint-stamps-default there, or leave the option out"
        )
    pictures = [path for path in photo_files(root) if "cartoon" not in path.parts]
    foods = [Cutout(_stamp_name(path), path) for path in pictures if path.is_relative_to(root / "food")]
    things = [Cutout("", path) for path in pictures if any(path.is_relative_to(root / kind) for kind in THING_FOLDERS)]
    return foods, things


def _stamp_name(path: Path) -> str:
    first, _, second = path.stem.lower().partition("_")
    name = STAMP_NAMES.get(first, STAMP_NAMES.get(second, FOOD))
    return name if name in class_index() else FOOD


def _dyed(picture: Image.Image, hue: int) -> Image.Image:
    _, saturation, value = picture.convert("RGB").convert("HSV").split()
    colour = Image.merge("HSV", (Image.new("L", picture.size, hue), saturation, value)).convert("RGB")
    colour.putalpha(picture.getchannel("A"))
    return colour


def _trimmed(picture: Image.Image) -> Image.Image:
    picture.thumbnail((LARGEST_SIDE, LARGEST_SIDE))
    box = picture.getchannel("A").point(lambda value: 255 * (value > 128)).getbbox()
    return picture.crop(box) if box else picture


def _cut_from_white(picture: Image.Image) -> Image.Image:
    picture.thumbnail((LARGEST_SIDE, LARGEST_SIDE))
    pixels = np.asarray(picture).astype(np.int16)
    food = (pixels.min(axis=2) < 236) | (pixels.max(axis=2) - pixels.min(axis=2) > 14)
    mask = Image.fromarray((food * 255).astype(np.uint8))
    mask = mask.filter(ImageFilter.MaxFilter(9)).filter(ImageFilter.MinFilter(9)).filter(ImageFilter.MinFilter(3))
    picture.putalpha(mask.filter(ImageFilter.GaussianBlur(1.2)))
    return _trimmed(picture)


def _cut_ellipse(picture: Image.Image) -> Image.Image:
    mask = Image.new("L", picture.size, 0)
    inset = max(1, min(picture.size) // 40)
    ImageDraw.Draw(mask).ellipse((inset, inset, picture.width - inset, picture.height - inset), fill=255)
    picture.putalpha(mask.filter(ImageFilter.GaussianBlur(1.5)))
    return _trimmed(picture)
