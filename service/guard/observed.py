"""Observed: every request becomes a journey, shown in `Server-Timing` and handed to metrics, log and traces."""

import time
from collections.abc import Callable, Sequence
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.guard.base import Guard
from service.journey import Journey

__all__ = ["Observed", "Observer", "route_of"]

Observer = Callable[[Journey], None]
"""Takes a finished journey; called once for each request, on the event loop, so it must not wait for anything."""

HEADER: Final = "Server-Timing"


class Observed(Guard):
    """Times requests. Belongs right inside the request id, whose name the log lines carry."""

    def __init__(self, app: ASGIApp, observers: Sequence[Observer] = ()) -> None:
        super().__init__(app)
        self._observers = tuple(observers)

    async def guard(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Follow one request from its first byte to the last of its answer."""
        journey = Journey(scope["method"], receive)
        journey.request_id = scope.get("state", {}).get("request_id", "")
        journey.parent = Headers(scope=scope).get("traceparent", "")
        journey.enter()

        async def timed(message: Message) -> None:
            if message["type"] == "http.response.start":
                journey.status = message["status"]
                MutableHeaders(scope=message)[HEADER] = timing(journey)
            await send(message)

        try:
            await self._app(scope, journey.receive, timed)
        finally:
            journey.seconds = time.perf_counter() - journey.start
            journey.route = route_of(scope)
            for observer in self._observers:
                observer(journey)


def timing(journey: Journey) -> str:
    """The header's value: milliseconds by stage, in order, and the total so far."""
    stages: dict[str, float] = {}
    for lap in journey.laps:
        stages[lap.stage] = stages.get(lap.stage, 0.0) + lap.seconds
    stages["total"] = time.perf_counter() - journey.start
    return ", ".join(f"{stage};dur={seconds * 1000:.2f}" for stage, seconds in stages.items())


def route_of(scope: Scope) -> str:
    """The route's template, such as `/v1/foods/{food_id}`; never the address itself, which may name a food."""
    if (route := scope.get("route")) is not None:
        return str(getattr(route, "path", "none"))
    return scope.get("root_path", "") or "none"
