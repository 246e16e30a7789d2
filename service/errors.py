"""The errors: one tree, one public shape.

    DishcernError                     500  what every error of ours is
    ├── RequestError                  400  the request itself
    │   ├── MalformedBody             400  malformed_body
    │   │   └── MalformedJson         400  malformed_json
    │   ├── HostNotAllowed            400  host_not_allowed
    │   ├── CrossSiteRefused          403  cross_site_refused
    │   ├── NotAcceptable             406  not_acceptable
    │   ├── BodyTooLarge              413  body_too_large
    │   └── InvalidRequest            422  invalid_request
    ├── PhotoError                    422  the photo
    │   ├── PhotoMissing              422  photo_missing
    │   ├── PhotoTooLarge             413  photo_too_large
    │   ├── UnsupportedMediaType      415  unsupported_media_type
    │   ├── TooManyPixels             422  too_many_pixels
    │   └── PhotoUnreadable           422  photo_unreadable
    ├── ProfileError                  422  a dietary profile
    │   ├── ProfileNotFound           404  profile_not_found
    │   ├── ConsentRequired           422  consent_required
    │   └── EnergyTooLow              422  energy_too_low
    ├── FoodNotFound                  404  food_not_found
    └── Unavailable                   503  try again later
        └── Busy                      503  busy

What a caller may read is in `detail` and `problems`; what only the log may hold travels as the exception's cause.
`service.problems` turns them into problem+json, and adds two of its own for Starlette's 404 and 405.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

__all__ = [
    "BodyTooLarge",
    "Busy",
    "ConsentRequired",
    "CrossSiteRefused",
    "DishcernError",
    "EnergyTooLow",
    "FoodNotFound",
    "HostNotAllowed",
    "InvalidRequest",
    "MalformedBody",
    "MalformedJson",
    "NotAcceptable",
    "PhotoError",
    "PhotoMissing",
    "PhotoTooLarge",
    "PhotoUnreadable",
    "Problem",
    "ProfileError",
    "ProfileNotFound",
    "RequestError",
    "TooManyPixels",
    "Unavailable",
    "UnsupportedMediaType",
]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong: where (JSON pointer into the body, or `#/query/limit`), what, and what to do about it."""

    pointer: str
    detail: str
    remedy: str


class DishcernError(Exception):
    """Base of the tree. `detail` is for the caller and says what happened, the value, and what to do next."""

    code: ClassVar[str] = "internal_error"
    status: ClassVar[int] = 500
    title: ClassVar[str] = "Something went wrong on our side"
    pointer: ClassVar[str] = ""
    remedy: ClassVar[str] = "Try again; if it happens again, report the request id."

    def __init__(self, detail: str = "", *, pointer: str | None = None, problems: Sequence[Problem] = ()) -> None:
        self.detail = detail or f"{self.title}. {self.remedy}"
        where = Problem(self.pointer if pointer is None else pointer, detail or self.title, self.remedy)
        self.problems = tuple(problems) or (where,)
        self.headers: dict[str, str] = {}  # what the answer needs beside the body
        super().__init__(self.detail)


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


class InvalidRequest(RequestError):
    """Values break the contract; one problem for each."""

    code = "invalid_request"
    status = 422
    title = "Some values cannot be used"
    remedy = "Correct the values named in `errors` and send the request again."


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


class ProfileError(DishcernError):
    """A dietary profile cannot be used."""

    code = "profile_error"
    status = 422
    title = "The profile cannot be used"
    remedy = "Correct the profile and send it again."


class ProfileNotFound(ProfileError):
    """No such profile for this owner."""

    code = "profile_not_found"
    status = 404
    title = "There is no such profile"
    remedy = "List the profiles with GET /v1/profiles, or send the profile inline."


class ConsentRequired(ProfileError):
    """Health data may be stored only when the person says so."""

    code = "consent_required"
    title = "Storing health data needs consent"
    pointer = "#/consent_to_store"
    remedy = "Set `consent_to_store` to true if the person agrees, or use the profile inline, which stores nothing."


class EnergyTooLow(ProfileError):
    """A day's energy below the floor of any advice."""

    code = "energy_too_low"
    title = "The day's energy is below what Dishcern gives advice for"
    pointer = "#/daily_energy_kcal"
    remedy = "Set `daily_energy_kcal` to 1200 or more, or leave it out. Plans below that belong with a clinician."


class FoodNotFound(DishcernError):
    """No such food in the table."""

    code = "food_not_found"
    status = 404
    title = "There is no such food"
    remedy = "Search with GET /v1/foods?q=name and use an id it returns."


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
