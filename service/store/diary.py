"""The stored diary: every row has its owner, and a request that comes twice makes one row."""

import base64
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any, Self

from sqlalchemy import ColumnElement, Engine, Select, func, select, tuple_
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, sessionmaker

from nutrition_db import NutritionTable
from service.diary.entry import DiaryEntry, KeptPhoto
from service.errors import DiaryEntryNotFound, IdempotencyKeyReused
from service.store.documents import document_of, profile_of
from service.store.engine import writing
from service.store.items import document_of_item, item_of
from service.store.profiles import check_consent
from service.store.tables import DiaryRow

__all__ = ["DiaryPage", "Period", "Place", "RequestKey", "SqlDiaryStore"]

CHUNK = 100


@dataclass(frozen=True, slots=True)
class RequestKey:
    """A caller's name for one request, and the SHA-256 of what it asked: the same name must ask the same."""

    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `first` to `last`, both included; None is open."""

    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the list, newest meal first. As text it is opaque to callers."""

    eaten_at: datetime
    entry_id: str

    def __str__(self) -> str:
        return base64.urlsafe_b64encode(f"{self.eaten_at.isoformat()} {self.entry_id}".encode()).decode()

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a place; raises ValueError or OverflowError for what none of ours is."""
        when, _, entry_id = base64.b64decode(text.encode("ascii"), b"-_", validate=True).decode("ascii").partition(" ")
        return cls(datetime.fromisoformat(when).astimezone(UTC), str(uuid.UUID(entry_id)))


@dataclass(frozen=True, slots=True)
class DiaryPage:
    """Some entries, how many there are in all, and where the next page starts (None: this was the last)."""

    entries: tuple[DiaryEntry, ...]
    total: int
    next: Place | None


class SqlDiaryStore:
    """Diaries in a database whose tables are migrated; may be used by many threads at once.

    Another owner's entry is as absent as one that never was: DiaryEntryNotFound.
    """

    def __init__(self, engine: Engine, table: NutritionTable) -> None:
        self._table = table
        self._read = sessionmaker(engine)
        self._write = sessionmaker(writing(engine))

    def create(self, owner: str, entry: DiaryEntry, key: RequestKey | None = None) -> tuple[DiaryEntry, bool]:
        """Keep an entry, on disk when this returns; with a key that was used before: that entry, and True.

        Raises ConsentRequired, or IdempotencyKeyReused when the key was used for something else.
        """
        for profile in entry.profiles:
            check_consent(profile)
        row = DiaryRow(id=entry.id, owner=owner, created_at=entry.created_at, **_columns(entry))
        if key is not None:
            row.idempotency_key, row.request_sha256 = key.name, key.sha256
        try:
            with self._write.begin() as session:
                session.add(row)
        except IntegrityError:
            # Two requests with one key came together; the database let one in.
            first = None if key is None else self.replayed(owner, key)
            if first is None:
                raise
            return first, True
        return entry, False

    def replayed(self, owner: str, key: RequestKey) -> DiaryEntry | None:
        """The entry an earlier request with this key wrote; raises IdempotencyKeyReused when it asked for another."""
        chosen = select(DiaryRow).where(DiaryRow.owner == owner, DiaryRow.idempotency_key == key.name)
        with self._read() as session:
            row = session.scalar(chosen)
            if row is not None and row.request_sha256 != key.sha256:
                raise IdempotencyKeyReused(
                    f"The Idempotency-Key {key.name[:80]!r} was used for a meal with other content. "
                    f"{IdempotencyKeyReused.remedy}"
                )
            return None if row is None else self._entry(row)

    def get(self, owner: str, entry_id: str) -> DiaryEntry:
        """One entry; raises DiaryEntryNotFound."""
        with self._read() as session:
            return self._entry(_row(session, owner, entry_id))

    def page(self, owner: str, period: Period, limit: int, after: Place | None = None) -> DiaryPage:
        """Entries of a period, newest meal first, starting after a place."""
        wanted = _of(owner, period)
        chosen = select(DiaryRow).where(*wanted).order_by(DiaryRow.eaten_at.desc(), DiaryRow.id.desc())
        if after is not None:
            chosen = chosen.where(tuple_(DiaryRow.eaten_at, DiaryRow.id) < (after.eaten_at, after.entry_id))
        with self._read() as session:
            total = session.scalar(select(func.count()).select_from(DiaryRow).where(*wanted)) or 0
            rows = session.scalars(chosen.limit(limit + 1)).all()
            entries = tuple(self._entry(row) for row in rows[:limit])
        last = entries[-1] if len(rows) > limit else None
        return DiaryPage(entries, total, None if last is None else Place(last.eaten_at, last.id))

    def each(self, owner: str, period: Period = Period()) -> Iterator[DiaryEntry]:
        """Entries of a period, oldest first, a few at a time in memory; what is written meanwhile may be missed."""
        chosen = select(DiaryRow).where(*_of(owner, period)).order_by(DiaryRow.eaten_at, DiaryRow.id)
        after: Place | None = None
        while True:
            rows = self._chunk(chosen, after)
            yield from rows
            if len(rows) < CHUNK:
                return
            after = Place(rows[-1].eaten_at, rows[-1].id)

    def change(self, owner: str, entry_id: str, change: Callable[[DiaryEntry], DiaryEntry]) -> DiaryEntry:
        """Read, change and write in one transaction; raises DiaryEntryNotFound, ConsentRequired, what `change` does."""
        with self._write.begin() as session:
            row = _row(session, owner, entry_id, lock=True)
            changed = change(self._entry(row))
            for profile in changed.profiles:
                check_consent(profile)
            for name, value in _columns(changed).items():
                setattr(row, name, value)
        return changed

    def delete(self, owner: str, entry_id: str) -> KeptPhoto | None:
        """Forget an entry; its photo, if there was one, is the caller's to remove. Raises DiaryEntryNotFound."""
        with self._write.begin() as session:
            row = _row(session, owner, entry_id, lock=True)
            session.delete(row)
            return _photo(row)

    def drop_photos(self, before: datetime) -> list[str]:
        """Let go of the photos of entries written before an instant; their ids, for whoever removes the files."""
        chosen = select(DiaryRow).where(DiaryRow.photo_id.is_not(None), DiaryRow.created_at < before)
        with self._write.begin() as session:
            rows = session.scalars(chosen.with_for_update()).all()
            ids = [row.photo_id for row in rows if row.photo_id is not None]
            for row in rows:
                row.photo_id = row.photo_width = row.photo_height = None
        return ids

    def photo_ids(self) -> frozenset[str]:
        """Ids of all photos that entries have, of every owner."""
        with self._read() as session:
            return frozenset(session.scalars(select(DiaryRow.photo_id).where(DiaryRow.photo_id.is_not(None))))

    def _chunk(self, chosen: Select[Any], after: Place | None) -> Sequence[DiaryEntry]:
        if after is not None:
            chosen = chosen.where(tuple_(DiaryRow.eaten_at, DiaryRow.id) > (after.eaten_at, after.entry_id))
        with self._read() as session:
            return [self._entry(row) for row in session.scalars(chosen.limit(CHUNK))]

    def _entry(self, row: DiaryRow) -> DiaryEntry:
        return DiaryEntry(
            id=row.id,
            eaten_at=row.eaten_at.astimezone(timezone(timedelta(seconds=row.utc_offset_s))),
            title=row.title,
            note=row.note,
            items=tuple(item_of(document, self._table) for document in row.items),
            profile_ids=tuple(row.profile_ids),
            profiles=tuple(profile_of(each["id"], each["name"], each["document"]) for each in row.profiles),
            photo=_photo(row),
            created_at=row.created_at,
            updated_at=row.updated_at,
        )


