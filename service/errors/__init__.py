"""The errors: one tree, one public shape.

    DishcernError                     500  what every error of ours is
    ├── RequestError                  400  the request itself
    │   ├── MalformedBody             400  malformed_body
    │   │   └── MalformedJson         400  malformed_json
    │   ├── HostNotAllowed            400  host_not_allowed
    │   ├── CrossSiteRefused          403  cross_site_refused
    │   ├── NotAcceptable             406  not_acceptable
    │   ├── BodyTooLarge              413  body_too_large
    │   ├── RangeUnusable             416  range_unusable
    │   ├── InvalidRequest            422  invalid_request
    │   ├── MalformedHttp             400  malformed_http
    │   ├── RequestTooSlow            408  request_too_slow
    │   ├── TooManyRequests           429  too_many_requests
    │   └── HeadTooLarge              431  head_too_large
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
    ├── DiaryError                    422  the diary
    │   ├── DiaryEntryNotFound        404  diary_entry_not_found
    │   ├── PhotoNotKept              404  photo_not_kept
    │   └── IdempotencyKeyReused      422  idempotency_key_reused
    ├── BackupUnusable                422  backup_unusable
    ├── AccessError                   403  who may call
    │   ├── LoginRequired             401  login_required
    │   ├── ScopeMissing              403  scope_missing
    │   └── TokenNotFound             404  token_not_found
    ├── FoodNotFound                  404  food_not_found
    ├── PortionNotFound               404  portion_not_found
    └── Unavailable                   503  try again later
        ├── Busy                      503  busy
        └── StorageUnavailable        503  storage_unavailable

What a caller may read is in `detail` and `problems`; what only the log may hold travels as the exception's cause.
`service.problems` turns them into problem+json, and adds two of its own for Starlette's 404 and 405.
"""

from service.errors.access import AccessError, LoginRequired, ScopeMissing, TokenNotFound
from service.errors.base import DishcernError, Problem
from service.errors.diary import BackupUnusable, DiaryEntryNotFound, DiaryError, IdempotencyKeyReused, PhotoNotKept
from service.errors.kept import (
    ConsentRequired,
    EnergyTooLow,
    FoodNotFound,
    PortionNotFound,
    ProfileError,
    ProfileNotFound,
)
from service.errors.photo import (
    PhotoError,
    PhotoMissing,
    PhotoTooLarge,
    PhotoUnreadable,
    TooManyPixels,
    UnsupportedMediaType,
)
from service.errors.request import (
    BodyTooLarge,
    CrossSiteRefused,
    HostNotAllowed,
    InvalidRequest,
    MalformedBody,
    MalformedJson,
    NotAcceptable,
    RangeUnusable,
    RequestError,
)
from service.errors.unavailable import Busy, StorageUnavailable, Unavailable
from service.errors.wire import HeadTooLarge, MalformedHttp, RequestTooSlow, TooManyRequests

__all__ = [
    "AccessError",
    "BackupUnusable",
    "BodyTooLarge",
    "Busy",
    "ConsentRequired",
    "CrossSiteRefused",
    "DiaryEntryNotFound",
    "DiaryError",
    "DishcernError",
    "EnergyTooLow",
    "FoodNotFound",
    "HeadTooLarge",
    "HostNotAllowed",
    "IdempotencyKeyReused",
    "InvalidRequest",
    "LoginRequired",
    "MalformedBody",
    "MalformedHttp",
    "MalformedJson",
    "NotAcceptable",
    "PhotoError",
    "PhotoMissing",
    "PhotoNotKept",
    "PhotoTooLarge",
    "PhotoUnreadable",
    "PortionNotFound",
    "Problem",
    "ProfileError",
    "ProfileNotFound",
    "RangeUnusable",
    "RequestError",
    "RequestTooSlow",
    "ScopeMissing",
    "StorageUnavailable",
    "TokenNotFound",
    "TooManyPixels",
    "TooManyRequests",
    "Unavailable",
    "UnsupportedMediaType",
]
