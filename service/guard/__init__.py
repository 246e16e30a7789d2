"""Guards: what every request passes before a route sees it. Each is a plain ASGI middleware."""

from service.guard.body import BodyLimit
from service.guard.gate import Gate
from service.guard.head import HeadLimit
from service.guard.headers import SecurityHeaders
from service.guard.origin import HostAllowList, SameOriginWrites
from service.guard.rate import RateLimit
from service.guard.request_id import RequestId
from service.guard.unexpected import UnexpectedErrors
from service.guard.uploads import UploadAdmission

__all__ = [
    "BodyLimit",
    "Gate",
    "HeadLimit",
    "HostAllowList",
    "RateLimit",
    "RequestId",
    "SameOriginWrites",
    "SecurityHeaders",
    "UnexpectedErrors",
    "UploadAdmission",
]
