"""Tokens and sessions: who gets in, for what, and for how long."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI

from service import security
from service.access import DEFAULT_SCOPES, Scope, Sessions, digest, session_key
from service.access.scopes import scope_for
from service.settings import Settings
from service.store import SqlTokenStore
from tests.client import Client
from tests.service.access.conftest import Bearer

HOUR = timedelta(hours=1)


def tokens_of(app: FastAPI) -> SqlTokenStore:
    store: SqlTokenStore = app.state.context.store.tokens
    return store


def bearing(text: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {text}"}


def flipped(text: str) -> str:
    return text[:-1] + ("0" if text[-1] != "0" else "1")


WRONG: dict[str, Callable[[str], dict[str, str]]] = {
    "none": lambda token: {},
    "empty": lambda token: bearing(""),
    "another scheme": lambda token: {"Authorization": f"Basic {token}"},
    "no scheme": lambda token: {"Authorization": token},
    "one character off": lambda token: bearing(flipped(token)),
    "only its id": lambda token: bearing(token[:25]),
    "another id": lambda token: bearing(token[:9] + "0" * 16 + token[25:]),
    "upper case": lambda token: bearing(token.upper()),
    "a line more": lambda token: bearing(token + "a"),
    "its hash": lambda token: bearing(token[:26] + digest(token[26:])),
    "in a cookie": lambda token: {"Cookie": f"dishcern_session={token}"},
    "a long one": lambda token: bearing("dishcern_" + "a" * 10_000),
}


@pytest.mark.parametrize("how", WRONG)
def test_strangers_are_told_what_to_send(app: FastAPI, kim: Bearer, how: str) -> None:
    answer = Client(app).get("/v1/profiles", headers=WRONG[how](kim.token))
    assert (answer.status_code, answer.json()["code"]) == (401, "login_required")
    assert answer.headers["www-authenticate"].startswith("Bearer")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert kim.token not in answer.text


def test_a_token_opens_its_owners_data(kim: Bearer) -> None:
    assert kim.get("/v1/profiles").json() == {"items": [], "total": 0}
    assert kim.get("/v1/profiles", headers={"Authorization": f"bearer {kim.token}"}).status_code == 200


def test_an_expired_token_opens_nothing(app: FastAPI) -> None:
    tokens = tokens_of(app)
    over = tokens.create("kim", "", DEFAULT_SCOPES, datetime.now(UTC) - HOUR)
    open_ = tokens.create("kim", "", DEFAULT_SCOPES, datetime.now(UTC) + HOUR)
    assert Client(app).get("/v1/profiles", headers=bearing(over)).status_code == 401
    assert Client(app).get("/v1/profiles", headers=bearing(open_)).status_code == 200


def test_a_revoked_token_opens_nothing(app: FastAPI, kim: Bearer) -> None:
    tokens_of(app).revoke(kim.token[9:25])
    assert kim.get("/v1/profiles").status_code == 401


CALLS = [
    ("GET", "/v1/profiles", "read"),
    ("HEAD", "/v1/profiles", "read"),
    ("GET", "/v1/meals", "read"),
    ("GET", "/v1/something/new", "read"),
    ("POST", "/v1/meals", "analyze"),
    ("POST", "/v1/meals/evaluate", "analyze"),
    ("POST", "/v1/detections", "analyze"),
    ("POST", "/v1/profiles/parse", "analyze"),
    ("POST", "/analyze", "analyze"),
    ("POST", "/v1/mealsandmore", "write"),
    ("POST", "/v1/profiles", "write"),
    ("POST", "/v1/diary", "write"),
    ("PATCH", "/v1/diary/1", "write"),
    ("DELETE", "/v1/me", "write"),
    ("PUT", "/v1/something/new", "write"),
    ("GET", "/metrics", "metrics"),
]


@pytest.mark.parametrize(("method", "path", "scope"), CALLS)
def test_every_call_needs_one_scope(app: FastAPI, method: str, path: str, scope: str) -> None:
    assert scope_for(method, path) == scope
    tokens = tokens_of(app)
    others = tuple(each for each in Scope if each != scope)
    refused = Client(app).request(method, path, headers=bearing(tokens.create("kim", "", others, None)))
    allowed = Client(app).request(method, path, headers=bearing(tokens.create("kim", "", (Scope(scope),), None)))
    assert refused.status_code == 403
    assert allowed.status_code not in {401, 403}


def test_a_missing_scope_is_named(app: FastAPI) -> None:
    token = tokens_of(app).create("kim", "", (Scope.READ,), None)
    answer = Client(app).post("/v1/profiles", json={"name": "Kim"}, headers=bearing(token))
    assert answer.json()["code"] == "scope_missing"
    assert "allows read; this needs 'write'" in answer.json()["detail"]


def test_the_database_holds_no_secret(app: FastAPI, kim: Bearer) -> None:
    folder = app.state.context.settings.data_dir
    files = [path.read_bytes() for path in folder.iterdir() if path.name.startswith("dishcern.db")]
    assert any(kim.token[9:25].encode() in data for data in files)
    assert not any(kim.token[26:].encode() in data for data in files)


def logged_in(app: FastAPI, token: str, **headers: str) -> Any:
    return Client(app).post("/login", data={"token": token}, headers=headers)


def cookie_of(app: FastAPI, token: str) -> dict[str, str]:
    return {"Cookie": logged_in(app, token).headers["set-cookie"].split(";")[0]}


def test_a_browser_is_sent_to_the_login_page(app: FastAPI) -> None:
    answer = Client(app).get("/", headers={"Accept": "text/html,*/*;q=0.8"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/login")
    page = Client(app).get("/login")
    assert page.status_code == 200
    assert 'type="password"' in page.text


@pytest.mark.parametrize(("language", "word"), [("en", "Log in"), ("de", "Anmelden"), ("es", "Iniciar sesión")])
def test_the_login_page_speaks_three_languages(app: FastAPI, language: str, word: str) -> None:
    assert word in Client(app).get("/login", headers={"Accept-Language": language}).text
    assert word in Client(app).get("/login", params={"lang": language}).text


def test_logging_in_opens_a_session_scripts_cannot_read(app: FastAPI, kim: Bearer) -> None:
    kim.post("/v1/profiles", json={"name": "Kim"})
    answer = logged_in(app, f" {kim.token}\n")
    cookie = answer.headers["set-cookie"]
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    for part in ("HttpOnly", "SameSite=strict", "Max-Age=43200", "Path=/"):
        assert part in cookie
    assert "Secure" not in cookie
    assert kim.token[26:] not in cookie
    headers = {"Cookie": cookie.split(";")[0]}
    assert Client(app).get("/v1/profiles", headers=headers).json()["total"] == 1
    assert Client(app).get("/", headers=headers).status_code == 200


def test_behind_tls_the_session_travels_by_tls_only(app: FastAPI, kim: Bearer) -> None:
    assert "Secure" in logged_in(app, kim.token, **{"X-Forwarded-Proto": "https"}).headers["set-cookie"]


@pytest.mark.parametrize("typed", ["", "hunter2", "dishcern_" + "0" * 16 + "_" + "0" * 64, "<script>"])
def test_a_wrong_token_opens_no_session(app: FastAPI, typed: str) -> None:
    answer = logged_in(app, typed)
    assert (answer.status_code, "set-cookie" in answer.headers) == (401, False)
    assert "not known" in answer.text
    assert "<script>" not in answer.text


def test_logging_out_takes_the_cookie_away(app: FastAPI) -> None:
    answer = Client(app).post("/logout")
    assert answer.headers["location"] == "/login"
    assert "Max-Age=0" in answer.headers["set-cookie"]


def test_a_session_ends_with_its_token(app: FastAPI, kim: Bearer) -> None:
    cookie = cookie_of(app, kim.token)
    assert Client(app).get("/v1/profiles", headers=cookie).status_code == 200
    tokens_of(app).revoke(kim.token[9:25])
    assert Client(app).get("/v1/profiles", headers=cookie).status_code == 401


def test_other_sites_pages_cannot_use_a_session(app: FastAPI, kim: Bearer) -> None:
    headers = {**cookie_of(app, kim.token), "Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}
    assert Client(app).request("DELETE", "/v1/me", headers=headers).status_code == 403
    assert Client(app).post("/login", data={"token": kim.token}, headers=headers).status_code == 403


SESSIONS = Sessions(b"k" * 32, 60)
GOOD = SESSIONS.open("a" * 16, now_s=1_000)


@pytest.mark.parametrize(
    "cookie",
    [
        "",
        "a.b.c",
        flipped(GOOD),
        GOOD.replace("a" * 16, "b" * 16),
        re.sub(r"\.1060\.", ".9999.", GOOD),
        Sessions(b"x" * 32, 60).open("a" * 16, now_s=1_000),
        GOOD + "0",
        GOOD.replace(".", "\u0660.", 1),
    ],
)
def test_a_session_cannot_be_forged(cookie: str) -> None:
    assert SESSIONS.token_id(cookie, now_s=1_001) is None


def test_a_session_lasts_its_time() -> None:
    assert SESSIONS.token_id(GOOD, now_s=1_059) == "a" * 16
    assert SESSIONS.token_id(GOOD, now_s=1_060) is None


def test_the_session_key_is_made_once_and_its_users_alone(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "data")
    key = session_key(settings)
    assert session_key(settings) == key
    assert len(key) == 64
    assert (tmp_path / "data" / "session.key").stat().st_mode & 0o777 == 0o600
    assert session_key(Settings.model_validate({"session_key": "s" * 40})) == b"s" * 40


def test_token_mode_without_a_door_is_refused() -> None:
    with pytest.raises(ValueError, match="door"):
        security.install(FastAPI(), Settings(auth="token"))


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/login", "/docs", "/openapi.json", "/static/logo.svg"])
def test_what_holds_nobodys_data_is_open(app: FastAPI, path: str) -> None:
    assert Client(app).get(path).status_code == 200


@pytest.mark.parametrize(
    "path", ["/static/../v1/profiles", "/static/%2e%2e/v1/profiles", "//v1/profiles", "/v1/profiles/"]
)
def test_detours_lead_to_nobodys_data(app: FastAPI, path: str) -> None:
    assert Client(app).get(path).status_code in {401, 404}
