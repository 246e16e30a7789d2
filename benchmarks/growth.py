"""Growth: what one more megapixel, item, profile, diary row or food costs. `python -m benchmarks.growth OUT_FOLDER`.

Each series is measured from small to large, and the slope of log(time) over log(size) over its upper half is told: 1 is
linear, less is better. Writes growth.json and growth.png; ends with 1 when anything is worse than linear.
"""

import json
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Final

import httpx
import numpy as np
import typer

from benchmarks.diary_rows import DAY, NAMED, copy_rows
from benchmarks.floor import median_ms
from benchmarks.photos import photo
from benchmarks.serve import machine, show
from benchmarks.servers import dishcern
from models import Box, Detection, Detections, FakeDetector, Guess
from nutrition_db import NutritionTable
from nutrition_db.packed import read_packed
from nutrition_db.search import SearchIndex
from service.dietary import Profile, parse_profile
from service.photos import PhotoLimits
from service.pipeline import MealReport, analyze, assess
from service.settings import Settings

__all__ = ["WORSE", "Series", "measured"]

WORSE: Final = 1.15  # a slope above it is worse than linear; a straight line measured with noise stays below
MEGAPIXELS: Final = (0.3, 1, 3, 12, 24, 48)
ITEMS: Final = (1, 2, 5, 10, 20, 30)
PROFILES: Final = (1, 2, 5, 10, 20)
ROWS: Final = (100, 1_000, 10_000, 100_000, 1_000_000)
EIGHTHS: Final = (1, 2, 4, 8)
LABELS: Final = ("apple", "cheese", "hamburger", "bread", "carrot")
QUERIES: Final = ("apple", "aple pie", "chicken soup", "brokoli with chese", "b")
SENTENCES: Final = ("vegan", "high cholesterol, no pork", "gluten free, allergic to peanuts", "diabetes, low carb")
FOODS: Final = Path(__file__).parents[1] / "nutrition_db" / "data"


@dataclass(frozen=True, slots=True)
class Series:
    """One quantity made larger: what is timed, what is counted, how many of it, and median milliseconds of each."""

    timed: str
    counted: str
    sizes: tuple[float, ...]
    milliseconds: tuple[float, ...]

    @property
    def slope(self) -> float:
        """Of log(time) over log(size), least squares over the upper half of the sizes."""
        upper = len(self.sizes) // 2
        return float(np.polyfit(np.log(self.sizes[upper:]), np.log(self.milliseconds[upper:]), 1)[0])


def measured(rounds: int, most_rows: int) -> Iterator[Series]:
    """Measure everything, a series at a time."""
    table = NutritionTable.load()
    yield photo_sizes(table, rounds)
    yield items(table, rounds)
    yield profiles(table, rounds)
    yield from diary([rows for rows in ROWS if rows <= most_rows], rounds)
    yield foods(rounds)


def series(timed: str, counted: str, sizes: Sequence[float], of: Callable[[float], float]) -> Series:
    """Measure one series, smallest first."""
    return Series(timed, counted, tuple(sizes), tuple(of(size) for size in sizes))


def photo_sizes(table: NutritionTable, rounds: int) -> Series:
    """Everything but inference, which sees 640 pixels whatever the photo has."""
    looks = [photo(size, 5).data for size in MEGAPIXELS]
    detector = fake(5)
    return series(
        "decode to drawing, 5 items", "megapixels", MEGAPIXELS,
        lambda size: timed_report(looks[MEGAPIXELS.index(size)], detector, table, people(1), rounds),
    )  # fmt: skip


def items(table: NutritionTable, rounds: int) -> Series:
    """More dots on a photo of one megapixel."""
    look, judged = photo(1, 5).data, people(2)
    return series(
        "decode to drawing, 1 MP, 2 profiles", "items", ITEMS,
        lambda size: timed_report(look, fake(int(size)), table, judged, rounds),
    )  # fmt: skip


def profiles(table: NutritionTable, rounds: int) -> Series:
    """Judging twelve items for more people."""
    seen = report(photo(1, 5).data, fake(12), table, []).assessment.items
    return series(
        "judging 12 items", "profiles", PROFILES,
        lambda size: median_ms(partial(assess, seen, people(int(size))), rounds * 3),
    )  # fmt: skip


