"""The diary over HTTP: what was kept comes back, once, and with numbers computed by the server."""

import asyncio
import csv
import io
import json
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from tests.client import Client
from tests.service.diary.meals import APPLE, BREAD, NOON, keep, keep_with_photo, kept, meal

HEALTH = {"name": "Kim", "allergens": [{"allergen": "milk"}]}


def titles(client: Client, **query: Any) -> list[str]:
    return [each["title"] for each in client.get("/v1/diary", params=query).json()["items"]]


def test_a_kept_meal_comes_back_as_it_was_answered(client: Client) -> None:
    answer = keep(client)
    entry = kept(answer)
    assert client.get(answer.headers["location"]).json() == entry
    page = client.get("/v1/diary").json()
    assert page == {"items": [entry], "total": 1, "next_cursor": None}
    assert (entry["title"], entry["day"], entry["eaten_at"], entry["photo"]) == ("Lunch", "2026-05-17", NOON, None)


def test_the_numbers_are_those_evaluate_gives(client: Client) -> None:
    body: dict[str, Any] = {
        "items": [{"food_id": APPLE, "grams": 150}, {"food_id": BREAD, "grams": 60, "on_my_plate": False}],
        "profiles": [{"name": "Kim", "diets": ["vegan"]}],
    }
    judged = client.post("/v1/meals/evaluate", json=body).json()
    entry = kept(keep(client, **body))
    assert {key: entry[key] for key in judged} == judged
    assert entry["totals"]["nutrition"]["energy_kcal"] > 0


@pytest.mark.parametrize("field", ["totals", "nutrition", "meal_verdicts", "owner", "id"])
def test_numbers_and_owners_of_the_callers_own_are_refused(client: Client, field: str) -> None:
    answer = client.post("/v1/diary", json=meal(**{field: {"energy_kcal": 1}}))
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, f"#/{field}")


def test_a_meal_without_a_time_was_eaten_now(client: Client) -> None:
    entry = kept(client.post("/v1/diary", json={"items": []}))
    assert entry["eaten_at"][:16] == entry["created_at"][:16] or entry["eaten_at"][-6:] != "+00:00"


@pytest.mark.parametrize(
    ("when", "words"),
    [
        pytest.param("2026-05-17T12:30:00", "timezone", id="no offset"),
        pytest.param(1_800_000_000, "text", id="a number"),
        pytest.param("0001-01-01T00:00:00+14:00", "1900", id="before all calendars"),
        pytest.param("9999-12-31T23:59:59-14:00", "1900", id="after all calendars"),
        pytest.param("yesterday", "valid datetime", id="words"),
    ],
)
def test_a_time_that_names_no_day_is_refused(client: Client, when: object, words: str) -> None:
    answer = keep(client, eaten_at=when)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "#/eaten_at")
    assert words in answer.json()["detail"]


def test_a_repeated_request_is_kept_once(client: Client) -> None:
    first, again = keep(client, key="a-1"), keep(client, key="a-1")
    assert again.json() == first.json()
    assert (again.status_code, again.headers["idempotency-replayed"]) == (201, "true")
    assert "idempotency-replayed" not in first.headers
    assert client.get("/v1/diary").json()["total"] == 1


def test_the_same_key_with_another_meal_is_refused(client: Client) -> None:
    keep(client, key="a-1")
    answer = keep(client, key="a-1", title="Dinner")
    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_reused")
    assert titles(client) == ["Lunch"]


def test_keys_and_their_absence_are_no_bar_to_equal_meals(client: Client) -> None:
    for key in ("a-1", "a-2", None, None):
        kept(keep(client, key=key))
    assert client.get("/v1/diary").json()["total"] == 4


@pytest.mark.parametrize("key", ["", "ä", "a\tb", "x" * 256])
def test_odd_keys_are_refused(client: Client, key: str) -> None:
    answer = client.post("/v1/diary", json=meal(), headers={"Idempotency-Key": key.encode()})
    assert answer.status_code == 422


def test_the_same_key_sent_at_the_same_time_makes_one_entry(client: Client) -> None:
    async def storm() -> list[httpx.Response]:
        transport = httpx.ASGITransport(app=client.app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as caller:
            calls = (caller.post("/v1/diary", json=meal(), headers={"Idempotency-Key": "k"}) for _ in range(12))
            return await asyncio.gather(*calls)

    answers = asyncio.run(storm())
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["id"] for answer in answers}) == 1


def test_pages_follow_each_other_newest_first(client: Client) -> None:
    for hour in (9, 11, 10, 11):
        kept(keep(client, eaten_at=f"2026-05-17T{hour:02}:00:00+00:00", title=f"at {hour}"))
    seen: list[str] = []
    query: dict[str, Any] = {"limit": 1}
    while True:
        page = client.get("/v1/diary", params=query).json()
        assert page["total"] == 4
        seen += [each["title"] for each in page["items"]]
        if page["next_cursor"] is None:
            break
        query["cursor"] = page["next_cursor"]
    assert seen == ["at 11", "at 11", "at 10", "at 9"]


