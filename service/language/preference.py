"""The preference: which language a caller reads, from an Accept-Language header (RFC 9110) or a wish."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

__all__ = ["LANGUAGES", "preferred_language"]

LANGUAGES: Final[Mapping[str, str]] = MappingProxyType({"en": "English", "de": "Deutsch", "es": "Español"})
"""Language code -> its own name; the first is the default."""


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
