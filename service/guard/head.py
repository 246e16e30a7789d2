"""The head: how much request line and headers may weigh, and that they say one thing only."""

from typing import Final

from starlette.types import Receive, Scope, Send

from service.errors import DishcernError, HeadTooLarge, MalformedHttp
from service.guard.base import Guard
from service.problems import problem_response

__all__ = ["MOST_HEAD_BYTES", "HeadLimit"]

# Browsers send about 1 kB to a page without cookies of others; proxies stop at 8 to 32 kB themselves.
MOST_HEAD_BYTES: Final = 32_768


class HeadLimit(Guard):
    """Answers 431 and, to a body with two lengths, 400.

    The server's parser has a limit too, which a head that arrives in one piece slips past.
    """

    async def guard(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand on what has an ordinary head."""
        error = head_error(scope)
        await (self._app if error is None else problem_response(error, scope))(scope, receive, send)


def head_error(scope: Scope) -> DishcernError | None:
    """Say what is wrong with the head of a request, if anything."""
    size = len(scope.get("raw_path", b"")) + len(scope.get("query_string", b""))
    size += sum(len(name) + len(value) + 4 for name, value in scope["headers"])
    if size > MOST_HEAD_BYTES:
        detail = f"Request line and headers have {size:,} bytes; at most {MOST_HEAD_BYTES:,} are taken."
        return HeadTooLarge(f"{detail} {HeadTooLarge.remedy}")
    if {b"content-length", b"transfer-encoding"} <= {name for name, _ in scope["headers"]}:
        # RFC 9112, 6.3: a proxy in front may have gone by the other one and see another request in the rest.
        detail = "The request has both Content-Length and Transfer-Encoding, which only smuggled requests have."
        return MalformedHttp(f"{detail} {MalformedHttp.remedy}")
    return None
