"""Wire: a server of our own on a real socket, and clients that send whatever bytes they like."""

import socket
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

import httpx
from fastapi import FastAPI

from service.connection import Connection
from service.server import server
from service.settings import Settings

__all__ = ["Answer", "exchange", "form", "request", "running"]

STEP_S = 0.02


@dataclass(frozen=True)
class Answer:
    """What came back: status 0 and no headers where the server closed without a word."""

    status: int
    headers: httpx.Headers
    body: bytes
    seconds: float

    @property
    def code(self) -> str:
        return str(self.json()["code"])

    def json(self) -> Any:
        return httpx.Response(self.status, content=self.body).json()


@contextmanager
def running(
    app: FastAPI, settings: Settings | None = None, connection: type[Connection] = Connection
) -> Iterator[tuple[str, int]]:
    """Serve the app on a free port of this machine; gives host and port."""
    running_server = server(app, settings or Settings(), connection)
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        thread = threading.Thread(target=running_server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        while not running_server.started:
            time.sleep(STEP_S)
        yield ("127.0.0.1", listener.getsockname()[1])
        running_server.should_exit = True
        thread.join(timeout=20)


def exchange(address: tuple[str, int], *pieces: bytes, pause_s: float = 0.0, timeout_s: float = 20.0) -> Answer:
    """Send the pieces with a pause before each but the first, and read until the server closes."""
    started = time.monotonic()
    heard = b""
    with socket.create_connection(address, timeout=timeout_s) as client:
        for number, piece in enumerate(pieces):
            time.sleep(pause_s if number else 0)
            try:
                client.sendall(piece)
            except OSError:
                break  # closed on us: what it said before is what counts
        with suppress(ConnectionResetError):
            while chunk := client.recv(65_536):
                heard += chunk
    return parsed(heard, time.monotonic() - started)


def parsed(heard: bytes, seconds: float) -> Answer:
    """Split the last answer of a connection; an interim 100 Continue is passed over."""
    heard = heard.removeprefix(b"HTTP/1.1 100 Continue\r\n\r\n").removeprefix(b"HTTP/1.1 100 \r\n\r\n")
    head, _, body = heard.partition(b"\r\n\r\n")
    status, *lines = head.split(b"\r\n")
    pairs: Sequence[tuple[bytes, bytes]] = [
        (name, value.strip()) for name, _, value in (line.partition(b":") for line in lines)
    ]
    return Answer(int(status.split()[1]) if status else 0, httpx.Headers(list(pairs)), body, seconds)


def request(
    method: str, path: str, body: bytes = b"", *, headers: Sequence[str] = (), length: int | None = None
) -> bytes:
    """The bytes of one request on a connection of its own."""
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", "Connection: close", *headers]
    if body or length is not None:
        lines.append(f"Content-Length: {len(body) if length is None else length}")
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


def form(path: str, body: bytes, content_type: str = "multipart/form-data; boundary=b") -> bytes:
    """The bytes of a multipart request whose body is up to the caller."""
    return request("POST", path, body, headers=[f"Content-Type: {content_type}"])
