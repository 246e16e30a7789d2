"""The command line's backup and restore."""

from pathlib import Path

from rich.console import Console

from service.diary import PhotoShelf
from service.settings import Settings
from service.store import back_up, opened, restore

__all__ = ["backup_command", "restore_command"]

out = Console()


def backup_command(file: Path) -> None:
    """Write everything kept (profiles, diary, photos, token hashes) to FILE; the server may go on meanwhile."""
    settings = Settings()
    rows = back_up(opened(settings), PhotoShelf(settings.photo_dir), file)
    out.print(f"{rows} rows in {file}. It holds health data: keep it where nobody else reads it.", highlight=False)


def restore_command(file: Path) -> None:
    """Fill an empty database and photo folder from FILE; stop the server first."""
    settings = Settings()
    rows = restore(opened(settings), PhotoShelf(settings.photo_dir), file)
    out.print(f"{rows} rows restored from {file}", highlight=False, markup=False)
