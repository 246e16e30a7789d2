"""Diary rows: fills a server's own SQLite file with as many meals as a test of growth asks for, beside the server."""

import sqlite3
from pathlib import Path

from service.store.tables import DiaryRow

__all__ = ["DAY", "NAMED", "copy_rows"]

DAY = "2026-05-17"
"""The newest day; meals go back from its evening, four a day."""
NAMED = {"items": [{"food_id": "fndds:63101000", "grams": 150}], "eaten_at": f"{DAY}T18:00:00+00:00", "title": "Meal"}
"""The meal that is kept over the API and copied from then on."""

AT_ONCE = 100_000  # rows a transaction: the write-ahead log holds one of them
SETTINGS = ("PRAGMA synchronous=OFF", "PRAGMA busy_timeout=60000")


def copy_rows(database: Path, have: int, want: int) -> None:
    """Copy the one meal that was kept over the API until there are `want`; `have` are there, each 6 hours older."""
    connection = sqlite3.connect(database, isolation_level=None)
    try:
        for setting in SETTINGS:
            connection.execute(setting)
        for first in range(have, want, AT_ONCE):
            connection.execute(statement(), {"first": first, "last": min(want, first + AT_ONCE) - 1})
    finally:
        connection.close()


def statement() -> str:
    """One INSERT of copies numbered :first to :last; columns that no copy changes are taken from the first meal."""
    made = {
        "id": "printf('%08x-0000-4000-8000-%012x', number, number)",
        "eaten_at": f"strftime('%Y-%m-%d %H:%M:%S.000000', '{DAY} 18:00:00', printf('-%d hours', number * 6))",
        "day": f"date('{DAY} 18:00:00', printf('-%d hours', number * 6))",
        "idempotency_key": "NULL",
    }
    columns = [column.name for column in DiaryRow.__table__.columns]
    values = ", ".join(made.get(name, f"kept.{name}") for name in columns)
    numbers = "SELECT :first UNION ALL SELECT number + 1 FROM numbers WHERE number < :last"
    kept = "SELECT * FROM diary ORDER BY eaten_at DESC LIMIT 1"
    return (  # every name in it is of our own tables
        f"WITH RECURSIVE numbers(number) AS ({numbers}) "  # noqa: S608
        f"INSERT INTO diary ({', '.join(columns)}) SELECT {values} FROM numbers, ({kept}) AS kept"
    )