@pytest.mark.parametrize("cursor", ["", "x", "AAAA", "é", "MDAwMS0wMS0wMVQwMDowMDowMCsyMzo1OSB4", "="])
def test_a_cursor_that_is_none_is_refused(client: Client, cursor: str) -> None:
    answer = client.get("/v1/diary", params={"cursor": cursor})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "#/query/cursor")


def test_days_are_those_of_the_clock_it_was_eaten_by(client: Client) -> None:
    kept(keep(client, eaten_at="2026-05-17T23:30:00-10:00", title="late in Honolulu"))
    kept(keep(client, eaten_at="2026-05-18T00:30:00+02:00", title="early in Berlin"))
    assert titles(client, **{"from": "2026-05-18"}) == ["early in Berlin"]
    assert titles(client, to="2026-05-17") == ["late in Honolulu"]
    assert titles(client, **{"from": "2026-05-17", "to": "2026-05-18"}) == ["late in Honolulu", "early in Berlin"]


def test_an_edit_computes_anew_and_leaves_the_rest(client: Client) -> None:
    entry = kept(keep(client, note="at work"))
    url = f"/v1/diary/{entry['id']}"
    edited = client.request("PATCH", url, json={"items": [{"food_id": APPLE, "grams": 300}]}).json()
    assert edited["totals"]["nutrition"]["energy_kcal"] == 2 * entry["totals"]["nutrition"]["energy_kcal"]
    assert {key: edited[key] for key in ("id", "title", "note", "eaten_at", "created_at")} == {
        key: entry[key] for key in ("id", "title", "note", "eaten_at", "created_at")
    }
    assert edited["updated_at"] > entry["updated_at"]
    retitled = client.request("PATCH", url, json={"title": "Late lunch", "eaten_at": "2026-05-18T01:00:00Z"}).json()
    assert (retitled["title"], retitled["day"], retitled["items"]) == ("Late lunch", "2026-05-18", edited["items"])
    assert client.get(url).json() == retitled


@pytest.mark.parametrize(
    ("patch", "pointer"),
    [
        pytest.param({"title": None}, "#/title", id="null"),
        pytest.param({"eaten_at": None}, "#/eaten_at", id="no time"),
        pytest.param({"totals": {}}, "#/totals", id="own numbers"),
        pytest.param({"items": [{"food_id": "fndds:0"}]}, "#/items/0/food_id", id="unknown food"),
        pytest.param({"note": "a\x00b"}, "#/note", id="control character"),
        pytest.param({"profiles": [HEALTH]}, "#/profiles/0/consent_to_store", id="health data"),
    ],
)
def test_an_edit_that_will_not_do_changes_nothing(client: Client, patch: dict[str, Any], pointer: str) -> None:
    entry = kept(keep(client))
    answer = client.request("PATCH", f"/v1/diary/{entry['id']}", json=patch)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)
    assert client.get(f"/v1/diary/{entry['id']}").json() == entry


@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
@pytest.mark.parametrize("entry_id", ["nope", "%00", "0" * 36, "%C3%A4" * 50])
def test_an_unknown_entry_is_not_found(client: Client, method: str, entry_id: str) -> None:
    answer = client.request(method, f"/v1/diary/{entry_id}", json={} if method == "PATCH" else None)
    assert (answer.status_code, answer.json()["code"]) == (404, "diary_entry_not_found")


def test_a_deleted_entry_is_gone_with_its_photo(client: Client, photo: bytes, data_dir: Path) -> None:
    entry = kept(keep_with_photo(client, photo))
    assert len(list(data_dir.glob("photos/*"))) == 1
    assert client.request("DELETE", f"/v1/diary/{entry['id']}").status_code == 204
    assert client.get(f"/v1/diary/{entry['id']}").status_code == 404
    assert list(data_dir.glob("photos/*")) == []


def test_verdicts_follow_the_profile_and_vanish_with_it(client: Client) -> None:
    profile = client.post("/v1/profiles", json={"name": "Kim", "diets": ["vegan"]}).json()
    entry = kept(keep(client, profile_ids=[profile["id"]], items=[{"food_id": "fndds:58106225", "grams": 100}]))
    assert [verdict["verdict"] for verdict in entry["meal_verdicts"]] == ["avoid"]
    client.request("PUT", f"/v1/profiles/{profile['id']}", json={"name": "Kim"})
    assert client.get(f"/v1/diary/{entry['id']}").json()["meal_verdicts"][0]["verdict"] != "avoid"
    client.request("DELETE", f"/v1/profiles/{profile['id']}")
    seen = client.get(f"/v1/diary/{entry['id']}").json()
    assert (seen["profile_ids"], seen["meal_verdicts"]) == ([], [])
    assert seen["totals"] == entry["totals"]


