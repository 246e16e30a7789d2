"""The shelf: photos kept with meals, one JPEG file each, for the server's user alone."""

import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

__all__ = ["PhotoShelf"]

NAME: Final = re.compile(r"[0-9a-f-]{36}")
SUFFIX: Final = ".jpg"


class PhotoShelf:
    """Files in one folder, made when the first photo comes. An id is a UUID; whose it is says the diary's row."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, photo_id: str, data: bytes) -> None:
        """Keep a photo; after a crash it is there whole or not at all."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        target = self._path(photo_id)
        with tempfile.NamedTemporaryFile(dir=self._folder, delete=False) as file:  # mkstemp: mode 0600
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(file.name).replace(target)
        _sync_folder(self._folder)

    def get(self, photo_id: str) -> bytes | None:
        """The bytes of a photo; None when it is gone."""
        try:
            return self._path(photo_id).read_bytes()
        except FileNotFoundError:
            return None

    def remove(self, photo_id: str) -> None:
        """Forget a photo; one that is gone is no error."""
        self._path(photo_id).unlink(missing_ok=True)

    def older_than(self, instant_s: float) -> Iterator[str]:
        """Ids of photos written before an instant (seconds since 1970); half-written files are removed on the way."""
        if not self._folder.is_dir():
            return
        for path in sorted(self._folder.iterdir()):
            if path.stat().st_mtime >= instant_s:
                continue
            if path.suffix == SUFFIX and NAME.fullmatch(path.stem):
                yield path.stem
            else:
                path.unlink(missing_ok=True)

    def _path(self, photo_id: str) -> Path:
        if not NAME.fullmatch(photo_id):
            raise ValueError(f"{photo_id!r} is no photo id: ids are made by uuid.uuid4()")
        return self._folder / f"{photo_id}{SUFFIX}"


def _sync_folder(folder: Path) -> None:
    """A new name survives a power cut only when its folder is written too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
