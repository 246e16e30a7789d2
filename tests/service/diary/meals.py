"""meals: bodies and calls the diary's tests share."""

import json
from typing import Any

import httpx

from tests.client import Client

APPLE, BREAD = "fndds:63101000", "fndds:51000100"
NOON = "2026-05-17T12:30:00+02:00"


def meal(**changes: Any) -> dict[str, Any]:
    """A body of POST /v1/diary."""
    return {"items": [{"food_id": APPLE, "grams": 150}], "eaten_at": NOON, "title": "Lunch", "note": "", **changes}


def keep(client: Client, *, key: str | None = None, **changes: Any) -> httpx.Response:
    """Keep a meal."""
    return client.post("/v1/diary", json=meal(**changes), headers={} if key is None else {"Idempotency-Key": key})


def keep_with_photo(client: Client, photo: bytes, *, key: str | None = None, **changes: Any) -> httpx.Response:
    """Keep a meal and its photo."""
    return client.post(
        "/v1/diary",
        data={"meal": json.dumps(meal(**changes))},
        files={"image": ("photo.jpg", photo)},
        headers={} if key is None else {"Idempotency-Key": key},
    )


def kept(answer: httpx.Response) -> dict[str, Any]:
    """The entry of an answer that must be one."""
    assert answer.status_code == 201, answer.text
    entry: dict[str, Any] = answer.json()
    return entry
