"""Bad edits and profiles over HTTP: 422 with the field and what to do about it, and nothing of them is judged."""

import json
from typing import Any

import pytest

from tests.client import Client

BANANA = {"food_id": "fndds:63107010", "grams": 100}


def kim(**fields: Any) -> dict[str, Any]:
    return {"items": [BANANA], "profiles": [{"name": "Kim", **fields}]}


def item(**fields: Any) -> dict[str, Any]:
    return {"items": [{**BANANA, **fields}]}


BAD: dict[str, tuple[Any, str]] = {
    "unknown diet": (kim(diets=["air"]), "#/profiles/0/diets/0"),
    "unknown condition": (kim(conditions=["bad mood"]), "#/profiles/0/conditions/0"),
    "unknown allergen": (kim(allergens=[{"allergen": "snow"}]), "#/profiles/0/allergens/0/allergen"),
    "unknown severity": (
        kim(allergens=[{"allergen": "milk", "severity": "huge"}]),
        "#/profiles/0/allergens/0/severity",
    ),
    "negative limit": (kim(limits=[{"nutrient": "sodium_mg", "max": -1}]), "#/profiles/0/limits/0/max"),
    "minimum above maximum": (kim(limits=[{"nutrient": "sodium_mg", "min": 2, "max": 1}]), "#/profiles/0/limits"),
    "limit on no nutrient": (kim(limits=[{"nutrient": "joy", "max": 1}]), "#/profiles/0/limits/0/nutrient"),
    "too little energy": (kim(daily_energy_kcal=1199), "#/profiles/0/daily_energy_kcal"),
    "unknown field": (kim(diet="vegan"), "#/profiles/0/diet"),
    "no name": ({"items": [BANANA], "profiles": [{}]}, "#/profiles/0/name"),
    "301 items": ({"items": [BANANA] * 301}, "#/items"),
    "unknown food": (item(food_id="nope"), "#/items/0/food_id"),
    "a confirmed food without a food": (item(food_id=None), "#/items/0"),
    "a named portion of no food": (item(food_id=None, confirmed=False, grams=None, portion_id="x"), "#/items/0"),
    "no grams": (item(grams=0), "#/items/0/grams"),
    "negative grams": (item(grams=-5), "#/items/0/grams"),
    "ten kilos": (item(grams=10_001), "#/items/0/grams"),
    "grams in words": (item(grams="a lot"), "#/items/0/grams"),
    "grams that are no number": (item(grams=float("nan")), "#/items/0/grams"),
    "endless grams": (item(grams=float("inf")), "#/items/0/grams"),
    "more than all of it eaten": (item(eaten_fraction=1.5), "#/items/0/eaten_fraction"),
    "a name without end": (item(id="x" * 10_000), "#/items/0/id"),
    "items that are no list": ({"items": "banana"}, "#/items"),
}


@pytest.mark.parametrize("route", ["/v1/meals/evaluate", "/v1/meals/remedies"])
@pytest.mark.parametrize("name", BAD)
def test_a_bad_edit_names_the_field_and_the_remedy(client: Client, name: str, route: str) -> None:
    body, pointer = BAD[name]
    # Python writes NaN and Infinity as JavaScript would, which JSON does not know: the server must not trip over them.
    answer = client.post(route, content=json.dumps(body), headers={"content-type": "application/json"})
    assert answer.status_code == 422, answer.text
    problem = answer.json()
    assert "items" not in problem
    mine = [each for each in problem["errors"] if each["pointer"].startswith(pointer)]
    assert mine, problem["errors"]
    assert all(each["detail"] and each["remedy"] for each in mine)
