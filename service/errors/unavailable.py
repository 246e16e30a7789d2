"""Errors that pass: try again later."""

from service.errors.base import DishcernError

__all__ = [
    "Busy",
    "StorageUnavailable",
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


class StorageUnavailable(Unavailable):
    """The database is away, or somebody holds its lock for longer than DISHCERN_DATABASE_WAIT_S."""

    code = "storage_unavailable"
    title = "The database does not answer now"
    remedy = (
        "Try again after the seconds named in Retry-After. Whether a write was kept is not certain: look before you "
        "repeat it; a diary write sent with an Idempotency-Key may be repeated as it was. Whoever runs the server "
        "checks the database that DISHCERN_DATABASE_URL names."
    )
