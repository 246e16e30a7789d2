"""The body limit: counted while the body streams in, whatever its length header says."""

import asyncio
from typing import Final

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.errors import BodyTooLarge, DishcernError, PhotoTooLarge
from service.guard.base import Guard
from service.problems import problem_response

__all__ = ["BodyLimit"]

# A client that is still sending sees a reset connection instead of our answer, so some of the rest is read and dropped.
DRAIN_BYTES: Final = 64_000_000
DRAIN_S: Final = 10.0


class _LimitReached(Exception):
    """Unwinds the app; never leaves this module."""


class BodyLimit(Guard):
    """Answers 413 once a body passes its limit: `form_bytes` for multipart (a photo), `other_bytes` for all else."""

    def __init__(self, app: ASGIApp, form_bytes: int, other_bytes: int) -> None:
        super().__init__(app)
        self._form_bytes = form_bytes
        self._other_bytes = other_bytes

    async def guard(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand on a body that stays within its limit."""
        headers = Headers(scope=scope)
        is_form = headers.get("content-type", "").lower().startswith("multipart/form-data")
        limit = self._form_bytes if is_form else self._other_bytes
        error = too_large(is_form, limit)
        if declared_length(headers) > limit:
            # Whoever waits for "100 Continue" has sent nothing yet and reads the answer first.
            await refuse(error, scope, receive, send, drain="expect" not in headers)
            return
        body = _Counted(receive, send, limit)
        try:
            await self._app(scope, body.receive, body.send)
        except Exception:
            if not body.reached:
                raise
        if body.reached and not body.started:
            await refuse(error, scope, receive, send, drain=not body.ended)


class _Counted:
    """The receive and send of one request. Past the limit the app gets no more body and its own answer is dropped."""

    def __init__(self, receive: Receive, send: Send, limit: int) -> None:
        self._receive = receive
        self._send = send
        self._left = limit
        self.reached = False
        self.started = False
        self.ended = False

    async def receive(self) -> Message:
        if self.reached:
            raise _LimitReached
        message = await self._receive()
        self._left -= len(message.get("body", b""))
        self.ended = not message.get("more_body", False)
        if self._left < 0:
            self.reached = True
            raise _LimitReached
        return message

    async def send(self, message: Message) -> None:
        # FastAPI turns an exception while it parses a body into a 400 of its own: ours comes instead.
        if self.reached and not self.started:
            return
        self.started = True
        await self._send(message)


def declared_length(headers: Headers) -> int:
    """Content-Length; 0 where there is none or it is no number."""
    value = headers.get("content-length", "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 20 else 0


def too_large(is_form: bool, limit: int) -> DishcernError:
    """Name the limit in words that fit what was sent."""
    kind = PhotoTooLarge if is_form else BodyTooLarge
    what = "photo with its form fields" if is_form else "body"
    return kind(f"The {what} is larger than {limit:,} bytes. {kind.remedy}")


async def refuse(error: DishcernError, scope: Scope, receive: Receive, send: Send, *, drain: bool) -> None:
    """Answer with the error, after dropping what the client still sends, within bounds."""
    if drain:
        await drop_rest(receive)
    response = problem_response(error, scope)
    response.headers["Connection"] = "close"
    await response(scope, receive, send)


async def drop_rest(receive: Receive) -> None:
    """Read the rest of a body without keeping it, at most DRAIN_BYTES and DRAIN_S."""
    left = DRAIN_BYTES
    try:
        async with asyncio.timeout(DRAIN_S):
            while left > 0:
                message = await receive()
                left -= len(message.get("body", b""))
                if message["type"] != "http.request" or not message.get("more_body", False):
                    return
    except TimeoutError:
        return
