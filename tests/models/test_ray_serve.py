"""Ray Serve: a deployed detector answers as the one in it does. In a process of its own, as Ray starts a cluster."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.ray
def test_a_detector_on_a_local_ray_gets_the_pixels_and_answers() -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "RAY_USAGE_STATS_ENABLED": "0"}
    done = subprocess.run(
        [sys.executable, "-m", "tests.models.ray_photo"],
        env=environment, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert "ANSWER fake on Ray Serve; apple; 400; 1.0" in done.stdout, done.stderr[-2000:]