def foods(rounds: int) -> Series:
    """Searching more foods: the mean of five queries, with typing errors and without."""
    rows = read_packed(FOODS).rows
    parts = {len(rows[:: 8 // eighths]): SearchIndex.build(rows[:: 8 // eighths], {}, {}) for eighths in EIGHTHS}

    def ask(size: float) -> float:
        return median_ms(lambda: [parts[int(size)].find(query, 20) for query in QUERIES], rounds * 3) / len(QUERIES)

    return series("one search", "foods", tuple(parts), ask)


def diary(sizes: Sequence[int], rounds: int) -> list[Series]:
    """Requests to a server whose one owner has more and more meals in the diary."""
    asked: dict[str, Callable[[httpx.Client], object]] = {
        "a day's summary": lambda client: good(client.get("/v1/diary/summary", params={"day": DAY})),
        "first page of the list": lambda client: good(client.get("/v1/diary")),
        "first byte of the export": first_byte,
    }
    found: dict[str, list[float]] = {name: [] for name in asked}
    with (
        tempfile.TemporaryDirectory() as folder,
        dishcern(photo(0.3, 1).data, data_dir=folder) as server,
        httpx.Client(base_url=server.url, timeout=120) as client,
    ):
        client.post("/v1/diary", json=NAMED).raise_for_status()
        for have, want in pairwise((1, *sizes)):
            copy_rows(Path(folder) / "dishcern.db", have, want)
            check(client, want)
            for name, ask in asked.items():
                found[name].append(median_ms(partial(ask, client), rounds))
            show(f"{want:,} meals: " + ", ".join(f"{name} {found[name][-1]:.1f} ms" for name in asked))
    return [Series(name, "meals in the diary", tuple(sizes), tuple(times)) for name, times in found.items()]


def good(answer: httpx.Response) -> httpx.Response:
    """The answer, if it is one."""
    return answer.raise_for_status()


def check(client: httpx.Client, want: int) -> None:
    """Raise ValueError unless the server has as many meals as it is meant to, and four on its day."""
    total = good(client.get("/v1/diary")).json()["total"]
    meals = len(good(client.get("/v1/diary/summary", params={"day": DAY})).json()["meals"])
    if (total, meals) != (want, 4):
        raise ValueError(f"the diary has {total} meals, {meals} of them on {DAY}: meant were {want} and 4")


def first_byte(client: httpx.Client) -> bytes:
    """Ask for everything and hang up after the first bytes."""
    with client.stream("GET", "/v1/diary/export.csv") as answer:
        return next(answer.iter_raw())


def fake(count: int) -> FakeDetector:
    """A detector that finds so many foods, side by side, each with a look-alike."""
    across = 6
    found = [
        Detection(
            Box(20 + number % across * 180, 20 + number // across * 160, 150, 140),
            0.9,
            (Guess(LABELS[number % 5], 0.8), Guess(LABELS[(number + 1) % 5], 0.15)),
        )
        for number in range(count)
    ]
    return FakeDetector(Detections(tuple(found), ()))


def people(count: int) -> list[Profile]:
    """So many profiles of four kinds."""
    return [replace(parse_profile(SENTENCES[number % 4]).profile, id=f"inline-{number}") for number in range(count)]


def timed_report(
    look: bytes, detector: FakeDetector, table: NutritionTable, judged: Sequence[Profile], rounds: int
) -> float:
    """Median milliseconds of a whole report."""
    return median_ms(partial(report, look, detector, table, judged), rounds)


def report(look: bytes, detector: FakeDetector, table: NutritionTable, judged: Sequence[Profile]) -> MealReport:
    """A whole report, the picture included."""
    return analyze(look, judged, detector=detector, table=table, limits=PhotoLimits.of(Settings()))


def plot(found: Sequence[Series], path: Path) -> None:
    """One small plot a series, both scales logarithmic; the dotted line is what linear would be from its last point."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    picture, places = pyplot.subplots(2, 4, figsize=(13, 6))
    for axes in places.flat[len(found) :]:
        axes.set_axis_off()
    for each, axes in zip(found, places.flat, strict=False):
        axes.plot(each.sizes, each.milliseconds, marker="o")
        last = each.milliseconds[-1] / each.sizes[-1]
        axes.plot(each.sizes, [size * last for size in each.sizes], ":", color="grey")
        axes.set(xscale="log", yscale="log", xlabel=each.counted, title=f"{each.timed}\nslope {each.slope:.2f}")
        axes.set_ylim(min(each.milliseconds) / 3, max(each.milliseconds) * 3)
    places[0][0].set_ylabel("ms, median")
    places[1][0].set_ylabel("ms, median")
    picture.tight_layout()
    picture.savefig(path, dpi=100)
    pyplot.close(picture)


def main(
    out: Annotated[Path, typer.Argument(help="Folder for growth.json and growth.png.")],
    rounds: Annotated[int, typer.Option(help="Times each point is measured; the median counts.", min=1)] = 7,
    most_rows: Annotated[int, typer.Option(help="Largest diary, in meals; a million take 2 GB.", min=1_000)] = ROWS[-1],
) -> None:
    """Measure, write, and end with 1 when anything is worse than linear."""
    out.mkdir(parents=True, exist_ok=True)
    found = []
    for each in measured(rounds, most_rows):
        found.append(each)
        points = ", ".join(f"{size:g}: {time:.1f}" for size, time in zip(each.sizes, each.milliseconds, strict=True))
        show(f"{each.timed}, ms by {each.counted}: {points}; slope {each.slope:.2f}")
    figures = {"machine": machine(), "series": [{**asdict(each), "slope": each.slope} for each in found]}
    (out / "growth.json").write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    plot(found, out / "growth.png")
    worse = [each.timed for each in found if each.slope > WORSE]
    show(f"worse than linear: {', '.join(worse) or 'nothing'}")
    raise typer.Exit(int(bool(worse)))


if __name__ == "__main__":
    typer.run(main)
