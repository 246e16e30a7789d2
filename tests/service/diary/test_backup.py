"""Backup and restore: everything comes back, on the other database too, and nothing is put over what is there."""

import json
import tarfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from service.access import DEFAULT_SCOPES
from service.diary import KeptPhoto, PhotoShelf
from service.diary.retention import sweep
from service.dietary import Profile
from service.errors import BackupUnusable
from service.settings import Settings
from service.store import Store, back_up, open_store, restore
from service.store.tables import Base
from tests.service.diary.test_diary_store import TABLE, entry

PHOTO = "0" * 8 + "-0000-4000-8000-" + "0" * 12
KEPT = entry(photo=KeptPhoto(PHOTO, 640, 480))


def opened(url: str) -> Store:
    return open_store(Settings.model_validate({"database_url": url}), TABLE)


def rows(store: Store) -> dict[str, list[tuple[object, ...]]]:
    with store.engine.connect() as connection:
        return {
            table.name: sorted((tuple(row) for row in connection.execute(select(table))), key=str)
            for table in Base.metadata.sorted_tables
        }


@pytest.fixture
def filled(tmp_path: Path) -> tuple[Store, PhotoShelf]:
    store, shelf = opened(f"sqlite:///{tmp_path / 'old' / 'meals.db'}"), PhotoShelf(tmp_path / "old" / "photos")
    store.profiles.create("kim", Profile("", "Kim 🍜", diets=("vegan",)))
    store.diary.create("kim", KEPT)
    store.diary.create("alex", entry(2, photo=None))
    store.tokens.create("kim", "phone", DEFAULT_SCOPES, datetime(2030, 1, 1, tzinfo=UTC))
    shelf.put(PHOTO, b"a photo")
    return store, shelf


def test_everything_comes_back_on_either_database(filled: tuple[Store, PhotoShelf], url: str, tmp_path: Path) -> None:
    archive, new_shelf, new = tmp_path / "meals.tar.gz", PhotoShelf(tmp_path / "new"), opened(url)
    store, shelf = filled
    assert back_up(store.engine, shelf, archive) == 4
    assert archive.stat().st_mode & 0o777 == 0o600
    assert restore(new.engine, new_shelf, archive) == 4
    assert rows(new) == rows(store)
    assert new.diary.get("kim", KEPT.id) == KEPT
    assert new_shelf.get(PHOTO) == b"a photo"
    again = tmp_path / "again.tar.gz"
    assert back_up(new.engine, new_shelf, again) == 4
    with pytest.raises(BackupUnusable, match="already holds"):
        restore(new.engine, new_shelf, again)
    new.close()


def test_a_failed_backup_leaves_the_old_one(filled: tuple[Store, PhotoShelf], tmp_path: Path) -> None:
    store, shelf = filled
    with pytest.raises(OSError, match="nowhere"):
        back_up(store.engine, shelf, tmp_path / "nowhere" / "meals.tar.gz")
    assert [path.name for path in tmp_path.iterdir()] == ["old"]


def rewritten(source: Path, target: Path, change: Callable[[str, bytes], bytes | None]) -> None:
    with tarfile.open(source) as old, tarfile.open(target, "w:gz") as new:
        for member in old.getmembers():
            file = old.extractfile(member)
            assert file is not None
            data = change(member.name, file.read())
            if data is not None:
                path = target.with_suffix(".part")
                path.write_bytes(data)
                new.add(path, "photos/../../escaped.jpg" if data == b"escape" else member.name)


CHANGES: dict[str, Callable[[str, bytes], bytes | None]] = {
    "no manifest": lambda name, data: None if name == "manifest.json" else data,
    "another version": lambda name, data: (
        json.dumps({"format": 1, "revision": "0001"}).encode() if name == "manifest.json" else data
    ),
    "a table less": lambda name, data: None if "diary" in name else data,
    "half a row": lambda name, data: data[:-9] if "diary" in name else data,
    "a path out of its folder": lambda name, data: b"escape" if "photos" in name else data,
}


@pytest.mark.parametrize("change", CHANGES)
def test_an_archive_that_is_not_ours_restores_nothing(
    filled: tuple[Store, PhotoShelf], tmp_path: Path, change: str
) -> None:
    store, shelf = filled
    back_up(store.engine, shelf, tmp_path / "good.tar.gz")
    rewritten(tmp_path / "good.tar.gz", tmp_path / "bad.tar.gz", CHANGES[change])
    new = opened(f"sqlite:///{tmp_path / 'new' / 'meals.db'}")
    with pytest.raises(BackupUnusable):
        restore(new.engine, PhotoShelf(tmp_path / "new" / "photos"), tmp_path / "bad.tar.gz")
    assert {name: found for name, found in rows(new).items() if found} == {}
    assert list(tmp_path.rglob("escaped*")) == []
    new.close()


def test_a_file_that_is_no_archive_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.tar.gz").write_bytes(b"no archive")
    new = opened(f"sqlite:///{tmp_path / 'meals.db'}")
    with pytest.raises(BackupUnusable, match=r"x\.tar\.gz"):
        restore(new.engine, PhotoShelf(tmp_path / "photos"), tmp_path / "x.tar.gz")
    new.close()


def test_photos_leave_when_their_time_is_over(filled: tuple[Store, PhotoShelf]) -> None:
    store, shelf = filled
    written = KEPT.created_at
    assert sweep(store.diary, shelf, 30, written + timedelta(days=29)) == 0
    assert sweep(store.diary, shelf, None, written + timedelta(days=900)) == 0
    assert sweep(store.diary, shelf, 30, written + timedelta(days=31)) == 1
    assert shelf.get(PHOTO) is None
    kept = store.diary.get("kim", KEPT.id)
    assert (kept.photo, kept.items) == (None, KEPT.items)


def test_photos_a_crash_left_without_a_row_leave_too(filled: tuple[Store, PhotoShelf], tmp_path: Path) -> None:
    store, shelf = filled
    stray = PHOTO.replace("4000", "4001")
    shelf.put(stray, b"stray")
    (tmp_path / "old" / "photos" / "tmphalf").write_bytes(b"half")
    now = datetime.now(UTC)
    assert sweep(store.diary, shelf, None, now) == 0  # young: its row may be on the way
    assert sweep(store.diary, shelf, None, now + timedelta(hours=2)) == 1
    assert (shelf.get(stray), shelf.get(PHOTO)) == (None, b"a photo")
    assert not (tmp_path / "old" / "photos" / "tmphalf").exists()
