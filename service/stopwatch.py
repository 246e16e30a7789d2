"""The stopwatch: times the stages of one request, and stops between them when nobody waits any more."""

import time
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from service.journey import current_journey

__all__ = ["Stopwatch"]

P = ParamSpec("P")
R = TypeVar("R")


class Stopwatch:
    """Calls functions and remembers how long each took, in milliseconds by stage; `total` runs from its making."""

    def __init__(self) -> None:
        self._start = time.perf_counter()
        self._laps: dict[str, float] = {}
        self._journey = current_journey()

    def __call__(self, stage: str, work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Return `work(*args, **kwargs)`, adding its time to the stage; raises Abandoned instead once dropped."""
        if self._journey is not None:
            self._journey.check()
        start = time.perf_counter()
        try:
            return work(*args, **kwargs)
        finally:
            self._laps[stage] = self._laps.get(stage, 0.0) + (time.perf_counter() - start) * 1000
            if self._journey is not None:
                self._journey.add(stage, start)

    @property
    def laps_ms(self) -> dict[str, float]:
        """Milliseconds by stage, and `total` so far."""
        total = (time.perf_counter() - self._start) * 1000
        return {stage: round(value, 2) for stage, value in {**self._laps, "total": total}.items()}
