"""The logs of a whole server, through success and every kind of failure, hold nothing of what its callers sent.

Everything that can be named is named with one marker; the server's standard output and error are read to the last line.
"""

import asyncio
import signal
import sys
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
import structlog

from service.access import DEFAULT_SCOPES
from service.access.scopes import Scope
from service.faults import in_loop, whereabouts
from service.settings import Settings
from service.store import open_tokens
from tests.robustness.broken_server import BROKEN, MARK, fail
from tests.robustness.visit import APPLE, told_photo, visit
from tests.service.photo_files import encoded, meal
from tests.service.server import Server, served
from tests.wire import exchange

BROKEN_SERVER = (sys.executable, "-m", "tests.robustness.broken_server")
EATEN = ("hamburger", "cheese", "63101000", "vegan", "gout")
LONG = MARK * 200
PHOTO = told_photo(MARK)
FORM = "multipart/form-data"

HOSTILE: list[tuple[int, str, str, dict[str, Any]]] = [
    (404, "GET", f"/{MARK}", {}),
    (404, "GET", f"/static/{MARK}.js", {}),
    (404, "GET", f"/v1/foods/{MARK}", {}),
    (404, "GET", f"/v1/profiles/{MARK}", {}),
    (404, "GET", f"/v1/diary/{MARK}/photo", {}),
    (405, "PUT", f"/v1/foods/{MARK}", {}),
    (422, "GET", "/v1/foods", {"params": {"q": LONG}}),
    (422, "GET", f"/v1/foods/{APPLE}", {"params": {"portion_id": MARK}}),
    (422, "GET", "/v1/diary", {"params": {"cursor": MARK, "from": MARK}}),
    (422, "POST", "/v1/profiles", {"json": {"name": MARK, MARK: MARK}}),
    (422, "POST", "/v1/profiles", {"json": {"name": MARK, "conditions": ["gout"]}}),
    (400, "POST", "/v1/profiles", {"content": f'{{"{MARK}', "headers": {"Content-Type": "application/json"}}),
    (422, "POST", "/v1/meals/evaluate", {"json": {"items": [{"food_id": MARK}], "profiles": [{"name": MARK}]}}),
    (422, "POST", "/v1/diary", {"json": {"items": [], "note": MARK, "eaten_at": MARK}}),
    (415, "POST", "/v1/meals", {"files": {"image": (MARK, MARK.encode())}}),
    (422, "POST", "/v1/meals", {"files": {"image": (MARK, PHOTO[:9_000])}}),
    (404, "POST", "/v1/meals", {"files": {"image": PHOTO}, "data": {"profile_id": MARK}}),
    (400, "POST", "/v1/meals", {"files": {"image": PHOTO}, "data": {"profile": f"{{{MARK}"}}),
    (422, "POST", "/v1/meals", {"files": {"image": PHOTO}, "data": {"note": LONG}}),
    (422, "POST", "/v1/meals/render", {"files": {"image": PHOTO}, "data": {"report": f'{{"items":["{MARK}"]}}'}}),
    (400, "POST", "/v1/meals", {"content": f"--b{MARK}", "headers": {"Content-Type": f"{FORM}; {MARK}"}}),
    (400, "GET", "/v1/foods", {"headers": {"Host": f"{MARK}.example"}}),
    (403, "POST", "/v1/profiles/parse", {"json": {"text": MARK}, "headers": {"Origin": f"https://{MARK}.example"}}),
    (401, "GET", "/v1/profiles", {"headers": {"Authorization": f"Bearer {MARK}"}}),
    (401, "POST", "/login", {"data": {"token": MARK}}),
    (200, "GET", "/v1/foods", {"headers": {"X-Request-ID": f"{MARK} is no id", "Traceparent": MARK, "Cookie": MARK}}),
    (500, "POST", "/v1/profiles", {"json": {"name": f"{MARK} {BROKEN}"}}),
    (500, "GET", f"/v1/profiles/{MARK}{BROKEN}", {}),
    (500, "POST", "/v1/meals", {"files": {"image": (MARK, encoded(meal(64, 48), "JPEG", comment=MARK.encode()))}}),
]  # fmt: skip
RAW = (f"{MARK} {MARK}\r\n\r\n", f"GET /{MARK} HTTP/1.1\r\n{MARK}: {LONG * 200}\r\n\r\n", f"GET /{MARK} HTTP/9\r\n\r\n")


