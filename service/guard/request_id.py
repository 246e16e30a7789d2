"""The request id: one name for a request in its answer, its problem and its log lines."""

import re
import uuid
from typing import Final

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import Message, Receive, Scope, Send

from service.guard.base import Guard

__all__ = ["HEADER", "RequestId"]

HEADER: Final = "X-Request-ID"
# A caller's own id is kept when it can do no harm in a log line.
ACCEPTED: Final = re.compile(r"[A-Za-z0-9._-]{1,64}")


class RequestId(Guard):
    """Takes the caller's `X-Request-ID` or makes one; it lies in `scope["state"]["request_id"]` and in structlog."""

    async def guard(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Name the request, hand it on, name the answer."""
        given = Headers(scope=scope).get(HEADER, "")
        request_id = given if ACCEPTED.fullmatch(given) else uuid.uuid4().hex
        scope.setdefault("state", {})["request_id"] = request_id

        async def named(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)[HEADER] = request_id
            await send(message)

        with structlog.contextvars.bound_contextvars(request_id=request_id):
            await self._app(scope, receive, named)
