"""The trail: why something is in a food, as the table writes it in English, said in another language."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

__all__ = ["Trail"]

_OPENINGS: Final = {
    "contains ": "why_contains",
    "may be in ": "why_may_contain",
    "not known for ": "why_unknown",
    "not part of ": "why_absent",
}
_NONE_OF: Final = re.compile(r"in none of its (\d+) ingredients")
_DEPENDS: Final = re.compile(r"(.+) depends? on the (?:brand|cook|maker|recipe|brand or the cook)")
_GRAMS: Final = re.compile(r"\(([\d.]+) g of 100 g\)")


class Trail:
    """Puts the table's connecting words into one language; ingredients, and notes nobody translated, stay English."""

    def __init__(self, words: Mapping[str, Mapping[str, str]], english: Mapping[str, Mapping[str, str]]) -> None:
        self._sentences = words["sentences"]
        self._fixed = words["fixed"]
        self._names = {
            name: words[section][key] for section in ("facts", "allergens") for key, name in english[section].items()
        }
        self._said = lru_cache(maxsize=20_000)(self._say)

    def __call__(self, why: str) -> str:
        """Say a trail such as "contains butter (3 g of 100 g), in table fat: one of several kinds"."""
        return self._said(why)

    def _say(self, why: str) -> str:
        opening = next((english for english in _OPENINGS if why.startswith(english)), None)
        if opening is None:
            return "; ".join(map(self._note, why.split("; ")))
        path, colon, notes = why.removeprefix(opening).partition(": ")
        said = self._sentences[_OPENINGS[opening]].format(food=self._path(path))
        return f"{said}{colon}{'; '.join(map(self._note, notes.split('; ')))}"

    def _path(self, path: str) -> str:
        steps = [_GRAMS.sub(self._grams, step) for step in path.split(", in ")]
        return ", ".join([steps[0], *(self._sentences["why_in"].format(food=step) for step in steps[1:])])

    def _grams(self, match: re.Match[str]) -> str:
        return f"({self._sentences['why_grams'].format(grams=match[1].replace('.', ','))})"

    def _note(self, note: str) -> str:
        if note in self._fixed:
            return self._fixed[note]
        if note == "a single plain ingredient":
            return self._sentences["why_plain"]
        if match := _NONE_OF.fullmatch(note):
            return self._sentences["why_none"].format(count=match[1])
        if match := _DEPENDS.fullmatch(note):
            return self._sentences["why_depends"].format(food=self._listed(match[1]))
        if note.endswith(" by name"):
            return self._sentences["why_named"].format(food=self._listed(note.removesuffix(" by name")))
        return note

    def _listed(self, names: str) -> str:
        return ", ".join(self._names.get(name, name) for name in re.split(r", | and ", names))
