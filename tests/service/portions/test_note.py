"""Notes: a plate size, a share, grams of a food, in three languages; everything else is named as unused."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.portions import Hints, read_note, unused
from tests.service.portions.builders import lying, portion, table, tableware


@pytest.mark.parametrize(
    ("note", "plate", "eaten", "amounts"),
    [
        ("", None, 1.0, []),
        ("plate is 27 cm", 27.0, 1.0, []),
        ("my plate: 27,5cm", 27.5, 1.0, []),
        ("27-cm plate", 27.0, 1.0, []),
        ("10 inch plate", 25.4, 1.0, []),
        ("Teller 27 cm", 27.0, 1.0, []),
        ("Teller mit 24 cm Durchmesser", 24.0, 1.0, []),
        ("plato de 27 cm", 27.0, 1.0, []),
        ("ate half", None, 0.5, []),
        ("I ate 60 % of it", None, 0.6, []),
        ("left a third", None, 2 / 3, []),
        ("die Hälfte gegessen", None, 0.5, []),
        ("comí la mitad", None, 0.5, []),
        ("dejé la mitad", None, 0.5, []),
        ("200 g rice", None, 1.0, [(200, "rice")]),
        ("1.5 kg of potatoes", None, 1.0, [(1500, "potatoes")]),
        ("rice 200 g chicken 100 g", None, 1.0, [(200, "rice"), (100, "chicken")]),
        ("200 g Reis und 150 g Hähnchen", None, 1.0, [(200, "Reis"), (150, "Hähnchen")]),
        ("200 g de arroz", None, 1.0, [(200, "arroz")]),
        ("plate is 27 cm, ate half, 200 g rice", 27.0, 0.5, [(200, "rice")]),
    ],
)
def test_a_note_is_read(note: str, plate: float | None, eaten: float, amounts: list[tuple[float, str]]) -> None:
    hints = read_note(note)
    assert hints.plate_diameter_cm == plate
    assert hints.eaten_fraction == pytest.approx(eaten)
    assert [(amount.grams, amount.words) for amount in hints.amounts] == amounts
    assert hints.unused == ()


@pytest.mark.parametrize(
    ("note", "left"),
    [
        ("lunch with grandma", ("lunch", "grandma")),
        ("ate half, it was great", ("it was great",)),
        ("plate is 2 cm", ("plate is 2 cm",)),
        ("0 g rice", ("0 g rice",)),
        ("200 g", ("200 g",)),
        ("ate 300 %", ("ate 300 %",)),
    ],
)
def test_words_nothing_was_made_of_are_kept(note: str, left: tuple[str, ...]) -> None:
    assert read_note(note).unused == left


@given(st.text(max_size=500))
@settings(max_examples=200, deadline=None)
def test_any_text_is_read_within_bounds(note: str) -> None:
    hints = read_note(note)
    assert 0 <= hints.eaten_fraction <= 1
    assert hints.plate_diameter_cm is None or 5 <= hints.plate_diameter_cm <= 100
    assert all(1 <= amount.grams <= 10_000 for amount in hints.amounts)


@pytest.mark.parametrize("note", ["200 g rice", "rice: 200g"])
def test_grams_of_a_food_are_taken_as_said(note: str) -> None:
    found = portion(lying("rice"), told=read_note(note))
    assert (found.low_grams, found.grams, found.high_grams, found.method) == (200, 200, 200, "given")


def test_the_share_eaten_is_every_items() -> None:
    assert portion(lying("rice"), told=read_note("ate half")).eaten_fraction == 0.5


@pytest.mark.parametrize(
    ("hints", "on", "warned"),
    [
        (read_note("200 g steak"), (), ["200 g steak"]),
        (read_note("200 g rice"), (), []),
        (read_note("by the lake"), (), ["by the lake"]),
        (Hints(plate_diameter_cm=27), (), ["plate diameter"]),
        (Hints(plate_diameter_cm=27), (tableware("bowl"),), []),
    ],
    ids=["no such food", "food", "no amount", "no plate", "bowl for a plate"],
)
def test_what_was_not_used_is_said(hints: Hints, on: tuple, warned: list[str]) -> None:  # type: ignore[type-arg]
    found = unused([lying("rice")], on, hints, table())
    assert len(found) == len(warned)
    assert all(words in warning for words, warning in zip(warned, found, strict=True))
