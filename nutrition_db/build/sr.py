"""Standard Reference 28, the foods still in SR Legacy: raw and single foods."""

import csv
import gzip
import re
from collections import defaultdict
from pathlib import Path
from typing import Final

from nutrition_db.build.beverages import is_sr_beverage
from nutrition_db.build.densities import density
from nutrition_db.build.plain import Leaf, has_no_sugar_added, is_single
from nutrition_db.build.portions import sensible_first
from nutrition_db.build.produce import fruit_veg_share
from nutrition_db.build.raw import RawFood
from nutrition_db.build.sources import read_rows, read_sr_rows
from nutrition_db.food import NUTRIENT_KEYS
from nutrition_db.origins import SR_NUMBERS

__all__ = ["DATABASE", "read_groups", "read_sr"]

DATABASE: Final = "sr"

_DISTRIBUTION_REMARK: Final = re.compile(r"\s*\(Includes foods for USDA's Food Distribution Program\)")


def read_groups(folder: Path) -> dict[str, str]:
    """Every SR28 number -> the name of its food group."""
    names = dict(read_sr_rows(folder / "sr28" / "FD_GROUP.txt"))
    return {fields[0]: names[fields[1]] for fields in read_sr_rows(folder / "sr28" / "FOOD_DES.txt")}


def read_sr(folder: Path, groups: dict[str, str]) -> list[RawFood]:
    """Read the SR28 foods that SR Legacy still lists, in the order of their numbers, with the current names."""
    current = _read_current_names(folder)
    common = {f[0]: f[4] for f in read_sr_rows(folder / "sr28" / "FOOD_DES.txt") if f[0] in current}
    amounts = _read_amounts(folder, current)
    measures = _read_measures(folder)
    return [
        _food(code, current[code], groups[code], common[code], amounts[code], measures[code]) for code in sorted(common)
    ]


def _food(
    code: str, name: str, group: str, common: str, amounts: dict[str, float], measures: list[tuple[str, float]]
) -> RawFood:
    leaf = Leaf(name, group, 100.0)
    single = is_single(name, [leaf])
    nutrients: dict[str, float | None] = {key: amounts.get(SR_NUMBERS.get(key, "")) for key in NUTRIENT_KEYS}
    if nutrients["sugars_g"] == 0 or has_no_sugar_added(name, [leaf]):
        nutrients["added_sugars_g"] = 0.0
    aliases = tuple(dict.fromkeys(part.strip() for part in common.split(",") if len(part.strip()) > 2))
    return RawFood(
        id=f"{DATABASE}:{code}",
        name=name,
        aliases=aliases,
        source=DATABASE,
        category=group,
        nutrients=nutrients,
        portions=sensible_first(measures),
        recipe=(),
        leaves=(),
        single_ingredient=single,
        fruit_veg_share=fruit_veg_share([leaf]),
        is_beverage=is_sr_beverage(group, name),
        density_g_per_ml=density(measures),
        sr_group=group,
    )


def _read_current_names(folder: Path) -> dict[str, str]:
    """SR number -> current name, for the foods of SR Legacy."""
    numbers = {
        row["fdc_id"]: row["NDB_number"].zfill(5)
        for row in read_rows(folder / "sr_legacy" / "sr_legacy_food.csv", ("fdc_id", "NDB_number"))
    }
    names = {}
    with gzip.open(folder / "sr_legacy" / "food.csv.gz", "rt", encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            if row["fdc_id"] in numbers:
                names[numbers[row["fdc_id"]]] = " ".join(_DISTRIBUTION_REMARK.sub("", row["description"]).split())
    return names


def _read_amounts(folder: Path, current: dict[str, str]) -> dict[str, dict[str, float]]:
    """SR number -> nutrient number -> amount per 100 g; a missing nutrient is a missing row."""
    wanted = frozenset(SR_NUMBERS.values())
    amounts: dict[str, dict[str, float]] = defaultdict(dict)
    for fields in read_sr_rows(folder / "sr28" / "NUT_DATA.txt.gz"):
        if fields[0] in current and fields[1] in wanted:
            amounts[fields[0]][fields[1]] = float(fields[2])
    return amounts


def _read_measures(folder: Path) -> dict[str, list[tuple[str, float]]]:
    """SR number -> (description with its amount, grams) in the order of the source; weights of 0 are left out."""
    measures: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for code, _, amount, description, grams, *_ in read_sr_rows(folder / "sr28" / "WEIGHT.txt"):
        if float(grams) > 0:
            measures[code].append((f"{float(amount):g} {' '.join(description.split())}", float(grams)))
    return measures
