"""Retention: photos leave when their time is over, and files nobody's meal knows of leave too."""

import asyncio
import time
from datetime import UTC, datetime, timedelta
from typing import Final

import structlog

from service.diary.shelf import PhotoShelf
from service.store.diary import SqlDiaryStore

__all__ = ["keep_sweeping", "sweep"]

EVERY_S: Final = 3_600
# A photo is written before its row: a file younger than this may still get one.
YOUNG_S: Final = 3_600

log = structlog.get_logger(__name__)


def sweep(diary: SqlDiaryStore, shelf: PhotoShelf, days: int | None, now: datetime | None = None) -> int:
    """Remove photos kept longer than `days` (None: no end), and files a crash left without a row; how many."""
    now = now or datetime.now(UTC)
    gone = diary.drop_photos(now - timedelta(days=days)) if days is not None else []
    known = diary.photo_ids()
    gone += [photo_id for photo_id in shelf.older_than(now.timestamp() - YOUNG_S) if photo_id not in known]
    for photo_id in gone:
        shelf.remove(photo_id)
    return len(gone)


async def keep_sweeping(diary: SqlDiaryStore, shelf: PhotoShelf, days: int | None) -> None:
    """Sweep now and every hour, until cancelled; what goes wrong is logged and tried again."""
    while True:
        started = time.monotonic()
        try:
            removed = await asyncio.to_thread(sweep, diary, shelf, days)
        except Exception as error:
            log.error("photos could not be swept", error=type(error).__name__)
        else:
            if removed:
                log.info("photos removed", count=removed)
        await asyncio.sleep(max(1.0, EVERY_S - (time.monotonic() - started)))
