"""The scopes: what a token lets its bearer do, and which of them a request needs."""

from enum import StrEnum
from typing import Final

__all__ = ["DEFAULT_SCOPES", "Scope", "is_open", "scope_for"]


class Scope(StrEnum):
    """One thing a token may do."""

    READ = "read"  # foods, rules, and what its owner keeps
    ANALYZE = "analyze"  # photos and edited meals; nothing is kept
    WRITE = "write"  # keep, change and delete what is its owner's
    METRICS = "metrics"  # numbers about the server, for Prometheus


DEFAULT_SCOPES: Final = (Scope.READ, Scope.ANALYZE, Scope.WRITE)

OPEN_PATHS: Final = frozenset({"/healthz", "/readyz", "/login", "/logout", "/docs", "/openapi.json"})
OPEN_FOLDERS: Final = ("/static/", "/swagger/")
READS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
STATELESS: Final = ("/v1/meals", "/v1/detections", "/v1/profiles/parse", "/analyze")


def is_open(path: str) -> bool:
    """Whether a path answers without a token: health, the login page, and files that hold nobody's data."""
    return path in OPEN_PATHS or (path.startswith(OPEN_FOLDERS) and ".." not in path)


def scope_for(method: str, path: str) -> Scope:
    """The scope a request needs; a route nobody thought of needs `read` or `write`."""
    if path == "/metrics":
        return Scope.METRICS
    if method in READS:
        return Scope.READ
    return Scope.ANALYZE if any(path == each or path.startswith(f"{each}/") for each in STATELESS) else Scope.WRITE
