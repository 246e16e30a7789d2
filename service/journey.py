"""The journey: what happens to one request, for its answer's header, the metrics, the log and the traces.

It knows stages, times and codes, never what is on a photo or in a profile.
"""

import asyncio
import threading
import time
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Final

from starlette.types import Message, Receive

__all__ = ["Abandoned", "Journey", "Lap", "current_journey"]

_current: ContextVar["Journey | None"] = ContextVar("journey", default=None)


class Abandoned(Exception):
    """Nobody waits for the answer any more; unwinds the work between two stages and goes no further than its lane."""


@dataclass(frozen=True, slots=True)
class Lap:
    """One stage: when it began (`time.perf_counter`) and how long it took, in seconds."""

    stage: str
    start: float
    seconds: float


class Journey:
    """One request from its first byte to its answer. Made by the outermost guard, found with `current_journey`."""

    def __init__(self, method: str, receive: Receive | None = None) -> None:
        self.method: Final = method
        self.start: Final = time.perf_counter()
        self.start_ns: Final = time.time_ns()
        self.seconds = 0.0
        self.laps: list[Lap] = []
        self.route = "none"  # its template: the address itself may name a food
        self.status = 0
        self.request_id = ""
        self.parent = ""  # the caller's W3C traceparent
        self.refused = ""  # why a lane did not answer: queue_full, deadline, client_gone, draining
        self._receive = receive
        self._body_ended = False
        self._dropped = threading.Event()

    def enter(self) -> None:
        """Make this the current journey of the running task and of what it starts."""
        _current.set(self)

    def add(self, stage: str, start: float) -> None:
        """Note a stage that began at `start` and ends now."""
        self.laps.append(Lap(stage, start, time.perf_counter() - start))

    def check(self) -> None:
        """Raise Abandoned once the answer is of no use; called between stages."""
        if self._dropped.is_set():
            raise Abandoned

    def drop(self) -> None:
        """Say that nobody waits for the answer any more."""
        self._dropped.set()

    async def receive(self) -> Message:
        """Hand on a message and remember whether the body has ended."""
        assert self._receive is not None  # noqa: S101 - only guards, which have one, call this
        message = await self._receive()
        self._body_ended = not message.get("more_body", False)
        return message

    async def client_gone(self) -> None:
        """Return when the client hangs up; never returns where that cannot be known."""
        if self._receive is None or not self._body_ended:
            await asyncio.Event().wait()
        else:
            while (await self._receive())["type"] != "http.disconnect":
                pass


def current_journey() -> Journey | None:
    """The journey of the request being worked on; None outside of requests, as on the command line."""
    return _current.get()
