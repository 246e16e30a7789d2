"""The spreadsheet: the diary as CSV, one line per food, that no spreadsheet program takes for formulas."""

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Final

from nutrition_db import NUTRIENT_KEYS
from service.diary.entry import DiaryEntry
from service.meal import Item

__all__ = ["COLUMNS", "csv_lines"]

COLUMNS: Final = (
    "entry_id",
    "day",
    "eaten_at",
    "title",
    "note",
    "food_id",
    "food",
    "source",
    "grams",
    "eaten_fraction",
    "on_my_plate",
    *NUTRIENT_KEYS,
)
# OWASP's list, with the full-width forms that some programs read as the plain ones.
FORMULA_STARTS: Final = frozenset("=+-@\t\r\n＝＋－＠")


def csv_lines(entries: Iterable[DiaryEntry]) -> Iterator[str]:
    """Header and lines, CRLF as RFC 4180 has it; a number nobody knows is an empty cell."""
    yield _line(COLUMNS)
    for entry in entries:
        for item in entry.items:
            yield _line(_cells(entry, item))


def _cells(entry: DiaryEntry, item: Item) -> list[object]:
    food = item.food
    nutrition = item.nutrition
    return [
        entry.id,
        entry.day.isoformat(),
        entry.eaten_at.isoformat(),
        inert(entry.title),
        inert(entry.note),
        "" if food is None else inert(food.id),
        inert(item.label if food is None else food.name),
        "" if food is None else inert(f"{food.source.database} {food.source.code}"),
        item.portion.grams,
        item.portion.eaten_fraction,
        str(item.on_my_plate).lower(),
        *(None if (value := nutrition[key]) is None else float(f"{value:.4g}") for key in NUTRIENT_KEYS),
    ]


def inert(text: str) -> str:
    """Put an apostrophe before what a spreadsheet might run; it shows the text and leaves the apostrophe out."""
    return f"'{text}" if text.lstrip(" \u00a0\ufeff")[:1] in FORMULA_STARTS else text


def _line(cells: Iterable[object]) -> str:
    target = io.StringIO()
    csv.writer(target).writerow(cells)
    return target.getvalue()
