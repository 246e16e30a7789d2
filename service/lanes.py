"""The lanes: a bounded pool for decoding, looking and drawing, so that a crowd gets an answer instead of a queue."""

import asyncio
import math
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import copy_context
from typing import Final, TypeVar

from service.errors import Busy
from service.journey import Journey, current_journey

__all__ = ["Lanes"]

T = TypeVar("T")
LONGEST_RETRY_S: Final = 60
FRESH: Final = 0.2  # weight of the newest photo in the usual time of one


class Lanes:
    """`count` threads that work and at most `queue_limit` calls that wait; the next one is refused at once.

    Health checks never come here, so they stay fast while every lane is busy.
    """

    def __init__(self, count: int, queue_limit: int, deadline_s: float) -> None:
        self.count: Final = count
        self.places: Final = count + queue_limit
        self._pool = self._new_pool()
        self._closed = False
        self._lock = threading.Lock()
        self._taken = 0
        self._busy = 0
        self._usual_s = 0.2
        self._deadline_s = deadline_s

    @property
    def busy(self) -> int:
        """Lanes at work."""
        return self._busy

    @property
    def waiting(self) -> int:
        """Calls that wait for a lane."""
        return max(0, self._taken - self._busy)

    async def run(self, work: Callable[[], T]) -> T:
        """Run `work` in a lane.

        Raises Busy when all places are taken, when the deadline passes, or when the client hangs up; work nobody waits
        for is taken out of the queue, or stops before its next stage.
        """
        journey = current_journey() or Journey("")
        if not self._take_place():
            journey.refused = "queue_full"
            raise Busy("every lane is busy and the queue is full", retry_after_s=self._retry_after_s())
        future = self._submit(work, journey)
        try:
            async with asyncio.timeout(self._deadline_s):
                return await _unless_gone(asyncio.wrap_future(future), journey)
        except TimeoutError as error:
            journey.drop()
            journey.refused = "deadline"
            raise Busy("the answer was not ready before the deadline", retry_after_s=self._retry_after_s()) from error
        except BaseException:
            journey.drop()
            raise

    def open(self) -> None:
        """Take calls again after a close: an app may be started more than once."""
        if self._closed:
            self._pool, self._closed = self._new_pool(), False

    def close(self) -> None:
        """Finish what is under way, refuse the rest."""
        self._closed = True
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _new_pool(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(max_workers=self.count, thread_name_prefix="lane")

    def _submit(self, work: Callable[[], T], journey: Journey) -> Future[T]:
        queued = time.perf_counter()

        def in_lane() -> T:
            journey.check()
            journey.add("wait", queued)
            with self._counted():
                return work()

        try:
            future = self._pool.submit(copy_context().run, in_lane)
        except RuntimeError as error:
            self._free_place(None)
            journey.refused = "draining"
            raise Busy("the server is shutting down", retry_after_s=self._retry_after_s()) from error
        # The place is free when the work is, not when the caller stops waiting for it.
        future.add_done_callback(self._free_place)
        return future

    @contextmanager
    def _counted(self) -> Iterator[None]:
        """Count a lane as busy, and learn how long a photo usually takes."""
        start = time.perf_counter()
        with self._lock:
            self._busy += 1
        try:
            yield
        finally:
            with self._lock:
                self._busy -= 1
                self._usual_s += FRESH * (time.perf_counter() - start - self._usual_s)

    def _take_place(self) -> bool:
        with self._lock:
            free = self._taken < self.places
            self._taken += free
        return free

    def _free_place(self, _: object) -> None:
        with self._lock:
            self._taken -= 1

    def _retry_after_s(self) -> int:
        """Seconds until today's queue is worked off, at the usual time of a photo."""
        return min(LONGEST_RETRY_S, max(1, math.ceil(self._taken * self._usual_s / self.count)))


async def _unless_gone(answer: asyncio.Future[T], journey: Journey) -> T:
    """Wait for an answer for as long as its client does."""
    gone = asyncio.ensure_future(journey.client_gone())
    try:
        await asyncio.wait((answer, gone), return_when=asyncio.FIRST_COMPLETED)
        if answer.done():
            return answer.result()
        journey.refused = "client_gone"
        raise Busy("the client hung up before the answer was ready")
    finally:
        gone.cancel()
        answer.cancel()  # takes a call that still waits out of the queue
