"""Security headers: what a browser may do with our answers."""

from collections.abc import Mapping
from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.guard.base import Guard

__all__ = ["HEADERS", "SecurityHeaders"]

CONTENT_SECURITY_POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        # Annotated photos arrive as data: URLs, chosen ones are shown from blob: URLs.
        "img-src 'self' data: blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)

HEADERS: Final[Mapping[str, str]] = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), geolocation=(), microphone=(), payment=(), usb=()",
    # Not no-referrer: with it browsers send `Origin: null` on our own form posts, which SameOriginWrites refuses.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


class SecurityHeaders(Guard):
    """Adds the headers to every answer, and `no-store` to those that are not files of the page."""

    def __init__(self, app: ASGIApp, file_prefixes: tuple[str, ...] = ("/static/", "/swagger/")) -> None:
        super().__init__(app)
        self._file_prefixes = file_prefixes

    async def guard(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand on, and add to the answer."""
        is_file = scope["path"].startswith(self._file_prefixes)

        async def secured(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(HEADERS)
                if not is_file:
                    # Answers tell of someone's health: no shared cache and no disk should keep them.
                    headers.setdefault("Cache-Control", "no-store")
            await send(message)

        await self._app(scope, receive, secured)
