"""The packed table: the committed files of `nutrition_db/data`, read into columns.

`foods.tsv.gz` has one line per food (cells with lists are JSON), `nutrients.npy.gz` thousandths of the key's unit as
int32 (keys x foods), `facts.npy.gz` numbers of lines in `facts.tsv.gz` (foods x keys), `lines.tsv.gz` what each name
of a recipe line brings (JSON, keys by presence), `manifest.json` what it is.
"""

import csv
import gzip
import io
import json
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

__all__ = [
    "COLUMNS",
    "FACTS",
    "FACT_TEXTS",
    "FOODS",
    "FORMAT",
    "LINES",
    "MANIFEST",
    "NO_VALUE",
    "NUTRIENTS",
    "SCALE",
    "Packed",
    "TableError",
    "read_packed",
    "read_table_csv",
]

FORMAT: Final = 2
FOODS: Final = "foods.tsv.gz"
NUTRIENTS: Final = "nutrients.npy.gz"
FACTS: Final = "facts.npy.gz"
FACT_TEXTS: Final = "facts.tsv.gz"
LINES: Final = "lines.tsv.gz"
MANIFEST: Final = "manifest.json"

SCALE: Final = 1000
"""Amounts are whole thousandths: USDA publishes at most three decimals."""

NO_VALUE: Final = -1
"""Stands for an absent nutrient; amounts are never negative."""

COLUMNS: Final = (
    "id",
    "name",
    "aliases",
    "category",
    "portions",
    "recipe",
    "single_ingredient",
    "fruit_veg_share",
    "is_beverage",
    "density_g_per_ml",
)


_REMEDY: Final = "Restore nutrition_db from the repository or run: python -m nutrition_db.build USDA_FOLDER"


class TableError(Exception):
    """The table's files are missing, damaged or of another format; the message says how to get them back."""


@dataclass(frozen=True, slots=True)
class Packed:
    """Columns of the table; `rows[i]` are the cells of food i in the order of `COLUMNS`."""

    manifest: dict[str, Any]
    rows: tuple[tuple[str, ...], ...]
    nutrients: npt.NDArray[np.int32]
    facts: npt.NDArray[np.unsignedinteger[Any]]
    fact_texts: tuple[tuple[str, ...], ...]
    lines: tuple[tuple[str, ...], ...]


def read_packed(folder: Path) -> Packed:
    """Read and cross-check the files; raises `TableError` with the remedy."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        rows = _cells(folder / FOODS)
        nutrients = _array(folder / NUTRIENTS)
        facts = _array(folder / FACTS)
        texts = _cells(folder / FACT_TEXTS)
        lines = _cells(folder / LINES)
    except (OSError, ValueError, EOFError, zlib.error) as error:
        raise TableError(f"the nutrition table in {str(folder)!r} cannot be read ({error}). {_REMEDY}") from error
    if manifest.get("format") != FORMAT:
        raise TableError(f"the nutrition table has format {manifest.get('format')!r}, expected {FORMAT!r}. {_REMEDY}")
    counts = (len(rows), nutrients.shape[1], facts.shape[0])
    if len(set(counts)) != 1 or any(len(row) != len(COLUMNS) for row in rows):
        raise TableError(f"the files of the nutrition table disagree on the number of foods {counts!r}. {_REMEDY}")
    if any(len(cells) != 4 for cells in texts) or int(facts.max(initial=0)) >= len(texts):
        raise TableError(f"{FACT_TEXTS!r} lacks texts that {FACTS!r} speaks of. {_REMEDY}")
    return Packed(manifest, rows, nutrients, facts, texts, lines)


def read_table_csv(path: Path, columns: tuple[str, ...]) -> tuple[dict[str, str], ...]:
    """Read a CSV file that is edited by hand; raises `TableError` when it is missing or lacks a column."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = tuple(csv.DictReader(file))
    except (OSError, UnicodeDecodeError) as error:
        raise TableError(f"{path.name!r} cannot be read ({error}). {_REMEDY}") from error
    for row in rows:
        if any(row.get(column) is None for column in columns):
            raise TableError(f"{path.name!r} has a row without all of {columns!r}: {row!r}. Complete the row")
    return rows


def _cells(path: Path) -> tuple[tuple[str, ...], ...]:
    text = gzip.decompress(path.read_bytes()).decode("utf-8")
    return tuple(tuple(line.split("\t")) for line in text.removesuffix("\n").split("\n"))


def _array(path: Path) -> npt.NDArray[Any]:
    array: npt.NDArray[Any] = np.load(io.BytesIO(gzip.decompress(path.read_bytes())), allow_pickle=False)
    array.setflags(write=False)
    return array
