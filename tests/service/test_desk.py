"""The desk: edited meals are judged in a pool of their own that refuses a crowd."""

import asyncio
import threading
from pathlib import Path
from typing import Any

import httpx
import pytest

from models import Detections, FakeDetector
from service.app import create_app
from service.schemas.edit import MOST_JUDGEMENTS
from service.settings import Settings
from tests.client import Client

KIM = {"name": "Kim"}
BODY = {"json": {"items": [], "profiles": [KIM]}}
REPORT = {"data": {"report": '{"items": []}'}, "files": {"image": ("x.jpg", b"no photo", "image/jpeg")}}
BANANA = {"food_id": "fndds:63107010"}


@pytest.mark.parametrize(
    ("path", "body", "usual"),
    [("evaluate", BODY, 200), ("remedies", BODY, 200), ("render", REPORT, 415)],
    ids=["evaluate", "remedies", "render"],
)
def test_a_full_desk_answers_503_while_health_answers(
    path: str, body: dict[str, Any], usual: int, tmp_path: Path
) -> None:
    path = f"/v1/meals/{path}"
    settings = Settings.model_validate({"data_dir": tmp_path, "lanes": 1, "queue_limit": 0})
    app = create_app(settings, detector=FakeDetector(Detections((), ())))
    gate = threading.Event()

    async def crowd() -> tuple[httpx.Response, httpx.Response, httpx.Response]:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://127.0.0.1") as client:
            desk = app.state.context.desk
            working = asyncio.create_task(desk.run(gate.wait))
            while not desk.busy:
                await asyncio.sleep(0.01)
            refused, health = await client.post(path, **body), await client.get("/healthz")
            gate.set()
            await working
            return refused, health, await client.post(path, **body)

    refused, health, after = asyncio.run(crowd())
    assert refused.status_code == 503
    assert refused.headers["retry-after"].isdigit()
    assert refused.json()["code"] == "busy"
    assert health.status_code == 200
    assert after.status_code == usual, after.text


@pytest.mark.parametrize("path", ["/v1/meals/evaluate", "/v1/meals/remedies", "/v1/diary"])
def test_more_judgements_than_a_request_may_ask_for_are_refused_with_both_numbers(path: str, client: Client) -> None:
    answer = client.post(path, json={"items": [BANANA] * 31, "profiles": [KIM] * 20})
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request")
    assert "31 items for 20 profiles are 620 judgements" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("kept", "patch", "pointer"),
    [
        ({"items": [BANANA], "profiles": [KIM] * 20}, {"items": [BANANA] * 31}, "#/items"),
        ({"items": [BANANA] * 31, "profiles": [KIM]}, {"profiles": [KIM] * 20}, "#/profiles"),
    ],
)
def test_a_kept_meal_does_not_grow_beyond_what_can_be_judged(
    kept: dict[str, object], patch: dict[str, object], pointer: str, client: Client
) -> None:
    entry = client.post("/v1/diary", json=kept).json()
    answer = client.request("PATCH", f"/v1/diary/{entry['id']}", json=patch)
    assert answer.status_code == 422, answer.text
    assert answer.json()["errors"][0]["pointer"] == pointer
    assert "31 items for 20 profiles are 620 judgements" in answer.json()["detail"]
    assert client.get(f"/v1/diary/{entry['id']}").json()["items"] == entry["items"]


def test_as_many_judgements_as_a_request_may_ask_for_are_made(client: Client) -> None:
    answer = client.post("/v1/meals/evaluate", json={"items": [BANANA] * 30, "profiles": [KIM] * 20})
    assert answer.status_code == 200, answer.text
    assert sum(len(item["verdicts"]) for item in answer.json()["items"]) == MOST_JUDGEMENTS
