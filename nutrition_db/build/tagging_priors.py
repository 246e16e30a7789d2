"""Priors: what a dish's name or its figures say beyond its recipe. They raise a state, they never lower one."""

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from nutrition_db.build.raw import RawFood
from nutrition_db.build.sources import SourceError
from nutrition_db.build.tagging_evidence import Evidence
from nutrition_db.build.tagging_tables import KEYS
from nutrition_db.food import Presence

__all__ = ["Prior", "from_nutrients", "read_priors"]

_RAISING: Final = frozenset({Presence.CONTAINS, Presence.LIKELY, Presence.MAY_CONTAIN})
_FIGURES: Final = (("alcohol_g", "alcohol", "alcohol"), ("added_sugars_g", "added_sugar", "added sugars"))
_SMALLEST: Final = 0.5  # g per 100 g: below it flavourings, ripe fruit and rounding speak, not an ingredient


@dataclass(frozen=True, slots=True)
class Prior:
    """A pattern over the lower-cased name and what it raises; `when` names keys of which one must be contained."""

    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None
    when: frozenset[str]
    key: str
    presence: Presence
    reason: str

    def fits(self, name: str, states: Mapping[str, Evidence]) -> bool:
        """True for a food of this name with these states."""
        lower = name.lower()
        if not self.pattern.search(lower) or (self.unless is not None and self.unless.search(lower)):
            return False
        return not self.when or any(states[key].presence is Presence.CONTAINS for key in self.when)

    def evidence(self) -> tuple[str, Evidence]:
        """The key and its evidence, which has a reason and no ingredient."""
        return self.key, Evidence(self.presence, "", reason=self.reason)


def read_priors(path: Path) -> Sequence[Prior]:
    """Read dish_priors.csv; `keys` of a row are joined by "|". Raises `SourceError` naming the line of a mistake."""
    with path.open(encoding="utf-8", newline="") as file:
        return [prior for line, cells in enumerate(csv.DictReader(file), 2) for prior in _priors(line, cells)]


def _priors(line: int, cells: dict[str, str]) -> list[Prior]:
    keys = cells["keys"].split("|")
    when = frozenset(cells["when"].split("|")) - {""}
    presence = Presence(cells["presence"])
    if not when.union(keys) <= set(KEYS) or presence not in _RAISING or not cells["reason"]:
        raise SourceError(f"dish_priors.csv, line {line}: {cells!r}. Use known keys, a raising presence and a reason")
    unless = re.compile(cells["unless"]) if cells["unless"] else None
    pattern = re.compile(cells["pattern"])
    return [Prior(pattern, unless, when, key, presence, cells["reason"]) for key in keys]


def from_nutrients(food: RawFood) -> list[tuple[str, Evidence]]:
    """What the figures say: alcohol and added sugars above 0.5 g per 100 g are there, whatever the recipe names."""
    found = []
    for nutrient, key, words in _FIGURES:
        amount = food.nutrients.get(nutrient)
        if amount is not None and amount > _SMALLEST:
            found.append((key, Evidence(Presence.CONTAINS, words, min(amount, 99.9))))
    return found
