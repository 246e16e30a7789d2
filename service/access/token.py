"""The API token: `dishcern_<id>_<secret>`. Kept is a hash of the secret, so a stolen database opens nothing."""

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from service.access.scopes import Scope

__all__ = ["Token", "digest", "new_token", "parts_of"]

SHAPE: Final = re.compile(r"dishcern_([0-9a-f]{16})_([0-9a-f]{64})")
ID_BYTES: Final = 8
SECRET_BYTES: Final = 32


@dataclass(frozen=True, slots=True)
class Token:
    """What is known of a token: all but its secret. `expires_at` None never expires."""

    id: str
    owner: str
    name: str
    scopes: tuple[Scope, ...]
    sha256: str
    created_at: datetime
    expires_at: datetime | None

    def has_expired(self, now: datetime) -> bool:
        """Whether it is of no use any more."""
        return self.expires_at is not None and self.expires_at <= now


def new_token() -> tuple[str, str, str]:
    """A fresh token as its bearer gets it, its id and its secret."""
    token_id, secret = secrets.token_hex(ID_BYTES), secrets.token_hex(SECRET_BYTES)
    return f"dishcern_{token_id}_{secret}", token_id, secret


def parts_of(text: str) -> tuple[str, str] | None:
    """Id and secret of a token; None for what is none."""
    match = SHAPE.fullmatch(text)
    return (match[1], match[2]) if match else None


def digest(secret: str) -> str:
    """SHA-256 of a secret. One fast round is right here: nobody guesses 256 random bits, unlike a password."""
    return hashlib.sha256(secret.encode("ascii")).hexdigest()
