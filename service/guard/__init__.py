"""Guards: what every request passes before a route sees it. Each is a plain ASGI middleware."""

from service.guard.body import BodyLimit
from service.guard.headers import SecurityHeaders
from service.guard.origin import HostAllowList, SameOriginWrites
from service.guard.request_id import RequestId
from service.guard.unexpected import UnexpectedErrors

__all__ = ["BodyLimit", "HostAllowList", "RequestId", "SameOriginWrites", "SecurityHeaders", "UnexpectedErrors"]
