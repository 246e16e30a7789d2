"""The reviewed tables behind the tagging: ingredient_facts.csv and sr_facts.csv."""

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from nutrition_db.build.sources import SourceError
from nutrition_db.build.tagging_evidence import Evidence
from nutrition_db.food import ALLERGEN_KEYS, FACT_KEYS, Presence

__all__ = ["BASES", "KEYS", "Row", "read_ingredients", "read_sr"]

KEYS: Final = tuple(dict.fromkeys((*ALLERGEN_KEYS, *FACT_KEYS)))
"""Every key once: egg and gluten are allergens and facts alike."""

BASES: Final = ("judged", "recipe", "alternatives", "corrected")
"""judged: the row says it all. recipe: the name is a food with a recipe, which is opened. alternatives: its recipe
is a market mix, whose parts stand in for each other. corrected: the recipe is opened and the keys of the row replace
what it says, as where USDA computes a food from a stand-in."""

_EVERY: Final = {"*": ALLERGEN_KEYS, "**": KEYS}


@dataclass(frozen=True, slots=True)
class Row:
    """What the review says of one name; a judged name holds nothing beyond the keys of its sets."""

    basis: str
    contains: frozenset[str]
    maybe: frozenset[str]
    unknown: frozenset[str]
    absent: frozenset[str]
    reason: str

    @property
    def is_judged(self) -> bool:
        """True when the row itself is the answer."""
        return self.basis == "judged"

    @property
    def is_alternatives(self) -> bool:
        """True when the parts of the recipe stand in for each other."""
        return self.basis == "alternatives"

    def states(self, name: str) -> dict[str, Evidence]:
        """Every key with the row's answer, `name` being the ingredient in the trail."""
        return {key: self._state(key, name) for key in KEYS}

    def corrected(self, states: dict[str, Evidence], name: str) -> dict[str, Evidence]:
        """`states` of the recipe with the keys this row speaks of replaced."""
        spoken_of = self.contains | self.maybe | self.unknown | self.absent
        return {key: self._state(key, name) if key in spoken_of else evidence for key, evidence in states.items()}

    def _state(self, key: str, name: str) -> Evidence:
        if key in self.contains:
            return Evidence(Presence.CONTAINS, name)
        if key in self.maybe:
            return Evidence(Presence.MAY_CONTAIN, name, reason=self.reason)
        if key in self.unknown:
            return Evidence(Presence.UNKNOWN, name)
        return Evidence(Presence.NOT_DETECTED, f"not part of {name}")


def read_ingredients(path: Path) -> dict[str, Row]:
    """Ingredient name -> row; raises `SourceError` naming the line of a mistake."""
    rows: dict[str, Row] = {}
    for line, name, row in _read(path, "name"):
        if name in rows:
            raise SourceError(f"{path.name}, line {line}: {name!r} is there twice. Keep one row")
        rows[name] = row
    return rows


def read_sr(path: Path) -> dict[str, Row]:
    """Five-digit SR number -> row; a row of the file holds for every number of its `codes`."""
    return {code: row for _, codes, row in _read(path, "codes") for code in codes.split()}


def _read(path: Path, column: str) -> list[tuple[int, str, Row]]:
    with path.open(encoding="utf-8", newline="") as file:
        lines = enumerate(csv.DictReader(file), 2)
        return [(line, cells[column], _row(path.name, line, cells)) for line, cells in lines]


def _row(file: str, line: int, cells: dict[str, str]) -> Row:
    basis = cells.get("basis", "judged")
    contains, maybe, unknown = (_keys(cells[column]) for column in ("contains", "maybe", "unknown"))
    absent = _keys(cells.get("absent", ""))
    wrong = (contains | maybe | unknown | absent).difference(KEYS) | (contains & maybe) | (absent & (contains | maybe))
    if wrong or basis not in BASES:
        raise SourceError(
            f"{file}, line {line}: basis {basis!r}, keys {sorted(wrong)!r} are unknown or twice. "
            "Use keys of ALLERGEN_KEYS and FACT_KEYS joined by '|', each once"
        )
    return Row(basis, contains, maybe, unknown - contains - maybe - absent, absent, cells["reason"])


def _keys(cell: str) -> frozenset[str]:
    return frozenset(key for word in cell.split("|") if word for key in _EVERY.get(word, (word,)))
