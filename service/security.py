"""Security: puts the guards around the app, in the one order that works."""

from collections.abc import Sequence

from fastapi import FastAPI

from service.access import Doorkeeper
from service.guard import (
    BodyLimit,
    Gate,
    HeadLimit,
    HostAllowList,
    RateLimit,
    RequestId,
    SameOriginWrites,
    SecurityHeaders,
    UnexpectedErrors,
    UploadAdmission,
)
from service.guard.observed import Observed, Observer
from service.settings import Settings

__all__ = ["install"]


def install(
    app: FastAPI, settings: Settings, observers: Sequence[Observer] = (), door: Doorkeeper | None = None
) -> None:
    """Guard every route of `app`. Call last: the middleware added last is the outermost.

    From outside in: request id (all else names it), the observed journey (refusals count), headers (refusals carry
    them too), body limit (lets a client that is refused finish first), head, host, origin, rate (tries to guess a token
    count), with a door the gate, room for uploads, and innermost the errors nobody expected. Raises ValueError for
    token mode without a door: it would let everybody in.
    """
    if (settings.auth == "token") != (door is not None):
        raise ValueError(f"DISHCERN_AUTH is {settings.auth!r}: a door belongs to token mode, and only to it")
    largest = settings.max_body_bytes
    app.add_middleware(UnexpectedErrors)
    app.add_middleware(UploadAdmission, room_bytes=settings.upload_room_bytes, largest_bytes=largest)
    if door is not None:
        app.add_middleware(Gate, door=door)
    if settings.rate_per_minute:
        app.add_middleware(RateLimit, per_minute=settings.rate_per_minute)
    app.add_middleware(SameOriginWrites)
    app.add_middleware(HostAllowList, allowed=settings.allowed_hosts)
    app.add_middleware(HeadLimit)
    app.add_middleware(
        BodyLimit, form_bytes=largest, other_bytes=settings.max_json_bytes, deadline_s=settings.body_deadline_s
    )
    app.add_middleware(SecurityHeaders)
    app.add_middleware(Observed, observers=observers)
    app.add_middleware(RequestId)
