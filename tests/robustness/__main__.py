"""The long version: thousands of hostile files through the decoder, with its figures.

python -m tests.robustness 5000
"""

import resource
import sys
import time
from collections import Counter
from itertools import chain

from rich.console import Console

from service.errors import PhotoError
from service.photos import PhotoLimits, read_photo
from tests.robustness.hostile import bombs, hostile_files


def main(count: int) -> None:
    """Read every file; an exception other than a photo error ends the run with its name."""
    console = Console(width=120)
    outcomes: Counter[str] = Counter()
    slowest = (0.0, "")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for name, data in chain(hostile_files(count), bombs()):
        started = time.perf_counter()
        try:
            read_photo(data, PhotoLimits(working_side_px=1_600))
            outcomes["photo"] += 1
        except PhotoError as error:
            outcomes[error.code] += 1
        except BaseException:
            console.print(f"not a photo error: {name}")
            raise
        slowest = max(slowest, (time.perf_counter() - started, name))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    console.print(dict(outcomes))
    console.print(
        f"slowest: {slowest[0]:.2f} s ({slowest[1]}); peak RSS {peak / 1024:.0f} MB, {before / 1024:.0f} before"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5_000)
