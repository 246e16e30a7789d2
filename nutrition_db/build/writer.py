"""The writer: packs raw foods and their facts into the files `nutrition_db.packed` reads, the same bytes every time."""

import gzip
import hashlib
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt

from nutrition_db.build.raw import RawFood
from nutrition_db.food import ALLERGEN_KEYS, FACT_KEYS, NUTRIENT_KEYS, Fact, Presence
from nutrition_db.packed import FACT_TEXTS, FACTS, FOODS, FORMAT, LINES, MANIFEST, NO_VALUE, NUTRIENTS, SCALE

__all__ = ["Facts", "Lines", "write_table"]

Facts = Mapping[str, tuple[Mapping[str, Fact], Mapping[str, Fact]]]
"""Food id -> its allergens and its diet facts."""

Lines = Mapping[str, Mapping[str, Presence]]
"""Name of a recipe line -> presence by key."""

_NO_LINES: Lines = MappingProxyType({})
_UNKNOWN = Fact(Presence.UNKNOWN, "nothing is known about its ingredients")


def write_table(
    folder: Path, foods: Sequence[RawFood], facts: Facts, about: Mapping[str, Any], lines: Lines = _NO_LINES
) -> dict[str, int]:
    """Write the table into `folder`; returns bytes per file.

    `about` goes into the manifest; its "release" gets a fingerprint of the content added.
    """
    folder.mkdir(parents=True, exist_ok=True)
    numbers, texts = _pack_facts(foods, facts)
    contents = {
        FOODS: "".join("\t".join(_cells(food)) + "\n" for food in foods).encode(),
        NUTRIENTS: _npy(_pack_nutrients(foods)),
        FACTS: _npy(numbers),
        FACT_TEXTS: "".join("\t".join(_fact_cells(fact)) + "\n" for fact in texts).encode(),
        LINES: "".join(f"{' '.join(name.split())}\t{_by_presence(held)}\n" for name, held in lines.items()).encode(),
    }
    fingerprint = hashlib.sha256(b"".join(contents.values())).hexdigest()[:8]
    manifest = {
        "format": FORMAT,
        **about,
        "release": f"{about['release']}.{fingerprint}",
        "nutrients": NUTRIENT_KEYS,
        "allergens": ALLERGEN_KEYS,
        "facts": FACT_KEYS,
    }
    # No time stamp in the files: the same input gives the same bytes.
    files = {name: gzip.compress(data, compresslevel=9, mtime=0) for name, data in contents.items()}
    files[MANIFEST] = (json.dumps(manifest, indent=1, ensure_ascii=False) + "\n").encode()
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return {name: len(data) for name, data in files.items()}


def _npy(array: npt.NDArray[Any]) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, array, allow_pickle=False)
    return buffer.getvalue()


def _cells(food: RawFood) -> tuple[str, ...]:
    cells = (
        food.id,
        food.name,
        _json(food.aliases),
        food.category,
        _json([[portion.id, portion.description, portion.grams] for portion in food.portions]),
        _json([[line.name, line.grams] for line in food.recipe]),
        "1" if food.single_ingredient else "",
        "" if food.fruit_veg_share is None else f"{food.fruit_veg_share:g}",
        "1" if food.is_beverage else "",
        "" if food.density_g_per_ml is None else f"{food.density_g_per_ml:g}",
    )
    # JSON escapes control characters, so only the plain cells could break a line.
    return tuple(" ".join(cell.split()) for cell in cells)


def _json(values: Sequence[Any]) -> str:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")) if values else ""


def _pack_nutrients(foods: Sequence[RawFood]) -> npt.NDArray[np.int32]:
    packed = np.full((len(NUTRIENT_KEYS), len(foods)), NO_VALUE, dtype="<i4")
    for column, food in enumerate(foods):
        for row, key in enumerate(NUTRIENT_KEYS):
            amount = food.nutrients[key]
            if amount is not None:
                packed[row, column] = round(amount * SCALE)
    return packed


def _pack_facts(foods: Sequence[RawFood], facts: Facts) -> tuple[npt.NDArray[Any], list[Fact]]:
    """Number the distinct facts, most of which thousands of foods share. A key nobody answered is unknown."""
    numbers: dict[Fact, int] = {}
    packed = np.zeros((len(foods), len(ALLERGEN_KEYS) + len(FACT_KEYS)), dtype="<u4")
    for row, food in enumerate(foods):
        allergens, diet_facts = facts.get(food.id, ({}, {}))
        answers = [allergens.get(key, _UNKNOWN) for key in ALLERGEN_KEYS]
        answers += [diet_facts.get(key, _UNKNOWN) for key in FACT_KEYS]
        for column, answer in enumerate(answers):
            packed[row, column] = numbers.setdefault(_one_line(answer), len(numbers))
    smallest = "<u2" if len(numbers) <= 1 << 16 else "<u4"
    return packed.astype(smallest), list(numbers)


def _one_line(fact: Fact) -> Fact:
    return replace(fact, why=" ".join(fact.why.split()))


def _fact_cells(fact: Fact) -> tuple[str, ...]:
    grams = "" if fact.grams is None else f"{fact.grams:g}"
    return fact.presence.value, fact.why, " ".join((fact.ingredient or "").split()), grams


def _by_presence(held: Mapping[str, Presence]) -> str:
    """JSON of presence -> keys: shorter than a presence per key."""
    keys: dict[str, list[str]] = {}
    for key, presence in held.items():
        keys.setdefault(presence.value, []).append(key)
    return json.dumps(keys, separators=(",", ":"))
