"""The body: counted and timed while it streams in, whatever its headers say about it."""

import asyncio
from typing import Final

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.errors import BodyTooLarge, DishcernError, PhotoTooLarge, RequestTooSlow
from service.guard.base import Guard
from service.problems import problem_response

__all__ = ["BodyLimit", "declared_length", "is_form"]

# Every byte that has arrived buys time, so a large photo on a slow line gets through while a trickle does not.
SLOWEST_BYTES_PER_S: Final = 20_000
# A client that is still sending sees a reset connection instead of an early answer, so some of the rest is read and
# dropped first.
DRAIN_BYTES: Final = 64_000_000
DRAIN_S: Final = 10.0


class _Refused(Exception):
    """Unwinds the app; never leaves this module."""


class BodyLimit(Guard):
    """Answers 413 once a body passes its limit and 408 once it is late.

    The limit is `form_bytes` for multipart (a photo), `other_bytes` for all else. A body has `deadline_s` to arrive,
    and a second more for every SLOWEST_BYTES_PER_S that did. Whatever answers early, here or inside, does so after
    the client has had its say, within bounds; where that is not enough the connection is closed.
    """

    def __init__(self, app: ASGIApp, form_bytes: int, other_bytes: int, deadline_s: float) -> None:
        super().__init__(app)
        self._form_bytes = form_bytes
        self._other_bytes = other_bytes
        self._deadline_s = deadline_s

    async def guard(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand on a body that stays within its limits."""
        headers = Headers(scope=scope)
        limit = self._form_bytes if is_form(headers) else self._other_bytes
        body = _Body(receive, send, limit, self._deadline_s, headers)
        if declared_length(headers) > limit:
            await problem_response(too_large(is_form(headers), limit), scope)(scope, receive, body.send)
            return
        try:
            await self._app(scope, body.receive, body.send)
        except Exception:
            if body.refusal is None:
                raise
        if body.refusal is not None and not body.started:
            error, body.refusal = body.refusal, None
            await problem_response(error, scope)(scope, receive, body.send)


class _Body:
    """The receive and send of one request. Once refused the app gets no more body and its own answer is dropped."""

    def __init__(self, receive: Receive, send: Send, limit: int, deadline_s: float, headers: Headers) -> None:
        self._receive = receive
        self._send = send
        self._limit = limit
        self._arrived = 0
        self._due = asyncio.get_running_loop().time() + deadline_s
        self._form = is_form(headers)
        self._expected = declared_length(headers) > 0 or "transfer-encoding" in headers
        self._ended = False
        self._late = False
        # Whoever waits for "100 Continue" has sent nothing yet and reads the answer first.
        self._waits = "expect" in headers
        self.refusal: DishcernError | None = None
        self.started = False

    async def receive(self) -> Message:
        if self.refusal is not None:
            raise _Refused
        if self._ended:
            return await self._receive()  # what is left to come is the end of the connection
        self._waits = False
        try:
            async with asyncio.timeout_at(self._due + self._arrived / SLOWEST_BYTES_PER_S):
                message = await self._receive()
        except TimeoutError:
            self._late = True
            self.refusal = too_slow(self._arrived)
            raise _Refused from None
        self._arrived += len(message.get("body", b""))
        self._ended = not message.get("more_body", False)
        if self._arrived > self._limit:
            self.refusal = too_large(self._form, self._limit)
            raise _Refused
        return message

    async def send(self, message: Message) -> None:
        # FastAPI turns an exception while it parses a body into a 400 of its own: ours comes instead.
        if self.refusal is not None and not self.started:
            return
        if message["type"] == "http.response.start" and not self.started:
            self.started = True
            if self._expected and not self._ended and not await self._rest_dropped():
                message = {**message, "headers": [*message.get("headers", ()), (b"connection", b"close")]}
        await self._send(message)

    async def _rest_dropped(self) -> bool:
        return not self._late and not self._waits and await dropped_rest(self._receive)


def is_form(headers: Headers) -> bool:
    """Whether a photo may be inside."""
    return headers.get("content-type", "").lower().startswith("multipart/form-data")


def declared_length(headers: Headers) -> int:
    """Content-Length; 0 where there is none or it is no number."""
    value = headers.get("content-length", "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 20 else 0


def too_large(form: bool, limit: int) -> DishcernError:
    """Name the limit in words that fit what was sent."""
    kind = PhotoTooLarge if form else BodyTooLarge
    what = "photo with its form fields" if form else "body"
    return kind(f"The {what} is larger than {limit:,} bytes. {kind.remedy}")


def too_slow(arrived: int) -> DishcernError:
    """Say how much arrived in the time given."""
    given = f"After {arrived:,} bytes nothing more of the body arrived in time."
    return RequestTooSlow(f"{given} {RequestTooSlow.remedy}")


async def dropped_rest(receive: Receive) -> bool:
    """Read the rest of a body without keeping it; False if it did not end within DRAIN_BYTES and DRAIN_S."""
    left = DRAIN_BYTES
    try:
        async with asyncio.timeout(DRAIN_S):
            while left > 0:
                message = await receive()
                left -= len(message.get("body", b""))
                if message["type"] != "http.request" or not message.get("more_body", False):
                    return True
    except TimeoutError:
        pass
    return False
