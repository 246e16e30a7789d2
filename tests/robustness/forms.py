"""Hostile forms and JSON: bodies that no client of ours would send, the same ones for the same seed."""

import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

__all__ = ["Hostile", "envelopes", "hostile_forms", "photo_form"]

BOUNDARY = b"dishcern"
FORM = "multipart/form-data; boundary=dishcern"
END = b"--dishcern--\r\n"
ROUTES = ("/v1/meals", "/v1/detections", "/v1/meals/render", "/analyze")
JSON_ROUTES = ("/v1/meals/evaluate", "/v1/meals/remedies", "/v1/profiles/parse", "/v1/profiles", "/v1/diary")


@dataclass(frozen=True, slots=True)
class Hostile:
    """One request to send."""

    name: str
    path: str
    content_type: str
    body: bytes


def part(name: bytes, content: bytes, filename: bytes | None = None, more: bytes = b"") -> bytes:
    """One part of a form."""
    file = b"" if filename is None else b'; filename="' + filename + b'"'
    head = b'Content-Disposition: form-data; name="' + name + b'"' + file + b"\r\n" + more
    return b"--" + BOUNDARY + b"\r\n" + head + b"\r\n" + content + b"\r\n"


def photo_form(name: str, photo: bytes, path: str = "/v1/meals") -> Hostile:
    """A hostile photo in an honest form."""
    report = part(b"report", b'{"items":[]}') if path.endswith("render") else b""
    return Hostile(name, path, FORM, report + part(b"image", photo, b"meal.jpg") + END)


def envelopes(photo: bytes) -> Iterator[Hostile]:
    """Forms and JSON whose shape is the attack."""
    file = part(b"image", photo, b"a")
    deep = b'{"a":' * 2_000 + b"1" + b"}" * 2_000
    shapes = {
        "many fields": part(b"profile", b"{}") * 3_000 + END,
        "many files": file[:200] + part(b"image", b"x", b"a") * 3_000 + END,
        "huge header": b"--dishcern\r\nX-A: " + b"a" * 3_000_000,
        "many headers": b"--dishcern\r\n" + b"X-A: a\r\n" * 300_000,
        "name without end": b'--dishcern\r\nContent-Disposition: form-data; name="' + b"a" * 3_000_000,
        "no end": file,
        "no parts": END,
        "only boundaries": b"--dishcern\r\n" * 50_000,
        "nested twenty deep": nested(20, photo) + END,
        "huge field": part(b"profile", b"a" * 2_500_000) + file + END,
        "huge file name": part(b"image", photo, b"a" * 1_000_000) + END,
        "file name with a path": part(b"image", photo, b"../../etc/passwd\x00.jpg") + END,
        "transfer encoding": part(b"image", photo, b"a", b"Content-Transfer-Encoding: base64\r\n") + END,
        "image twice": file + file + END,
        "deep profile": part(b"profile", deep) + file + END,
        "deep report": part(b"report", deep) + file + END,
        "report of 100,000 items": part(b"report", b'{"items":[' + b"{}," * 99_999 + b"{}]}") + file + END,
        "profile as a file": part(b"profile", b"{}", b"p.json") + file + END,
        "not UTF-8": part(b"profile", b"\xff\xfe{}") + part(b"note", b"\xff" * 400) + file + END,
    }
    for path in ROUTES:
        for name, body in shapes.items():
            yield Hostile(f"{name} to {path}", path, FORM, body)
    for path in JSON_ROUTES:
        for name, body in json_bodies().items():
            yield Hostile(f"{name} to {path}", path, "application/json", body)


def nested(depth: int, photo: bytes) -> bytes:
    """Forms within forms."""
    inner = part(b"image", photo, b"a")
    for level in range(depth):
        kind = b"Content-Type: multipart/mixed; boundary=b%d\r\n" % level
        inner = part(b"image", b"--b%d\r\n" % level + inner + b"--b%d--" % level, b"a", kind)
    return inner


def json_bodies() -> dict[str, bytes]:
    """JSON that is deep, wide, huge in number or none at all."""
    return {
        "deep lists": b"[" * 500_000,
        "deep objects": b'{"items":' * 50_000,
        "deep, closed": b'{"items":' + b"[" * 800 + b"]" * 800 + b"}",
        "100,000 fields": b"{" + b",".join(b'"k%d":1' % n for n in range(100_000)) + b"}",
        "100,000 items": b'{"items":[' + b"{}," * 99_999 + b"{}]}",
        "5,000 digits": b'{"items":[{"food_id":"x","grams":' + b"9" * 5_000 + b"}]}",
        "infinite": b'{"items":[{"food_id":"x","grams":1e999}]}',
        "NaN": b'{"items":[{"food_id":"x","grams":NaN}]}',
        "surrogates": b'{"text":"\\ud800\\udc00\\ud800","name":"\\udfff","items":[]}',
        "null bytes": b'{"text":"\\u0000","name":"\\u0000","items":[{"food_id":"\\u0000"}]}',
        "not UTF-8": b'{"text":"\xff\xfe"}',
        "nothing": b"",
        "null": b"null",
        "a long text": json.dumps({"text": "allergic to peanuts, " * 90_000}).encode(),
        "2.5 MB": b'{"text":"' + b"a" * 2_500_000 + b'"}',
    }


def cut(body: bytes, chance: random.Random) -> bytes:
    return body[: chance.randrange(len(body))]


def flipped(body: bytes, chance: random.Random) -> bytes:
    changed = bytearray(body)
    for _ in range(2 ** chance.randrange(6)):
        changed[chance.randrange(min(len(changed), 400))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def doubled(body: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(body))
    return body[:start] + body[start : start + 1 + chance.randrange(300)] * chance.randrange(2, 60) + body[start:]


def lined(body: bytes, chance: random.Random) -> bytes:
    """Line ends and boundaries where none belong."""
    start = chance.randrange(len(body))
    return body[:start] + chance.choice([b"\r\n", b"\n", b"\r", b"--dishcern\r\n", b"\r\n\r\n", b"\x00"]) + body[start:]


MUTATIONS: tuple[Callable[[bytes, random.Random], bytes], ...] = (cut, flipped, doubled, lined)


def hostile_forms(count: int, photo: bytes, seed: int = 2026) -> Iterator[Hostile]:
    """`count` honest forms, damaged around the photo rather than in it."""
    chance = random.Random(seed)  # noqa: S311 - the same bodies every time is the point
    profile = part(b"profile", b'{"name":"Kim","diets":["vegan"],"allergens":[{"allergen":"peanut"}]}')
    report = part(b"report", b'{"items":[{"id":"i","label":"rice","verdicts":[]}]}')
    honest = profile + report + part(b"note", b"lunch") + part(b"image", photo, b"meal.jpg") + END
    for number in range(count):
        mutate = MUTATIONS[number % len(MUTATIONS)]
        path = ROUTES[(number // len(MUTATIONS)) % len(ROUTES)]
        yield Hostile(f"form {number}: {mutate.__name__} to {path}", path, FORM, mutate(honest, chance))
