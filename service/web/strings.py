"""The page's texts: one file per language, looked up by dotted keys in templates and scripts alike."""

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Final

__all__ = ["LANGUAGES", "preferred_language", "texts"]

LANGUAGES: Final[Mapping[str, str]] = MappingProxyType({"en": "English", "de": "Deutsch", "es": "Español"})
"""Language code -> its own name; the first is the default."""


@lru_cache(maxsize=len(LANGUAGES))
def texts(language: str) -> Mapping[str, str]:
    """All texts of a language as "section.key" -> text; raises KeyError for a language there is no file for."""
    if language not in LANGUAGES:
        raise KeyError(f"no texts in {language!r}; choose one of {', '.join(LANGUAGES)}")
    source = (files("service.web") / "languages" / f"{language}.toml").read_text("utf-8")
    sections = tomllib.loads(source)
    flat = {f"{section}.{key}": text for section, entries in sections.items() for key, text in entries.items()}
    return MappingProxyType(flat)


def preferred_language(accept_language: str, wish: str | None = None) -> str:
    """The language to answer in: the wish if there is one, else the best of an Accept-Language header."""
    if wish is not None and wish in LANGUAGES:
        return wish
    weighed = [_weigh(part) for part in accept_language.lower().split(",")]
    known = [(weight, code) for weight, code in weighed if code in LANGUAGES and weight > 0]
    return max(known, key=lambda each: each[0])[1] if known else next(iter(LANGUAGES))


def _weigh(part: str) -> tuple[float, str]:
    """One range of Accept-Language as its weight and its primary language; malformed weights count nothing."""
    tag, _, parameter = part.strip().partition(";")
    name, _, value = parameter.strip().partition("=")
    if name.strip() != "q":
        return 1.0, tag.split("-")[0].strip()
    try:
        return float(value), tag.split("-")[0].strip()
    except ValueError:
        return 0.0, tag
