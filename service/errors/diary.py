"""Errors of the diary."""

from service.errors.base import DishcernError

__all__ = ["BackupUnusable", "DiaryEntryNotFound", "DiaryError", "IdempotencyKeyReused", "PhotoNotKept"]


class DiaryError(DishcernError):
    """The diary cannot do what was asked."""

    code = "diary_error"
    status = 422
    title = "The diary cannot do that"
    remedy = "Correct the entry and send it again."


class DiaryEntryNotFound(DiaryError):
    """No such entry for this owner."""

    code = "diary_entry_not_found"
    status = 404
    title = "There is no such diary entry"
    remedy = "List the entries with GET /v1/diary."


class PhotoNotKept(DiaryError):
    """The entry has no photo: none was sent, or the time photos are kept has passed."""

    code = "photo_not_kept"
    status = 404
    title = "No photo is kept with this diary entry"
    remedy = "Photos are kept only when they are sent with the meal, and for as long as the server is set to."


class IdempotencyKeyReused(DiaryError):
    """The key belongs to another request."""

    code = "idempotency_key_reused"
    title = "This Idempotency-Key was used for another meal"
    pointer = "#/header/Idempotency-Key"
    remedy = "Send a new key for a new meal; repeat a key only with exactly the same request."


class BackupUnusable(DishcernError):
    """The archive is damaged or of another version, or the database it should fill is not empty."""

    code = "backup_unusable"
    status = 422
    title = "The backup cannot be restored"
    remedy = "Use an archive that dishcern backup wrote, and restore into an empty data folder and database."
