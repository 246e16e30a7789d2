"""The connection: HTTP/1.1 on one socket, with deadlines and answers of ours where the server's own lack them.

uvicorn on its own waits for ever for the rest of a head and for a client that does not read, keeps any number of
connections, and answers what is not HTTP in plain text without security headers.
"""

import asyncio
import sys
import uuid
from http import HTTPStatus
from typing import Any, ClassVar

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from service.errors import Busy, DishcernError, HeadTooLarge, MalformedHttp, RequestTooSlow
from service.guard.headers import HEADERS
from service.guard.request_id import HEADER as REQUEST_ID
from service.problems import problem_response

__all__ = ["Connection"]


class Connection(H11Protocol):
    """uvicorn's protocol on h11, chosen by name: with httptools installed uvicorn would take that, which reads heads
    of any size and passes over transfer codings it does not know."""

    head_deadline_s: ClassVar[float] = 15.0
    """A request's head fits in one packet or a few; who takes longer holds a connection on purpose."""
    reader_deadline_s: ClassVar[float] = 60.0
    """How long a client may leave an answer lying without reading on."""
    most_connections: ClassVar[int] = 800
    """Below the 1,024 open files a process may have by default, with room for the database, photos and static files."""

    _head_timer: asyncio.TimerHandle | None = None
    _reader_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Start to wait for a request, or turn away when too many wait already."""
        super().connection_made(transport)
        if len(self.connections) > self.most_connections:
            self._answer(Busy(f"{self.most_connections} connections are open. {Busy.remedy}"))
            return
        self._watch_head()

    def data_received(self, data: bytes) -> None:
        """Take what arrived; a head that has begun has to end in time."""
        if self.transport.is_closing():
            return
        super().data_received(data)
        self._watch_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the timers."""
        for timer in (self._head_timer, self._reader_timer):
            if timer is not None:
                timer.cancel()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        """The client reads slower than we write: give it its time."""
        super().pause_writing()
        if self._reader_timer is None:
            self._reader_timer = self.loop.call_later(self.reader_deadline_s, self.transport.abort)

    def resume_writing(self) -> None:
        """It reads again."""
        super().resume_writing()
        if self._reader_timer is not None:
            self._reader_timer.cancel()
            self._reader_timer = None

    def send_400_response(self, msg: str) -> None:
        """Say what is wrong with the bytes as a problem; called by uvicorn while h11's error is being handled."""
        error = sys.exc_info()[1]
        if isinstance(error, h11.RemoteProtocolError) and error.error_status_hint == HeadTooLarge.status:
            self._answer(HeadTooLarge())
        else:
            reason = f"{str(error)[:200]}. " if error else ""
            self._answer(MalformedHttp(f"{reason}{MalformedHttp.remedy}"))

    def _watch_head(self) -> None:
        """Run the timer while a head is awaited, except between requests, where uvicorn's keep-alive does."""
        if self.conn.their_state is not h11.IDLE or self.transport.is_closing():
            if self._head_timer is not None:
                self._head_timer.cancel()
                self._head_timer = None
        elif self._head_timer is None and self.timeout_keep_alive_task is None:
            self._head_timer = self.loop.call_later(self.head_deadline_s, self._head_overdue)

    def _head_overdue(self) -> None:
        if self.conn.trailing_data[0]:
            detail = (
                f"The head of the request did not arrive within {self.head_deadline_s:.0f} s. {RequestTooSlow.remedy}"
            )
            self._answer(RequestTooSlow(detail))
        else:
            self.transport.close()  # nothing was asked, so nothing is answered: browsers open spare connections

    def _answer(self, error: DishcernError) -> None:
        """Answer outside of any request and close."""
        if self.cycle is not None and not self.cycle.response_complete:
            self.cycle.disconnected = True  # its answer has nowhere to go any more
            self.cycle.message_event.set()
        if self.conn.our_state in {h11.IDLE, h11.SEND_RESPONSE}:
            request_id = uuid.uuid4().hex
            response = problem_response(error, {"type": "http", "state": {"request_id": request_id}})
            headers: list[tuple[Any, Any]] = [*response.headers.items(), *HEADERS.items()]
            headers += [(REQUEST_ID, request_id), ("Cache-Control", "no-store"), ("Connection", "close")]
            for event in (
                h11.Response(status_code=error.status, headers=headers, reason=HTTPStatus(error.status).phrase),
                h11.Data(data=bytes(response.body)),
                h11.EndOfMessage(),
            ):
                self.transport.write(self.conn.send(event) or b"")
        self.transport.close()
