"""Unexpected errors: of what nobody foresaw the log gets the place, and the caller nothing but the request's id."""

import structlog
from starlette.types import Message, Receive, Scope, Send

from service.errors import DishcernError
from service.faults import whereabouts
from service.guard.base import Guard
from service.guard.observed import route_of
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
        except Exception as error:
            # Neither the path nor the error's words: both may name a food or a person.
            log.error("unexpected error", method=scope["method"], route=route_of(scope), exception=whereabouts(error))
            if started:
                raise  # half an answer is out: only a closed connection tells the caller
            await problem_response(DishcernError(), scope)(scope, receive, send)
