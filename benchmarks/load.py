"""Load: clients that send photos, and what they saw.

Closed loop: each client sends its next photo when the last is answered. Open loop: photos are sent at a fixed rate
whatever the server does, and a latency counts from the moment its photo was meant to be sent, so a server that stalls
cannot hide the wait of those it kept from sending (coordinated omission).
"""

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

import httpx
import numpy as np

from benchmarks.servers import Server

__all__ = ["Outcome", "closed_loop", "open_loop", "percentiles"]

PROFILE = '{"name": "Kim", "diets": ["pescatarian"], "conditions": ["high_cholesterol"]}'
HEALTH_EVERY_S = 0.1
PATIENCE_S = 120.0


@dataclass(slots=True)
class Outcome:
    """What one load saw: seconds of answered photos and of health checks, counts of refusals and failures.

    A refusal is a 503 that says when to come back. The status of a connection that broke is 0.
    """

    latencies: list[float] = field(default_factory=list)
    health: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    refused: int = 0
    failed: int = 0
    seconds: float = 0.0
    cpu_s: float = 0.0
    rss_mb: float = 0.0

    def summary(self) -> dict[str, float]:
        """The figures that stand in the report."""
        answered = len(self.latencies)
        return {
            **percentiles(self.latencies),
            "answered": answered,
            "refused": self.refused,
            "failed": self.failed,
            "photos_per_s": answered / self.seconds if self.seconds else 0.0,
            "cpu_s_per_photo": self.cpu_s / answered if answered else float("nan"),
            "rss_mb": self.rss_mb,
            **{f"health_{key}": value for key, value in percentiles(self.health).items()},
        }


def percentiles(seconds: Sequence[float]) -> dict[str, float]:
    """Milliseconds at p50, p95 and p99; NaN without any."""
    values = np.percentile(np.asarray(seconds) * 1000, (50, 95, 99)) if len(seconds) else (float("nan"),) * 3
    return {f"{name}_ms": float(value) for name, value in zip(("p50", "p95", "p99"), values, strict=True)}


def closed_loop(server: Server, photos: Sequence[bytes], clients: int, seconds: float, least: int = 1) -> Outcome:
    """Let clients send photo after photo for so many seconds, at least `least` each; refused ones wait as asked."""

    async def drive(http: httpx.AsyncClient, outcome: Outcome) -> None:
        end = time.perf_counter() + seconds

        async def client(number: int) -> None:
            sent = 0
            while time.perf_counter() < end or sent < least:
                wait = await send(http, server, photos[(number + sent) % len(photos)], time.perf_counter(), outcome)
                sent += 1
                # A client never waits beyond the end of the run.
                await asyncio.sleep(min(wait, max(0.0, end - time.perf_counter())))

        await asyncio.gather(*(client(number) for number in range(clients)))

    return asyncio.run(_measured(server, drive))


def open_loop(server: Server, photos: Sequence[bytes], per_second: float, seconds: float) -> Outcome:
    """Send photos at a fixed rate."""

    async def drive(http: httpx.AsyncClient, outcome: Outcome) -> None:
        start, calls = time.perf_counter(), []
        for number in range(int(per_second * seconds)):
            meant = start + number / per_second
            await asyncio.sleep(max(0.0, meant - time.perf_counter()))
            calls.append(asyncio.create_task(send(http, server, photos[number % len(photos)], meant, outcome)))
        await asyncio.gather(*calls)

    return asyncio.run(_measured(server, drive))


async def send(http: httpx.AsyncClient, server: Server, photo: bytes, meant: float, outcome: Outcome) -> float:
    """Send one photo and note what came; returns the seconds after which a refused client may come back."""
    fields = {"profile": PROFILE} if server.path == "/v1/meals" else {}
    try:
        answer = await http.post(server.url + server.path, files={"image": ("a.jpg", photo)}, data=fields)
    except httpx.HTTPError:
        outcome.statuses[0] += 1
        outcome.failed += 1
        return 0.0
    outcome.statuses[answer.status_code] += 1
    if answer.status_code == 503 and "retry-after" in answer.headers:
        outcome.refused += 1
        return float(answer.headers["retry-after"])
    if answer.status_code != 200:
        outcome.failed += 1
        return 0.0
    outcome.latencies.append(time.perf_counter() - meant)
    return 0.0


Drive = Callable[[httpx.AsyncClient, Outcome], Awaitable[None]]


async def _measured(server: Server, drive: Drive) -> Outcome:
    """Run a load while a health check goes out every 100 ms, and read memory and CPU time."""
    outcome = Outcome()
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=64)
    async with httpx.AsyncClient(timeout=PATIENCE_S, limits=limits) as http:
        start, used = time.perf_counter(), server.cpu_s
        watch = asyncio.create_task(_watch(http, server, outcome))
        await drive(http, outcome)
        watch.cancel()
        outcome.seconds, outcome.cpu_s = time.perf_counter() - start, server.cpu_s - used
    outcome.rss_mb = max(outcome.rss_mb, server.rss_mb)
    return outcome


async def _watch(http: httpx.AsyncClient, server: Server, outcome: Outcome) -> None:
    while True:
        start = time.perf_counter()
        await http.get(f"{server.url}/healthz")
        outcome.health.append(time.perf_counter() - start)
        outcome.rss_mb = max(outcome.rss_mb, server.rss_mb)
        await asyncio.sleep(HEALTH_EVERY_S)
