"""Dishcern beside a naive server, in one run: `python -m benchmarks.serve`.

Both servers run at the same time, and for each photo they are asked in turn, so that whatever else the machine does
falls on both. Writes JSON; `python -m benchmarks.report` makes tables and plots of it.
"""

import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Any

import typer

from benchmarks.floor import floor, product_detector
from benchmarks.load import Outcome, closed_loop, open_loop
from benchmarks.photos import ITEMS, MEGAPIXELS, photo
from benchmarks.servers import Server, dishcern, naive
from benchmarks.weights import naive_weights
from models.numbers import settled
from service.cores import usable_cores
from service.settings import Settings

__all__ = ["Plan", "main", "measure"]

ROOT = Path(__file__).parents[1]
TURNS = 3  # times each server is asked about a photo, in turn


@dataclass(frozen=True, slots=True)
class Plan:
    """What is measured, and for how long."""

    megapixels: tuple[int, ...] = MEGAPIXELS
    items: tuple[int, ...] = ITEMS
    rounds: int = 12
    crowd: int = 24
    crowd_s: float = 15.0
    open_shares: tuple[float, ...] = (0.5, 0.9, 1.5)
    open_s: float = 10.0
    starts: int = 3
    openvino: bool = True


def measure(plan: Plan, weights: Path, what: str) -> dict[str, Any]:
    """Run a plan and return its figures."""
    first = photo(plan.megapixels[0], plan.items[0]).data
    with dishcern(first) as ours, naive(first, weights) as theirs:
        figures = {
            "machine": machine(),
            "naive_weights": what,
            "single": singles(ours, theirs, plan),
            "crowd": crowd(ours, theirs, plan),
            "open_loop": open_loops(ours, theirs, plan),
            "naive_start_s": theirs.start_s,
        }
    figures["cold_start_s"] = [start_of(first) for _ in range(plan.starts)]
    figures["import_s"] = [import_seconds() for _ in range(plan.starts)]
    if plan.openvino and find_spec("openvino"):
        figures["openvino"] = {each: with_openvino(each, plan) for each in ("int8", "bf16", "f32")}
    return figures


