"""load: a crowd of clients for minutes, then a long line of requests, each against a server of its own.

python -m tests.robustness.load

Ends with 1 on any failure that is not a 503 with Retry-After, on slow health checks, and on memory that grows.
"""

from dataclasses import dataclass
from typing import Annotated

import httpx
import typer
from rich.console import Console

from benchmarks.load import Outcome, closed_loop, percentiles
from benchmarks.photos import photo
from benchmarks.servers import Server, dishcern
from tests.robustness.attack import memory_mb

__all__ = ["Bounds", "Crowd", "Line", "crowd", "line"]

MOST_HEALTH_MS = 50.0
MOST_GROWTH = 0.05
SETTLED = 10  # a tenth of the line is for buffers and caches to reach their size


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a server must keep: megabytes at the peak, milliseconds of health checks at p95, growth of memory."""

    peak_mb: float = 500.0
    health_ms: float = MOST_HEALTH_MS
    growth: float = MOST_GROWTH


@dataclass(frozen=True, slots=True)
class Crowd:
    """What many clients at once saw, and the server's memory at its peak, in megabytes of 1024 * 1024 bytes."""

    outcome: Outcome
    peak_mb: float

    def faults(self, bounds: Bounds) -> list[str]:
        """What is not as it must be."""
        health = percentiles(self.outcome.health)["p95_ms"]
        found = [
            (self.outcome.failed > 0, f"{self.outcome.failed} answers were neither 200 nor a 503 with Retry-After"),
            (not self.outcome.latencies, "no photo was answered"),
            (not health <= bounds.health_ms, f"/healthz p95 {health:.0f} ms, more than {bounds.health_ms:.0f}"),
            (self.peak_mb > bounds.peak_mb, f"memory {self.peak_mb:.0f} MB, more than {bounds.peak_mb:.0f}"),
        ]
        return [said for wrong, said in found if wrong]


@dataclass(frozen=True, slots=True)
class Line:
    """Requests one after the other: their statuses other than 200, and memory after every tenth of them in MB."""

    failures: list[str]
    memory: list[float]

    @property
    def growth(self) -> float:
        """Growth of memory from the end of the first tenth to the end, as a share."""
        return self.memory[-1] / self.memory[0] - 1

    def faults(self, bounds: Bounds) -> list[str]:
        """What is not as it must be."""
        grown = f"memory grew by {self.growth:.1%}, more than {bounds.growth:.0%}"
        return [*self.failures[:5], *([grown] if self.growth > bounds.growth else [])]


def crowd(clients: int, seconds: float, megapixels: int) -> Crowd:
    """Let clients send photos for so long; a refused client comes back when it was told to."""
    shots = [photo(megapixels, drawn).data for drawn in (1, 5, 12)]
    with dishcern(shots[0]) as server:
        outcome = closed_loop(server, shots, clients, seconds)
        return Crowd(outcome, memory_mb(server.process.pid, peak=True))


def line(requests: int, megapixels: tuple[int, ...] = (1, 3, 12)) -> Line:
    """Send photos of several sizes and, between them, what a page asks beside them."""
    shots = [photo(each, drawn).data for each in megapixels for drawn in (1, 12)]
    failures: list[str] = []
    memory: list[float] = []
    with dishcern(shots[0]) as server, httpx.Client(base_url=server.url, timeout=60) as client:
        for number in range(requests):
            answer = one(client, shots, number)
            if answer.status_code != 200:
                failures.append(f"request {number}: {answer.status_code} {answer.text[:200]}")
            if (number + 1) % (requests // SETTLED) == 0:
                memory.append(resident_mb(server))
    return Line(failures, memory)


def one(client: httpx.Client, shots: list[bytes], number: int) -> httpx.Response:
    """Every fourth request is no photo."""
    turn, kind = divmod(number, 4)
    if kind < 3:
        return client.post("/v1/meals", files={"image": shots[(turn * 3 + kind) % len(shots)]})
    words = ("apple", "aple", "bread", "soup", "cheese")[turn % 5]
    if turn % 2:
        return client.get("/v1/foods", params={"q": words})
    meal = {"items": [{"food_id": "fndds:63101000", "grams": 1 + number % 500}], "profiles": [{"name": words}]}
    return client.post("/v1/meals/evaluate", json=meal)


def resident_mb(server: Server) -> float:
    """Resident memory now."""
    return memory_mb(server.process.pid)


def main(
    clients: Annotated[int, typer.Option(help="Clients at once.")] = 24,
    seconds: Annotated[float, typer.Option(help="How long they send.")] = 300.0,
    megapixels: Annotated[int, typer.Option(help="Size of their photos: 1, 3, 12 or 48.")] = 12,
    requests: Annotated[int, typer.Option(help="Requests one after the other, at least 10.", min=SETTLED)] = 2_000,
    most_mb: Annotated[float, typer.Option(help="Memory the crowd's server may need.")] = Bounds().peak_mb,
) -> None:
    """Measure both, tell, and end with 1 when something is not as it must be."""
    console, bounds = Console(width=120, highlight=False), Bounds(peak_mb=most_mb)
    seen = crowd(clients, seconds, megapixels)
    outcome, answered, health = seen.outcome, percentiles(seen.outcome.latencies), percentiles(seen.outcome.health)
    console.print(
        f"{clients} clients, {megapixels} MP, {outcome.seconds:.0f} s: {dict(sorted(outcome.statuses.items()))}"
    )
    console.print(
        f"{len(outcome.latencies) / outcome.seconds:.1f} photos/s, p50 {answered['p50_ms']:.0f} ms, "
        f"p95 {answered['p95_ms']:.0f} ms, slowest {max(outcome.latencies, default=0):.2f} s"
    )
    console.print(f"/healthz {len(outcome.health)} times: p50 {health['p50_ms']:.1f} ms, p95 {health['p95_ms']:.1f} ms")
    console.print(f"memory at the peak {seen.peak_mb:.0f} MB")
    told = line(requests)
    console.print(f"{requests:,} requests, memory in MB by tenth: {' '.join(f'{each:.0f}' for each in told.memory)}")
    console.print(f"growth from request {requests // SETTLED:,} on: {told.growth:+.1%}")
    faults = [*seen.faults(bounds), *told.faults(bounds)]
    for fault in faults:
        console.print(fault, style="red")
    raise typer.Exit(int(bool(faults)))


if __name__ == "__main__":
    typer.run(main)
