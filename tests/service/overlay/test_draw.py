"""The picture is decoded and looked at where its marks must be."""

import io
from collections.abc import Sequence
from itertools import combinations

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image

from models.detection import Box
from service.meal import Item, PortionEstimate, Totals, Verdict, Verdicts
from service.overlay import WORDS, Picture, draw
from service.overlay.captions import caption, shown_score
from service.overlay.marks import dot_image
from service.overlay.style import INK, NEUTRAL, STYLES, Face, Mark, font
from tests.service.overlay.builders import food, item, plain_photo, totals, verdicts


def decoded(picture: Picture) -> npt.NDArray[np.int16]:
    with Image.open(io.BytesIO(picture.data)) as image:
        assert image.format == "JPEG"
        return np.asarray(image.convert("RGB")).astype(np.int16)


def count_near(pixels: npt.NDArray[np.int16], colour: Sequence[int], tolerance: int = 28) -> int:
    return int((abs(pixels - np.array(colour)).max(axis=2) <= tolerance).sum())


def drawn(items: list[Item], judged: Verdicts, sums: Totals | None = None, *, hide_energy: bool = False) -> Picture:
    photo = plain_photo(960, 720)
    return draw(
        photo, items, judged, sums or totals(), scores={each.id: 7.0 for each in items}, hide_energy=hide_energy
    )


@pytest.mark.parametrize("verdict", list(Verdict))
def test_a_dot_shows_its_verdicts_colour_at_the_box_centre(verdict: Verdict) -> None:
    picture = drawn([item(box=Box(400, 300, 160, 120))], verdicts({"a": verdict}))
    at_centre = decoded(picture)[360 - 12 : 360 + 12, 480 - 12 : 480 + 12]
    others = [style.fill for key, style in STYLES.items() if key is not verdict]
    assert count_near(at_centre, STYLES[verdict].fill) > 60
    assert max(count_near(at_centre, fill) for fill in others) < 5, "only what JPEG blurs"


def test_without_profiles_a_dot_has_no_verdict_colour() -> None:
    pixels = decoded(drawn([item(box=Box(400, 300, 160, 120))], Verdicts()))
    assert {count_near(pixels[:720], style.fill, 16) for style in STYLES.values()} == {0}


@pytest.mark.parametrize("language", WORDS)
def test_without_foods_the_strip_explains_no_dots_and_says_nothing_of_profiles(language: str) -> None:
    def strip(judged: Verdicts, items: list[Item]) -> npt.NDArray[np.int16]:
        scores = {each.id: 7.0 for each in items}
        picture = draw(plain_photo(960, 720), items, judged, totals(), scores=scores, words=WORDS[language])
        return decoded(picture)[720:]

    nothing = strip(verdicts({}), [])
    assert np.array_equal(nothing, strip(Verdicts(), []))
    marks = [style.fill for style in STYLES.values()]
    assert max(count_near(nothing, fill, 16) for fill in marks) == 0
    assert count_near(nothing, INK) > 500
    assert max(count_near(strip(verdicts({"a": Verdict.FINE}), [item()]), fill, 16) for fill in marks) > 60


