"""The backup: every table and photo in one archive that any of our databases can be restored from."""

import io
import json
import os
import tarfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Column, Connection, Date, Engine, Table, insert, select, text
from sqlalchemy.exc import SQLAlchemyError

from service.diary.shelf import PhotoShelf
from service.errors import BackupUnusable, StorageUnavailable
from service.store.engine import migrate, revision_of, writing
from service.store.tables import Base, UtcDateTime

__all__ = ["back_up", "restore"]

FORMAT: Final = 1
MANIFEST: Final = "manifest.json"
ROWS_AT_ONCE: Final = 500


def back_up(engine: Engine, shelf: PhotoShelf, target: Path) -> int:
    """Write an archive (mode 0600) and give the number of rows in it; the server may go on meanwhile.

    All tables are read in one transaction, as of one instant. A file of that name is replaced when all is written.
    """
    partial = target.with_name(f".{target.name}.partial")
    rows = 0
    handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(handle, "wb") as file, tarfile.open(fileobj=file, mode="w:gz") as archive:
            with engine.connect().execution_options(**_snapshot(engine)) as connection:
                manifest = {"format": FORMAT, "revision": revision_of(connection), "made_at": str(datetime.now(UTC))}
                _add(archive, MANIFEST, json.dumps(manifest).encode())
                for table in Base.metadata.sorted_tables:
                    lines = [json.dumps(_plain(row)) for row in connection.execute(select(table)).mappings()]
                    rows += len(lines)
                    _add(archive, f"tables/{table.name}.jsonl", "\n".join(lines).encode())
                    for photo_id in _photo_ids(table, lines):
                        data = shelf.get(photo_id)
                        if data is not None:
                            _add(archive, f"photos/{photo_id}.jpg", data)
            archive.close()
            file.flush()
            os.fsync(file.fileno())
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)
    return rows


def restore(engine: Engine, shelf: PhotoShelf, source: Path) -> int:
    """Fill an empty database from an archive, all or nothing; the number of rows.

    Raises BackupUnusable for what is no archive of ours, one of another version, or a database that is not empty or
    does not answer.
    """
    rows = 0
    try:
        migrate(engine)
        with tarfile.open(source, "r:gz") as archive, writing(engine).begin() as connection:
            _check(json.loads(_read(archive, MANIFEST)), connection)
            for table in Base.metadata.sorted_tables:
                rows += _fill(connection, table, _read(archive, f"tables/{table.name}.jsonl").decode("utf-8"))
            for member in archive.getmembers():
                if member.name.startswith("photos/"):  # the shelf takes UUIDs only, so no path leaves its folder
                    shelf.put(member.name.removeprefix("photos/").removesuffix(".jpg"), _read(archive, member.name))
    except StorageUnavailable as error:
        raise BackupUnusable(f"{str(source)!r} was not restored: {error}") from error
    except (tarfile.TarError, EOFError, OSError, KeyError, ValueError, TypeError, SQLAlchemyError) as error:
        raise BackupUnusable(f"{str(source)!r} cannot be restored: {error}. {BackupUnusable.remedy}") from error
    return rows


def _snapshot(engine: Engine) -> dict[str, str]:
    """SQLite reads as of one instant by itself."""
    return {} if engine.dialect.name == "sqlite" else {"isolation_level": "REPEATABLE READ"}


def _check(manifest: dict[str, Any], connection: Connection) -> None:
    ours = revision_of(connection)
    if (manifest["format"], manifest["revision"]) != (FORMAT, ours):
        raise BackupUnusable(
            f"The backup is of tables {manifest['revision']!r}, this version has {ours!r}. Restore it with the version "
            "that made it, start this one on the result, and it brings the tables up to date."
        )
    for table in Base.metadata.sorted_tables:
        if connection.execute(select(text("1")).select_from(table).limit(1)).first() is not None:
            raise BackupUnusable(f"The database already holds {table.name}. {BackupUnusable.remedy}")


def _fill(connection: Connection, table: Table, lines: str) -> int:
    rows = [_typed(table, json.loads(line)) for line in lines.splitlines()]
    for start in range(0, len(rows), ROWS_AT_ONCE):
        connection.execute(insert(table), rows[start : start + ROWS_AT_ONCE])
    return len(rows)


def _plain(row: Any) -> dict[str, Any]:  # noqa: ANN401 - a mapping of SQLAlchemy's
    return {key: value.isoformat() if isinstance(value, date) else value for key, value in row.items()}


def _typed(table: Table, row: dict[str, Any]) -> dict[str, Any]:
    """Give times and days their types back; columns say which they are."""
    return {key: _value(table.columns[key], value) for key, value in row.items()}


def _value(column: Column[Any], value: Any) -> Any:  # noqa: ANN401 - JSON
    if value is None or not isinstance(column.type, UtcDateTime | Date):
        return value
    return (date if isinstance(column.type, Date) else datetime).fromisoformat(value)


def _photo_ids(table: Table, lines: list[str]) -> Iterator[str]:
    if "photo_id" in table.columns:
        yield from (found for line in lines if (found := json.loads(line)["photo_id"]) is not None)


def _add(archive: tarfile.TarFile, name: str, data: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size, member.mode = len(data), 0o600
    archive.addfile(member, io.BytesIO(data))


def _read(archive: tarfile.TarFile, name: str) -> bytes:
    file = archive.extractfile(name)
    if file is None:
        raise ValueError(f"{name} is no file in it")
    return file.read()
