"""The lanes: a bounded pool for decoding, looking and drawing, so that a crowd gets an answer instead of a queue."""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from service.errors import Busy

__all__ = ["Lanes"]

T = TypeVar("T")
RETRY_AFTER_S = 2


class Lanes:
    """`count` threads that work and at most `queue_limit` calls that wait; the next one is refused at once.

    Health checks never come here, so they stay fast while every lane is busy.
    """

    def __init__(self, count: int, queue_limit: int, deadline_s: float) -> None:
        self._pool = ThreadPoolExecutor(max_workers=count, thread_name_prefix="lane")
        self._places = threading.BoundedSemaphore(count + queue_limit)
        self._deadline_s = deadline_s

    async def run(self, work: Callable[[], T]) -> T:
        """Run `work` in a lane; raises Busy when all places are taken or the deadline passes."""
        if not self._places.acquire(blocking=False):
            raise Busy("every lane is busy and the queue is full", retry_after_s=RETRY_AFTER_S)
        future = self._pool.submit(work)
        # The place is free when the work is, not when the caller stops waiting for it.
        future.add_done_callback(lambda _: self._places.release())
        try:
            return await asyncio.wait_for(asyncio.wrap_future(future), self._deadline_s)
        except TimeoutError as error:
            raise Busy("the photo was not ready before the deadline", retry_after_s=RETRY_AFTER_S) from error

    def close(self) -> None:
        """Finish what is under way, refuse the rest."""
        self._pool.shutdown(wait=True, cancel_futures=True)
