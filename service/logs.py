"""The logs: one structured line for each request, on standard error. They hold no food, no profile and no address.

There is one level, and it is this: method, route template, status, times and the request's id.
"""

import logging
import sys
from typing import Final, Literal

import structlog

from service.faults import catch_stray
from service.journey import Journey

__all__ = ["LogFormat", "configure", "log_request"]

LogFormat = Literal["text", "json"]
QUIET: Final = frozenset({"/healthz", "/readyz", "/metrics"})  # asked every few seconds by machines

log = structlog.get_logger("dishcern")


def configure(style: LogFormat) -> None:
    """Set up the process's log: lines for people or JSON for programs, times in UTC."""
    shown = structlog.processors.JSONRenderer() if style == "json" else structlog.dev.ConsoleRenderer(colors=False)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            shown,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    catch_stray()


def log_request(journey: Journey) -> None:
    """Write the line of a finished request; the request id comes from its guard."""
    if journey.route in QUIET and journey.status < 400:
        return
    stages = {f"{lap.stage}_ms": round(lap.seconds * 1000, 1) for lap in journey.laps}
    refused = {"refused": journey.refused} if journey.refused else {}
    log.info(
        "request",
        method=journey.method,
        route=journey.route,
        status=journey.status,
        ms=round(journey.seconds * 1000, 1),
        **refused,
        **stages,
    )
