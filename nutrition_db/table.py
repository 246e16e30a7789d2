"""The nutrition table: every food by id, by concept and by search; read-only and shared by threads."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from nutrition_db.concepts import read_concepts, tidy_label
from nutrition_db.food import (
    ALLERGEN_KEYS,
    FACT_KEYS,
    NUTRIENT_KEYS,
    Concept,
    Fact,
    Food,
    Ingredient,
    Nutrients,
    Portion,
    Presence,
    Source,
    TrailStep,
    frozen,
)
from nutrition_db.kin import Kin
from nutrition_db.packed import NO_VALUE, SCALE, Packed, read_packed, read_table_csv
from nutrition_db.search import SearchIndex, SearchPage

__all__ = ["NutritionTable", "TableInfo", "UnknownFoodError"]

_PACKAGE: Final = Path(__file__).parent


class UnknownFoodError(KeyError):
    """No food has this id."""

    def __init__(self, food_id: str) -> None:
        super().__init__(food_id)
        self.food_id = food_id

    def __str__(self) -> str:
        return (
            f"no food has the id {self.food_id[:80]!r}. Ids look like 'fndds:58106225', 'sr:09040' or 'own:gyoza'; "
            "find one with NutritionTable.search or GET /v1/foods?q="
        )


@dataclass(frozen=True, slots=True)
class TableInfo:
    """What the table is made of: its release, foods per source, licence and release of each source."""

    release: str
    foods: int
    concepts: int
    counts: Mapping[str, int]
    sources: tuple[Mapping[str, str], ...]


class NutritionTable:
    """Foods of FNDDS, SR Legacy and our own recipes. Foods are made when first asked for and then shared."""

    def __init__(
        self,
        packed: Packed,
        concepts: Mapping[str, Concept],
        aliases: Mapping[str, str],
        translations: Mapping[str, str],
    ) -> None:
        self._packed = packed
        self._row_of = {row[0]: number for number, row in enumerate(packed.rows)}
        self._foods: dict[str, Food] = {}
        self._concepts = MappingProxyType(dict(concepts))
        self._aliases = aliases
        self._translations = {name: food_id for name, food_id in translations.items() if food_id in self._row_of}
        self._facts = tuple(_fact(*cells) for cells in packed.fact_texts)
        self._sources = {source["database"]: source for source in packed.manifest["sources"]}

    @classmethod
    def load(cls, folder: Path = _PACKAGE) -> "NutritionTable":
        """Read the packaged table, or another folder laid out like this package.

        Raises `TableError` when files are missing or damaged.
        """
        return cls(read_packed(folder / "data"), read_concepts(folder / "concepts.csv"), *_read_names(folder))

    def __len__(self) -> int:
        return len(self._row_of)

    def __contains__(self, food_id: object) -> bool:
        return food_id in self._row_of

    def __iter__(self) -> Iterator[str]:
        """Iterate over the ids in the table's order."""
        return iter(self._row_of)

    def get(self, food_id: str) -> Food:
        """Return the food with this id; raises `UnknownFoodError`."""
        # Two threads may both make a food that neither has yet: both get the one that was there first.
        food = self._foods.get(food_id)
        if food is None:
            row = self._row_of.get(food_id)
            if row is None:
                raise UnknownFoodError(food_id)
            food = self._foods.setdefault(food_id, self._make(row))
        return food

    def concept(self, label: str) -> Concept | None:
        """Look up what a detector's or classifier's label means, whatever its case, underscores or hyphens."""
        return self._concepts.get(tidy_label(label))

    def trail(self, food: Food) -> Mapping[str, tuple[TrailStep, ...]]:
        """Every allergen and fact key -> the recipe lines that bring it or may, surest and heaviest first."""
        found: dict[str, list[TrailStep]] = {key: [] for key in (*ALLERGEN_KEYS, *FACT_KEYS)}
        for line in food.recipe:
            for presence, keys in self._lines.get(line.name, {}).items():
                for key in keys:
                    found[key].append(TrailStep(line.name, line.grams, Presence(presence)))
        return {key: tuple(sorted(steps, key=_surest_first)) for key, steps in found.items()}

    @property
    def concepts(self) -> Mapping[str, Concept]:
        """Every concept by its tidy label."""
        return self._concepts

    def search(self, query: str, limit: int = 20) -> SearchPage:
        """Find foods by name, best first; any text is allowed, an unknown one finds nothing."""
        numbers, total = self._index.find(query, limit)
        return SearchPage(tuple(self.get(self._packed.rows[number][0]) for number in numbers), total)

    def similar(self, food: Food) -> Iterator[Food]:
        """Yield the other foods of its category, nearest in name first; none where the category is not a kind of food.

        A food that is raw, dry or otherwise not ready to eat only follows from one that is so too.
        """
        for row in self._kin.nearest(self._row_of[food.id], food.category):
            yield self.get(self._packed.rows[row][0])

    @property
    def release(self) -> str:
        """Version of the data, for reports: sources and a fingerprint of the table."""
        return str(self._packed.manifest["release"])

    def info(self) -> TableInfo:
        """Counts and licences, for /v1/info and the data card."""
        manifest = self._packed.manifest
        return TableInfo(
            release=self.release,
            foods=len(self),
            concepts=len(self._concepts),
            counts=MappingProxyType(dict(manifest["counts"])),
            sources=tuple(MappingProxyType(dict(source)) for source in manifest["sources"]),
        )

    @cached_property
    def _index(self) -> SearchIndex:
        return SearchIndex.build(self._packed.rows, self._aliases, self._translations)

    @cached_property
    def _kin(self) -> Kin:
        return Kin([row[1] for row in self._packed.rows], [row[3] for row in self._packed.rows])

    @cached_property
    def _lines(self) -> Mapping[str, Mapping[str, list[str]]]:
        return {name: json.loads(held) for name, held in self._packed.lines}

    @cached_property
    def _aliases_of(self) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for alias, food_id in self._aliases.items():
            found[food_id] = (*found.get(food_id, ()), alias)
        return found

    def _make(self, row: int) -> Food:
        food_id, name, aliases, category, portions, recipe, single, share, beverage, density = self._packed.rows[row]
        database, _, code = food_id.partition(":")
        source = self._sources[database]
        facts = [self._facts[number] for number in self._packed.facts[row].tolist()]
        return Food(
            id=food_id,
            name=name,
            aliases=tuple(dict.fromkeys((*self._aliases_of.get(food_id, ()), *_json(aliases)))),
            source=Source(source["name"], code, source["release"]),
            category=category,
            nutrients=self._nutrients(row),
            portions=tuple(Portion(*cells) for cells in _json(portions)),
            recipe=tuple(Ingredient(*cells) for cells in _json(recipe)),
            allergens=MappingProxyType(dict(zip(ALLERGEN_KEYS, facts, strict=False))),
            facts=MappingProxyType(dict(zip(FACT_KEYS, facts[len(ALLERGEN_KEYS) :], strict=True))),
            single_ingredient=bool(single),
            fruit_veg_share=float(share) if share else None,
            is_beverage=bool(beverage),
            density_g_per_ml=float(density) if density else None,
        )

    def _nutrients(self, row: int) -> Nutrients:
        amounts = self._packed.nutrients[:, row].tolist()
        return frozen(
            {
                key: None if amount == NO_VALUE else amount / SCALE
                for key, amount in zip(NUTRIENT_KEYS, amounts, strict=True)
            }
        )


_SURENESS: Final = (Presence.CONTAINS, Presence.LIKELY, Presence.MAY_CONTAIN, Presence.UNKNOWN, Presence.NOT_DETECTED)


def _surest_first(step: TrailStep) -> tuple[int, float]:
    return _SURENESS.index(step.presence), -step.grams


def _fact(presence: str, why: str, ingredient: str, grams: str) -> Fact:
    return Fact(Presence(presence), why, ingredient or None, float(grams) if grams else None)


def _json(cell: str) -> list[Any]:
    return json.loads(cell) if cell else []


def _read_names(folder: Path) -> tuple[dict[str, str], dict[str, str]]:
    """Everyday name -> food id: from aliases.csv, and in other languages from translations.csv."""
    aliases = read_table_csv(folder / "aliases.csv", ("alias", "food_id"))
    translations = read_table_csv(folder / "translations.csv", ("language", "name", "food_id"))
    return (
        {row["alias"]: row["food_id"] for row in aliases},
        {row["name"]: row["food_id"] for row in translations},
    )
