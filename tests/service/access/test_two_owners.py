"""Two owners, every route, every id crossed. A route that is new must be entered here, and is crossed from then on."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts

from service.access.scopes import is_open
from service.settings import Settings
from tests.client import Client
from tests.service.access.conftest import Bearer, token_app
from tests.service.diary.meals import APPLE, keep_with_photo, kept, meal

SECRETS = ("Kims-Secret-Profile", "Kims-Secret-Title", "Kims-Secret-Note")
SHARED = {"food_id"}
"""Path parameters that name what is nobody's: the food table is the same for all."""


@dataclass(frozen=True)
class Kept:
    """What Kim keeps: ids of everything that has one."""

    profile: str
    entry: str
    photo: str

    @property
    def ids(self) -> tuple[str, ...]:
        return (self.profile, self.entry, self.photo)


def profiled(kept: Kept) -> dict[str, Any]:
    return {"json": {"items": [{"food_id": APPLE}], "profile_ids": [kept.profile]}}


PHOTO: dict[str, bytes] = {}
NOTHING: Callable[[Kept], dict[str, Any]] = lambda kept: {}  # noqa: E731
CALLS: dict[tuple[str, str], Callable[[Kept], dict[str, Any]]] = {
    ("GET", "/"): NOTHING,
    ("GET", "/docs"): NOTHING,
    ("GET", "/healthz"): NOTHING,
    ("GET", "/login"): NOTHING,
    ("GET", "/metrics"): NOTHING,
    ("GET", "/openapi.json"): NOTHING,
    ("GET", "/readyz"): NOTHING,
    ("GET", "/v1/diary"): NOTHING,
    ("GET", "/v1/diary/export.csv"): NOTHING,
    ("GET", "/v1/diary/summary"): lambda kept: {"params": {"day": "2026-05-17"}},
    ("GET", "/v1/diary/{entry_id}"): NOTHING,
    ("GET", "/v1/diary/{entry_id}/photo"): NOTHING,
    ("GET", "/v1/diets"): NOTHING,
    ("GET", "/v1/foods"): NOTHING,
    ("GET", "/v1/foods/{food_id}"): NOTHING,
    ("GET", "/v1/info"): NOTHING,
    ("GET", "/v1/me/export"): NOTHING,
    ("GET", "/v1/profiles"): NOTHING,
    ("GET", "/v1/profiles/{profile_id}"): NOTHING,
    ("GET", "/v1/profiles/{profile_id}/portions"): NOTHING,
    ("GET", "/v1/profiles/{profile_id}/portions/{food_id}"): NOTHING,
    ("POST", "/analyze"): lambda kept: {"files": PHOTO, "data": {"choice": f"stored:{kept.profile}"}},
    ("POST", "/login"): lambda kept: {"data": {"token": kept.profile}},
    ("POST", "/logout"): NOTHING,
    ("POST", "/v1/detections"): lambda kept: {"files": PHOTO},
    ("POST", "/v1/diary"): lambda kept: {"json": meal(profile_ids=[kept.profile])},
    ("POST", "/v1/meals"): lambda kept: {"files": PHOTO, "data": {"profile_id": kept.profile}},
    ("POST", "/v1/meals/evaluate"): profiled,
    ("POST", "/v1/meals/remedies"): profiled,
    ("POST", "/v1/meals/render"): lambda kept: {"files": PHOTO, "data": {"report": json.dumps({"items": []})}},
    ("POST", "/v1/profiles"): lambda kept: {"json": {"name": "Alex", "id": kept.profile}},
    ("POST", "/v1/profiles/parse"): lambda kept: {"json": {"text": "vegan"}},
    ("PUT", "/v1/profiles/{profile_id}"): lambda kept: {"json": {"name": "Alex"}},
    ("PUT", "/v1/profiles/{profile_id}/portions/{food_id}"): lambda kept: {"json": {"grams": 100}},
    ("PATCH", "/v1/diary/{entry_id}"): lambda kept: {"json": {"title": "Alex"}},
    ("DELETE", "/v1/diary/{entry_id}"): NOTHING,
    ("DELETE", "/v1/me"): NOTHING,
    ("DELETE", "/v1/profiles/{profile_id}"): NOTHING,
    ("DELETE", "/v1/profiles/{profile_id}/portions"): NOTHING,
    ("DELETE", "/v1/profiles/{profile_id}/portions/{food_id}"): NOTHING,
    ("ANY", "/static"): NOTHING,
    ("ANY", "/swagger"): NOTHING,
}
"""Every route with what it needs to be called; wherever a body names something, it names what is Kim's."""

NAMES_PROFILES = ("/analyze", "/v1/diary", "/v1/meals", "/v1/meals/evaluate", "/v1/meals/remedies")


def routes_of(app: FastAPI) -> set[tuple[str, str]]:
    """Every route with its methods; mounts, websockets and whatever else has none are ANY."""
    return {
        (method, str(route.path))
        for route in iter_route_contexts(app.routes)
        for method in (route.methods or {"ANY"}) - {"HEAD"}
    }


def addresses(path: str, ids: tuple[str, ...]) -> Iterator[str]:
    """A path with every id in the place of its parameters; shared ones get a food."""
    names = re.findall(r"{(\w+)}", path)
    for used in ids if set(names) - SHARED else ids[:1]:
        yield re.sub(r"{(\w+)}", lambda match, used=used: APPLE if match[1] in SHARED else used, path)  # type: ignore[misc]


