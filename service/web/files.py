"""The page's files: as Starlette serves them, with refusals told as ours are."""

from starlette.datastructures import Headers
from starlette.staticfiles import StaticFiles
from starlette.types import Message, Receive, Scope, Send

from service.errors import RangeUnusable

__all__ = ["PageFiles"]


class PageFiles(StaticFiles):
    """Static files; raises RangeUnusable for a Range that Starlette would refuse in plain text."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send a file, or parts of it."""

        async def told(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] in {400, 416}:
                raise RangeUnusable(size=Headers(raw=message["headers"]).get("content-range"))
            await send(message)

        await super().__call__(scope, receive, told)
