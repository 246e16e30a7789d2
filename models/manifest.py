"""The manifest: the weights this project ships, and what each of them is."""

import hashlib
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models.errors import WeightsCorrupt, WeightsMissing

__all__ = ["ModelEntry", "load_manifest", "shipped"]

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class ModelEntry:
    """One shipped weight file. `threshold` is the one operating point; `input_size` is the input's longer side.

    `precision` is what its weights are multiplied in, `f32` or `int8`.
    """

    name: str
    file: Path
    sha256: str
    task: str
    precision: str
    input_size: int
    threshold: float
    classes: tuple[str, ...]
    licence: str
    training_data: str
    metrics: dict[str, Any]

    def verified(self) -> Path:
        """Return the file after checking it byte for byte; raises WeightsMissing or WeightsCorrupt."""
        if not self.file.is_file():
            raise WeightsMissing(
                f"weights {self.name!r} are not at {str(self.file)!r}: "
                "reinstall Dishcern, or restore the file from its repository"
            )
        digest = hashlib.sha256(self.file.read_bytes()).hexdigest()
        if digest != self.sha256:
            raise WeightsCorrupt(
                f"weights {self.name!r} at {str(self.file)!r} have sha256 {digest!r}, not {self.sha256!r} as listed: "
                "restore the file from the repository, or name your own weights with DISHCERN_DETECTOR_WEIGHTS"
            )
        return self.file


def load_manifest(path: Path = HERE / "manifest.toml") -> tuple[ModelEntry, ...]:
    """Read a manifest; file names in it are relative to its folder."""
    with path.open("rb") as file:
        entries = tomllib.load(file)["model"]
    return tuple(
        ModelEntry(
            name=entry["name"],
            file=path.parent / entry["file"],
            sha256=entry["sha256"],
            task=entry["task"],
            precision=entry.get("precision", "f32"),
            input_size=entry["input_size"],
            threshold=entry["threshold"],
            classes=tuple(entry["classes"]),
            licence=entry["licence"],
            training_data=entry["training_data"],
            metrics=dict(entry.get("metrics", {})),
        )
        for entry in entries
    )


def shipped(task: str = "detect", precision: str = "f32") -> ModelEntry:
    """Name the shipped model of a task in a precision; the manifest has one of each."""
    return next(entry for entry in load_manifest() if (entry.task, entry.precision) == (task, precision))
