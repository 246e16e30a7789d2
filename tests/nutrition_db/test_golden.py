"""The golden tables of names and allergens, each written before the code it judges was asked."""

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from nutrition_db import Food, NutritionTable, Presence

GOLDEN = Path(__file__).parents[1] / "golden"
HELD = {Presence.CONTAINS, Presence.LIKELY, Presence.MAY_CONTAIN}
DOUBT = {Presence.LIKELY, Presence.MAY_CONTAIN}


def rows(name: str) -> list[dict[str, str]]:
    with (GOLDEN / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def is_right(row: dict[str, str], name: str) -> bool:
    return bool(re.search(row["accept"], name)) and not (row["reject"] and re.search(row["reject"], name))


def first(table: NutritionTable, query: str) -> str:
    page = table.search(query, 1)
    return page.items[0].name.lower() if page.items else ""


@pytest.mark.parametrize(("name", "share"), [("search.csv", 0.98), ("search_blind.csv", 0.94)])
def test_the_first_hit_is_the_food_meant(table: NutritionTable, name: str, share: float) -> None:
    golden = rows(name)
    misses = [(row["query"], hit) for row in golden if not is_right(row, hit := first(table, row["query"]))]
    assert len(misses) <= (1 - share) * len(golden), misses


def dishes(table: NutritionTable, name: str) -> Iterator[tuple[dict[str, set[str]], Food]]:
    """Each dish of an allergen table with the first food found for it; every dish finds one."""
    for row in rows(name):
        expected = {column: set(row[column].split("|")) - {""} for column in ("contains", "may_contain", "absent")}
        yield expected, table.search(row["dish"], 1).items[0]


@pytest.mark.parametrize("name", ["allergens.csv", "allergens_blind.csv"])
def test_no_expected_allergen_is_missed(table: NutritionTable, name: str) -> None:
    missed = [
        (food.id, food.name, key, food.allergens[key].presence.value)
        for expected, food in dishes(table, name)
        for key in expected["contains"]
        if food.allergens[key].presence not in HELD
    ]
    assert missed == []


@pytest.mark.parametrize("name", ["allergens.csv", "allergens_blind.csv"])
def test_what_is_said_to_be_in_a_dish_is_in_it(table: NutritionTable, name: str) -> None:
    claims = [
        key in expected["contains"] | expected["may_contain"]
        for expected, food in dishes(table, name)
        for key, fact in food.allergens.items()
        if fact.presence is Presence.CONTAINS
    ]
    assert sum(claims) >= 0.9 * len(claims)


@pytest.mark.parametrize("name", ["allergens.csv", "allergens_blind.csv"])
def test_few_absent_allergens_raise_doubt(table: NutritionTable, name: str) -> None:
    doubts = [
        food.allergens[key].presence in DOUBT for expected, food in dishes(table, name) for key in expected["absent"]
    ]
    assert sum(doubts) <= 0.1 * len(doubts)
