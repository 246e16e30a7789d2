"""Servers under test: processes of their own, whose memory and CPU time are read from outside."""

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil

__all__ = ["Server", "dishcern", "naive"]

ROOT = Path(__file__).parents[1]
LONGEST_START_S = 120


@dataclass(frozen=True, slots=True)
class Server:
    """A running server: its name in tables, where photos go, and the seconds from its start to its first answer."""

    name: str
    url: str
    path: str
    process: psutil.Process
    start_s: float

    @property
    def rss_mb(self) -> float:
        """Resident memory in megabytes."""
        return float(self.process.memory_info().rss) / 1e6

    @property
    def cpu_s(self) -> float:
        """Seconds of CPU time so far, user and system, all threads."""
        used = self.process.cpu_times()
        return float(used.user + used.system)


@contextmanager
def dishcern(first: bytes, **settings: str) -> Iterator[Server]:
    """Serve Dishcern on its default settings, or with others given by their names without prefix."""
    with tempfile.TemporaryDirectory() as folder:
        given = {"data_dir": folder, "log_format": "json", **settings}
        environment = {f"DISHCERN_{name.upper()}": value for name, value in given.items()}
        command = ["-c", "from service.cli import main; main()", "serve", "--port"]
        with _served("Dishcern", "/v1/meals", command, environment, first) as server:
            yield server


@contextmanager
def naive(first: bytes, weights: Path) -> Iterator[Server]:
    """Serve the naive server."""
    with _served("naive", "/detect", ["-m", "benchmarks.naive", str(weights)], {}, first) as server:
        yield server


@contextmanager
def _served(name: str, path: str, command: list[str], environment: dict[str, str], first: bytes) -> Iterator[Server]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    variables = {**os.environ, "PYTHONPATH": str(ROOT), **environment}
    start = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, *command, str(port)], env=variables, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        url = f"http://127.0.0.1:{port}"
        _first_answer(process, url + path, first)
        yield Server(name, url, path, psutil.Process(process.pid), time.perf_counter() - start)
    finally:
        process.terminate()
        process.wait(60)


def _first_answer(process: "subprocess.Popen[bytes]", url: str, photo: bytes) -> None:
    """Ask until the first photo is answered."""
    end = time.monotonic() + LONGEST_START_S
    while time.monotonic() < end:
        if process.poll() is not None:
            raise RuntimeError(
                f"the server for {url!r} ended with status {process.returncode}: start it by hand to see why"
            )
        try:
            httpx.post(url, files={"image": photo}, timeout=60).raise_for_status()
        except httpx.TransportError:
            time.sleep(0.02)
        else:
            return
    raise RuntimeError(f"no answer from {url!r} within {LONGEST_START_S} s")
