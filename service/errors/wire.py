"""Errors of how a request arrives: too slow, too often, or not as HTTP has it."""

from service.errors.request import RequestError

__all__ = ["HeadTooLarge", "MalformedHttp", "RequestTooSlow", "TooManyRequests"]


class MalformedHttp(RequestError):
    """What arrived is not an HTTP request, or one that two servers could read in two ways."""

    code = "malformed_http"
    title = "This is not an HTTP/1.1 request as RFC 9112 has it"
    remedy = "Use an HTTP client library, and http:// rather than https:// unless a proxy in front ends TLS."


class RequestTooSlow(RequestError):
    """The request did not arrive in the time it is given."""

    code = "request_too_slow"
    status = 408
    title = "The request arrives too slowly"
    remedy = "Send it again on a faster line or with a smaller photo; about 1600 pixels on the longer side is plenty."


class TooManyRequests(RequestError):
    """One caller asks more often than DISHCERN_REQUESTS_PER_MINUTE allows."""

    code = "too_many_requests"
    status = 429
    title = "Too many requests"
    remedy = "Wait the seconds named in Retry-After, or let whoever runs the server raise DISHCERN_REQUESTS_PER_MINUTE."

    def __init__(self, detail: str = "", *, retry_after_s: int = 1) -> None:
        super().__init__(detail)
        self.headers = {"Retry-After": str(retry_after_s)}


class HeadTooLarge(RequestError):
    """Request line and headers are larger than any client of ours sends."""

    code = "head_too_large"
    status = 431
    title = "The request line and headers are too large"
    remedy = "Send a shorter address and fewer or shorter headers; clearing the site's cookies may help a browser."
