"""Security: puts the guards around the app, in the one order that works."""

from collections.abc import Sequence

from fastapi import FastAPI

from service.guard import BodyLimit, HostAllowList, RequestId, SameOriginWrites, SecurityHeaders, UnexpectedErrors
from service.guard.observed import Observed, Observer
from service.settings import Settings

__all__ = ["install"]


def install(app: FastAPI, settings: Settings, observers: Sequence[Observer] = ()) -> None:
    """Guard every route of `app`. Call last: the middleware added last is the outermost.

    From outside in: request id (all else names it), the observed journey (refusals count), headers (refusals carry
    them too), host, origin, body limit, and innermost the errors nobody expected.
    """
    app.add_middleware(UnexpectedErrors)
    app.add_middleware(BodyLimit, form_bytes=settings.max_body_bytes, other_bytes=settings.max_json_bytes)
    app.add_middleware(SameOriginWrites)
    app.add_middleware(HostAllowList, allowed=settings.allowed_hosts)
    app.add_middleware(SecurityHeaders)
    app.add_middleware(Observed, observers=observers)
    app.add_middleware(RequestId)