@pytest.mark.parametrize("size", [(480, 360), (960, 720), (4000, 3000), (3000, 4000), (300, 1200), (1, 1)], ids=str)
def test_boxes_in_photo_pixels_land_scaled_on_a_smaller_copy(size: tuple[int, int]) -> None:
    box = Box(size[0] * 0.25, size[1] * 0.25, size[0] * 0.5, size[1] * 0.5)
    small = plain_photo(max(1, size[0] // 3), max(1, size[1] // 3))
    picture = draw(
        small, [item(box=box)], verdicts({"a": Verdict.AVOID}), totals(), scores={"a": None}, photo_size=size
    )
    pixels = decoded(picture)
    assert pixels.shape[:2] == (picture.height, picture.width)
    scale = picture.width / small.shape[1]
    x, y = picture.width // 2, round(small.shape[0] * scale / 2)
    assert count_near(pixels[y - 10 : y + 10, x - 10 : x + 10], STYLES[Verdict.AVOID].fill) > 40


@pytest.mark.parametrize(
    ("photo", "longest"), [((4032, 3024), 1600), ((1280, 960), 1280), ((480, 360), 960)], ids=["12MP", "as is", "small"]
)
def test_the_photo_is_never_longer_than_the_cap_nor_too_small_for_text(photo: tuple[int, int], longest: int) -> None:
    picture = draw(plain_photo(*photo), [], Verdicts(), totals(), scores={})
    assert picture.width == longest
    assert picture.height > longest * 3 // 4, "legend and totals lie below the photo, not on it"


def test_the_picture_carries_no_metadata() -> None:
    picture = drawn([item(box=Box(400, 300, 160, 120))], Verdicts())
    with Image.open(io.BytesIO(picture.data)) as image:
        assert not image.getexif()
        assert {"exif", "comment", "icc_profile", "xmp"}.isdisjoint(image.info)


def test_the_callers_photo_stays_untouched() -> None:
    photo = plain_photo(960, 720)
    draw(photo, [item(box=Box(400, 300, 160, 120))], Verdicts(), totals(), scores={"a": 5.0})
    assert (photo == 120).all()


@pytest.mark.parametrize("count", [0, 1, 12, 30])
def test_any_number_of_items_on_the_smallest_photo(count: int) -> None:
    items = [item(str(k), Box(10 + 53 * (k % 6), 10 + 60 * (k // 6), 50, 50)) for k in range(count)]
    judged = verdicts({each.id: list(Verdict)[index % 4] for index, each in enumerate(items)})
    picture = draw(plain_photo(480, 360), items, judged, totals(), scores=dict.fromkeys([i.id for i in items], 5.0))
    assert decoded(picture).shape == (picture.height, picture.width, 3)


def test_an_item_added_by_hand_is_listed_below_the_photo() -> None:
    alone, joined = drawn([], Verdicts()), drawn([item(box=None)], Verdicts())
    assert joined.height > alone.height
    assert (decoded(joined)[:720] == decoded(alone)[:720]).all()


def test_hidden_energy_changes_label_and_totals() -> None:
    shown = [item(box=Box(400, 300, 160, 120))]
    open_, hidden = drawn(shown, Verdicts()), drawn(shown, Verdicts(), hide_energy=True)
    assert open_.data != hidden.data
    with_energy = caption(shown[0], Verdicts(), {}, WORDS["en"], hide_energy=False)
    without = caption(shown[0], Verdicts(), {}, WORDS["en"], hide_energy=True)
    assert (with_energy.amounts, without.amounts) == ("260 kcal · 120–300 g", "120–300 g")
    assert drawn([], Verdicts(), totals(900), hide_energy=True) == drawn([], Verdicts(), totals(300), hide_energy=True)


@pytest.mark.parametrize(
    ("given", "name", "amounts", "score"),
    [
        (item(), "Rice", "260 kcal · 120–300 g", "7.0"),
        (item(label="basmati_rice", confidence=0.3), "Basmati rice?", "260 kcal · 120–300 g", "7.0"),
        (item(confirmed=True, food=food("Pizza, cheese, thin crust")), "Pizza, cheese", "260 kcal · 120–300 g", "7.0"),
        (item(label="food", food=food("Noodles")), "Noodles", "260 kcal · 120–300 g", "7.0"),
        (
            item("b", label="food", food=None, portion=PortionEstimate(None, None, None)),
            "Which food?",
            "kcal not known",
            "–",
        ),
        (item(food=food(energy=None)), "Rice", "kcal not known · 120–300 g", "7.0"),
        (item(portion=PortionEstimate(200, 200, 200)), "Rice", "260 kcal · 200 g", "7.0"),
        (item(portion=PortionEstimate(200, None, None)), "Rice", "260 kcal · 200 g", "7.0"),
        (item(on_my_plate=False), "Rice", "not on my plate", "7.0"),
        (item(portion=PortionEstimate(200, 100, 300, eaten_fraction=0.5)), "Rice", "130 kcal · 50–150 g", "7.0"),
    ],
    ids=[
        "plain",
        "doubtful",
        "confirmed",
        "generic label",
        "no food",
        "no energy",
        "stated",
        "no range",
        "not mine",
        "half eaten",
    ],
)
def test_captions_say_what_is_known(given: Item, name: str, amounts: str, score: str) -> None:
    said = caption(given, Verdicts(), {"a": 7.0, "b": None}, WORDS["en"], hide_energy=False)
    assert (said.name, said.amounts, said.score) == (name, amounts, score)


def test_one_profile_gives_its_own_score_and_several_the_foods() -> None:
    one = verdicts({"a": Verdict.LIMIT}, score=3.25)
    two = Verdicts({"a": one.by_item["a"] * 2})
    shown = [shown_score(item(), judged, {"a": 8.0}) for judged in (one, two, Verdicts())]
    assert shown == [3.25, 8.0, 8.0]


@pytest.mark.parametrize("face", list(Face))
@pytest.mark.parametrize("letter", "äöüßñéèçíóúåøœÄÖÜÑ–…·½≥¿")
def test_the_fonts_have_the_letters_food_names_need(face: Face, letter: str) -> None:
    missing = bytes(font(face, 24).getmask("\U0010ffff"))
    assert bytes(font(face, 24).getmask(letter)) != missing


def test_no_text_of_the_picture_promises_safety() -> None:
    texts = " ".join(str(words).lower() for words in WORDS.values())
    assert [word for word in ("safe", "free from", "sicher", "seguro", "frei von") if word in texts] == []


@pytest.mark.parametrize(("one", "other"), list(combinations([*STYLES.values(), NEUTRAL], 2)), ids=str)
def test_marks_differ_without_their_colours(one: Mark, other: Mark) -> None:
    grey = [np.asarray(dot_image(mark, 17).convert("LA").convert("L"), dtype=np.int16) for mark in (one, other)]
    assert (abs(grey[0] - grey[1]) > 60).mean() > 0.04, "a reader who sees no colour tells them apart"
    assert one.shape != other.shape
    assert one.symbol != other.symbol
