"""How good portions are, on weighed plates: `python -m benchmarks.portions SHARED` prints docs/portions.md's tables.

Spreads are fitted by cross-validation over plates, to cover 80 %, and nothing else is: every row that has a range is
judged on plates its spread was not fitted on.
"""

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import fmean, median

from benchmarks.plates import Plate, read_plates
from models import build_detector
from models.detection import Box, Detection, Detections, Guess
from nutrition_db import NutritionTable
from service.dietary import totals
from service.identify import food_labels, identify
from service.meal import Item, PortionEstimate
from service.photos import PhotoLimits, read_photo
from service.pipeline import detect
from service.portions import Hints, Photographed, Sizes, estimate, house_sizes
from service.settings import Settings

FOLDS = 5
LEAST = 10.0  # grams: half of what is listed weighs less than 5 g, and is seasoning
GRID = tuple(round(0.30 + 0.05 * step, 2) for step in range(25))
RIG_CM_A_PIXEL = 0.0772  # of the fixed overhead camera, 5.957e-3 cm2 a pixel, as its makers give it
RIG_PLATE_CM = 27.0
UNKNOWN = PortionEstimate(None, None, None)

Weigh = Callable[[Plate, Sizes], tuple[Item, ...]]


@dataclass(frozen=True, slots=True)
class Judged:
    """One plate: (true, estimated, low, high) grams of its parts, and kcal (true, estimated, low, high)."""

    parts: tuple[tuple[float, float, float, float], ...]
    kcal: tuple[float, float, float, float]


def listed(plate: Plate, sizes: Sizes, table: NutritionTable, least: float = LEAST) -> tuple[Item, ...]:
    """The plate's true foods as a person would list them, weighed by the service without any photo."""
    parts = [part for part in plate.parts if part.grams >= least]
    items = [Item(str(n), None, part.label, 1.0, part.food, UNKNOWN) for n, part in enumerate(parts)]
    return estimate(items, table, Photographed(sizes=sizes))


def judged(plate: Plate, items: Sequence[Item], truth: Sequence[float]) -> Judged:
    """Set what was weighed beside what was estimated."""
    sums = totals(items)
    energy = sums.nutrition["energy_kcal"] or 0.0
    ranges = [(one.portion.grams or 0.0, one.portion.low_grams or 0.0, one.portion.high_grams or 0.0) for one in items]
    parts = tuple((true, *found) for true, found in zip(truth, ranges, strict=False)) if truth else ()
    return Judged(parts, (plate.kcal, energy, sums.energy_low or 0.0, sums.energy_high or 0.0))


def row(name: str, results: Sequence[Judged]) -> str:
    """One line of the table: errors of parts and plates, and how often the range held."""
    parts = [part for one in results for part in one.parts]
    kcal = [one.kcal for one in results]
    plates = [abs(sum(part[1] - part[0] for part in one.parts)) for one in results if one.parts]
    off = fmean(abs(found - true) for true, found, _, _ in kcal)
    cells = [
        f"{fmean(abs(part[1] - part[0]) for part in parts):.0f}" if parts else "",
        f"{fmean(plates):.0f}" if plates else "",
        f"{off:.0f}",
        f"{100 * off / fmean(true for true, _, _, _ in kcal):.0f}",
        f"{100 * fmean(part[2] <= part[0] <= part[3] for part in parts):.0f}" if parts and ranged(parts) else "",
        f"{100 * fmean(low <= true <= high for true, _, low, high in kcal):.0f}" if ranged(kcal) else "",
    ]
    return f"| {name} | {' | '.join(cells)} |"


def ranged(rows: Sequence[tuple[float, float, float, float]]) -> bool:
    """Whether there is any range to judge."""
    return any(low < high for _, _, low, high in rows)


def cross_validated(
    plates: Sequence[Plate], weigh: Weigh, truth: Callable[[Plate], list[float]]
) -> tuple[list[Judged], float]:
    """Judge every plate with the prior spread fitted on the other folds; also the spread fitted on all."""
    runs = {spread: [judged(plate, weigh(plate, _with(spread)), truth(plate)) for plate in plates] for spread in GRID}
    results = []
    for index in range(len(plates)):
        others = [n for n in range(len(plates)) if n % FOLDS != index % FOLDS]
        results.append(runs[_fitted(runs, others)][index])
    return results, _fitted(runs, range(len(plates)))


def _with(spread: float) -> Sizes:
    return replace(house_sizes(), spread=replace(house_sizes().spread, prior=spread))


def _fitted(runs: dict[float, list[Judged]], plates: Sequence[int]) -> float:
    """The spread whose 80 % range covers closest to 80 % of the parts."""

    def miss(spread: float) -> float:
        parts = [part for index in plates for part in runs[spread][index].parts]
        return abs(fmean(part[2] <= part[0] <= part[3] for part in parts) - 0.8)

    return min(GRID, key=lambda spread: (miss(spread), spread))


def constant(
    plates: Sequence[Plate], grams: Callable[[int], float], kcal: Callable[[int], float] | None
) -> list[Judged]:
    """A baseline that says the same of every part; energy from the parts, or a number of its own."""
    results = []
    for index, plate in enumerate(plates):
        parts = [part for part in plate.parts if part.grams >= LEAST]
        said = grams(index)
        energy = (
            kcal(index) if kcal else sum(said * (part.food.nutrients.get("energy_kcal") or 0) / 100 for part in parts)
        )
        results.append(
            Judged(tuple((part.grams, said, said, said) for part in parts), (plate.kcal, energy, energy, energy))
        )
    return results


