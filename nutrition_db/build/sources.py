"""The source files: which ones the build reads, how it knows them, and how it opens them."""

import csv
import gzip
import hashlib
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Final

__all__ = ["SHA256", "SourceError", "read_rows", "read_sr_rows", "verify"]

SHA256: Final = {
    "fndds_2021_2023/FNDDS_Ingredients.csv.gz": "befed22a7b8ec3ea88d0b35b1cd1e65b43e5c0bc7edbea868f5e2589a839396c",
    "fndds_2021_2023/FNDDS_Nutrient_Values.csv.gz": "d21733da17d173364ddb32c8499282e845ea96c8bc2c2a9d50bb590e85439e20",
    "fndds_2021_2023/Foods_and_Beverages.csv.gz": "1254075a0635064898090b892958c38b3d0ca582e3915bc4009d5281f5445c81",
    "fndds_2021_2023/Portions_and_Weights.csv.gz": "f34415078c2b42e30d165632fc88b7261664d0ccdaff4f7d53a7d5e81d8829b8",
    "fped_2017_2018/FPED_1718.csv": "d74a7a41cfa2a0234e43c031e35bf6e85c071913c8d62252949224f4977d170d",
    "sr28/FD_GROUP.txt": "1f497ae6b4b0127956d0eff4ec2d190d040bac8e6892ff0fb45773d4913033ba",
    "sr28/FOOD_DES.txt": "a0b39f3ac21703c75c855c35bd8f99df4710db2904a8c351fc5e7f5ed3596b98",
    "sr28/NUT_DATA.txt.gz": "e0c4b8110ed9076d22ddd9aa20390151652103a9023a9370afacb0ada6e11b21",
    "sr28/WEIGHT.txt": "98484d7e26b3803467e65a9ab2ad8094bc94ed0c50375efb7e26a8bd60b1afae",
    "sr_legacy/food.csv.gz": "6d391287da758a13bc4d748be0a9d4c9047a4bb1ca1a8c2d89fb88ea7d9d8f5b",
    "sr_legacy/sr_legacy_food.csv": "ff0fe85a469aa6d6702d68348850fc79dee35e9515324026964f1209a0e3544d",
}
"""Path below the USDA folder -> sha256 of the release the build was written against."""


class SourceError(Exception):
    """A source file is missing, changed or holds something the build does not understand."""


def verify(folder: Path) -> None:
    """Check that every source file is there and is the release the build was reviewed with.

    Raises `SourceError` naming the first bad file and the remedy.
    """
    for name, expected in SHA256.items():
        path = folder / name
        if not path.is_file():
            raise SourceError(
                f"{name!r} is not in {str(folder)!r}. Give the folder that holds fndds_2021_2023, sr28, sr_legacy and "
                "fped_2017_2018: python -m nutrition_db.build USDA_FOLDER"
            )
        found = hashlib.sha256(path.read_bytes()).hexdigest()
        if found != expected:
            raise SourceError(
                f"{name!r} has sha256 {found!r}, expected {expected!r}. Fetch the release named in "
                "nutrition_db/DATA_CARD.md again, or, for a new release, review its columns and update "
                "nutrition_db/build/sources.py"
            )


def read_rows(path: Path, columns: tuple[str, ...]) -> Iterator[dict[str, str]]:
    """Yield the rows of a CSV file (gzipped or not) as dicts, line breaks in headers read as spaces.

    USDA puts a title row above the header of some files: the header is the first row that has all `columns`.
    """
    data = path.read_bytes()
    text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8-sig")
    rows = csv.reader(io.StringIO(text, newline=""))
    header: list[str] | None = None
    for row in rows:
        if header is not None:
            yield dict(zip(header, row, strict=True))
            continue
        names = [" ".join(cell.split()) for cell in row]
        if set(columns) <= set(names):
            header = names
    if header is None:
        raise SourceError(
            f"{path.name!r} has no header with the columns {columns!r}. Compare its header with nutrition_db/build "
            "and adjust the column names there"
        )


def read_sr_rows(path: Path) -> Iterator[list[str]]:
    """Yield the fields of a Standard Reference file: latin-1, `^` between fields, `~` around texts."""
    data = path.read_bytes()
    text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode("latin-1")
    for line in text.splitlines():
        yield [field.strip("~") for field in line.split("^")]