def test_an_entry_is_judged_in_the_readers_language(client: Client) -> None:
    entry = kept(keep(client, profiles=[{"name": "Kim", "diets": ["vegan"]}], items=[{"food_id": "fndds:58106225"}]))
    url, german = f"/v1/diary/{entry['id']}", {"Accept-Language": "de"}
    told = client.get(url, headers=german).json()
    assert told["meal_verdicts"][0]["reasons"][0]["text"] != entry["meal_verdicts"][0]["reasons"][0]["text"]
    assert told["totals"] == entry["totals"]
    day = client.get("/v1/diary/summary", params={"day": "2026-05-17"}, headers=german).json()
    assert day["disclaimer"] == told["disclaimer"] != entry["disclaimer"]


def test_unknown_profiles_are_refused(client: Client) -> None:
    assert keep(client, profile_ids=["nobody"]).json()["code"] == "profile_not_found"


def test_health_data_is_kept_with_a_meal_only_with_consent(client: Client) -> None:
    refused = keep(client, profiles=[HEALTH])
    assert (refused.status_code, refused.json()["code"]) == (422, "consent_required")
    assert refused.json()["errors"][0]["pointer"] == "#/profiles/0/consent_to_store"
    entry = kept(keep(client, profiles=[{**HEALTH, "consent_to_store": True}]))
    assert client.get(f"/v1/diary/{entry['id']}").json()["meal_verdicts"] == entry["meal_verdicts"] != []


def test_a_day_is_the_sum_of_its_meals(client: Client) -> None:
    first = kept(keep(client, eaten_at="2026-05-17T08:00:00+02:00", title="Breakfast"))
    second = kept(keep(client, items=[{"food_id": BREAD, "grams": 60}]))
    kept(keep(client, eaten_at="2026-05-18T08:00:00+02:00", title="another day"))
    day = client.get("/v1/diary/summary", params={"day": "2026-05-17"}).json()
    assert [each["id"] for each in day["meals"]] == [first["id"], second["id"]]
    together = client.post(
        "/v1/meals/evaluate", json={"items": [{"food_id": APPLE, "grams": 150}, {"food_id": BREAD, "grams": 60}]}
    ).json()
    assert day["totals"] == together["totals"]
    assert day["totals"]["daily_value_percent"]["sodium_mg"] > 0


def per_100g(client: Client, food_id: str) -> dict[str, float | None]:
    nutrients: dict[str, float | None] = client.get(f"/v1/foods/{food_id}").json()["nutrients_per_100g"]
    return nutrients


def test_a_day_says_which_sums_are_at_least(client: Client) -> None:
    bar = "sr:19016"  # SR Legacy lacks many of its vitamins
    kept(keep(client, items=[{"food_id": bar, "grams": 100}]))
    kept(keep(client, items=[{"food_id": BREAD, "grams": 60}]))
    day = client.get("/v1/diary/summary", params={"day": "2026-05-17"}).json()
    bars, breads = per_100g(client, bar), per_100g(client, BREAD)
    half_known = {key for key in bars if (bars[key] is None) != (breads[key] is None)}
    assert half_known
    assert set(day["totals"]["at_least"]) == half_known


def test_a_day_without_meals_knows_nothing(client: Client) -> None:
    day = client.get("/v1/diary/summary", params={"day": "2026-05-17"}).json()
    assert day["meals"] == []
    assert set(day["totals"]["nutrition"].values()) == {None}


@pytest.mark.parametrize("day", ["", "today", "2026-02-30", "2026-13-01"])
def test_a_day_that_is_none_is_refused(client: Client, day: str) -> None:
    answer = client.get("/v1/diary/summary", params={"day": day})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "#/query/day")


