"""Dishes of the world and sentences people say: written blind, before anyone looked at what the engine answers."""

import csv
import json
from pathlib import Path

import pytest

from service.dietary import judge, parse_profile
from service.meal import Item, Judgement, PortionEstimate
from tests.golden.test_judgement import read_profile, table


def rows(name: str) -> list[dict[str, str]]:
    with Path(__file__).with_name(name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


DISHES, SENTENCES = rows("judgement_world.csv"), rows("sentences.csv")


def judged(row: dict[str, str]) -> Judgement:
    """The judgement of the row's item, or of the meal its foods make."""
    items = []
    for place, part in enumerate(row["foods"].split(" + ")):
        food_id, grams = part.split()
        food = table().get(food_id)
        portion = PortionEstimate(float(grams), float(grams), float(grams), method="given")
        items.append(Item(str(place), None, food.name, 1.0, food, portion, confirmed=True))
    verdicts = judge(items, [read_profile(row["profile_json"])])
    return verdicts.meal[0] if row["of"] == "meal" else verdicts.by_item["0"][0]


@pytest.mark.parametrize("row", DISHES, ids=[row["case"] for row in DISHES])
def test_a_dish_of_the_world_is_judged_as_expected(row: dict[str, str]) -> None:
    judgement = judged(row)
    first = judgement.reasons[0].rule_id if judgement.reasons else ""
    told = judgement.reasons[0].text if judgement.reasons else "no reason"
    assert judgement.verdict.value in row["expected_verdict"].split("|"), told
    assert row["expected_rule_id"] in ("*", first), told


@pytest.mark.parametrize("row", SENTENCES, ids=[row["sentence"] for row in SENTENCES])
def test_a_sentence_of_somebody_is_understood(row: dict[str, str]) -> None:
    expected = json.loads(row["expected_json"])
    parsed = parse_profile(row["sentence"])
    profile = parsed.profile
    said = {
        "diets": sorted(profile.diets),
        "conditions": sorted(profile.conditions),
        "avoids": sorted(profile.avoids),
        "allergens": sorted(concern.allergen for concern in profile.allergens),
        "dislikes": sorted(profile.dislikes),
        "limits": [[limit.nutrient, limit.max, limit.min, limit.per.value] for limit in profile.limits],
        "daily_energy_kcal": profile.daily_energy_kcal,
        "not_understood": list(parsed.not_understood),
    }
    lists = {key: value if key in ("limits", "daily_energy_kcal") else sorted(value) for key, value in expected.items()}
    empty: dict[str, object] = {key: None if key == "daily_energy_kcal" else [] for key in said}
    assert said == empty | lists


def test_the_tables_are_large_enough() -> None:
    assert len(DISHES) >= 120
    assert len(SENTENCES) >= 60
