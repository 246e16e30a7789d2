"""The catalogue: every rule of every diet and condition, read from the data files beside this module.

Order matters twice: owners come in the order of the API contract, the rules of one owner in the order of the files.
`fact_rules.csv` asks what is in a food, `lists.toml` what it is called, `number_rules.csv` how much of a nutrient.
"""

import csv
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Any, Final

from nutrition_db.food import ALLERGEN_KEYS, FACT_KEYS, NUTRIENT_KEYS
from service.dietary.names import DATA, unit_of
from service.dietary.profile import CONDITION_KEYS, DIET_KEYS
from service.meal import ThresholdOrigin, Verdict

__all__ = [
    "DEFAULT_DAILY_ENERGY_KCAL",
    "Catalogue",
    "CatalogueError",
    "FactKey",
    "FactRule",
    "ListRule",
    "NumberRule",
    "Rule",
    "WordRule",
    "load_catalogue",
]

DEFAULT_DAILY_ENERGY_KCAL: Final = 2000.0
_FAMILIES: Final = {"diet": DIET_KEYS, "condition": CONDITION_KEYS}


class CatalogueError(ValueError):
    """A row of the rule files is not one the engine can read."""


class FactKey(str):
    """What a rule asks about: a key of `FACT_KEYS`, or one of `ALLERGEN_KEYS` written "allergen:milk"."""

    name: str
    is_allergen: bool

    def __new__(cls, text: str) -> "FactKey":
        """Read a key as the rule files write it."""
        key = super().__new__(cls, text.strip())
        kind, _, key.name = key.rpartition(":")
        key.is_allergen = kind == "allergen"
        return key


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What all rules have. `order` is the place in the catalogue; the owner of "diet.vegan.meat" is "diet.vegan"."""

    id: str
    order: int
    text: str
    origin: ThresholdOrigin
    source: str

    @property
    def owner(self) -> str:
        """The diet or condition it belongs to."""
        return _owner(self.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class FactRule(Rule):
    """Asks facts. `groups` are joined by "and", the keys of one group by "or".

    `present` answers contains and likely, `absent` answers not_detected in a food that is not a single ingredient;
    None means that presence changes no verdict.
    """

    groups: tuple[tuple[FactKey, ...], ...]
    present: Verdict | None
    may_contain: Verdict | None
    unknown: Verdict | None
    absent: Verdict | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberRule(Rule):
    """Asks an amount, against a line. `limit_from` and `avoid_from` are shares of `threshold`, None for no such band.

    `basis` is "day", "meal" or "portion"; the amount is always that of the portion. With `energy_share` the threshold
    follows the day's energy: share x kcal / `kcal_per_unit`. `strict` compares with > instead of >=.
    """

    nutrient: str
    threshold: float
    basis: str
    limit_from: float | None
    avoid_from: float | None
    energy_share: float | None = None
    kcal_per_unit: float | None = None
    advice: str = ""
    formula: str = ""
    strict: bool = False

    @property
    def unit(self) -> str:
        """Unit of the threshold."""
        return unit_of(self.nutrient)

    def line(self, daily_energy_kcal: float | None) -> float:
        """Threshold for a day of this energy, rounded half up to whole units; 2000 kcal when none is given."""
        if self.energy_share is None or self.kcal_per_unit is None:
            return self.threshold
        energy = DEFAULT_DAILY_ENERGY_KCAL if daily_energy_kcal is None else daily_energy_kcal
        return float(int(self.energy_share * energy / self.kcal_per_unit + 0.5))


@dataclass(frozen=True, slots=True, kw_only=True)
class WordRule(Rule):
    """Asks for words in the food's own name; with `in_recipe` in its aliases and the ingredients of its recipe too.

    `unread` answers a composed food that has no recipe to look into.
    """

    words: tuple[str, ...]
    verdict: Verdict
    in_recipe: bool = False
    unread: Verdict | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListRule(Rule):
    """Answers unknown for every food that is not on its written list. Patterns match the lower-cased name."""

    plain_facts: tuple[FactKey, ...]
    plain_categories: frozenset[str]
    plain: tuple[str, ...]
    also: tuple[str, ...]
    never: tuple[str, ...]


@lru_cache(maxsize=1024)
def _owner(rule_id: str) -> str:
    return rule_id.rpartition(".")[0]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Every rule in order, and the rules of each owner ("diet.vegan")."""

    rules: tuple[Rule, ...]
    by_owner: Mapping[str, tuple[Rule, ...]]


