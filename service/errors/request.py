"""Errors of the request itself."""

from service.errors.base import DishcernError

__all__ = [
    "BodyTooLarge",
    "CrossSiteRefused",
    "HostNotAllowed",
    "InvalidRequest",
    "MalformedBody",
    "MalformedJson",
    "NotAcceptable",
    "RangeUnusable",
    "RequestError",
]


class RequestError(DishcernError):
    """The request cannot be taken as it stands."""

    code = "bad_request"
    status = 400
    title = "The request cannot be taken as it stands"
    remedy = "See /docs for what this route takes."


class MalformedBody(RequestError):
    """The body is not in the format its Content-Type names."""

    code = "malformed_body"
    title = "The body cannot be parsed"
    remedy = "Send it in the format that Content-Type names, with the boundary for multipart/form-data."


class MalformedJson(MalformedBody):
    """The body is not JSON."""

    code = "malformed_json"
    title = "The body is not valid JSON"
    remedy = "Correct the JSON and send it again as UTF-8."


class HostNotAllowed(RequestError):
    """The Host header names a server we are not."""

    code = "host_not_allowed"
    title = "This server does not answer to that host name"
    remedy = "Call it by one of its allowed names, or add the name to DISHCERN_ALLOWED_HOSTS."


class CrossSiteRefused(RequestError):
    """A page of another site tries to write."""

    code = "cross_site_refused"
    status = 403
    title = "Another site's page may not change anything here"
    remedy = "Use Dishcern's own page, or call the API from a program, which sends no Origin header."


class NotAcceptable(RequestError):
    """No representation fits the Accept header."""

    code = "not_acceptable"
    status = 406
    title = "The route has nothing of the type asked for"
    remedy = "Ask for application/json or image/jpeg in Accept."


class BodyTooLarge(RequestError):
    """The body is larger than its limit; counted while it streams in."""

    code = "body_too_large"
    status = 413
    title = "The body is too large"
    remedy = "Send less at once."


class RangeUnusable(RequestError):
    """The Range header asks for what a file does not have; `size` is the Content-Range that tells its length."""

    code = "range_unusable"
    status = 416
    title = "The file has no such range"
    remedy = "Leave the Range header out, or ask for bytes the file has, as in bytes=0-99."

    def __init__(self, detail: str = "", *, size: str | None = None) -> None:
        super().__init__(detail)
        self.headers = {} if size is None else {"Content-Range": size}


class InvalidRequest(RequestError):
    """Values break the contract; one problem for each."""

    code = "invalid_request"
    status = 422
    title = "Some values cannot be used"
    remedy = "Correct the values named in `errors` and send the request again."
