import pytest

from tests.client import Client


@pytest.mark.parametrize(
    "path", ["/healthz", "/readyz", "/metrics", "/v1/info", "/v1/diets", "/openapi.json", "/docs", "/"]
)
def test_every_page_answers(client: Client, path: str) -> None:
    assert client.get(path).status_code == 200


def test_info_names_licences_of_code_models_and_data(client: Client) -> None:
    info = client.get("/v1/info").json()
    assert info["licence"] == "AGPL-3.0-only"
    assert all(model["licence"] and model["sha256"] for model in info["models"])
    assert all(source["licence"] for source in info["data"]["sources"])


def test_the_api_page_loads_nothing_from_elsewhere(client: Client) -> None:
    page = client.get("/docs").text
    assert "//" not in page.replace("<!doctype", "")
    for path in ("/swagger/swagger-ui-bundle.js", "/swagger/swagger-ui.css", "/static/docs.js"):
        assert path in page
        assert client.get(path).status_code == 200


def test_search_forgives_typing_and_puts_everyday_foods_first(client: Client) -> None:
    page = client.get("/v1/foods", params={"q": "bananna", "limit": 5}).json()
    assert page["items"][0]["name"].lower().startswith("banana")
    assert set(page["items"][0]) == {"id", "name", "source", "category", "energy_kcal_per_100g"}
    assert page["total"] >= len(page["items"]) > 0


def test_one_food_has_every_field_the_contract_promises(client: Client) -> None:
    food = client.get("/v1/foods/fndds:58106225").json()
    assert {
        "id", "name", "aliases", "source", "category", "nutrients_per_100g", "portions", "recipe", "allergens",
        "diet_facts",
    } <= set(food)  # fmt: skip
    assert food["nutrients_per_100g"]["energy_kcal"] == 266
    assert {each["allergen"]: each["state"] for each in food["allergens"]}["milk"] == "contains"


def test_an_unknown_food_is_a_problem(client: Client) -> None:
    answer = client.get("/v1/foods/fndds:0")
    assert (answer.status_code, answer.json()["code"]) == (404, "food_not_found")


@pytest.mark.parametrize(
    "query", ["", "'; DROP TABLE foods; --", '"a" OR NEAR(b)', "рис", "أرز", "米饭", "\x00\x01", "a" * 200]
)
def test_any_query_gets_a_page(client: Client, query: str) -> None:
    assert client.get("/v1/foods", params={"q": query}).status_code == 200


def test_a_query_without_end_is_refused(client: Client) -> None:
    assert client.get("/v1/foods", params={"q": "a" * 10_000}).status_code == 422


def test_an_unknown_route_is_a_problem(client: Client) -> None:
    answer = client.get("/v1/nothing")
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")
