"""Errors that pass: try again later."""

from service.errors.base import DishcernError

__all__ = [
    "Busy",
    "Unavailable",
]


class Unavailable(DishcernError):
    """Not now; `retry_after_s` says when to ask again."""

    code = "unavailable"
    status = 503
    title = "The server cannot answer now"
    remedy = "Try again after the seconds named in Retry-After."

    def __init__(self, detail: str = "", *, retry_after_s: int = 2) -> None:
        super().__init__(detail)
        self.headers = {"Retry-After": str(retry_after_s)}


class Busy(Unavailable):
    """Every lane and every waiting place is taken, or the photo took longer than `request_deadline_s`."""

    code = "busy"
    title = "The server is busy"
