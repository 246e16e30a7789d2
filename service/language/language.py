"""One language: names of nutrients, facts and diets, sentences, and how amounts are written.

`words/en.toml` holds every key; German and Spanish hold the same keys, and under [fixed] the sentences that stand
elsewhere in English, word by word: rule files, error classes, warnings. Food names stay as the table has them.
"""

import tomllib
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final

from service.language.preference import LANGUAGES
from service.language.trail import Trail

__all__ = ["ENGLISH", "Language", "language_of"]

Sections = Mapping[str, Mapping[str, str]]


class Language:
    """What one language calls things. Shared by all requests; nothing in it changes."""

    def __init__(self, code: str, sections: Sections, english: Sections) -> None:
        self.code: Final = code
        self._sections = sections
        self._fixed = sections.get("fixed", {})
        self._trail = None if code == "en" else Trail(sections, english)

    def say(self, key: str, **values: str) -> str:
        """Fill the values into the sentence of this key."""
        return self._sections["sentences"][key].format(**values)

    def fixed(self, english: str) -> str:
        """Translate a sentence that stands in English where it belongs; one nobody translated stays English."""
        return self._fixed.get(english, english)

    def name(self, section: str, key: str) -> str:
        """Say a key of nutrients, facts, allergens, diets, conditions or severities in words, as inside a sentence."""
        return self._sections[section][key]

    def fact(self, key: str) -> str:
        """Say a fact key in words; "allergen:milk" asks for the allergen of that name."""
        kind, _, name = key.rpartition(":")
        return self._sections["allergens" if kind else "facts"][name]

    def avoided(self, word: str) -> str:
        """Say what a profile avoids: caffeine, an allergen or a fact by its name, any other word as it is."""
        if word == "caffeine":
            return self.name("nutrients", "caffeine_mg")
        return next(
            (self._sections[part][word] for part in ("allergens", "facts") if word in self._sections[part]), word
        )

    def trail(self, why: str) -> str:
        """Say why an allergen or a fact is in a food; names of ingredients stay as the table has them."""
        return why if self._trail is None else self._trail(why)

    def number(self, text: str) -> str:
        """Write a number with this language's decimal mark."""
        return text if self.code == "en" else text.replace(".", ",")

    def amount(self, value: float, unit: str) -> str:
        """Write an amount with as many digits as anyone reads: 0.42 g, 3.4 g, 128 mg."""
        digits = 0 if value >= 10 or value == int(value) else 1 if value >= 1 else 2
        return f"{self.number(f'{value:.{digits}f}')} {unit}"

    def percent(self, share: float) -> str:
        """Write a share (1 = all of it) as whole per cent."""
        return f"{share * 100:.0f} %"


@cache
def _sections(code: str) -> Sections:
    text = (files("service.language") / "words" / f"{code}.toml").read_text("utf-8")
    sections: Sections = tomllib.loads(text)
    return sections


@lru_cache(maxsize=len(LANGUAGES))
def language_of(code: str) -> Language:
    """The language of a code; raises KeyError for one there are no words for."""
    if code not in LANGUAGES:
        raise KeyError(f"no words in {code!r}; choose one of {', '.join(LANGUAGES)}")
    return Language(code, _sections(code), _sections("en"))


ENGLISH: Final = language_of("en")
