"""Command line: `python -m nutrition_db.build USDA_FOLDER [--out FOLDER]`."""

import argparse
import sys
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from nutrition_db.build.pipeline import build
from nutrition_db.build.sources import SourceError


def main() -> int:
    """Build the packed table and say what was written; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m nutrition_db.build", description="Build the nutrition table.")
    parser.add_argument("usda", type=Path, help="folder with fndds_2021_2023, sr28, sr_legacy and fped_2017_2018")
    parser.add_argument("--out", type=Path, default=Path(__file__).parents[1] / "data", help="where the table goes")
    arguments = parser.parse_args()
    console = Console(stderr=True)
    try:
        with Progress(console=console) as progress:
            report = build(arguments.usda, arguments.out, progress)
    except SourceError as error:
        console.print(f"[red]Build stopped:[/red] {error}", highlight=False)
        return 1
    console.print(report.text(), highlight=False)
    return 0


if __name__ == "__main__":
    sys.exit(main())