def singles(ours: Server, theirs: Server, plan: Plan) -> list[dict[str, Any]]:
    """One client, every photo: both servers in turn, and the floor."""
    detector = product_detector()
    found = []
    for megapixels in plan.megapixels:
        for drawn in plan.items:
            shot = photo(megapixels, drawn)
            outcomes = {server.name: Outcome() for server in (ours, theirs)}
            for server in (ours, theirs):
                closed_loop(server, [shot.data], 1, 0, least=2)
            for _ in range(TURNS):
                for server in (ours, theirs):
                    add(outcomes[server.name], closed_loop(server, [shot.data], 1, 0, least=plan.rounds // TURNS))
            lowest = floor(detector, shot.data, plan.rounds)
            summaries = {name.lower(): outcome.summary() for name, outcome in outcomes.items()}
            mine = summaries["dishcern"]["p50_ms"]
            found.append(
                {
                    "megapixels": megapixels,
                    "drawn": drawn,
                    "bytes": len(shot.data),
                    **summaries,
                    "floor": lowest,
                    "to_naive": mine / summaries["naive"]["p50_ms"],
                    "to_floor": mine / lowest["floor_ms"],
                }
            )
            to_naive, to_floor = found[-1]["to_naive"], found[-1]["to_floor"]
            show(f"{shot.name}: {mine:.0f} ms, {to_naive:.2f} of naive, {to_floor:.2f} of floor")
    return found


def crowd(ours: Server, theirs: Server, plan: Plan) -> dict[str, Any]:
    """Many clients at once, 12 MP photos (or the largest of a short plan) with five items."""
    shots = [photo(crowd_size(plan), plan.items[min(1, len(plan.items) - 1)]).data]
    outcomes = {
        server.name.lower(): closed_loop(server, shots, plan.crowd, plan.crowd_s).summary() for server in (ours, theirs)
    }
    mine, other = outcomes["dishcern"], outcomes["naive"]
    ratio = mine["photos_per_s"] / other["photos_per_s"]
    show(f"{plan.crowd} clients: {mine['photos_per_s']:.1f} photos/s, {ratio:.2f} times naive, {mine['rss_mb']:.0f} MB")
    return {
        "clients": plan.crowd,
        "megapixels": crowd_size(plan),
        **outcomes,
        "throughput_to_naive": ratio,
        "rss_to_naive": mine["rss_mb"] / other["rss_mb"],
    }


def open_loops(ours: Server, theirs: Server, plan: Plan) -> list[dict[str, Any]]:
    """Photos at fixed rates: shares of what the naive server does alone, the last one beyond it."""
    shot = photo(crowd_size(plan), plan.items[min(1, len(plan.items) - 1)]).data
    seconds = statistics.median(closed_loop(theirs, [shot], 1, 0, least=4).latencies)
    found = []
    for share in plan.open_shares:
        rate = share / seconds
        outcomes = {
            server.name.lower(): open_loop(server, [shot], rate, plan.open_s).summary() for server in (ours, theirs)
        }
        mine, other = (outcomes[name]["p99_ms"] for name in ("dishcern", "naive"))
        found.append({"share_of_naive": share, "photos_per_s": rate, **outcomes})
        show(f"{rate:.1f} photos/s sent: p99 {mine:.0f} ms, naive {other:.0f}")
    return found


def with_openvino(precision: str, plan: Plan) -> list[dict[str, Any]]:
    """One client on the OpenVINO runtime, the crowd's photo size."""
    shots = [photo(crowd_size(plan), drawn) for drawn in plan.items]
    with dishcern(shots[0].data, detector_runtime="openvino", detector_precision=precision) as server:
        for shot in shots:
            closed_loop(server, [shot.data], 1, 0, least=2)
        return [
            {
                "megapixels": shot.megapixels,
                "drawn": shot.drawn,
                "dishcern": closed_loop(server, [shot.data], 1, 0, least=plan.rounds).summary(),
            }
            for shot in shots
        ]


def crowd_size(plan: Plan) -> int:
    """Megapixels of the crowd's photos."""
    return 12 if 12 in plan.megapixels else plan.megapixels[-1]


def add(total: Outcome, part: Outcome) -> None:
    """Add what one turn saw."""
    total.latencies += part.latencies
    total.health += part.health
    total.statuses += part.statuses
    total.refused += part.refused
    total.failed += part.failed
    total.seconds += part.seconds
    total.cpu_s += part.cpu_s
    total.rss_mb = max(total.rss_mb, part.rss_mb)


def start_of(first: bytes) -> float:
    """Seconds from starting the process, on an empty folder, to its first answered photo."""
    with dishcern(first) as server:
        return server.start_s


def import_seconds() -> float:
    """Seconds that `import service.app` takes in a fresh process, the interpreter's own start left out."""
    code = "import time; t = time.perf_counter(); import service.app; print(time.perf_counter() - t)"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    said = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    return float(said.stdout)


def machine() -> dict[str, Any]:
    """What the figures were measured on."""
    packages = ("numpy", "onnxruntime", "pillow", "torch", "ultralytics", "openvino")
    return {
        "cpu": platform.processor() or platform.machine(),
        "precision": settled(Settings().detector_precision, "onnx"),
        "cores": usable_cores(),
        "python": platform.python_version(),
        "date": time.strftime("%Y-%m-%d", time.gmtime()),
        "load_before": os.getloadavg()[0],
        "packages": {name: version(name) for name in packages if find_spec("PIL" if name == "pillow" else name)},
    }


def show(line: str) -> None:
    """Tell how far the run is."""
    print(line, flush=True)


def main(
    out: Annotated[Path, typer.Option(help="Where the figures go.")] = Path("benchmarks/results.json"),
    naive_weights_path: Annotated[
        Path | None, typer.Option("--naive-weights", help="The shipped weights as .pt, if at hand.")
    ] = None,
    quick: Annotated[bool, typer.Option(help="A minute instead of ten: two photos, few rounds.")] = False,
) -> None:
    """Measure both servers and write the figures."""
    plan = Plan((12,), (1, 5), 6, 24, 5, (0.9,), 4, 1, False) if quick else Plan()
    with tempfile.TemporaryDirectory() as folder:
        weights, what = naive_weights(naive_weights_path, Path(folder))
        show(f"naive server: {what}")
        figures = measure(plan, weights, what)
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(figures, indent=1), encoding="utf-8")


if __name__ == "__main__":
    typer.run(main)
