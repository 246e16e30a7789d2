"""Evaluate a detector on labelled photos it was not trained on.

python -m models.evaluate ../shared/data/photos
python -m models.evaluate ../shared/data/photos --weights other.pt --threshold 0.1
python -m models.evaluate ../shared/data/photos --runtime openvino --precision bf16
python -m models.evaluate ../shared/data/photos --without-food FOLDER --plot calibration.png
"""

import csv
import json
import time
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

import numpy as np
import typer
from PIL import Image, ImageOps
from rich.console import Console
from rich.progress import track
from rich.table import Table

from models.detection import Box, Detection, Detector, Guess, Pixels
from models.evaluation import (
    CalibrationBin,
    PhotoResult,
    SourceScore,
    Truth,
    calibration_bins,
    calibration_error,
    match,
    name_scores,
    named_hits,
    score,
)
from models.fusion import FLOOR, FOOD
from models.manifest import shipped
from models.numbers import Precision
from models.registry import build_detector
from models.training.labels import LabelledPhoto, reference_names, training_classes
from models.training.plates import WeighedPlate, weighed_plates
from models.training.sources import photo_files, read_source

SOURCES = (("open_images_subset", "val"), ("multidish_indian", "val"), ("meal_fruit_veg", "test"))
console = Console()


def edible_labels() -> frozenset[str]:
    """Labels that mean food in our classes, Open Images and COCO."""
    foods = [item for item in training_classes() if item.kind == "food"]
    return frozenset(name.lower() for item in foods for name in (item.name, *item.open_images, *item.coco)) | {FOOD}


@cache
def our_names() -> dict[str, str]:
    """Map other checkpoints' labels to our class names, so that names compare."""
    return {name.lower(): item.name for item in training_classes() for name in (*item.open_images, *item.coco)}


def read_pixels(path: Path) -> Pixels:
    """Read an upright RGB photo."""
    with Image.open(path, formats=("JPEG", "PNG")) as image:
        return np.asarray(ImageOps.exif_transpose(image).convert("RGB"))


def truths(photo: LabelledPhoto) -> list[Truth]:
    """Labelled foods of a photo; slivers that round to nothing are left out."""
    found = []
    for box in photo.boxes:
        x1, y1, x2, y2 = box.xyxy
        if box.name not in reference_names() and x2 - x1 >= 1 and y2 - y1 >= 1:
            found.append(Truth(Box(x1, y1, x2 - x1, y2 - y1), box.name))
    return found


def examine(detector: Detector, photo: LabelledPhoto) -> PhotoResult:
    """Detect on one photo and match with its labels."""
    pixels = read_pixels(photo.path)
    start = time.perf_counter()
    detections = detector.detect(pixels)
    seconds = time.perf_counter() - start
    labelled = truths(photo)
    return PhotoResult(
        match([in_our_names(each) for each in detections.foods], labelled),
        tuple(each.name for each in labelled),
        seconds,
    )


def in_our_names(detection: Detection) -> Detection:
    """Give a detection the names our class list uses."""
    names = our_names()
    guesses = tuple(Guess(names.get(guess.label, guess.label), guess.confidence) for guess in detection.guesses)
    return replace(detection, guesses=guesses)


def evaluate(detector: Detector, localiser: Detector, photos: Path) -> tuple[dict[str, SourceScore], list[PhotoResult]]:
    """Score every labelled source of the photos folder; gives every photo's result as well.

    `localiser` finds with the same weights down to the floor, for AP50.
    """
    nameable = names_of(detector)
    scores: dict[str, SourceScore] = {}
    examined: list[PhotoResult] = []
    for source, split in SOURCES:
        labelled = read_source(photos, source, split)
        results = [examine(detector, photo) for photo in track(labelled, source, console=console)]
        everything = [examine(localiser, photo) for photo in track(labelled, f"{source}, all", console=console)]
        scores[f"{source}/{split}"] = score(results, everything, nameable)
        examined += results
    return scores, examined


def names_of(detector: Detector) -> frozenset[str]:
    """Names the detector can give, as our class list writes them; `food` is none."""
    return frozenset(our_names().get(label, label) for label in detector.labels) - {FOOD}


def on_plates(detector: Detector, plates: list[WeighedPlate]) -> str:
    """Say what is found on the weighed plates beside what is listed to lie there."""
    found = [
        [in_our_names(each) for each in detector.detect(read_pixels(plate.path)).foods]
        for plate in track(plates, "weighed_plates", console=console)
    ]
    listed = [(name, foods) for plate, foods in zip(plates, found, strict=True) for name in plate.names]
    known = [(name, foods) for name, foods in listed if name in names_of(detector)]
    best = sum(any(food.label == name for food in foods) for name, foods in known)
    five = sum(any(name in [guess.label for guess in food.guesses[:5]] for food in foods) for name, foods in known)
    off = [len(foods) - len(plate.names) for plate, foods in zip(plates, found, strict=True)]
    return (
        f"weighed_plates: {len(plates)} plates, {len(listed) / len(plates):.1f} ingredients of 10 g or more a plate, "
        f"{sum(map(len, found)) / len(plates):.1f} items found, {sum(map(abs, off)) / len(plates):.1f} apart on "
        f"average; of {len(known)} ingredients with a name of ours {best / max(len(known), 1):.2f} are the best name "
        f"of an item, {five / max(len(known), 1):.2f} among its five"
    )


