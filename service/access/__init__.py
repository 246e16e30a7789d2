"""Access: who is calling when the server asks for tokens, and what they may do."""

from service.access.doorkeeper import Caller, Doorkeeper
from service.access.scopes import DEFAULT_SCOPES, Scope
from service.access.session import Sessions, session_key
from service.access.token import Token, digest, new_token

__all__ = [
    "DEFAULT_SCOPES",
    "Caller",
    "Doorkeeper",
    "Scope",
    "Sessions",
    "Token",
    "digest",
    "new_token",
    "session_key",
]
