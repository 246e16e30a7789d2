import os
from pathlib import Path

import pytest

from service.cores import usable_cores

MINE = len(os.sched_getaffinity(0))


def group(root: Path, files: dict[str, str], membership: str) -> tuple[Path, Path]:
    for name, text in files.items():
        path = root / "cgroup" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (root / "self").write_text(membership)
    return root / "cgroup", root / "self"


@pytest.mark.parametrize(
    ("files", "membership", "cores"),
    [
        pytest.param({"cpu.max": "max 100000"}, "0::/", MINE, id="no quota"),
        pytest.param({"cpu.max": "100000 100000"}, "0::/", 1, id="one core"),
        pytest.param({"cpu.max": "50000 100000"}, "0::/", 1, id="half a core counts as one"),
        pytest.param({"cpu.max": "9900000 100000"}, "0::/", MINE, id="more than there are"),
        pytest.param({"a/cpu.max": "100000 100000", "a/b/cpu.max": "max 100000"}, "0::/a/b", 1, id="parent's quota"),
        pytest.param({"cpu.max": "100000 100000"}, "0::/only/the/host/has/it", 1, id="seen from inside a container"),
        pytest.param(
            {"cpu/x/cpu.cfs_quota_us": "100000", "cpu/x/cpu.cfs_period_us": "100000"}, "3:cpu,cpuacct:/x", 1, id="old"
        ),
        pytest.param(
            {"cpu/cpu.cfs_quota_us": "-1", "cpu/cpu.cfs_period_us": "100000"}, "3:cpu:/", MINE, id="old, no quota"
        ),
        pytest.param({}, "9:memory:/a", MINE, id="no cpu group"),
    ],
)
def test_a_containers_limit_counts(tmp_path: Path, files: dict[str, str], membership: str, cores: int) -> None:
    assert usable_cores(*group(tmp_path, files, membership)) == cores


def test_without_control_groups_the_cpu_set_counts(tmp_path: Path) -> None:
    assert usable_cores(tmp_path / "none", tmp_path / "nothing") == MINE