@cache
def load_catalogue() -> Catalogue:
    """Read the rules once; raises `CatalogueError` on a row with an unknown key or verdict."""
    rules = tuple(
        sorted([*_fact_rules(), *_word_rules(), *_list_rules(), *_number_rules()], key=lambda rule: rule.order)
    )
    by_owner: dict[str, tuple[Rule, ...]] = {}
    for rule in rules:
        by_owner[rule.owner] = (*by_owner.get(rule.owner, ()), rule)
    return Catalogue(rules, MappingProxyType(by_owner))


def _fact_rules() -> Iterable[FactRule]:
    for row, common in _rows("fact_rules.csv", 0):
        groups = tuple(tuple(map(FactKey, group.split("|"))) for group in row["facts"].split("&"))
        for key in (key for group in groups for key in group):
            _check(row["id"], (key.name,), ALLERGEN_KEYS if key.is_allergen else FACT_KEYS)
        yield FactRule(
            **common,
            groups=groups,
            present=_verdict(row["present"]),
            may_contain=_verdict(row["may_contain"]),
            unknown=_verdict(row["unknown"]),
        )


def _number_rules() -> Iterable[NumberRule]:
    for row, common in _rows("number_rules.csv", 300):
        _check(row["id"], (row["nutrient"],), NUTRIENT_KEYS)
        yield NumberRule(
            **common,
            nutrient=row["nutrient"],
            threshold=float(row["threshold"]),
            basis=row["basis"],
            limit_from=_number(row["limit_from"]),
            avoid_from=_number(row["avoid_from"]),
            energy_share=_number(row["energy_share"]),
            kcal_per_unit=_number(row["kcal_per_unit"]),
            advice=row["advice"],
            formula=row["formula"],
        )


def _word_rules() -> Iterable[WordRule]:
    for place, entry in enumerate(_tables("words")):
        common = _common(entry, 100 + place)
        yield WordRule(**common, words=tuple(entry["words"]), verdict=Verdict(entry["verdict"]))


def _list_rules() -> Iterable[ListRule]:
    for place, entry in enumerate(_tables("lists")):
        _check(entry["id"], entry["plain_facts"], FACT_KEYS)
        yield ListRule(
            **_common(entry, 200 + place),
            plain_facts=tuple(FactKey(key) for key in entry["plain_facts"]),
            plain_categories=frozenset(entry.get("plain_categories", ())),
            plain=tuple(entry["plain"]),
            also=tuple(entry["also"]),
            never=tuple(entry["never"]),
        )


def _rows(name: str, start: int) -> Iterable[tuple[dict[str, str], dict[str, Any]]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        for place, row in enumerate(csv.DictReader(file)):
            yield row, _common(row, start + place)


def _tables(name: str) -> list[dict[str, Any]]:
    with (DATA / "lists.toml").open("rb") as file:
        tables: list[dict[str, Any]] = tomllib.load(file)[name]
        return tables


def _common(entry: Mapping[str, Any], place: int) -> dict[str, Any]:
    family, key, _ = entry["id"].split(".")
    _check(entry["id"], (key,), _FAMILIES.get(family, ()))
    order = (list(_FAMILIES).index(family) * 100 + _FAMILIES[family].index(key)) * 1000 + place
    origin = ThresholdOrigin(entry["origin"])
    return {"id": entry["id"], "order": order, "text": entry["text"], "origin": origin, "source": entry["source"]}


def _verdict(cell: str) -> Verdict | None:
    return Verdict(cell) if cell else None


def _number(cell: str) -> float | None:
    return float(cell) if cell else None


def _check(rule_id: str, keys: Iterable[str], known: Iterable[str]) -> None:
    for key in keys:
        if key not in known:
            raise CatalogueError(f"rule {rule_id!r} names {key!r}, which nobody knows. Use one of {sorted(known)}")
