"""kill -9 in the middle of 500 writes: what was acknowledged is there, once, and repeating all of them doubles none."""

import asyncio
import email
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import httpx
import pytest

from tests.service.diary.meals import meal
from tests.service.postgres import crash_and_start, running_postgres

WRITES: Final = 500
KILL_AFTER: Final = 120
PATIENCE_S: Final = 120


@pytest.fixture(params=["sqlite", "postgresql", "postgresql, killed too"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[str, bool]]:
    """URL of a database, and whether it is to be killed along with the server."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'meals.db'}", False
        return
    with running_postgres() as url:
        yield url, "killed" in request.param


@contextmanager
def server(url: str, folder: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """A server process of its own, and its address; killed at the end if it still lives."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings = {"DISHCERN_DATABASE_URL": url, "DISHCERN_DATA_DIR": str(folder)}
    command = [sys.executable, "-m", "tests.robustness.diary_server", str(port)]
    process = subprocess.Popen(command, env={**os.environ, **settings})
    try:
        wait_for(f"http://127.0.0.1:{port}/healthz", process)
        yield f"http://127.0.0.1:{port}", process
    finally:
        process.kill()
        process.wait(timeout=PATIENCE_S)


def wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    ends = time.monotonic() + PATIENCE_S
    while time.monotonic() < ends:
        assert process.poll() is None, "the server did not start"
        try:
            httpx.get(address)
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the server did not answer in time")


async def write_all(base: str, process: subprocess.Popen[bytes] | None = None) -> dict[str, str]:
    """Send every write at once, each with its key; the keys that were acknowledged, and the ids they got.

    With a process: kill it as soon as some of the writes are through. A write may be put off (503), never fail.
    """
    acknowledged: dict[str, str] = {}

    async def write(number: int) -> None:
        key = f"key-{number}"
        while True:
            try:
                status, retry_after, entry = await send(base, key)
            except (OSError, EOFError):
                assert process is not None, "the server went away although nobody killed it"
                return
            if status != 503:
                break
            await asyncio.sleep(retry_after)
        assert status == 201, entry
        acknowledged[key] = entry["id"]
        if process is not None and len(acknowledged) == KILL_AFTER:
            process.send_signal(signal.SIGKILL)

    await asyncio.gather(*(write(number) for number in range(WRITES)))
    return acknowledged


async def send(base: str, key: str) -> tuple[int, int, dict[str, Any]]:
    """One write on a connection of its own: status, Retry-After and body; EOFError for half an answer.

    Plain sockets: httpx's pool takes so long over 500 connections that the server is done before the first is read.
    """
    host = base.removeprefix("http://")
    body = json.dumps(meal(title=key)).encode()
    reader, writer = await asyncio.open_connection(*host.split(":"))
    try:
        head = f"POST /v1/diary HTTP/1.1\r\nHost: {host}\r\nIdempotency-Key: {key}\r\nConnection: close\r\n"
        writer.write(f"{head}Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)
        async with asyncio.timeout(PATIENCE_S):
            first = await reader.readline()
            headers = email.message_from_bytes(await reader.readuntil(b"\r\n\r\n"))
            answer = await reader.readexactly(int(headers.get("content-length", 1)))
    finally:
        writer.close()
    return int(first.split()[1]), int(headers.get("retry-after", 1)), json.loads(answer)


def kept(base: str) -> dict[str, str]:
    """Titles of all rows and their ids; a title that is there twice fails."""
    found: dict[str, str] = {}
    query: dict[str, Any] = {"limit": 100}
    while True:
        page = httpx.get(f"{base}/v1/diary", params=query, timeout=PATIENCE_S).json()
        for entry in page["items"]:
            assert entry["title"] not in found, f"{entry['title']} is there twice"
            found[entry["title"]] = entry["id"]
        if page["next_cursor"] is None:
            assert page["total"] == len(found)
            return found
        query["cursor"] = page["next_cursor"]


def test_a_server_killed_while_it_writes_loses_and_doubles_nothing(database: tuple[str, bool], tmp_path: Path) -> None:
    url, kill_database = database
    with server(url, tmp_path) as (base, process):
        acknowledged = asyncio.run(write_all(base, process))
    assert KILL_AFTER <= len(acknowledged) < WRITES  # it was killed in the middle
    if kill_database:
        crash_and_start(url)
    with server(url, tmp_path) as (base, _):
        found = kept(base)
        assert {key: found.get(key) for key in acknowledged} == acknowledged
        again = asyncio.run(write_all(base))
        assert {key: again[key] for key in found} == found
        assert kept(base) == again
        assert len(again) == WRITES
