"""Concepts: what the labels of detectors and classifiers mean, read from concepts.csv."""

import re
from pathlib import Path

from nutrition_db.food import Concept
from nutrition_db.packed import TableError, read_table_csv

__all__ = ["read_concepts", "tidy_label"]

_COLUMNS = ("label", "food_id", "alternatives", "portion_grams", "shape", "note")


def tidy_label(label: str) -> str:
    """One spelling per label: lower case, words apart by one space, whatever joined them."""
    return " ".join(re.split(r"[\s_\-/]+", label.casefold().strip()))


def read_concepts(path: Path) -> dict[str, Concept]:
    """Read the concept rows by tidy label; raises `TableError` when a label appears twice with different foods."""
    concepts: dict[str, Concept] = {}
    for row in read_table_csv(path, _COLUMNS):
        concept = _concept(row)
        known = concepts.setdefault(concept.label, concept)
        if known.food_id != concept.food_id:
            raise TableError(
                f"{path.name!r} names {concept.label!r} twice, as {known.food_id!r} and {concept.food_id!r}. "
                "Keep one row"
            )
    return concepts


def _concept(row: dict[str, str]) -> Concept:
    """One row; alternatives are ids separated by `|`, `;` or blanks, an empty cell is None."""
    return Concept(
        label=tidy_label(row["label"]),
        food_id=row["food_id"].strip() or None,
        alternatives=tuple(part for part in re.split(r"[|;\s]+", row["alternatives"]) if part),
        portion_grams=float(row["portion_grams"]) if row["portion_grams"].strip() else None,
        shape=row["shape"].strip(),
        note=row["note"].strip(),
    )
