"""The long version: a hostile corpus over HTTP against a server of its own, with its figures.

python -m tests.robustness 5000
"""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

import httpx
from rich.console import Console

from tests.robustness.attack import attack, memory_mb, requests_of
from tests.service.photo_files import encoded, meal
from tests.service.server import served

DEADLINE_S = 30.0


def main(files: int) -> int:
    """Attack and tell; 1 when anything was answered with 5xx, hung, or the server was not itself afterwards."""
    console = Console(width=120, highlight=False)
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder, served(Path(folder), errors=subprocess.DEVNULL) as server:
        photo = {"image": encoded(meal(1_600, 1_200), "JPEG")}
        httpx.post(f"{server.url}/v1/meals", files=photo, timeout=60)
        before = memory_mb(server.process.pid)
        outcome = attack(server.url, requests_of(files))
        after = httpx.post(f"{server.url}/v1/meals", files=photo, timeout=60)
        peak, end = memory_mb(server.process.pid, peak=True), memory_mb(server.process.pid)
    console.print(f"{outcome.statuses.total():,} requests in {time.monotonic() - started:.0f} s")
    console.print(dict(sorted(outcome.statuses.items())))
    console.print(f"slowest {outcome.slowest_s:.2f} s: {outcome.slowest}")
    console.print(f"RSS {before:.0f} MB before, {peak:.0f} MB peak, {end:.0f} MB after; an ordinary photo: {after}")
    for failure in outcome.failures:
        console.print(failure, style="red")
    return int(bool(outcome.failures) or outcome.slowest_s > DEADLINE_S or after.status_code != 200)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 5_000))
