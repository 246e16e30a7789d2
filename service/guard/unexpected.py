"""Unexpected errors: what nobody foresaw is logged whole and answered without internals."""

from traceback import format_exc

import structlog
from starlette.types import Message, Receive, Scope, Send

from service.errors import DishcernError
from service.guard.base import Guard
from service.problems import problem_response

__all__ = ["UnexpectedErrors"]

log = structlog.get_logger(__name__)


class UnexpectedErrors(Guard):
    """Answers a 500 problem. Starlette's own handler sits outside all middleware, so its answer lacks our headers."""

    async def guard(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand on, and answer what comes back as an exception."""
        started = False

        async def noted(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self._app(scope, receive, noted)
        except Exception:
            # The trace as text: structlog's own console rendering shows local variables, which hold people's profiles.
            log.error("unexpected error", method=scope["method"], path=scope["path"], exception=format_exc())
            if started:
                raise  # half an answer is out: only a closed connection tells the caller
            await problem_response(DishcernError(), scope)(scope, receive, send)
