"""Profiles over HTTP: the contract's document in, the same document out, and every mistake named."""

import json
from dataclasses import replace
from typing import Any

import pytest
from fastapi import FastAPI

from service import problems, security
from service.routes import profiles
from service.settings import Settings
from service.store import MemoryProfileStore
from tests.client import Client

FULL: dict[str, Any] = {
    "name": "Kim",
    "diets": ["pescatarian"],
    "conditions": ["high_cholesterol"],
    "avoids": ["pork", "alcohol"],
    "allergens": [{"allergen": "peanut", "severity": "mild", "traces_matter": False}],
    "limits": [{"nutrient": "sodium_mg", "max": 1500.0, "min": None, "per": "day"}],
    "dislikes": ["mushroom"],
    "daily_energy_kcal": 2000.0,
    "hide_energy": True,
    "consent_to_store": True,
}
DEFAULTS: dict[str, Any] = {
    "diets": [],
    "conditions": [],
    "avoids": [],
    "allergens": [],
    "limits": [],
    "dislikes": [],
    "daily_energy_kcal": None,
    "hide_energy": False,
    "consent_to_store": False,
}


@pytest.fixture
def client(app: FastAPI) -> Client:
    """A server with nothing stored yet."""
    fresh = FastAPI()
    fresh.state.context = replace(app.state.context, profiles=MemoryProfileStore())
    fresh.include_router(profiles.router)
    problems.install(fresh)
    security.install(fresh, Settings())
    return Client(fresh)


def test_a_profile_is_kept_and_shown_whole(client: Client) -> None:
    answer = client.post("/v1/profiles", json=FULL)
    kept = answer.json()
    assert answer.status_code == 201
    assert kept == {**FULL, "id": kept["id"]}
    assert client.get(answer.headers["location"]).json() == kept
    assert client.get("/v1/profiles").json() == {"items": [kept], "total": 1}


def test_only_a_name_is_needed(client: Client) -> None:
    kept = client.post("/v1/profiles", json={"name": "  Kim  "}).json()
    assert kept == {"id": kept["id"], "name": "Kim", **DEFAULTS}


def test_an_allergen_is_taken_seriously_unless_said_otherwise(client: Client) -> None:
    body = {"name": "Kim", "allergens": [{"allergen": "soy"}], "consent_to_store": True}
    kept = client.post("/v1/profiles", json=body).json()
    assert kept["allergens"] == [{"allergen": "soy", "severity": "severe", "traces_matter": True}]


def test_no_profiles_yet_is_an_empty_list(client: Client) -> None:
    assert client.get("/v1/profiles").json() == {"items": [], "total": 0}


def test_a_profile_is_replaced_whole(client: Client) -> None:
    kept = client.post("/v1/profiles", json=FULL).json()
    changed = client.request("PUT", f"/v1/profiles/{kept['id']}", json={"name": "Alex"})
    assert changed.status_code == 200
    assert changed.json() == {"id": kept["id"], "name": "Alex", **DEFAULTS}
    assert client.get("/v1/profiles").json()["total"] == 1


def test_what_was_got_can_be_put_back(client: Client) -> None:
    kept = client.post("/v1/profiles", json=FULL).json()
    assert client.request("PUT", f"/v1/profiles/{kept['id']}", json=kept).json() == kept


def test_an_id_that_contradicts_the_address_is_refused(client: Client) -> None:
    kept = client.post("/v1/profiles", json=FULL).json()
    answer = client.request("PUT", f"/v1/profiles/{kept['id']}", json={**kept, "id": "other"})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "#/id")


def test_a_new_profile_gets_an_id_of_its_own(client: Client) -> None:
    kept = client.post("/v1/profiles", json={**FULL, "id": "mine"}).json()
    assert kept["id"] != "mine"


def test_a_deleted_profile_is_gone(client: Client) -> None:
    kept = client.post("/v1/profiles", json=FULL).json()
    answer = client.request("DELETE", f"/v1/profiles/{kept['id']}")
    assert (answer.status_code, answer.content) == (204, b"")
    assert client.get(f"/v1/profiles/{kept['id']}").status_code == 404


@pytest.mark.parametrize(("method", "body"), [("GET", None), ("PUT", {"name": "a"}), ("DELETE", None)])
def test_an_unknown_profile_is_not_found(client: Client, method: str, body: dict[str, str] | None) -> None:
    answer = client.request(method, "/v1/profiles/nope", json=body)
    assert (answer.status_code, answer.json()["code"]) == (404, "profile_not_found")
    assert "'nope'" in answer.json()["detail"]


