"""Upload admission: how many bytes of photos may be on their way in at once."""

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from service.errors import Busy
from service.guard.base import Guard
from service.guard.body import declared_length, is_form
from service.problems import problem_response

__all__ = ["UploadAdmission"]

RETRY_AFTER_S = 2


class UploadAdmission(Guard):
    """Answers 503 to an upload that finds no room; room is what its length header promises, else `largest_bytes`.

    Uploads lie in memory and, above 1 MB each, in the temporary folder until their answer is out: this bounds both,
    while the lanes bound only what is worked on. One upload is always admitted, however little the room.
    """

    def __init__(self, app: ASGIApp, room_bytes: int, largest_bytes: int) -> None:
        super().__init__(app)
        self._room_bytes = room_bytes
        self._largest_bytes = largest_bytes
        self._taken_bytes = 0

    async def guard(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand on what is no upload, and uploads there is room for."""
        headers = Headers(scope=scope)
        if not is_form(headers):
            await self._app(scope, receive, send)
            return
        size = declared_length(headers) or self._largest_bytes
        if self._taken_bytes and self._taken_bytes + size > self._room_bytes:
            detail = f"Other photos are on their way in and leave no room for this one. {Busy.remedy}"
            error = Busy(detail, retry_after_s=RETRY_AFTER_S)
            await problem_response(error, scope)(scope, receive, send)
            return
        self._taken_bytes += size
        try:
            await self._app(scope, receive, send)
        finally:
            self._taken_bytes -= size
