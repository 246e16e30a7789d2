"""The server: runs the app on a socket."""

import math

from fastapi import FastAPI
from uvicorn import Config, Server

from service.connection import Connection
from service.guard.head import MOST_HEAD_BYTES
from service.settings import Settings

__all__ = ["server"]


def server(app: FastAPI, settings: Settings, connection: type[Connection] = Connection) -> Server:
    """A server for the app, not yet running; `run()` serves until it is told to stop."""
    return Server(
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
            log_level="warning",
            access_log=False,
            server_header=False,
            # SIGTERM takes no new photo and finishes those under way, each within its deadline.
            timeout_graceful_shutdown=math.ceil(settings.request_deadline_s) + 1,
        )
    )
