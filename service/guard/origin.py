"""Who is asked, and from where: the Host allow-list and the refusal of other sites' writes.

A server on 127.0.0.1 is reachable by every page its user opens. The allow-list stops DNS rebinding (a foreign name
that resolves to us), the same-origin rule stops forms and scripts of foreign pages from writing.
"""

from collections.abc import Sequence
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from service.errors import CrossSiteRefused, HostNotAllowed
from service.guard.base import Guard
from service.problems import problem_response

__all__ = ["HostAllowList", "SameOriginWrites", "host_name"]

READS: Final = frozenset({"GET", "HEAD", "OPTIONS"})


def host_name(host: str) -> str:
    """Host header without port, in lower case; "" for what is none. IPv6 addresses lose their brackets."""
    if any(character in host for character in "/?#@\\ \t"):
        return ""
    try:
        return (urlsplit(f"//{host}").hostname or "").rstrip(".")
    except ValueError:
        return ""


class HostAllowList(Guard):
    """Refuses requests whose Host header is not on the list; "*" lets any pass."""

    def __init__(self, app: ASGIApp, allowed: Sequence[str]) -> None:
        super().__init__(app)
        self._any = "*" in allowed
        self._allowed = frozenset(name.lower().strip("[]") for name in allowed)

    async def guard(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand on what is asked by an allowed name."""
        named = Headers(scope=scope).getlist("host")
        # Two Host headers are two answers to the question whom a request is for: a proxy may have read the other one.
        if len(named) == 1 and (self._any or host_name(named[0]) in self._allowed):
            await self._app(scope, receive, send)
            return
        shown = repr(", ".join(named)[:100])
        detail = f"The Host header is {shown}, which this server does not answer to. {HostNotAllowed.remedy}"
        await problem_response(HostNotAllowed(detail), scope)(scope, receive, send)


class SameOriginWrites(Guard):
    """Refuses writes that a page of another origin makes; programs, which send neither header, pass."""

    async def guard(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand on reads and writes of our own page."""
        if scope["method"] in READS or is_same_origin(Headers(scope=scope)):
            await self._app(scope, receive, send)
            return
        await problem_response(CrossSiteRefused(), scope)(scope, receive, send)


def is_same_origin(headers: Headers) -> bool:
    """Tell whether a write comes from our own page or from no page at all.

    `Sec-Fetch-Site` is the browser's own word. "same-site" is refused: another port of localhost is same-site.
    Browsers leave it out on plain http to other machines; then `Origin` must name the host asked. Schemes are not
    compared, since behind a proxy that ends TLS ours is http and the page's https.
    """
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = headers.get("origin")
    return origin is None or urlsplit_netloc(origin) == headers.get("host", "").lower()


def urlsplit_netloc(origin: str) -> str | None:
    """Host and port of an Origin header; None for "null" and what cannot be parsed."""
    try:
        return urlsplit(origin).netloc.lower() or None
    except ValueError:
        return None
