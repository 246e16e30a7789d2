"""The judgement table, written before the engine: every row must hold on the table of foods that ships."""

import csv
import json
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from nutrition_db import NutritionTable
from nutrition_db.food import ALLERGEN_KEYS
from service.dietary import CONDITION_KEYS, DIET_KEYS, AllergenConcern, Limit, LimitPeriod, Profile, Severity, judge
from service.meal import Item, PortionEstimate

with Path(__file__).with_name("judgement.csv").open(encoding="utf-8", newline="") as file:
    ROWS = list(csv.DictReader(file))


@cache
def table() -> NutritionTable:
    return NutritionTable.load()


def read_profile(text: str) -> Profile:
    asked = json.loads(text)
    return Profile(
        id="golden",
        name=asked["name"],
        diets=tuple(asked.get("diets", ())),
        conditions=tuple(asked.get("conditions", ())),
        avoids=tuple(asked.get("avoids", ())),
        allergens=tuple(
            AllergenConcern(each["allergen"], Severity(each.get("severity", "severe")), each.get("traces_matter", True))
            for each in asked.get("allergens", ())
        ),
        limits=tuple(
            Limit(each["nutrient"], each.get("max"), each.get("min"), LimitPeriod(each.get("per", "day")))
            for each in asked.get("limits", ())
        ),
        dislikes=tuple(asked.get("dislikes", ())),
        daily_energy_kcal=asked.get("daily_energy_kcal"),
    )


@pytest.mark.parametrize("row", ROWS, ids=[row["case"] for row in ROWS])
def test_a_row_of_the_judgement_table_holds(row: dict[str, str]) -> None:
    food = table().get(row["food_id"])
    grams = float(row["grams"])
    portion = PortionEstimate(grams, grams, grams, method="given")
    item = Item("item-1", None, food.name, 1.0, food, portion, confirmed=row["confirmed"] == "true")
    judgement = judge([item], [read_profile(row["profile_json"])]).by_item["item-1"][0]
    first = judgement.reasons[0].rule_id if judgement.reasons else ""
    told = judgement.reasons[0].text if judgement.reasons else "no reason"
    assert (judgement.verdict.value, first) == (row["expected_verdict"], row["expected_rule_id"]), told


def test_the_table_asks_every_diet_condition_and_allergen_four_times() -> None:
    asked: Counter[str] = Counter()
    for row in ROWS:
        profile = read_profile(row["profile_json"])
        asked.update((*profile.diets, *profile.conditions, *(f"allergen {one.allergen}" for one in profile.allergens)))
    keys = (*DIET_KEYS, *CONDITION_KEYS, *(f"allergen {key}" for key in ALLERGEN_KEYS))
    assert {key: asked[key] for key in keys if asked[key] < 4} == {}
    assert len(ROWS) >= 250
