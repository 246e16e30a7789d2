"""What would turn it green, over HTTP: numbers that hold when tried, and nothing where nothing honest helps."""

from typing import Any

import pytest

from tests.client import Client

CHEDDAR = {"id": "cheese", "food_id": "fndds:14104100", "grams": 60}
BANANA = {"food_id": "fndds:63107010", "grams": 100}
HEART = {"name": "Heart", "conditions": ["high_cholesterol"]}
MILK_ALLERGY = {"name": "Milk", "allergens": [{"allergen": "milk"}]}


def asked(client: Client, items: list[dict[str, Any]], *profiles: dict[str, Any]) -> list[dict[str, Any]]:
    answer = client.post("/v1/meals/remedies", json={"items": items, "profiles": list(profiles)})
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


def verdict(client: Client, item: dict[str, Any], *profiles: dict[str, Any]) -> str:
    answer = client.post("/v1/meals/evaluate", json={"items": [item], "profiles": list(profiles)})
    return str(answer.json()["items"][0]["verdict"])


def test_the_portion_and_every_swap_are_fine_when_tried(client: Client) -> None:
    (row,) = asked(client, [CHEDDAR], HEART)
    assert set(row) == {"id", "profile_id", "largest_grams", "swaps"}
    assert (row["id"], row["profile_id"]) == ("cheese", "inline-1")
    assert verdict(client, {**CHEDDAR, "grams": row["largest_grams"]}, HEART) == "fine"
    assert verdict(client, {**CHEDDAR, "grams": row["largest_grams"] + 1}, HEART) == "limit"
    assert 1 <= len(row["swaps"]) <= 3
    category = client.get(f"/v1/foods/{CHEDDAR['food_id']}").json()["category"]
    for swap in row["swaps"]:
        assert set(swap) == {"food", "grams", "verdict", "changes"}
        assert verdict(client, {"food_id": swap["food"]["id"], "grams": swap["grams"]}, HEART) == "fine"
        assert client.get(f"/v1/foods/{swap['food']['id']}").json()["category"] == category
        (first, *_) = swap["changes"]
        assert first["nutrient"] == "saturated_fat_g"
        assert first["after"] < first["before"]


def test_an_allergen_is_not_fixed_by_a_smaller_portion(client: Client) -> None:
    (row,) = asked(client, [CHEDDAR], MILK_ALLERGY)
    assert row["largest_grams"] is None
    assert row["swaps"] == []


def test_a_swap_is_fine_for_everybody(client: Client) -> None:
    rows = asked(client, [{"food_id": "fndds:42202000", "grams": 60}], HEART, {"name": "V", "diets": ["vegan"]})
    assert [row["profile_id"] for row in rows] == ["inline-1"]
    assert rows[0]["swaps"]
    for swap in rows[0]["swaps"]:
        eaten = {"food_id": swap["food"]["id"], "grams": swap["grams"]}
        assert verdict(client, eaten, HEART, {"name": "V", "diets": ["vegan"]}) == "fine"


@pytest.mark.parametrize(
    "body",
    [
        {"items": [{"food_id": "fndds:63107010", "grams": 100}], "profiles": [HEART]},
        {"items": [CHEDDAR]},
        {"items": []},
    ],
    ids=["a fine item", "no profile", "no item"],
)
def test_where_nothing_is_wrong_nothing_is_offered(client: Client, body: dict[str, Any]) -> None:
    assert client.post("/v1/meals/remedies", json=body).json() == {"items": []}


def test_a_food_that_is_not_there_is_named(client: Client) -> None:
    answer = client.post("/v1/meals/remedies", json={"items": [{"food_id": "fndds:0"}], "profiles": [HEART]})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "#/items/0/food_id")
