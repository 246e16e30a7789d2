"""The session: who has logged in with a browser, as a signed cookie. The server keeps the key only."""

import hashlib
import hmac
import os
import re
import secrets
import tempfile
import time
from pathlib import Path
from typing import Final

from service.settings import Settings

__all__ = ["COOKIE", "Sessions", "session_key"]

COOKIE: Final = "dishcern_session"
SHAPE: Final = re.compile(r"([0-9a-f]{16})\.([0-9]{1,12})\.([0-9a-f]{64})")
KEY_FILE: Final = "session.key"
KEY_BYTES: Final = 32


class Sessions:
    """Signs and reads session cookies: `<token id>.<end, seconds since 1970>.<HMAC-SHA256>`.

    A session is as good as its token: revoking the token ends it at once.
    """

    def __init__(self, key: bytes, lasts_s: float) -> None:
        self._key = key
        self.lasts_s = lasts_s

    def open(self, token_id: str, now_s: float | None = None) -> str:
        """The cookie of a new session."""
        ends = int((time.time() if now_s is None else now_s) + self.lasts_s)
        return f"{token_id}.{ends}.{self._signature(token_id, str(ends))}"

    def token_id(self, cookie: str, now_s: float | None = None) -> str | None:
        """The token behind a session; None when it is forged, damaged or over."""
        match = SHAPE.fullmatch(cookie)
        if match is None or not hmac.compare_digest(match[3], self._signature(match[1], match[2])):
            return None
        return match[1] if int(match[2]) > (time.time() if now_s is None else now_s) else None

    def _signature(self, token_id: str, ends: str) -> str:
        return hmac.new(self._key, f"session {token_id} {ends}".encode("ascii"), hashlib.sha256).hexdigest()


def session_key(settings: Settings) -> bytes:
    """The key sessions are signed with: the one set, else one made once and kept in the data folder (mode 0600)."""
    if settings.session_key is not None:
        return settings.session_key.get_secret_value().encode()
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = settings.data_dir / KEY_FILE
    if not path.exists():
        _make(path)
    return path.read_bytes()


def _make(path: Path) -> None:
    """Write a key whole, or leave the one that another process was faster with."""
    with tempfile.NamedTemporaryFile(dir=path.parent) as file:
        file.write(secrets.token_hex(KEY_BYTES).encode("ascii"))
        file.flush()
        try:
            os.link(file.name, path)
        except FileExistsError:
            return