@pytest.mark.parametrize(
    "health",
    [
        pytest.param({"conditions": ["gout"]}, id="conditions"),
        pytest.param({"allergens": [{"allergen": "milk"}]}, id="allergens"),
        pytest.param({"diets": ["pregnancy"]}, id="pregnancy"),
    ],
)
def test_health_data_is_not_stored_without_consent(client: Client, health: dict[str, Any]) -> None:
    refused = client.post("/v1/profiles", json={"name": "Kim", **health})
    assert (refused.status_code, refused.json()["code"]) == (422, "consent_required")
    assert refused.json()["errors"][0]["pointer"] == "#/consent_to_store"
    plain = client.post("/v1/profiles", json={"name": "Kim"}).json()
    assert client.request("PUT", f"/v1/profiles/{plain['id']}", json={"name": "Kim", **health}).status_code == 422
    assert client.get("/v1/profiles").json()["items"] == [plain]
    assert client.post("/v1/profiles", json={"name": "Kim", **health, "consent_to_store": True}).status_code == 201


@pytest.mark.parametrize("kcal", [0, 800, 1199.9, -5])
def test_energy_below_the_floor_has_an_error_of_its_own(client: Client, kcal: float) -> None:
    answer = client.post("/v1/profiles", json={"name": "Kim", "daily_energy_kcal": kcal})
    assert (answer.status_code, answer.json()["code"]) == (422, "energy_too_low")
    assert answer.json()["errors"][0]["pointer"] == "#/daily_energy_kcal"


@pytest.mark.parametrize("kcal", [1200, 10_000, None])
def test_energy_from_the_floor_up_is_taken(client: Client, kcal: float | None) -> None:
    assert client.post("/v1/profiles", json={"name": "Kim", "daily_energy_kcal": kcal}).status_code == 201


SODIUM = {"nutrient": "sodium_mg"}
MISTAKES: dict[str, tuple[dict[str, Any], str, str]] = {
    "no name": ({"name": None}, "#/name", "string"),
    "blank name": ({"name": "   "}, "#/name", "at least 1"),
    "long name": ({"name": "x" * 81}, "#/name", "at most 80"),
    "control character": ({"name": "a\x00b"}, "#/name", "control"),
    "half an emoji": ({"name": "\ud83c"}, "#/name", "unicode"),
    "unknown field": ({"diet": ["vegan"]}, "#/diet", "not permitted"),
    "unknown diet": ({"diets": ["vegn"]}, "#/diets/0", "lacto_vegetarian, pescatarian"),
    "unknown condition": ({"conditions": ["gout", "x"]}, "#/conditions/1", "high_cholesterol, hypertension"),
    "unknown allergen": ({"allergens": [{"allergen": "nuts"}]}, "#/allergens/0/allergen", "tree_nut, peanut"),
    "unknown severity": ({"allergens": [{"allergen": "egg", "severity": "bad"}]}, "#/allergens/0/severity", "'mild'"),
    "allergen twice": ({"allergens": [{"allergen": "egg"}] * 2}, "#", "egg twice"),
    "unknown nutrient": ({"limits": [{"nutrient": "salt", "max": 1}]}, "#/limits/0/nutrient", "sodium_mg"),
    "negative limit": ({"limits": [{**SODIUM, "max": -1}]}, "#/limits/0/max", "greater than or equal to 0"),
    "empty limit": ({"limits": [SODIUM]}, "#/limits/0", "max, min or both"),
    "limits at odds": (
        {"limits": [{**SODIUM, "max": 1000}, {**SODIUM, "min": 1200}]},
        "#/limits",
        "a minimum of 1200 per day is above a maximum of 1000 per day",
    ),
    "a meal at odds with its day": (
        {"limits": [{**SODIUM, "max": 1000}, {**SODIUM, "min": 1200, "per": "meal"}]},
        "#/limits",
        "a minimum of 1200 per meal is above a maximum of 1000 per day",
    ),
    "crossed limit": ({"limits": [{**SODIUM, "max": 1, "min": 2}]}, "#/limits/0", "min 2 is above max 1"),
    "unknown period": ({"limits": [{**SODIUM, "max": 1, "per": "week"}]}, "#/limits/0/per", "'day'"),
    "limit twice": ({"limits": [{**SODIUM, "max": 1}, {**SODIUM, "max": 2}]}, "#", "max sodium_mg per day twice"),
    "too many dislikes": ({"dislikes": [f"food {number}" for number in range(101)]}, "#/dislikes", "at most 100"),
    "long dislike": ({"dislikes": ["x" * 81]}, "#/dislikes/0", "at most 80"),
    "much energy": ({"daily_energy_kcal": 10_001}, "#/daily_energy_kcal", "10000"),
    "consent in words": ({"consent_to_store": "perhaps"}, "#/consent_to_store", "boolean"),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_named_with_its_place_and_what_to_do(client: Client, name: str) -> None:
    wrong, pointer, words = MISTAKES[name]
    # json.dumps escapes lone surrogates, which httpx's own encoder refuses to send.
    text = json.dumps({"name": "Kim", **wrong})
    answer = client.post("/v1/profiles", content=text.encode(), headers={"content-type": "application/json"})
    body = answer.json()
    assert (answer.status_code, body["code"]) == (422, "invalid_request")
    assert body["errors"][0]["pointer"] == pointer
    assert words in body["errors"][0]["detail"]
    assert body["errors"][0]["remedy"]


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_limits_are_finite_numbers(client: Client, number: str) -> None:
    text = f'{{"name": "Kim", "limits": [{{"nutrient": "sodium_mg", "max": {number}}}]}}'
    answer = client.post("/v1/profiles", content=text.encode(), headers={"content-type": "application/json"})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "#/limits/0/max")


