"""The rate: how often one caller may ask, as a token bucket for each."""

import hashlib
import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Final

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.errors import TooManyRequests
from service.guard.base import Guard
from service.problems import problem_response

__all__ = ["Buckets", "RateLimit", "address_key"]

EXEMPT: Final = ("/healthz", "/readyz", "/static/", "/swagger/")
"""Health checks must answer under any load; the page's own files cost next to nothing."""
REFUSED_TOKENS_PER_MINUTE: Final = 20
"""Wrong tokens one address may try before all its unproven tokens wait: 256 bits of secret would stand far more."""
MOST_CALLERS: Final = 20_000
"""Buckets kept; the longest unused goes first. About 4 MB when full."""


@dataclass(slots=True)
class _Bucket:
    level: float
    filled_at: float


class Buckets:
    """One bucket for each key: `per_minute` requests a minute over time, as many at once. Not for many threads."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._size = float(per_minute)
        self._per_second = per_minute / 60
        self._clock = clock
        self._kept: OrderedDict[str, _Bucket] = OrderedDict()

    def wait_s(self, key: str) -> float:
        """Seconds until the key may ask again; 0 when it may now. Takes nothing."""
        return max(0.0, (1 - self._filled(key).level) / self._per_second)

    def take(self, key: str) -> None:
        """Take one request out of the key's bucket; never below empty."""
        bucket = self._filled(key)
        bucket.level = max(0.0, bucket.level - 1)

    def _filled(self, key: str) -> _Bucket:
        now = self._clock()
        bucket = self._kept.setdefault(key, _Bucket(self._size, now))
        self._kept.move_to_end(key)
        if len(self._kept) > MOST_CALLERS:
            self._kept.popitem(last=False)
        bucket.level = min(self._size, bucket.level + (now - bucket.filled_at) * self._per_second)
        bucket.filled_at = now
        return bucket


class RateLimit(Guard):
    """Answers 429 to a caller whose bucket is empty: an API token that was accepted, else a network address.

    Requests with a token count for their address until an answer other than 401 proves the token, so made-up tokens
    buy no buckets; and an address whose tokens were refused too often has to wait whatever it tries next.
    """

    def __init__(self, app: ASGIApp, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(app)
        self._asked = Buckets(per_minute, clock)
        self._refused = Buckets(REFUSED_TOKENS_PER_MINUTE, clock)
        self._proven: OrderedDict[str, None] = OrderedDict()

    async def guard(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand on what comes at an ordinary rate."""
        if scope["path"].startswith(EXEMPT):
            await self._app(scope, receive, send)
            return
        address, token = address_key(scope), token_key(scope)
        proven = token in self._proven
        caller = token if proven and token else address
        wait = self._asked.wait_s(caller) or (0.0 if proven or not token else self._refused.wait_s(address))
        if wait:
            seconds = math.ceil(wait)
            error = TooManyRequests(f"Ask again in {seconds} s. {TooManyRequests.remedy}", retry_after_s=seconds)
            await problem_response(error, scope)(scope, receive, send)
            return
        self._asked.take(caller)

        async def watched(message: Message) -> None:
            if message["type"] == "http.response.start" and token:
                self._learn(token, address, refused=message["status"] == 401)
            await send(message)

        await self._app(scope, receive, watched)

    def _learn(self, token: str, address: str, *, refused: bool) -> None:
        if refused:
            self._proven.pop(token, None)
            self._refused.take(address)
            return
        self._proven[token] = None
        self._proven.move_to_end(token)
        if len(self._proven) > MOST_CALLERS:
            self._proven.popitem(last=False)


def address_key(scope: Scope) -> str:
    """The caller's network address; of IPv6 the /64, which one household or attacker has whole."""
    host = (scope.get("client") or ("",))[0]
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if isinstance(address, IPv6Address) and address.ipv4_mapped is None:
        return str(ip_network(f"{address}/64", strict=False))
    return str(address)


def token_key(scope: Scope) -> str | None:
    """A digest of what the caller shows as its login, so that no token lies in memory longer than its request."""
    shown = Headers(scope=scope).get("authorization")
    return None if not shown else hashlib.sha256(shown.encode("utf-8", "replace")).hexdigest()
