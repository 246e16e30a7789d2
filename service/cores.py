"""The cores: how many this process may use, with the limits of its container taken into account."""

import math
import os
from pathlib import Path
from typing import Final

__all__ = ["usable_cores"]

GROUPS: Final = Path("/sys/fs/cgroup")
MEMBERSHIP: Final = Path("/proc/self/cgroup")


def usable_cores(groups: Path = GROUPS, membership: Path = MEMBERSHIP) -> int:
    """Cores by CPU set and by cgroup quota, whichever is less; a share of a core counts as one, so at least 1."""
    mine = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    quota = _quota(groups, membership)
    return mine if quota is None else max(1, min(mine, math.ceil(quota)))


def _quota(groups: Path, membership: Path) -> float | None:
    """The least quota, in cores, of our control group and those above it; None without one."""
    try:
        lines = membership.read_text(encoding="ascii", errors="replace").splitlines()
    except OSError:  # no Linux
        return None
    found = []
    for line in lines:
        _, controllers, path = line.split(":", 2)
        if not controllers:
            found += [_share(folder / "cpu.max") for folder in _upwards(groups, path)]
        elif "cpu" in controllers.split(","):
            found += [_old_share(folder) for folder in _upwards(groups / "cpu", path)]
    return min((share for share in found if share is not None), default=None)


def _upwards(root: Path, path: str) -> list[Path]:
    """A group's folder and those above it; inside a container the path may name a folder only the host has."""
    folder = root / path.strip("/")
    return [folder, *(parent for parent in folder.parents if parent.is_relative_to(root))]


def _share(file: Path) -> float | None:
    """Version 2: one file with quota and period in microseconds, or "max"."""
    words = _words(file)
    return int(words[0]) / int(words[1]) if len(words) == 2 and words[0] != "max" else None


def _old_share(folder: Path) -> float | None:
    """Version 1: two files; a quota of -1 is none."""
    quota, period = _words(folder / "cpu.cfs_quota_us"), _words(folder / "cpu.cfs_period_us")
    return int(quota[0]) / int(period[0]) if quota and period and int(quota[0]) > 0 else None


def _words(file: Path) -> list[str]:
    try:
        return file.read_text(encoding="ascii").split()
    except OSError:
        return []
