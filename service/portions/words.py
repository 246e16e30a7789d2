"""The words: what a portion is based on, in the languages people read."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from math import log
from typing import Final

from nutrition_db import Food
from service.portions.sizes import DATA

__all__ = ["DEFAULT", "amount", "number", "say", "thing"]

DEFAULT: Final = "en"

# Household measures people know by heart; the rest of the table's measures are in English only.
_MEASURES: Final = (
    ("cup", re.compile(r"^1 cup\b(?!.*(?:dry|unpopped|whipped))")),
    ("slice", re.compile(r"^1 (?:medium |regular )?(?:or regular )?slice$")),
    ("tablespoon", re.compile(r"^1 (?:tbsp|tablespoon)$")),
)
_COUNTS: Final = (0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0)
_GLYPHS: Final = {0.25: "¼", 0.5: "½", 0.75: "¾", 1.5: "1½"}
_NEAR: Final = log(1.12)  # a measure within 12 % of the grams names them


def say(language: str, key: str, **values: object) -> str:
    """One sentence; an unknown language reads English."""
    return _texts().get(language, _texts()[DEFAULT])[key].format(**values)


def thing(language: str, label: str) -> str:
    """What a piece of tableware is called."""
    return say(language, "cup_thing" if label == "cup" else label)


def number(language: str, value: float) -> str:
    """At most one decimal, with the language's mark."""
    return f"{value:.1f}".removesuffix(".0").replace(".", say(language, "decimal"))


def amount(language: str, grams: float, food: Food | None) -> str:
    """ "about 1 cup" where a measure of the food comes near, else "about 180 g"."""
    measure = None if food is None or grams <= 0 else _nearest(grams, food)
    return say(language, "about", amount=_measured(language, *measure) if measure else _grams(language, grams))


def _grams(language: str, grams: float) -> str:
    step = 1 if grams < 20 else 5 if grams < 200 else 10
    return say(language, "grams", grams=max(1, round(grams / step) * step))


def _measured(language: str, name: str, count: float) -> str:
    return say(language, name if count <= 1 else f"{name}s", count=_GLYPHS.get(count, f"{count:g}"))


def _nearest(grams: float, food: Food) -> tuple[str, float] | None:
    offers = [
        (abs(log(grams / (portion.grams * count))), order, name, count)
        for order, (name, pattern) in enumerate(_MEASURES)
        for portion in food.portions
        if pattern.search(portion.description)
        for count in _COUNTS
    ]
    best = min(offers, default=None)
    return (best[2], best[3]) if best is not None and best[0] <= _NEAR else None


@cache
def _texts() -> Mapping[str, Mapping[str, str]]:
    with (DATA / "words.toml").open("rb") as file:
        return tomllib.load(file)