def test_the_spreadsheet_has_a_line_for_each_food(client: Client) -> None:
    kept(keep(client, items=[{"food_id": APPLE, "grams": 150}, {"food_id": BREAD, "grams": 60}]))
    answer = client.get("/v1/diary/export.csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert "attachment" in answer.headers["content-disposition"]
    lines = list(csv.DictReader(io.StringIO(answer.text, newline="")))
    assert [(line["food_id"], line["grams"], line["day"]) for line in lines] == [
        (APPLE, "150.0", "2026-05-17"),
        (BREAD, "60.0", "2026-05-17"),
    ]
    assert "None" not in answer.text


@pytest.mark.parametrize(
    "title", ["=1+1", "+49 30", "-1", "@SUM(A1)", "  =cmd|' /C calc'!A0", "\t=1", "\n=1", "＝1+1", "\u00a0=1"]
)
def test_no_cell_of_the_spreadsheet_is_a_formula(client: Client, title: str) -> None:
    kept(keep(client, note=title, title=f'"{title}"'))
    line = next(csv.DictReader(io.StringIO(client.get("/v1/diary/export.csv").text, newline="")))
    assert line["note"] == f"'{title}"
    assert not line["title"].startswith("=")


def test_my_export_holds_everything_and_deleting_leaves_nothing(client: Client, photo: bytes, data_dir: Path) -> None:
    client.post("/v1/profiles", json={"name": "Kim", "diets": ["vegan"]})
    plain, pictured = kept(keep(client)), kept(keep_with_photo(client, photo, eaten_at="2026-05-17T13:00:00+02:00"))
    export = client.get("/v1/me/export").json()
    assert [profile["name"] for profile in export["profiles"]] == ["Kim"]
    assert [entry["id"] for entry in export["diary"]] == [plain["id"], pictured["id"]]
    assert export["diary"][0] == plain
    assert export["diary"][1]["photo"]["data"].startswith("/9j/")
    assert client.request("DELETE", "/v1/me").status_code == 204
    empty = client.get("/v1/me/export").json()
    assert (empty["profiles"], empty["diary"]) == ([], [])
    assert list(data_dir.glob("photos/*")) == []


def test_an_export_of_nothing_is_still_json(client: Client) -> None:
    assert client.get("/v1/me/export").json()["diary"] == []


def test_a_photo_is_kept_when_it_is_sent_along(client: Client, photo: bytes) -> None:
    entry = kept(keep_with_photo(client, photo))
    assert (entry["photo"]["width"], entry["photo"]["height"]) == (480, 400)
    answer = client.get(entry["photo"]["url"])
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/jpeg")
    assert answer.content[:2] == b"\xff\xd8"


def test_a_meal_without_a_photo_has_none(client: Client) -> None:
    answer = client.get(f"/v1/diary/{kept(keep(client))['id']}/photo")
    assert (answer.status_code, answer.json()["code"]) == (404, "photo_not_kept")


def test_a_repeated_photo_is_kept_once(client: Client, photo: bytes, data_dir: Path) -> None:
    first, again = keep_with_photo(client, photo, key="k"), keep_with_photo(client, photo, key="k")
    assert first.json() == again.json()
    assert len(list(data_dir.glob("photos/*"))) == 1
    other = keep_with_photo(client, photo + b"\0", key="k")
    assert other.json()["code"] == "idempotency_key_reused"


FORMS: dict[str, tuple[dict[str, Any], int, str]] = {
    "no photo": ({"data": {"meal": json.dumps(meal())}, "files": {"other": b"x"}}, 422, "invalid_request"),
    "no meal": ({"files": {"image": b"x"}}, 422, "invalid_request"),
    "no picture": ({"data": {"meal": json.dumps(meal())}, "files": {"image": b"x"}}, 415, "unsupported_media_type"),
    "a meal that is no JSON": ({"data": {"meal": "{"}, "files": {"image": b"x"}}, 400, "malformed_json"),
    "a meal as a file": ({"files": {"meal": b"{}"}}, 422, "invalid_request"),
    "a wrong meal": ({"data": {"meal": '{"items": 3}'}, "files": {"image": b"x"}}, 422, "invalid_request"),
    "two photos": ({"files": [("image", b"x"), ("image", b"x")]}, 400, "malformed_body"),
}  # fmt: skip


@pytest.mark.parametrize("name", FORMS)
def test_a_form_that_will_not_do_keeps_nothing(client: Client, data_dir: Path, name: str) -> None:
    options, status, code = FORMS[name]
    answer = client.post("/v1/diary", **options)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert client.get("/v1/diary").json()["total"] == 0
    assert list(data_dir.glob("photos/*")) == []


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b"[" * 100_000, b'{"items": [{"food_id": NaN}]}', b"\xff"])
def test_a_body_that_is_no_meal_is_refused(client: Client, body: bytes) -> None:
    answer = client.post("/v1/diary", content=body, headers={"content-type": "application/json"})
    assert answer.status_code in {400, 422}
    assert answer.json()["code"] in {"malformed_json", "invalid_request"}


def test_a_refused_meal_leaves_no_photo_behind(client: Client, photo: bytes, data_dir: Path) -> None:
    assert keep_with_photo(client, photo, profiles=[HEALTH]).json()["code"] == "consent_required"
    assert list(data_dir.glob("photos/*")) == []


def test_the_api_page_describes_both_kinds_of_body(app: FastAPI) -> None:
    body = app.openapi()["paths"]["/v1/diary"]["post"]["requestBody"]
    assert set(body["content"]) == {"application/json", "multipart/form-data"}
    assert "eaten_at" in body["content"]["application/json"]["schema"]["properties"]
    assert "$ref" not in json.dumps(body)
