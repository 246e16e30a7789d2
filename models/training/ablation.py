"""Ablation: what helped, each part left out or changed on one shared short schedule.

python -m models.training.ablation DATA_FOLDER DATASET_FOLDER RUNS_FOLDER

Every variant trains on the same share of the dataset for the same number of epochs from the same seed, and is judged by
the same figures as the release. Figures of a short schedule rank parts; they do not foretell the long one.
"""

import csv
import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from random import Random

import typer

from models.evaluate import edible_labels, examine
from models.evaluation import score
from models.fusion import FLOOR
from models.registry import build_detector
from models.training import cpu, two_level
from models.training.detector import SETTINGS
from models.training.labels import PARTIAL
from models.training.sources import COMPLETE, photo_files, read_source
from models.training.start import build_start, rebuild

JUDGED = (("open_images_subset", "val"), ("multidish_indian", "val"), ("meal_fruit_veg", "test"))


@dataclass(frozen=True, slots=True)
class Variant:
    """One run: which pictures it may see, its start, image size (pixels) and loss."""

    name: str
    without: tuple[str, ...] = ()  # prefixes of picture names in the dataset
    start: str = "yolov8n-oiv7-dq.pt"
    size: int = 416
    two_levels: bool = True
    source_labels: bool = False  # the sources' labels only, no teachers
    told_partial: bool = True  # the loss knows which photos' labels leave food out


VARIANTS = (
    Variant("everything"),
    Variant("no teachers", source_labels=True),
    Variant("partial labels taken as whole", told_partial=False),
    Variant("no compositions", without=("drawn", "table")),
    Variant("no pictures without food", without=("table", "scene", "empty")),
    Variant("one level", two_levels=False),
    Variant("start COCO YOLO11n", start="yolo11n-coco-dq.pt"),
    Variant("320 px", size=320),
    Variant("640 px", size=640),
)


def share_of(dataset: Path, out: Path, variant: Variant, data: Path, pictures: int) -> Path:
    """Write the variant's share of the dataset: the same seeded draw, less what it goes without."""
    drawn = Random(0).sample(photo_files(dataset / "train" / "images"), pictures)
    given = source_boxes(data) if variant.source_labels else {}
    for folder in ("images", "labels"):
        (out / "train" / folder).mkdir(parents=True)
    for path in drawn:
        teachers_only = variant.source_labels and path.name.startswith(PARTIAL) and path.stem not in given
        if teachers_only or path.name.startswith(variant.without):
            continue
        lines = (dataset / "train" / "labels" / f"{path.stem}.txt").read_text().splitlines()
        lines = lines[: given.get(path.stem, len(lines))]  # teachers' boxes are written after the source's own
        name = path.name if variant.told_partial else path.name.replace(PARTIAL, "taken_as_whole")
        (out / "train" / "images" / name).symlink_to(path.resolve())
        (out / "train" / "labels" / name).with_suffix(".txt").write_text("\n".join(lines))
    names = (dataset / "data.yaml").read_text().splitlines()[3]
    text = f"path: {json.dumps(str(out.resolve()))}\ntrain: train/images\nval: train/images\n{names}\n"
    (out / "data.yaml").write_text(text)
    return out / "data.yaml"


def source_boxes(data: Path) -> dict[str, int]:
    """How many boxes the source itself gave, by the name `models.training.dataset` writes each of its photos under."""
    photos = [photo for source in COMPLETE for photo in read_source(data / "photos", source, "train")]
    return {
        f"{'complete' if photo.complete else PARTIAL}{number:05d}": len(photo.boxes)
        for number, photo in enumerate(photos)
    }


def train(variant: Variant, data: Path, yaml: Path, run: Path, epochs: int) -> Path:
    """Train one variant; returns its last checkpoint."""
    from ultralytics import YOLO

    taught = data / "weights" / variant.start
    begin = build_start if "oiv7" in variant.start else rebuild
    model = YOLO(str(begin(taught, run / "start.pt")))
    cpu.add_to(model)
    if variant.two_levels:
        model.add_callback("on_train_start", two_level.install)
    model.train(
        data=str(yaml),
        project=str(run.resolve()),
        name="detector",
        exist_ok=True,
        epochs=epochs,
        device="cpu",
        val=False,
        **{**SETTINGS, "imgsz": variant.size, "save_period": -1},
    )
    return run / "detector" / "weights" / "last.pt"


def judge(checkpoint: Path, data: Path) -> dict[str, float | None]:
    """Class-agnostic AP50 of each source, from every weak detection."""
    detector = build_detector(checkpoint, foods=edible_labels(), threshold=FLOOR, naming=False)
    figures = {}
    for source, split in JUDGED:
        results = [examine(detector, photo) for photo in read_source(data / "photos", source, split)]
        figures[source] = score(results, results, frozenset()).ap50
    return figures


def main(data: Path, dataset: Path, runs: Path, pictures: int = 900, epochs: int = 2) -> None:
    """Train and judge every variant; figures go to RUNS/ablation.csv, a variant already there is not run again."""
    table = runs / "ablation.csv"
    runs.mkdir(parents=True, exist_ok=True)
    done = {row["variant"] for row in csv.DictReader(table.open())} if table.exists() else set()
    for variant in VARIANTS:
        if variant.name in done:
            continue
        run = runs / variant.name.replace(" ", "_")
        shutil.rmtree(run, ignore_errors=True)
        yaml = share_of(dataset, run / "dataset", variant, data, pictures)
        figures = judge(train(variant, data, yaml, run, epochs), data)
        row = {"variant": variant.name, **{source: f"{value:.3f}" for source, value in figures.items()}}
        fresh = not table.exists()
        with table.open("a", newline="") as file:
            writer = csv.DictWriter(file, row)
            if fresh:
                writer.writeheader()
            writer.writerow(row)
        print(row)


if __name__ == "__main__":
    typer.run(main)