@pytest.fixture
def theirs(kim: Bearer, photo: bytes) -> Kept:
    """What Kim keeps, in a test that crosses it."""
    return kept_by(kim, photo)


def kept_by(kim: Bearer, photo: bytes) -> Kept:
    """Keep one of everything."""
    PHOTO["image"] = photo
    profile = kim.post("/v1/profiles", json={"name": SECRETS[0], "diets": ["vegan"]}).json()
    assert kim.request("PUT", f"/v1/profiles/{profile['id']}/portions/{APPLE}", json={"grams": 90}).status_code == 200
    entry = kept(keep_with_photo(kim, photo, title=SECRETS[1], note=SECRETS[2], profile_ids=[profile["id"]]))
    photo_id = kim.app.state.context.diary.get(kim.owner, entry["id"]).photo.id
    return Kept(profile["id"], entry["id"], photo_id)


def everything(client: Client) -> dict[str, Any]:
    export = client.get("/v1/me/export").json()
    export.pop("exported_at")
    assert isinstance(export, dict)
    return export


def test_every_route_is_crossed(app: FastAPI) -> None:
    assert routes_of(app) == set(CALLS)


@pytest.mark.parametrize(("method", "path"), sorted(CALLS))
def test_strangers_get_nothing(kim: Bearer, theirs: Kept, method: str, path: str) -> None:
    before = everything(kim)
    for address in addresses(path, theirs.ids):
        answer = Client(kim.app).request(method, address, **CALLS[method, path](theirs))
        assert answer.status_code == 401 or is_open(path), answer.text
        assert told(answer, theirs) == []
    assert everything(kim) == before


def leaks(alex: Bearer, theirs: Kept, calls: dict[tuple[str, str], Any]) -> list[str]:
    """What another owner can see or do with Kim's ids."""
    found = []
    for (method, path), options in calls.items():
        owned = bool(set(re.findall(r"{(\w+)}", path)) - SHARED)
        for address in addresses(path, theirs.ids):
            answer = alex.request(method, address, **options(theirs))
            if told(answer, theirs):
                found.append(f"{method} {path} tells {told(answer, theirs)}")
            if owned and answer.status_code != 404:
                found.append(f"{method} {path} answers {answer.status_code} to another owner's id")
    return found


def told(answer: httpx.Response, theirs: Kept) -> list[str]:
    """What of Kim's is in an answer; an id that was sent may come back in the sentence that nothing has it."""
    ids = theirs.ids if answer.status_code < 400 else ()
    return [secret for secret in (*SECRETS, *ids) if secret in answer.text]


@pytest.mark.parametrize(("method", "path"), sorted(CALLS))
def test_another_owner_sees_and_changes_nothing(
    kim: Bearer, alex: Bearer, theirs: Kept, method: str, path: str
) -> None:
    before = everything(kim)
    assert leaks(alex, theirs, {(method, path): CALLS[method, path]}) == []
    assert everything(kim) == before
    if path in NAMES_PROFILES and method == "POST":
        answer = alex.request(method, path, **CALLS[method, path](theirs))
        assert answer.status_code == 404


@pytest.mark.parametrize(("method", "path"), [call for call in sorted(CALLS) if call[0] == "GET"])
def test_the_owner_gets_an_answer_where_others_get_none(kim: Bearer, theirs: Kept, method: str, path: str) -> None:
    right = {"profile_id": theirs.profile, "entry_id": theirs.entry, "food_id": APPLE}
    answer = kim.get(path.format(**right), **CALLS[method, path](theirs))
    assert answer.status_code == (403 if path == "/metrics" else 200)


@pytest.mark.parametrize(("method", "path"), [("POST", path) for path in NAMES_PROFILES])
def test_the_owner_may_name_what_others_may_not(kim: Bearer, theirs: Kept, method: str, path: str) -> None:
    assert kim.request(method, path, **CALLS[method, path](theirs)).status_code in {200, 201}


def test_a_route_that_forgets_to_ask_whose_it_is_would_be_found(tmp_path: Path, photo: bytes) -> None:
    app = token_app(Settings(data_dir=tmp_path, auth="token", requests_per_minute=0))
    kim, alex = Bearer(app, "kim"), Bearer(app, "alex")
    theirs = kept_by(kim, photo)

    @app.get("/v1/careless/{entry_id}")
    def careless(entry_id: str) -> str:
        return str(app.state.context.diary.get("kim", theirs.entry).title)

    assert ("GET", "/v1/careless/{entry_id}") in routes_of(app) - set(CALLS)
    found = leaks(alex, theirs, {("GET", "/v1/careless/{entry_id}"): NOTHING})
    assert any("tells" in leak for leak in found)
    assert any("answers 200" in leak for leak in found)


def test_keys_of_one_owner_say_nothing_to_another(kim: Bearer, alex: Bearer) -> None:
    headers = {"Idempotency-Key": "lunch"}
    first = kept(kim.post("/v1/diary", json=meal(title=SECRETS[1]), headers=headers))
    second = kept(alex.post("/v1/diary", json=meal(title="other"), headers=headers))
    assert (second["title"], second["id"] != first["id"]) == ("other", True)
