"""The hostile corpus over HTTP, the short version of `make robustness`."""

import subprocess
from pathlib import Path

import httpx
import pytest

from tests.robustness.attack import attack, memory_mb, requests_of
from tests.robustness.hostile import honest_files
from tests.robustness.structure import boundaries, cuts
from tests.service.photo_files import encoded, meal
from tests.service.server import served

DEADLINE_S = 60.0  # with every core of the machine taken by others
MOST_MB = 1_500  # a photo at the pixel limit needs 0.9 GB while it is decoded
EVERY = 12


def test_no_hostile_request_brings_the_server_down_or_out(tmp_path: Path) -> None:
    corpus = [*requests_of(300, everything=False), *list(requests_of(0))[::EVERY]]
    assert len(corpus) > 400
    with served(tmp_path, errors=subprocess.DEVNULL) as server:
        outcome = attack(server.url, corpus)
        assert outcome.failures == []
        assert outcome.slowest_s < DEADLINE_S, outcome.slowest
        assert set(outcome.statuses) >= {200, 400, 415, 422}
        assert memory_mb(server.process.pid, peak=True) < MOST_MB
        photo = encoded(meal(), "JPEG")
        assert httpx.post(f"{server.url}/v1/meals", files={"image": photo}, timeout=60).status_code == 200


@pytest.mark.parametrize("name", sorted(set(honest_files()) - {"gif", "tiff"}))
def test_files_are_cut_at_every_part(name: str) -> None:
    data = honest_files()[name]
    places = boundaries(data)
    fewest = 1 if data.startswith(b"RIFF") else 3  # a plain WebP is one chunk
    assert len(places) >= fewest
    assert all(0 <= place < len(data) for place in places)


def test_the_long_corpus_holds_thousands_of_different_files() -> None:
    assert len({data for _, data in cuts()}) > 400
    assert len({each.body for each in requests_of(500)}) > 900
