"""The desk: edited meals are judged in a pool of their own that refuses a crowd."""

import asyncio
import threading
from pathlib import Path

import httpx
import pytest

from models import Detections, FakeDetector
from service.app import create_app
from service.settings import Settings

BODY = {"items": [], "profiles": [{"name": "Kim"}]}


@pytest.mark.parametrize("path", ["/v1/meals/evaluate", "/v1/meals/remedies"])
def test_a_full_desk_answers_503_while_health_answers(path: str, tmp_path: Path) -> None:
    settings = Settings.model_validate({"data_dir": tmp_path, "lanes": 1, "queue_limit": 0})
    app = create_app(settings, detector=FakeDetector(Detections((), ())))
    gate = threading.Event()

    async def crowd() -> tuple[httpx.Response, httpx.Response, httpx.Response]:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://127.0.0.1") as client:
            desk = app.state.context.desk
            working = asyncio.create_task(desk.run(gate.wait))
            while not desk.busy:
                await asyncio.sleep(0.01)
            refused, health = await client.post(path, json=BODY), await client.get("/healthz")
            gate.set()
            await working
            return refused, health, await client.post(path, json=BODY)

    refused, health, after = asyncio.run(crowd())
    assert refused.status_code == 503
    assert refused.headers["retry-after"].isdigit()
    assert refused.json()["code"] == "busy"
    assert health.status_code == 200
    assert after.status_code == 200, after.text
