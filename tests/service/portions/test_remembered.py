"""Remembered portions over HTTP: kept, seen, used when the profile is chosen, forgotten."""

import pytest

from tests.client import Client

COFFEE, APPLE = "fndds:92101000", "fndds:63101000"


@pytest.fixture
def address(client: Client) -> str:
    profile = client.post("/v1/profiles", json={"name": "Kim"}).json()
    return f"/v1/profiles/{profile['id']}/portions"


def test_a_portion_is_remembered_shown_and_forgotten(client: Client, address: str) -> None:
    kept = client.request("PUT", f"{address}/{COFFEE}", json={"grams": 300})
    assert kept.status_code == 200
    assert kept.json()["grams"] == 300
    assert client.request("PUT", f"{address}/{COFFEE}", json={"grams": 310}).json()["grams"] == 310
    page = client.get(address).json()
    assert (page["total"], page["items"][0]["food"]["id"], page["items"][0]["grams"]) == (1, COFFEE, 310)
    assert client.get(f"{address}/{COFFEE}").json() == page["items"][0]
    assert client.request("DELETE", f"{address}/{COFFEE}").status_code == 204
    assert client.get(address).json() == {"items": [], "total": 0}


def test_all_portions_are_forgotten_at_once(client: Client, address: str) -> None:
    for food_id in (COFFEE, APPLE):
        client.request("PUT", f"{address}/{food_id}", json={"grams": 200})
    assert client.request("DELETE", address).status_code == 204
    assert client.get(address).json()["total"] == 0


def test_a_photo_judged_for_the_profile_starts_from_what_it_remembers(
    client: Client, address: str, photo: bytes
) -> None:
    client.request("PUT", f"{address}/{APPLE}", json={"grams": 90})
    chosen = {"profile_id": address.split("/")[3]}
    report = client.post("/v1/meals", files={"image": photo}, data=chosen).json()
    portion = next(item["portion"] for item in report["items"] if item["label"] == "apple")
    assert (portion["grams"], portion["method"]) == (90, "personal")
    assert portion["low_grams"] < 90 < portion["high_grams"]


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "code"),
    [
        ("GET", "/nothing:1", None, 404, "portion_not_found"),
        ("DELETE", "/nothing:1", None, 404, "portion_not_found"),
        ("PUT", "/nothing:1", {"grams": 100}, 404, "food_not_found"),
        ("PUT", f"/{COFFEE}", {"grams": 0}, 422, "invalid_request"),
        ("PUT", f"/{COFFEE}", {"grams": 100, "cups": 1}, 422, "invalid_request"),
        ("PUT", f"/{COFFEE}", None, 422, "invalid_request"),
    ],
)
def test_mistakes_are_answered_with_a_problem(
    client: Client, address: str, method: str, path: str, body: dict[str, float] | None, status: int, code: str
) -> None:
    answer = client.request(method, address + path, json=body)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_a_profile_that_is_not_there_remembers_nothing(client: Client, method: str) -> None:
    body = {"grams": 100} if method == "PUT" else None
    answer = client.request(method, f"/v1/profiles/nobody/portions/{COFFEE}", json=body)
    assert (answer.status_code, answer.json()["code"]) == (404, "profile_not_found")
