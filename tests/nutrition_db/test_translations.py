"""German and Spanish everyday names: whole queries only, so that they never get in the way of an English word."""

import csv
from collections import Counter
from pathlib import Path

import pytest

import nutrition_db
from nutrition_db import NutritionTable
from nutrition_db.words import normalise

FOLDER = Path(nutrition_db.__file__).parent
with (FOLDER / "translations.csv").open(encoding="utf-8", newline="") as file:
    ROWS = list(csv.DictReader(file))


def test_there_are_hundreds_of_each_language() -> None:
    counts = Counter(row["language"] for row in ROWS)
    assert set(counts) == {"de", "es"}
    assert min(counts.values()) >= 300


def test_a_translated_name_finds_its_food_first(table: NutritionTable) -> None:
    missed = [row for row in ROWS if table.search(row["name"], 1).items[0].id != row["food_id"]]
    assert missed == []


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("Erdbeeren", "Strawberries, raw"),
        ("KÄSE", "Cheese, NFS"),
        ("kartoffelpüree", "Potato, mashed, NFS"),
        ("Süßkartoffel", "Sweet potato, NFS"),
        ("piña", "Pineapple, raw"),
        ("huevos revueltos", "Egg omelet or scrambled egg, NS as to fat"),
        ("pechuga de pollo", "Chicken breast, NS as to cooking method, skin not eaten"),
    ],
)
def test_accents_and_case_do_not_matter(table: NutritionTable, query: str, name: str) -> None:
    assert table.search(query, 1).items[0].name == name


def test_no_translation_contradicts_an_english_alias() -> None:
    with (FOLDER / "aliases.csv").open(encoding="utf-8", newline="") as file:
        aliases = {normalise(row["alias"]): row["food_id"] for row in csv.DictReader(file)}
    assert [row for row in ROWS if aliases.get(normalise(row["name"]), row["food_id"]) != row["food_id"]] == []
