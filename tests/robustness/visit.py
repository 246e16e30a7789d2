"""visit: one of everything a person or a program asks of a server, in an order that makes sense."""

import json
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx
from PIL import Image

from tests.service.photo_files import encoded

__all__ = ["told_photo", "visit"]

COFFEE = Path(__file__).parents[2] / "service" / "web" / "static" / "coffee.jpg"
APPLE = "fndds:63101000"
DAY = "2026-05-17"
PAGES = ("/", "/docs", "/openapi.json", "/static/main.js", "/swagger/swagger-ui.css", "/login", "/v1/info")
MACHINES = ("/healthz", "/readyz", "/metrics")


def told_photo(word: str) -> bytes:
    """The CC0 coffee with `word` in its EXIF block and its comment."""
    exif = Image.Exif()
    exif[0x010F] = exif[0x010E] = f"{word}exif"
    with Image.open(COFFEE) as image:
        return encoded(image, "JPEG", exif=exif, comment=f"{word}comment".encode())


def visit(client: httpx.Client, word: str) -> int:
    """Use every part once, with `word` wherever words can be given; every answer has to be a good one. How many."""
    answers = [client.get(path) for path in (*PAGES, *MACHINES)]
    profile = {"name": f"{word}name", "diets": ["vegan"], "dislikes": [f"{word}dislike"], "conditions": ["gout"]}
    kept = client.post("/v1/profiles", json={**profile, "consent_to_store": True})
    answers += [kept, *photos(client, word, profile, kept.json()["id"]), *words(client, word, profile)]
    answers += diary(client, word, kept.json()["id"])
    answers += [client.get(path) for path in ("/v1/profiles", "/v1/me/export", "/v1/diary/export.csv")]
    answers.append(client.delete("/v1/me"))
    assert [answer.text[:300] for answer in answers if answer.status_code not in {200, 201, 204}] == []
    return len(answers)


def photos(client: httpx.Client, word: str, profile: dict[str, Any], kept_id: str) -> list[httpx.Response]:
    """Send photos every way there is."""
    photo = told_photo(word)
    image = {"image": (f"{word}file.jpg", BytesIO(photo), "image/jpeg")}
    form = {"profile": json.dumps(profile), "profile_id": kept_id, "note": f"{word}note, plate is 27 cm"}
    report = client.post("/v1/meals", files={"image": photo}, data=form)
    corrected = {"report": json.dumps({"items": report.json()["items"]})}
    return [
        report,
        client.post("/v1/meals", files=image, data=form, headers={"Accept": "image/jpeg"}),
        client.post("/v1/detections", files={"image": (f"{word}file.jpg", photo)}),
        client.post("/v1/meals/render", files={"image": (f"{word}file.jpg", photo)}, data=corrected),
        client.post("/analyze", files={"image": photo}, data={"sentence": f"vegan {word}sentence", "note": word}),
        client.post("/analyze", data={"sample": "1", "choice": f"stored:{kept_id}"}),
    ]


def words(client: httpx.Client, word: str, profile: dict[str, Any]) -> list[httpx.Response]:
    """Ask what needs no photo."""
    meal = {"items": [{"food_id": APPLE, "grams": 150}], "profiles": [profile]}
    return [
        client.post("/v1/meals/evaluate", json=meal),
        client.post("/v1/meals/remedies", json=meal),
        client.post("/v1/profiles/parse", json={"text": f"vegan, no {word}sentence"}),
        client.get("/v1/foods", params={"q": f"{word}search"}),
        client.get(f"/v1/foods/{APPLE}"),
        client.get("/v1/diets", headers={"Accept-Language": "de"}),
    ]


def diary(client: httpx.Client, word: str, profile_id: str) -> list[httpx.Response]:
    """Keep a meal with its photo, look at it, change it."""
    meal = {
        "items": [{"food_id": APPLE, "grams": 150}],
        "eaten_at": f"{DAY}T12:30:00+02:00",
        "profile_ids": [profile_id],
    }
    kept = client.post(
        "/v1/diary",
        data={"meal": json.dumps({**meal, "title": f"{word}title", "note": f"{word}diary"})},
        files={"image": (f"{word}file.jpg", told_photo(word))},
        headers={"Idempotency-Key": f"{word}key"},
    )
    entry = f"/v1/diary/{kept.json()['id']}"
    return [
        kept,
        client.get("/v1/diary"),
        client.get(entry),
        client.get(f"{entry}/photo"),
        client.patch(entry, json={"note": f"{word}changed"}),
        client.get("/v1/diary/summary", params={"day": DAY}),
        client.put(f"/v1/profiles/{profile_id}/portions/{APPLE}", json={"grams": 120}),
        client.get(f"/v1/profiles/{profile_id}/portions"),
    ]
