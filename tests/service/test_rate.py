"""The rate limit: each caller has its own bucket, and nobody fills another's or escapes its own."""

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from service.guard import RateLimit
from service.guard.rate import MOST_CALLERS, Buckets, address_key
from service.settings import Settings


class Clock:
    """A clock a test moves."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


async def accepts_good_tokens(scope: Scope, receive: Receive, send: Send) -> None:
    shown = dict(scope["headers"]).get(b"authorization", b"")
    await PlainTextResponse("", 401 if shown.startswith(b"Bearer bad") else 200)(scope, receive, send)


def ask(limit: RateLimit, *, address: str = "192.0.2.1", path: str = "/v1/foods", token: str = "") -> Mapping[str, Any]:
    """One request; its status and headers."""
    sent: list[Any] = []
    headers = [(b"authorization", f"Bearer {token}".encode())] if token else []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request"}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "GET", "path": path, "client": (address, 1), "headers": headers}
    asyncio.run(limit(scope, receive, send))
    return {"status": sent[0]["status"], **{name.decode(): value.decode() for name, value in sent[0]["headers"]}}


def statuses(limit: RateLimit, count: int, **who: str) -> list[int]:
    return [ask(limit, **who)["status"] for _ in range(count)]


def test_a_caller_has_its_minute_at_once_and_then_its_share_of_each_second() -> None:
    clock = Clock()
    limit = RateLimit(accepts_good_tokens, per_minute=6, clock=clock)
    assert statuses(limit, 7) == [200] * 6 + [429]
    assert ask(limit)["retry-after"] == "10"
    clock.now = 9.9
    assert statuses(limit, 1) == [429]
    clock.now = 10.1
    assert statuses(limit, 2) == [200, 429]


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/static/main.js", "/swagger/swagger-ui.css"])
def test_health_checks_and_files_of_the_page_do_not_count(path: str) -> None:
    limit = RateLimit(accepts_good_tokens, per_minute=1, clock=Clock())
    assert statuses(limit, 5, path=path) == [200] * 5


def test_addresses_do_not_share_a_bucket() -> None:
    limit = RateLimit(accepts_good_tokens, per_minute=1, clock=Clock())
    assert [ask(limit, address=f"192.0.2.{last}")["status"] for last in (1, 2, 1)] == [200, 200, 429]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8::1", "2001:db8::ffff:2", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("::ffff:192.0.2.1", "::ffff:192.0.2.2", False),
        ("192.0.2.1", "192.0.2.2", False),
        ("", "", True),
    ],
)
def test_of_ipv6_the_network_counts(one: str, other: str, same: bool) -> None:
    assert (address_key({"client": (one, 1)}) == address_key({"client": (other, 2)})) is same


def test_a_token_that_was_accepted_has_a_bucket_of_its_own() -> None:
    limit = RateLimit(accepts_good_tokens, per_minute=2, clock=Clock())
    assert statuses(limit, 1, token="good") == [200]
    assert statuses(limit, 2) == [200, 429]  # the first one counted for the address, which it shares
    assert statuses(limit, 3, token="good") == [200, 200, 429]


def test_made_up_tokens_buy_no_buckets() -> None:
    limit = RateLimit(accepts_good_tokens, per_minute=5, clock=Clock())
    assert [ask(limit, token=f"bad{number}")["status"] for number in range(6)] == [401] * 5 + [429]


def test_guessing_tokens_ends_long_before_the_ordinary_limit_but_not_for_accepted_ones() -> None:
    limit = RateLimit(accepts_good_tokens, per_minute=600, clock=Clock())
    assert statuses(limit, 1, token="good") == [200]
    tried = [ask(limit, token=f"bad{number}")["status"] for number in range(30)]
    assert tried == [401] * 20 + [429] * 10
    assert statuses(limit, 2, token="good") == [200, 200]
    assert statuses(limit, 1, address="192.0.2.9", token="good2") == [200]


def test_many_callers_do_not_fill_the_memory() -> None:
    buckets = Buckets(1, Clock())
    for number in range(MOST_CALLERS + 50):
        buckets.take(str(number))
    assert buckets.wait_s(str(MOST_CALLERS + 49)) > 0
    assert buckets.wait_s("0") == 0  # the longest unused was forgotten


@pytest.mark.parametrize(
    ("given", "rate"),
    [
        ({}, 0),
        ({"trusted_proxies": "127.0.0.1"}, 600),
        ({"host": "192.168.1.2", "allow_remote": True}, 600),
        ({"requests_per_minute": 30}, 30),
        ({"host": "192.168.1.2", "allow_remote": True, "requests_per_minute": 0}, 0),
    ],
    ids=str,
)
def test_only_a_server_others_reach_limits_by_default(given: dict[str, object], rate: int) -> None:
    assert Settings.model_validate(given).rate_per_minute == rate
