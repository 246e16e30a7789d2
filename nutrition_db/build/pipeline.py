"""The pipeline of the build: read, validate, derive facts, write."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from rich.progress import Progress

from nutrition_db.build import fndds, fped, recipes, sources, sr
from nutrition_db.build.own_recipes import read_own_recipes
from nutrition_db.build.raw import RawFood
from nutrition_db.build.tagging import carry_facts, carry_lines
from nutrition_db.build.validation import validate
from nutrition_db.build.writer import write_table

__all__ = ["BuildReport", "build", "read_foods"]

SOURCES: Final = (
    {
        "database": "fndds",
        "name": "USDA FNDDS",
        "release": "2021-2023",
        "licence": "CC0-1.0 (public domain)",
        "citation": "U.S. Department of Agriculture, Agricultural Research Service: Food and Nutrient Database for "
        "Dietary Studies 2021-2023 (2024)",
        "url": "https://www.ars.usda.gov/nea/bhnrc/fsrg",
    },
    {
        "database": "sr",
        "name": "USDA SR Legacy",
        "release": "SR28 (2016) values, SR Legacy 2018-04 food list",
        "licence": "CC0-1.0 (public domain)",
        "citation": "U.S. Department of Agriculture, Agricultural Research Service: National Nutrient Database for "
        "Standard Reference, Release 28 (2016)",
        "url": "https://fdc.nal.usda.gov",
    },
    {
        "database": "fped",
        "name": "USDA FPED",
        "release": "2017-2018",
        "licence": "CC0-1.0 (public domain)",
        "citation": "U.S. Department of Agriculture, Agricultural Research Service: Food Patterns Equivalents Database "
        "2017-2018 (2020)",
        "url": "https://www.ars.usda.gov/nea/bhnrc/fsrg",
    },
    {
        "database": "own",
        "name": "Dishcern own recipe estimate",
        "release": "1",
        "licence": "AGPL-3.0-only",
        "citation": "Summed from USDA foods, nutrition_db/own_recipes.csv",
        "url": "",
    },
)


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build wrote: foods per source and bytes per file."""

    counts: dict[str, int]
    sizes: dict[str, int]

    def text(self) -> str:
        """A few lines for a person at the terminal."""
        foods = ", ".join(f"{name} {count:,}" for name, count in self.counts.items())
        files = ", ".join(f"{name} {size:,} bytes" for name, size in self.sizes.items())
        return f"Foods: {foods}\nFiles: {files}"


def read_foods(folder: Path, progress: Progress) -> list[RawFood]:
    """Read every source below `folder` into raw foods; raises `SourceError`."""
    task = progress.add_task("Checking source files", total=5)
    sources.verify(folder)
    progress.update(task, advance=1, description="Reading FNDDS")
    groups = sr.read_groups(folder)
    book = recipes.read_recipes(folder)
    foods = fndds.read_fndds(folder, book, groups, fped.read_added_sugars(folder))
    progress.update(task, advance=1, description="Reading SR")
    foods += sr.read_sr(folder, groups)
    progress.update(task, advance=1, description="Summing own recipes")
    foods += read_own_recipes(Path(__file__).parents[1] / "own_recipes.csv", foods)
    progress.update(task, advance=1, description="Checking foods")
    validate(foods)
    progress.update(task, advance=1, description="Foods read")
    return foods


def build(folder: Path, out: Path, progress: Progress) -> BuildReport:
    """Build the table of `out` from the USDA `folder`; the same input gives the same bytes."""
    foods = read_foods(folder, progress)
    task = progress.add_task("Carrying facts through recipes", total=2)
    facts, lines = carry_facts(foods), carry_lines(foods)
    progress.update(task, advance=1, description="Writing the table")
    counts = {source["database"]: 0 for source in SOURCES}
    for food in foods:
        counts[food.source] += 1
    del counts["fped"]  # gives values to other foods, no foods of its own
    about: dict[str, Any] = {
        "release": "fndds-2021-2023+sr28+own-1",
        "counts": counts,
        "sources": SOURCES,
        "sha256": sources.SHA256,
    }
    sizes = write_table(out, foods, facts, about, lines)
    progress.update(task, advance=1, description="Done")
    return BuildReport(counts, sizes)
