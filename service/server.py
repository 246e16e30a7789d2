"""The server: runs the app on a socket."""

import asyncio
import math
import socket

from fastapi import FastAPI
from uvicorn import Config, Server

from service.connection import Connection
from service.faults import in_loop
from service.guard.head import MOST_HEAD_BYTES
from service.settings import Settings

__all__ = ["server"]


class Reticent(Server):
    """uvicorn's server, on an event loop that keeps values out of the log."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start to listen."""
        asyncio.get_running_loop().set_exception_handler(in_loop)
        await super().startup(sockets)


def server(app: FastAPI, settings: Settings, connection: type[Connection] = Connection) -> Server:
    """A server for the app, not yet running; `run()` serves until it is told to stop."""
    return Reticent(
        Config(
            app,
            host=settings.host,
            port=settings.port,
            http=connection,
            ws="none",
            h11_max_incomplete_event_size=MOST_HEAD_BYTES,
            # Whoever may say where a request comes from decides whom the rate limit sees.
            proxy_headers=bool(settings.trusted_proxies),
            forwarded_allow_ips=list(settings.trusted_proxies),
            log_config=None,  # its own prints errors with the values in them; ours is in service.faults
            log_level="warning",
            access_log=False,
            server_header=False,
            # SIGTERM takes no new photo and finishes those under way, each within its deadline.
            timeout_graceful_shutdown=math.ceil(settings.request_deadline_s) + 1,
        )
    )
