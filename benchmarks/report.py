"""The report: README's table, docs/speed.md's tables and the plots, from the JSON of a run.

`python -m benchmarks.report` replaces what stands between the `benchmark` marks of both files, so that no figure is
typed by hand.
"""

import json
import re
import statistics
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

__all__ = ["detail_tables", "readme_table", "with_figures"]

ROOT = Path(__file__).parents[1]
Figures = Mapping[str, Any]


def readme_table(figures: Figures) -> str:
    """The summary: what a person asks first."""
    machine = figures["machine"]
    rows = [
        (f"{each['megapixels']} MP, {each['floor']['items']} items", *compared(each))
        for each in figures["single"]
        if each["megapixels"] in {1, 12}
    ]
    crowd = figures["crowd"]
    mine, other = crowd["dishcern"], crowd["naive"]
    return "\n\n".join(
        (
            f"{machine['cores']} cores, Python {machine['python']}, {machine['date']}; both servers in the same run, "
            f"Dishcern's models in {machine['precision']}, naive server: FastAPI and Ultralytics with "
            f"{figures['naive_weights']}.",
            table(("one client, a photo", "Dishcern p50 / p95", "naive p50 / p95", "of naive", "of the floor"), rows),
            table(
                (f"{crowd['clients']} clients, {crowd['megapixels']} MP", "Dishcern", "naive"),
                [
                    ("photos a second", number(mine["photos_per_s"], 1), number(other["photos_per_s"], 1)),
                    (
                        "p50 / p99 of answered",
                        *(f"{ms(each['p50_ms'])} / {ms(each['p99_ms'])}" for each in (mine, other)),
                    ),
                    (
                        "answered / refused with Retry-After",
                        *(f"{each['answered']} / {each['refused']}" for each in (mine, other)),
                    ),
                    ("CPU time a photo", *(ms(each["cpu_s_per_photo"] * 1000) for each in (mine, other))),
                    ("`/healthz` p95", ms(mine["health_p95_ms"]), ms(other["health_p95_ms"])),
                    ("memory", f"{mine['rss_mb']:.0f} MB", f"{other['rss_mb']:.0f} MB"),
                ],
            ),
            f"From starting the process to the first answered photo: {statistics.median(figures['cold_start_s']):.1f} s "  # noqa: E501
            f"(naive: {figures['naive_start_s']:.1f} s).",
        )
    )


def compared(each: Figures) -> tuple[str, ...]:
    """One photo: both servers, and both ratios."""
    pairs = (f"{ms(each[name]['p50_ms'])} / {ms(each[name]['p95_ms'])}" for name in ("dishcern", "naive"))
    return (*pairs, number(each["to_naive"], 2), number(each["to_floor"], 2))


def detail_tables(figures: Figures) -> str:
    """Every photo, every rate, and the other runtime."""
    singles = [
        (
            f"{each['megapixels']} MP ({each['bytes'] / 1e6:.1f} MB)",
            str(each["floor"]["items"]),
            *compared(each),
            ms(each["floor"]["decode_ms"]),
            ms(each["floor"]["infer_ms"]),
            ms(each["floor"]["draw_ms"]),
            number(each["dishcern"]["cpu_s_per_photo"], 3),
            number(1 / each["dishcern"]["cpu_s_per_photo"], 1),
        )
        for each in figures["single"]
    ]
    rates = [
        (
            number(each["photos_per_s"], 1),
            *(f"{ms(each[name]['p50_ms'])} / {ms(each[name]['p99_ms'])}" for name in ("dishcern", "naive")),
            *(f"{each[name]['answered']} / {each[name]['refused']}" for name in ("dishcern", "naive")),
        )
        for each in figures["open_loop"]
    ]
    openvino = [
        (
            precision,
            f"{each['megapixels']} MP, {each['drawn']} drawn",
            ms(each["dishcern"]["p50_ms"]),
            ms(each["dishcern"]["p95_ms"]),
        )
        for precision, runs in figures.get("openvino", {}).items()
        for each in runs
    ]
    parts = [
        table(
            (
                "photo",
                "items",
                "Dishcern p50 / p95",
                "naive p50 / p95",
                "of naive",
                "of the floor",
                "decode",
                "infer",
                "draw",
                "CPU s a photo",
                "photos/s a core",
            ),
            singles,
        ),
        "Sent at a fixed rate, latency from the moment a photo was meant to be sent:",
        table(("photos/s sent", "Dishcern p50 / p99", "naive p50 / p99", "answered / refused", "naive"), rates),
    ]
    if openvino:
        parts += ["With `[openvino]`, one client:", table(("precision", "photo", "p50", "p95"), openvino)]
    seconds = statistics.median(figures["import_s"])
    return "\n\n".join((*parts, f"`import service.app`: {seconds:.2f} s."))


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def ms(value: float) -> str:
    """Milliseconds for people."""
    return f"{value:.0f} ms"


def number(value: float, digits: int) -> str:
    """A number with so many digits after the point."""
    return f"{value:.{digits}f}"


def with_figures(text: str, figures: str) -> str:
    """The text with what stands between its marks replaced; raises ValueError when it has none."""
    start, end = "<!-- benchmark -->", "<!-- /benchmark -->"
    if start not in text or end not in text:
        raise ValueError(f"there is no place for figures: put {start!r} and {end!r} where they belong")
    return re.sub(f"{start}.*{end}", lambda _: f"{start}\n{figures}\n{end}", text, flags=re.DOTALL)


def plot(figures: Figures, path: Path) -> None:
    """Latency by photo size, for each number of items, beside the naive server and the floor."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    picture, axes = pyplot.subplots(figsize=(8, 4.5))
    for drawn in sorted({each["drawn"] for each in figures["single"]}):
        runs = [each for each in figures["single"] if each["drawn"] == drawn]
        sizes = [each["megapixels"] for each in runs]
        axes.plot(sizes, [each["dishcern"]["p50_ms"] for each in runs], marker="o", label=f"Dishcern, {drawn} items")
        axes.plot(sizes, [each["floor"]["floor_ms"] for each in runs], ":", color="grey")
    axes.plot(sizes, [each["naive"]["p50_ms"] for each in runs], "k--", marker="s", label="naive")
    axes.set(xscale="log", yscale="log", xlabel="megapixels", ylabel="whole request, p50, ms", title="One client")
    axes.legend()
    picture.tight_layout()
    picture.savefig(path, dpi=110)
    pyplot.close(picture)


def main(results: Annotated[Path, typer.Argument()] = ROOT / "benchmarks" / "results.json") -> None:
    """Write the tables and the plot."""
    figures = json.loads(results.read_text(encoding="utf-8"))
    for file, text in (
        (ROOT / "README.md", readme_table(figures)),
        (ROOT / "docs" / "speed.md", detail_tables(figures)),
    ):
        file.write_text(with_figures(file.read_text(encoding="utf-8"), text), encoding="utf-8")
    plot(figures, ROOT / "docs" / "speed.png")


if __name__ == "__main__":
    typer.run(main)