def test_all_mistakes_are_named_at_once(client: Client) -> None:
    answer = client.post("/v1/profiles", json={"diets": ["x"], "conditions": ["y"], "daily_energy_kcal": 5})
    pointers = {problem["pointer"] for problem in answer.json()["errors"]}
    assert pointers == {"#/name", "#/diets/0", "#/conditions/0", "#/daily_energy_kcal"}


def test_a_minimum_and_a_maximum_may_be_limits_of_their_own(client: Client) -> None:
    limits = [{"nutrient": "fibre_g", "min": 20}, {"nutrient": "fibre_g", "max": 40}]
    assert client.post("/v1/profiles", json={"name": "Kim", "limits": limits}).status_code == 201


def test_a_key_named_twice_counts_once(client: Client) -> None:
    kept = client.post("/v1/profiles", json={"name": "Kim", "diets": ["vegan", "vegan", "keto"]}).json()
    assert kept["diets"] == ["vegan", "keto"]


@pytest.mark.parametrize("body", [b"{", b"", b"[]", b'"Kim"', b"null", b"{'name': 'Kim'}"])
def test_a_body_that_is_no_profile_is_refused(client: Client, body: bytes) -> None:
    answer = client.post("/v1/profiles", content=body, headers={"content-type": "application/json"})
    assert answer.status_code in {400, 422}
    assert answer.json()["code"] in {"malformed_json", "invalid_request"}


def test_a_sentence_becomes_a_draft_and_nothing_is_kept(client: Client) -> None:
    text = "pescatarian with high cholesterol, allergic to peanuts and zorps"
    drafted = client.post("/v1/profiles/parse", json={"text": text}).json()
    assert set(drafted) == {"profile", "understood", "not_understood"}
    assert "id" not in drafted["profile"]
    assert drafted["profile"]["diets"] == ["pescatarian"]
    assert drafted["profile"]["conditions"] == ["high_cholesterol"]
    assert [each["allergen"] for each in drafted["profile"]["allergens"]] == ["peanut"]
    assert {"text", "as"} == set(drafted["understood"][0])
    assert drafted["not_understood"] == ["zorps"]
    assert client.get("/v1/profiles").json()["total"] == 0


def test_a_draft_can_be_stored_as_it_is(client: Client) -> None:
    drafted = client.post("/v1/profiles/parse", json={"text": "vegan, hates mushrooms"}).json()["profile"]
    assert client.post("/v1/profiles", json=drafted).status_code == 201


@pytest.mark.parametrize("text", ["", "   ", "x" * 2_001])
def test_a_sentence_has_a_length(client: Client, text: str) -> None:
    answer = client.post("/v1/profiles/parse", json={"text": text})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "#/text")


def test_a_sentence_with_an_impossible_number_is_refused(client: Client) -> None:
    answer = client.post("/v1/profiles/parse", json={"text": "at most 99999999999 g sugar a day"})
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request")