def of_others(plates: Sequence[Plate], value: Callable[[Plate], list[float]]) -> Callable[[int], float]:
    """Mean over the other folds of something known of plates."""
    return lambda index: fmean(
        one for n, plate in enumerate(plates) if n % FOLDS != index % FOLDS for one in value(plate)
    )


def weights(plate: Plate) -> list[float]:
    """Grams of the parts that count."""
    return [part.grams for part in plate.parts if part.grams >= LEAST]


def without_crowding(sizes: Sizes) -> Sizes:
    """The same sizes, with plates that carry anything."""
    return replace(sizes, meal=replace(sizes.meal, grams=1e9, energy_kcal=1e9))


def without_energy(sizes: Sizes) -> Sizes:
    """The same sizes, with meals of any energy."""
    return replace(sizes, meal=replace(sizes.meal, energy_kcal=1e9))


def print_listed(plates: Sequence[Plate], table: NutritionTable) -> None:
    """The true ingredient list given."""
    print("| true list given | g a part | g a plate | kcal | kcal % | parts in range % | plates in range % |")
    print("|---|---|---|---|---|---|---|")
    print(
        row(
            "baseline: predict the mean",
            constant(plates, of_others(plates, weights), of_others(plates, lambda p: [p.kcal])),
        )
    )
    print(row("baseline: 100 g each", constant(plates, lambda _: 100.0, None)))
    usual, spread = cross_validated(plates, lambda p, s: listed(p, without_crowding(s), table), weights)
    print(row(f"typical serving (prior only, spread {spread:.2f})", usual))
    carried, spread = cross_validated(plates, lambda p, s: listed(p, without_energy(s), table), weights)
    print(row(f"prior + what a plate carries (spread {spread:.2f})", carried))
    full, fitted = cross_validated(plates, lambda p, s: listed(p, s, table), weights)
    print(row(f"**prior + what a plate carries and a meal has of energy** (spread {fitted:.2f})", full))
    print(
        row("the same, every listed ingredient", [judged(p, listed(p, _with(fitted), table, 0.0), []) for p in plates])
    )


def print_detected(plates: Sequence[Plate], table: NutritionTable) -> None:
    """Names and boxes found by the shipped eye; foods it cannot name count as their likeliest alternative."""
    eye = build_detector(None, foods=food_labels(table))
    limits = PhotoLimits.of(Settings())
    seen = [detect(eye, read_photo(plate.photo.read_bytes(), limits)) for plate in plates]
    plate_box = Box(0, 0, RIG_PLATE_CM / RIG_CM_A_PIXEL, RIG_PLATE_CM / RIG_CM_A_PIXEL)
    rig = (Detection(plate_box, 0.99, (Guess("plate", 0.99),)),)
    given = Hints(plate_diameter_cm=RIG_PLATE_CM)
    print("\n| found on the photo | g a part | g a plate | kcal | kcal % | parts in range % | plates in range % |")
    print("|---|---|---|---|---|---|---|")
    trusting = replace(house_sizes(), assumed=True)
    ways: dict[str, Callable[[Detections], Photographed]] = {
        "prior only": lambda _: Photographed(),
        "+ tableware found": lambda found: Photographed(found.references, sizes=trusting),
        "+ size of the frame": lambda found: Photographed(found.references, 480.0, sizes=trusting),
        "+ a plate, size assumed": lambda _: Photographed(rig, sizes=trusting),
        "+ given plate diameter (the rig's scale)": lambda _: Photographed(rig, hints=given),
    }
    for name, way in ways.items():
        for guessed in (False, True):
            results = [
                judged(plate, estimate(_single(_named(found, table, guessed), name), table, way(found)), [])
                for plate, found in zip(plates, seen, strict=True)
            ]
            print(row(f"{name}, {'likeliest names' if guessed else 'sure names only'}", results))
    counted = [estimate(_named(found, table, guessed=False), table, Photographed()) for found in seen]
    together = [judged(plate, items, []) for plate, items in zip(plates, counted, strict=True)]
    print(row("+ counts, sure names only", together))
    print(
        f"\nTableware found on {sum(bool(found.references) for found in seen)} of {len(plates)} plates, "
        f"median foods {median(len(found) for found in seen):.0f}."
    )


def _named(found: Detections, table: NutritionTable, guessed: bool) -> tuple[Item, ...]:
    items = identify(found, table)
    if not guessed:
        return items
    return tuple(
        replace(one, food=one.alternatives[0].food) if one.food is None and one.alternatives else one for one in items
    )


def _single(items: tuple[Item, ...], way: str) -> tuple[Item, ...]:
    """For the prior alone, items without boxes: nothing neighbours, so nothing is counted together."""
    return tuple(replace(one, box=None) for one in items) if way == "prior only" else items


def main() -> None:
    """Print every table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shared", type=Path, help="the folder with data/photos/weighed_plates")
    table = NutritionTable.load()
    plates = read_plates(parser.parse_args().shared, table)
    print_listed(plates, table)
    print_detected(plates, table)


if __name__ == "__main__":
    main()
