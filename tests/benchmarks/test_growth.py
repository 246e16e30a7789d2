"""Growth: the slope it tells, and that rows copied beside a server are meals to it."""

from pathlib import Path

import pytest

from benchmarks.diary_rows import DAY, NAMED, copy_rows
from benchmarks.growth import Series
from models import Detections, FakeDetector
from service.app import create_app
from service.settings import Settings
from tests.client import Client


@pytest.mark.parametrize(("power", "slope"), [(0, 0), (1, 1), (2, 2)])
def test_the_slope_is_the_power_of_the_growth(power: int, slope: float) -> None:
    sizes = (1.0, 10.0, 100.0, 1000.0)
    assert Series("a", "b", sizes, tuple(3 * size**power for size in sizes)).slope == pytest.approx(slope, abs=1e-9)


def test_a_constant_part_hides_nothing_in_the_upper_half() -> None:
    sizes = (1.0, 10.0, 100.0, 1000.0)
    assert Series("a", "b", sizes, tuple(5 + size**2 for size in sizes)).slope > 1.9


def test_copied_rows_are_meals_four_a_day(tmp_path: Path) -> None:
    client = Client(create_app(Settings(data_dir=tmp_path), detector=FakeDetector(Detections((), ()))))
    assert client.post("/v1/diary", json=NAMED).status_code == 201
    copy_rows(tmp_path / "dishcern.db", 1, 50)
    copy_rows(tmp_path / "dishcern.db", 50, 230)
    page = client.get("/v1/diary", params={"limit": 100}).json()
    assert page["total"] == 230
    assert len({entry["id"] for entry in page["items"]}) == 100
    assert len(client.get("/v1/diary/summary", params={"day": DAY}).json()["meals"]) == 4
    assert len(client.get("/v1/diary/export.csv").text.splitlines()) == 231