def _of(owner: str, period: Period) -> list[ColumnElement[bool]]:
    wanted = [DiaryRow.owner == owner]
    if period.first is not None:
        wanted.append(DiaryRow.day >= period.first)
    if period.last is not None:
        wanted.append(DiaryRow.day <= period.last)
    return wanted


def _columns(entry: DiaryEntry) -> dict[str, Any]:
    """What of an entry can change, as its row has it."""
    offset = entry.eaten_at.utcoffset()
    return {
        "eaten_at": entry.eaten_at,
        "utc_offset_s": 0 if offset is None else int(offset.total_seconds()),
        "day": entry.day,
        "title": entry.title,
        "note": entry.note,
        "items": [document_of_item(item) for item in entry.items],
        "profile_ids": list(entry.profile_ids),
        "profiles": [{"id": each.id, "name": each.name, "document": document_of(each)} for each in entry.profiles],
        "photo_id": None if entry.photo is None else entry.photo.id,
        "photo_width": None if entry.photo is None else entry.photo.width,
        "photo_height": None if entry.photo is None else entry.photo.height,
        "updated_at": entry.updated_at,
    }


def _photo(row: DiaryRow) -> KeptPhoto | None:
    if row.photo_id is None:
        return None
    return KeptPhoto(row.photo_id, row.photo_width or 0, row.photo_height or 0)


def _row(session: Session, owner: str, entry_id: str, *, lock: bool = False) -> DiaryRow:
    # PostgreSQL takes no NUL in text; FOR UPDATE is PostgreSQL's, SQLite's writers hold the only lock there is.
    row = session.get(DiaryRow, entry_id, with_for_update=lock or None) if "\x00" not in entry_id else None
    if row is None or row.owner != owner:
        raise DiaryEntryNotFound(f"There is no diary entry {entry_id[:80]!r}. {DiaryEntryNotFound.remedy}")
    return row
