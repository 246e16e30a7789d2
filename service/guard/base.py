"""The base of every guard: HTTP requests are looked at, everything else passes."""

from abc import ABC, abstractmethod

from starlette.types import ASGIApp, Receive, Scope, Send

__all__ = ["Guard"]


class Guard(ABC):
    """An ASGI middleware for HTTP. Plain ASGI, because Starlette's BaseHTTPMiddleware would buffer bodies."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the lifespan and websockets pass, guard HTTP."""
        await (self.guard if scope["type"] == "http" else self._app)(scope, receive, send)

    @abstractmethod
    async def guard(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one HTTP request or hand it on."""
