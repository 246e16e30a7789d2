import asyncio
import threading
import time

import pytest

from service.errors import Busy
from service.lanes import Lanes


def test_work_runs_in_a_lane_and_its_result_comes_back() -> None:
    lanes = Lanes(count=1, queue_limit=0, deadline_s=5)
    name = asyncio.run(lanes.run(lambda: threading.current_thread().name))
    assert name.startswith("lane")
    lanes.close()


def test_an_error_in_a_lane_reaches_the_caller() -> None:
    lanes = Lanes(count=1, queue_limit=0, deadline_s=5)
    with pytest.raises(ZeroDivisionError):
        asyncio.run(lanes.run(lambda: 1 / 0))
    lanes.close()


def test_more_calls_than_places_are_refused_at_once_and_places_come_back() -> None:
    lanes = Lanes(count=1, queue_limit=1, deadline_s=5)
    gate = threading.Event()

    async def crowd() -> list[object]:
        calls = [asyncio.create_task(lanes.run(gate.wait)) for _ in range(5)]
        await asyncio.sleep(0.05)
        gate.set()
        return await asyncio.gather(*calls, return_exceptions=True)

    answers = asyncio.run(crowd())
    assert sum(answer is True for answer in answers) == 2
    refused = [answer for answer in answers if isinstance(answer, Busy)]
    assert len(refused) == 3
    assert refused[0].headers["Retry-After"].isdigit()
    assert asyncio.run(lanes.run(lambda: "again")) == "again"
    lanes.close()


def test_a_call_past_its_deadline_is_told_so() -> None:
    lanes = Lanes(count=1, queue_limit=0, deadline_s=0.05)
    with pytest.raises(Busy, match="deadline"):
        asyncio.run(lanes.run(lambda: time.sleep(0.3)))
    lanes.close()