@dataclass(frozen=True)
class Told:
    """What a server wrote while it was used and misused, and the token it was used with."""

    lines: str
    token: str
    statuses: list[tuple[int, int]]  # expected, given
    answered: int
    files: list[str]


@pytest.fixture(scope="module", params=["text", "json"])
def told(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Told:
    data_dir, log = tmp_path_factory.mktemp("data"), tmp_path_factory.mktemp("log") / "said"
    settings = {"auth": "token", "log_format": request.param, "requests_per_minute": "0"}
    with log.open("wb") as said, served(
        data_dir, errors=said.fileno(), output=said.fileno(), program=BROKEN_SERVER, **settings
    ) as server:  # fmt: skip
        token = open_tokens(Settings(data_dir=data_dir)).create(
            f"{MARK}owner", f"{MARK}token", (*DEFAULT_SCOPES, Scope.METRICS), None
        )
        headers = {"Authorization": f"Bearer {token}", "User-Agent": MARK, "Referer": f"http://{MARK}.example/"}
        with httpx.Client(base_url=server.url, headers=headers, timeout=60) as client:
            answered = visit(client, MARK)
            statuses = misused(server, client)
        server.process.send_signal(signal.SIGTERM)
        server.process.wait(60)
    files = [str(path) for path in data_dir.rglob("*") if "log" in path.name]
    return Told(log.read_text(encoding="utf-8"), token, statuses, answered, files)


def misused(server: Server, client: httpx.Client) -> list[tuple[int, int]]:
    """Send what cannot be answered well; expected and given status of each."""
    client.post("/v1/diary", json={"items": [{"food_id": APPLE, "grams": 1}], "note": MARK}).raise_for_status()
    statuses = []
    for expected, method, path, how in HOSTILE:
        statuses.append((expected, client.request(method, path, **how).status_code))
    with pytest.raises(httpx.RemoteProtocolError):  # the broken list ends the answer in its middle
        client.get("/v1/me/export")
    url = httpx.URL(server.url)
    for text in RAW:
        exchange((url.host, url.port or 80), text.encode())
    return statuses


def test_every_failure_was_the_one_meant(told: Told) -> None:
    assert [given for _, given in told.statuses] == [expected for expected, _ in told.statuses]


def test_nothing_that_was_sent_is_in_the_logs(told: Told) -> None:
    assert [line for line in told.lines.splitlines() if MARK.lower() in line.lower()] == []
    assert told.token not in told.lines
    assert [word for word in EATEN if word in told.lines.lower()] == []
    assert told.files == []


def test_the_logs_still_say_where_it_broke(told: Told) -> None:
    assert told.lines.count("unexpected error") == 4
    for place in (
        "builtins.LookupError", "builtins.KeyError", "builtins.ExceptionGroup", "broken_server.py", ", in fail",
        "/v1/profiles/{profile_id}", "Exception in ASGI application", "error in a thread", "library warning",
    ):  # fmt: skip
        assert place in told.lines


def test_every_request_has_its_line(told: Told) -> None:
    assert told.lines.count("ms=") + told.lines.count('"ms":') >= told.answered - 5 + len(HOSTILE)


def test_an_error_on_the_event_loop_is_told_without_its_words() -> None:
    async def broken() -> None:
        asyncio.get_running_loop().set_exception_handler(in_loop)
        asyncio.get_running_loop().call_soon(fail, MARK)
        await asyncio.sleep(0.01)

    with structlog.testing.capture_logs() as lines:
        asyncio.run(broken())
    assert [line["event"] for line in lines] == ["error on the event loop"]
    assert "LookupError" in lines[0]["exception"]
    assert MARK not in repr(lines)


def test_errors_that_caused_each_other_in_a_circle_end() -> None:
    one, other = ValueError(MARK), KeyError(MARK)
    one.__cause__, other.__cause__ = other, one
    assert whereabouts(one).splitlines() == ["builtins.ValueError", "builtins.KeyError"]
