"""Words of food names: how a name or a query becomes comparable tokens."""

import csv
import re
import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import Final

__all__ = ["FILLERS", "SILENT", "normalise", "stem", "telling", "tokens"]

_WORD: Final = re.compile(r"[^\W_]+")
_APOSTROPHE: Final = re.compile("['’]")
_IRREGULAR: Final = {
    "brownies": "brownie",
    "calories": "calorie",
    "children": "child",
    "cookies": "cookie",
    "halves": "half",
    "leaves": "leaf",
    "loaves": "loaf",
    "pies": "pie",
    "smoothies": "smoothie",
    "veggies": "veggie",
}

_FUNCTION_WORDS: Final = (
    "a an and as at by for from in into made of on or style the to type with without nfs ns some my"
)
FILLERS: Final = frozenset(_FUNCTION_WORDS.split())
"""Words that say little about which food it is; a query of nothing else keeps them."""

_MEASURE_WORDS: Final = "bowl plate cup glass mug piece slice serving portion handful scoop"
MEASURES: Final = frozenset(_MEASURE_WORDS.split())
"""Words that only measure when "of" follows: a bowl of rice, but a burrito bowl."""

_SILENT_WORDS: Final = "raw cooked regular fat brewed whole form home recipe prepared"
SILENT: Final = frozenset(_SILENT_WORDS.split())
"""Words of a name nobody types for the plain food: they do not count against a short query."""


def normalise(text: str) -> str:
    """Fold case and accents; apostrophes vanish, everything else but letters and digits becomes one space."""
    return " ".join(_words(text))


def _words(text: str) -> list[str]:
    folded = text.casefold()
    if not folded.isascii():
        folded = "".join(c for c in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(c))
    return _WORD.findall(_APOSTROPHE.sub("", folded))


def stem(word: str) -> str:
    """Singular of an English noun, enough to match names: berries -> berry, tomatoes -> tomato."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if len(word) <= 3 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("oes", "shes", "ches", "xes", "sses")):
        return word[:-2]
    return word[:-1]


def tokens(text: str) -> list[str]:
    """Stemmed tokens of a text, regional words replaced by the ones USDA uses."""
    return [token for word in _words(text) for token in _tokens_of(word)]


def telling(words: list[str]) -> list[str]:
    """Leave out what says little about which food is meant, unless nothing else is there."""
    silent = FILLERS | MEASURES if "of" in words else FILLERS
    return [word for word in words if word not in silent] or words


@lru_cache(maxsize=20_000)
def _tokens_of(word: str) -> tuple[str, ...]:
    stemmed = stem(word)
    return _SYNONYMS.get(stemmed, (stemmed,))


def _read_synonyms() -> dict[str, tuple[str, ...]]:
    """Stemmed word -> the stemmed words USDA says instead, from synonyms.csv."""
    with (Path(__file__).parent / "synonyms.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {stem(normalise(row["word"])): tuple(stem(word) for word in normalise(row["usda"]).split()) for row in rows}


_SYNONYMS: Final = _read_synonyms()
