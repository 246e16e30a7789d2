"""server: starts `dishcern serve` as a process of its own, on a free port."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

ROOT = Path(__file__).parents[2]
DISHCERN = (sys.executable, "-m", "service.cli")
START_S = 120  # a loaded machine


@dataclass(frozen=True, slots=True)
class Server:
    """A running server and where it listens."""

    process: subprocess.Popen[str]
    url: str


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(
    data_dir: Path,
    *,
    errors: int = subprocess.PIPE,
    output: int = subprocess.DEVNULL,
    program: Sequence[str] = DISHCERN,
    **settings: str,
) -> Iterator[Server]:
    """Serve until the block ends; settings are environment variables without their prefix, `program` takes `serve`.

    A pipe nobody reads holds the server up after 64 kB of log: for many requests give DEVNULL as `errors`.
    """
    port = free_port()
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "DISHCERN_DATA_DIR": str(data_dir),
        "DISHCERN_PORT": str(port),
        **{f"DISHCERN_{name.upper()}": value for name, value in settings.items()},
    }
    process = subprocess.Popen([*program, "serve"], env=environment, stdout=output, stderr=errors, text=True)
    try:
        server = Server(process, f"http://127.0.0.1:{port}")
        wait_for(server)
        yield server
    finally:
        process.kill()
        process.wait()
        if process.stderr is not None:
            process.stderr.close()


def wait_for(server: Server) -> None:
    end = time.monotonic() + START_S
    while time.monotonic() < end and server.process.poll() is None:
        try:
            httpx.get(f"{server.url}/readyz").raise_for_status()
        except httpx.HTTPError:
            time.sleep(0.1)
        else:
            return
    server.process.kill()
    said = server.process.stderr.read() if server.process.stderr else ""
    raise AssertionError(f"the server did not start: {said}")
