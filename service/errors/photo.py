"""Errors of the photo."""

from service.errors.base import DishcernError

__all__ = [
    "PhotoError",
    "PhotoMissing",
    "PhotoTooLarge",
    "PhotoUnreadable",
    "TooManyPixels",
    "UnsupportedMediaType",
]


class PhotoError(DishcernError):
    """The photo cannot be used."""

    code = "photo_error"
    status = 422
    title = "The photo cannot be used"
    pointer = "#/image"
    remedy = "Send another photo."


class PhotoMissing(PhotoError):
    """There is no photo, or it is empty."""

    code = "photo_missing"
    title = "There is no photo in the request"
    remedy = "Send one photo as the multipart/form-data field `image`."


class PhotoTooLarge(PhotoError):
    """The file is larger than `max_upload_bytes`."""

    code = "photo_too_large"
    status = 413
    title = "The photo file is too large"
    remedy = "Save it smaller or at a lower quality; about 1600 pixels on the longer side is plenty."


class UnsupportedMediaType(PhotoError):
    """The content is none of the formats taken, whatever its name says."""

    code = "unsupported_media_type"
    status = 415
    title = "The file is not a photo in a format taken here"
    remedy = "Send a JPEG, PNG, WebP or AVIF file."


class TooManyPixels(PhotoError):
    """The header promises more pixels than `max_pixels` or a side longer than `max_side_px`; nothing was decoded."""

    code = "too_many_pixels"
    title = "The photo has too many pixels"
    remedy = "Scale it down; about 1600 pixels on the longer side is plenty."


class PhotoUnreadable(PhotoError):
    """A decoder gave up: truncated, damaged or hostile."""

    code = "photo_unreadable"
    title = "The photo is damaged or incomplete"
    remedy = "Send the original file again, or save it anew as JPEG."
