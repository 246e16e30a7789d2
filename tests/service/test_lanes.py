import asyncio
import threading
import time

import pytest

from service.errors import Busy
from service.journey import Journey
from service.lanes import Lanes
from service.stopwatch import Stopwatch


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


def journey_of_a_client_that_leaves(leaves: asyncio.Event) -> Journey:
    """A journey whose body has been read; its client hangs up when `leaves` is set."""
    messages = [{"type": "http.request", "body": b"", "more_body": False}]

    async def receive() -> dict[str, object]:
        if not messages:
            await leaves.wait()
            return {"type": "http.disconnect"}
        return messages.pop()

    return Journey("POST", receive)


def test_work_stops_before_its_next_stage_when_the_client_hangs_up() -> None:
    lanes = Lanes(count=1, queue_limit=0, deadline_s=30)
    begun, gate, stages = threading.Event(), threading.Event(), []

    def work() -> None:
        timed = Stopwatch()
        timed("decode", begun.set)
        timed("detect", gate.wait)
        stages.append("detect")
        timed("draw", stages.append, "draw")

    async def leave() -> Journey:
        leaves = asyncio.Event()
        journey = journey_of_a_client_that_leaves(leaves)
        await journey.receive()
        journey.enter()
        call = asyncio.create_task(lanes.run(work))
        await asyncio.to_thread(begun.wait)
        leaves.set()
        with pytest.raises(Busy, match="hung up"):
            await call
        gate.set()
        return journey

    journey = asyncio.run(leave())
    lanes.close()
    assert stages == ["detect"]
    assert journey.refused == "client_gone"


def test_work_that_waits_leaves_the_queue_when_the_client_hangs_up() -> None:
    lanes = Lanes(count=1, queue_limit=1, deadline_s=30)
    gate, ran = threading.Event(), []

    async def leave() -> None:
        first = asyncio.create_task(lanes.run(gate.wait))
        await asyncio.sleep(0.02)
        leaves = asyncio.Event()
        journey = journey_of_a_client_that_leaves(leaves)
        await journey.receive()
        journey.enter()
        second = asyncio.create_task(lanes.run(lambda: ran.append("second")))
        await asyncio.sleep(0.02)
        assert (lanes.busy, lanes.waiting) == (1, 1)
        leaves.set()
        with pytest.raises(Busy):
            await second
        assert lanes.waiting == 0
        gate.set()
        await first

    asyncio.run(leave())
    lanes.close()
    assert ran == []


def test_closing_finishes_what_is_under_way_and_refuses_the_rest() -> None:
    lanes = Lanes(count=1, queue_limit=5, deadline_s=30)
    begun = threading.Event()

    def work() -> str:
        begun.set()
        time.sleep(0.05)
        return "done"

    async def close() -> str:
        call = asyncio.create_task(lanes.run(work))
        await asyncio.to_thread(begun.wait)
        await asyncio.to_thread(lanes.close)
        with pytest.raises(Busy, match="shutting down"):
            await lanes.run(work)
        return await call

    assert asyncio.run(close()) == "done"
    assert (lanes.busy, lanes.waiting) == (0, 0)


def test_the_longer_photos_take_the_later_callers_are_asked_back() -> None:
    lanes = Lanes(count=1, queue_limit=0, deadline_s=30)

    async def busy_for(seconds: float) -> int:
        await lanes.run(lambda: time.sleep(seconds))
        call = asyncio.create_task(lanes.run(lambda: time.sleep(0.1)))
        await asyncio.sleep(0.02)
        with pytest.raises(Busy) as refused:
            await lanes.run(lambda: None)
        await call
        return int(refused.value.headers["Retry-After"])

    assert asyncio.run(busy_for(0)) == 1
    lanes._usual_s = 7.5
    assert asyncio.run(busy_for(0)) > 1
    lanes.close()


def test_closed_lanes_work_again_once_they_are_opened() -> None:
    lanes = Lanes(count=1, queue_limit=0, deadline_s=30)
    lanes.close()
    lanes.open()
    assert asyncio.run(lanes.run(lambda: "done")) == "done"
    lanes.close()
