"""The page's texts: one file per language, looked up by dotted keys in templates and scripts alike."""

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType

from service.language import LANGUAGES, preferred_language

__all__ = ["LANGUAGES", "preferred_language", "texts"]


@lru_cache(maxsize=len(LANGUAGES))
def texts(language: str) -> Mapping[str, str]:
    """All texts of a language as "section.key" -> text; raises KeyError for a language there is no file for."""
    if language not in LANGUAGES:
        raise KeyError(f"no texts in {language!r}; choose one of {', '.join(LANGUAGES)}")
    source = (files("service.web") / "languages" / f"{language}.toml").read_text("utf-8")
    sections = tomllib.loads(source)
    flat = {f"{section}.{key}": text for section, entries in sections.items() for key, text in entries.items()}
    return MappingProxyType(flat)