def dots_without_food(detector: Detector, folder: Path) -> dict[str, int]:
    """Count what is found on each photo below a folder of photos that show no food."""
    return {path.name: len(detector.detect(read_pixels(path)).foods) for path in photo_files(folder)}


def plot(bins: list[CalibrationBin], file: Path) -> None:
    """Draw how often names are right against how sure they were said."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(4.5, 4.5), layout="constrained")
    axes = figure.subplots()
    axes.plot([0, 1], [0, 1], color="grey", linewidth=1)
    axes.plot([each.confidence for each in bins], [each.accuracy for each in bins], marker="o")
    for each in bins:
        axes.annotate(str(each.count), (each.confidence, each.accuracy), xytext=(4, -12), textcoords="offset points")
    axes.set(xlabel="confidence of the best name", ylabel="share of them right", xlim=(0, 1), ylim=(0, 1))
    figure.savefig(file, dpi=90)


def shown(scores: dict[str, SourceScore], title: str) -> Table:
    """Lay out scores as a table."""
    table = Table(title=title)
    for column in (
        "source",
        "photos",
        "labelled",
        "recall",
        "precision",
        "AP50",
        "top-1",
        "top-5",
        "ECE",
        "found/photo",
        "median ms",
    ):
        table.add_column(column, justify="left" if column == "source" else "right")
    for source, each in scores.items():
        shares = [each.recall, each.precision, each.ap50, each.top1, each.top5, each.name_calibration_error]
        cells = ["-" if value is None else f"{value:.2f}" for value in shares]
        table.add_row(
            source, str(each.photos), str(each.labelled), *cells, f"{each.found_per_photo:.1f}", f"{each.median_ms:.0f}"
        )
    return table


def main(
    photos: Path,
    weights: Annotated[
        Path | None, typer.Option(help="Another detector's weights; left out: the shipped ones.")
    ] = None,
    runtime: Annotated[Literal["onnx", "openvino"], typer.Option(help="What runs `.onnx` files.")] = "onnx",
    precision: Annotated[Precision, typer.Option(help="Numbers the shipped detector computes with.")] = "auto",
    threshold: Annotated[float | None, typer.Option(help="Operating point; left out: the manifest's.")] = None,
    without_food: Annotated[
        list[Path] | None, typer.Option(help="Photos that show no food; how many of them get no dot?")
    ] = None,
    calibration: Annotated[
        Path | None, typer.Option("--plot", help="Draw the calibration of names here (PNG).")
    ] = None,
    by_name: Annotated[Path | None, typer.Option(help="Write labels, finds and names by food here (CSV).")] = None,
    out: Annotated[Path | None, typer.Option(help="Write the figures as JSON here.")] = None,
) -> None:
    """Print recall, precision, AP50 (class-agnostic, IoU 0.5), name accuracy and latency per source."""
    operating = shipped().threshold if threshold is None else threshold
    detector = build_detector(weights, foods=edible_labels(), threshold=operating, runtime=runtime, precision=precision)
    localiser = build_detector(
        weights, foods=edible_labels(), threshold=FLOOR, naming=False, runtime=runtime, precision=precision
    )
    scores, examined = evaluate(detector, localiser, photos)
    hits = named_hits(examined, names_of(detector))
    console.print(shown(scores, f"{detector.name} at threshold {operating}"))
    top5 = [name in [guess.label for guess in found.guesses[:5]] for found, name in hits]
    if hits:
        console.print(
            f"names over all sources: n {len(hits)}, top-5 {sum(top5) / len(hits):.2f}, "
            f"calibration error {calibration_error(hits) or 0:.2f}"
        )
    console.print(on_plates(detector, weighed_plates(photos)))
    dots = {name: count for folder in without_food or [] for name, count in dots_without_food(detector, folder).items()}
    if dots:
        console.print(f"photos without food: {sum(not count for count in dots.values())} of {len(dots)} get no dot")
        console.print({name: count for name, count in dots.items() if count})
    if calibration is not None:
        plot(calibration_bins(hits), calibration)
    if by_name is not None:
        rows = [(each.name, each.labelled, each.found, each.top1, each.top5) for each in name_scores(examined)]
        with by_name.open("w", newline="") as file:
            csv.writer(file).writerows([("name", "labelled", "found", "top1", "top5"), *rows])
    if out is not None:
        figures = {
            source: {name: getattr(each, name) for name in SourceScore.__slots__} for source, each in scores.items()
        }
        out.write_text(json.dumps({"detector": detector.name, "threshold": operating, "sources": figures}, indent=1))


if __name__ == "__main__":
    typer.run(main)
