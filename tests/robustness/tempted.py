"""tempted: what Ultralytics does when it lacks a package or a file, or has something to tell, once our runtime has it.

python -m tests.robustness.tempted RECORD CHECKPOINT prints a line a temptation and what became of it, under the watch.
"""

import os
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np

from tests.robustness.watched import watch


def main(record: str, checkpoint: str) -> None:
    """Load, detect, then tempt."""
    watch(os.open(record, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600))
    from models import WeightsMissing, build_detector

    detector = build_detector(Path(checkpoint), foods=["apple"])
    detector.detect(np.zeros((64, 64, 3), np.uint8))
    from ultralytics import settings
    from ultralytics.utils import AUTOINSTALL, ONLINE, checks, downloads, events

    told = [f"online {ONLINE}", f"autoinstall {AUTOINSTALL}", f"sync {settings['sync']}"]
    told.append(f"events {events.events.enabled}")
    told.append(f"installed {checks.check_requirements('a-package-nobody-has')}")
    wanted: tuple[tuple[str, Callable[[str], object], str], ...] = (
        ("weights", downloads.attempt_download_asset, "yolo11n.pt"),
        ("unlisted", downloads.attempt_download_asset, "mobileclip_blt.ts"),
        ("file", downloads.safe_download, "https://nobody.invalid/a.pt"),
    )
    for name, fetch, what in wanted:
        try:
            told.append(f"{name} {fetch(what)}")
        except WeightsMissing:
            told.append(f"{name} refused")
    sys.stdout.write("\n".join(told) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
