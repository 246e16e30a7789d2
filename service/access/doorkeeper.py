"""The doorkeeper: takes a token or a session and says who is calling."""

import hmac
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from starlette.datastructures import Headers
from starlette.requests import cookie_parser

from service.access.scopes import Scope
from service.access.session import COOKIE, Sessions
from service.access.token import Token, digest, parts_of

__all__ = ["Caller", "Doorkeeper"]

NOBODYS: Final = digest("nobody's")
"""What the secret of an unknown token is compared with, so that its refusal takes no other time."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who is calling, and what they may do."""

    owner: str
    scopes: frozenset[Scope]
    token_id: str


class Doorkeeper:
    """Knows callers by `Authorization: Bearer`, or without that header by their session cookie.

    `find` looks a token up by its id, which is no secret; only the secret's hash is compared, in constant time.
    """

    def __init__(self, find: Callable[[str], Token | None], sessions: Sessions) -> None:
        self._find = find
        self.sessions = sessions

    def caller(self, headers: Headers) -> Caller | None:
        """Who sent these headers; None when nobody can tell. Asks the database, so not on the event loop."""
        given = headers.get("authorization")
        if given is not None:
            scheme, _, text = given.partition(" ")
            return self.bearer(text.strip()) if scheme.lower() == "bearer" else None
        cookie = cookie_parser(headers.get("cookie", "")).get(COOKIE)
        token_id = None if cookie is None else self.sessions.token_id(cookie)
        return None if token_id is None else _caller(self._find(token_id))

    def bearer(self, text: str) -> Caller | None:
        """Who bears this token."""
        parts = parts_of(text)
        if parts is None:
            return None
        token = self._find(parts[0])
        matches = hmac.compare_digest(digest(parts[1]), NOBODYS if token is None else token.sha256)
        return _caller(token) if matches else None


def _caller(token: Token | None) -> Caller | None:
    if token is None or token.has_expired(datetime.now(UTC)):
        return None
    return Caller(token.owner, frozenset(token.scopes), token.id)
