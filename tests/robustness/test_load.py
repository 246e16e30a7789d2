"""The short version of `make load`: what a crowd is answered and the memory it takes; times say nothing here."""

import math
from collections import Counter

import pytest

from benchmarks.load import Outcome
from tests.robustness.load import Bounds, Crowd, Line, crowd, line

PATIENT = Bounds(health_ms=math.inf)


def test_a_crowd_is_answered_or_told_when_to_come_back() -> None:
    seen = crowd(clients=24, seconds=4, megapixels=3)
    assert seen.faults(PATIENT) == []
    assert set(seen.outcome.statuses) <= {200, 503}
    assert seen.outcome.statuses[200] >= 10
    assert seen.outcome.health


def test_a_line_of_requests_leaves_no_memory_behind() -> None:
    told = line(60, megapixels=(1,))
    assert told.failures == []
    assert len(told.memory) == 10
    assert told.growth < 0.2  # after six requests nothing has its size yet; `make load` asks for 5 % after 200


WELL = Outcome([0.1] * 9, [0.01] * 9, Counter({200: 9, 503: 4}), refused=4)


@pytest.mark.parametrize(
    ("seen", "said"),
    [
        (Crowd(WELL, 400), []),
        (Crowd(WELL, 601), ["memory"]),
        (Crowd(Outcome([0.1], [0.01] * 9 + [0.2] * 2, Counter({200: 1})), 400), ["/healthz"]),
        (Crowd(Outcome([0.1], [0.01], Counter({200: 1, 500: 1}), failed=1), 400), ["1 answers"]),
        (Crowd(Outcome(), 400), ["no photo", "/healthz"]),
    ],
)
def test_what_a_crowd_must_not_see_is_named(seen: Crowd, said: list[str]) -> None:
    faults = seen.faults(Bounds())
    assert [fault[: len(start)] for fault, start in zip(faults, said, strict=True)] == said


def test_growing_memory_and_failures_are_named() -> None:
    assert Line([], [400.0, 500.0, 419.0]).faults(Bounds()) == []
    assert Line(["request 7: 500"], [400.0, 421.0]).faults(Bounds()) == [
        "request 7: 500", "memory grew by 5.2%, more than 5%"
    ]  # fmt: skip
