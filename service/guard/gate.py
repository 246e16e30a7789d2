"""The gate: with DISHCERN_AUTH=token, whatever is not listed as open asks for a token; a new route is closed too."""

from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from service.access.doorkeeper import Doorkeeper
from service.access.scopes import is_open, scope_for
from service.errors import LoginRequired, ScopeMissing, StorageUnavailable
from service.guard.base import Guard
from service.problems import problem_response

__all__ = ["Gate"]

LOGIN: Final = "/login"


class Gate(Guard):
    """Names the caller in `scope["state"]["caller"]`; answers 401 to strangers and 403 to tokens without the scope."""

    def __init__(self, app: ASGIApp, door: Doorkeeper) -> None:
        super().__init__(app)
        self._door = door

    async def guard(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand on what is open, and what a known caller may do."""
        if is_open(scope["path"]):
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        try:
            caller = await run_in_threadpool(self._door.caller, headers)
        except StorageUnavailable as error:
            await problem_response(error, scope)(scope, receive, send)
            return
        if caller is None:
            await _strangers_answer(scope, headers)(scope, receive, send)
            return
        needed = scope_for(scope["method"], scope["path"])
        if needed not in caller.scopes:
            allowed = ", ".join(sorted(caller.scopes)) or "nothing"
            detail = f"The token allows {allowed}; this needs {needed.value!r}. {ScopeMissing.remedy}"
            await problem_response(ScopeMissing(detail), scope)(scope, receive, send)
            return
        scope.setdefault("state", {})["caller"] = caller
        await self._app(scope, receive, send)


def _strangers_answer(scope: Scope, headers: Headers) -> Response:
    """A browser is shown the login page, a program is told what to send."""
    if "text/html" in headers.get("accept", "") and "authorization" not in headers:
        return RedirectResponse(LOGIN, 303)
    return problem_response(LoginRequired(), scope)
