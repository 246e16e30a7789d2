"""Security: what no request gets past, at the ASGI level."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from fastapi import FastAPI, Request, UploadFile

from service import problems, security
from service.guard.origin import host_name
from service.settings import Settings

BASE = "http://127.0.0.1:8000"
SETTINGS = Settings(max_upload_bytes=50_000, max_json_bytes=2_000)


def app(settings: Settings = SETTINGS) -> FastAPI:
    made = FastAPI()

    @made.api_route("/v1/things", methods=["GET", "POST", "PUT", "PATCH", "DELETE"])
    async def things(request: Request) -> dict[str, int]:
        return {"bytes": len(await request.body())}

    @made.post("/v1/photos")
    async def photos(image: UploadFile) -> int:
        return len(await image.read())

    @made.post("/v1/json")
    async def take_json(body: dict[str, str]) -> int:
        return len(body)

    @made.get("/static/app.js")
    async def script() -> str:
        return ""

    problems.install(made)
    security.install(made, settings)
    return made


async def send(
    method: str, path: str, *, base_url: str = BASE, settings: Settings = SETTINGS, **options: Any
) -> httpx.Response:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app(settings)), base_url=base_url) as client:
        return await client.request(method, path, **options)


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.mark.anyio
@pytest.mark.parametrize("path", ["/v1/things", "/nowhere", "/static/app.js"])
async def test_every_answer_carries_the_security_headers(path: str) -> None:
    headers = (await send("GET", path)).headers
    policy = headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert "geolocation=()" in headers["permissions-policy"]


@pytest.mark.anyio
async def test_answers_are_not_kept_by_caches_but_files_may_be() -> None:
    assert (await send("GET", "/v1/things")).headers["cache-control"] == "no-store"
    assert "cache-control" not in (await send("GET", "/static/app.js")).headers


@pytest.mark.anyio
@pytest.mark.parametrize("given", ["abc-123", "A.b_c-9", "x" * 64])
async def test_a_callers_request_id_is_kept(given: str) -> None:
    assert (await send("GET", "/v1/things", headers={"x-request-id": given})).headers["x-request-id"] == given


@pytest.mark.anyio
@pytest.mark.parametrize("given", ["", "x" * 65, "a b", "a\tb", "<script>", "ä"])
async def test_a_request_id_that_could_harm_a_log_is_replaced(given: str) -> None:
    headers = {"x-request-id": given.encode("utf-8")}
    kept = (await send("GET", "/v1/things", headers=headers)).headers["x-request-id"]
    assert kept != given
    assert len(kept) == 32


@pytest.mark.anyio
@pytest.mark.parametrize(
    "base_url",
    ["http://127.0.0.1:8000", "http://localhost", "http://LOCALHOST:9999", "http://[::1]:8000", "http://localhost."],
)
async def test_allowed_hosts_are_answered(base_url: str) -> None:
    assert (await send("GET", "/v1/things", base_url=base_url)).status_code == 200


@pytest.mark.anyio
@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "127.0.0.1.evil.example",
        "localhost@evil.example",
        "evil.example#localhost",
        "",
        "[::1",
        "0.0.0.0",  # noqa: S104
    ],
)
async def test_other_hosts_are_refused_even_for_reading(host: str) -> None:
    answer = await send("GET", "/v1/things", headers={"host": host})
    assert (answer.status_code, answer.json()["code"]) == (400, "host_not_allowed")


@pytest.mark.anyio
async def test_a_star_answers_any_host() -> None:
    settings = Settings(allowed_hosts=("*",))
    assert (await send("GET", "/v1/things", base_url="http://any.example", settings=settings)).status_code == 200


@pytest.mark.parametrize(
    ("header", "name"), [("a.example:80", "a.example"), ("[::1]:8000", "::1"), ("a b", ""), ("[", "")]
)
def test_host_name_without_port(header: str, name: str) -> None:
    assert host_name(header) == name


WRITERS = {
    "a program": ({}, 200),
    "our page": ({"sec-fetch-site": "same-origin", "origin": BASE}, 200),
    "typed by hand": ({"sec-fetch-site": "none"}, 200),
    "our page, older browser": ({"origin": BASE}, 200),
    "our page behind a TLS proxy": ({"origin": "https://127.0.0.1:8000"}, 200),
    "foreign page": ({"sec-fetch-site": "cross-site", "origin": "https://evil.example"}, 403),
    "foreign page that says our origin": ({"sec-fetch-site": "cross-site", "origin": BASE}, 403),
    "another port of this machine": ({"sec-fetch-site": "same-site", "origin": "http://127.0.0.1:3000"}, 403),
    "foreign page, older browser": ({"origin": "https://evil.example"}, 403),
    "another port, older browser": ({"origin": "http://127.0.0.1:3000"}, 403),
    "sandboxed frame": ({"origin": "null"}, 403),
    "broken origin": ({"origin": "http://[::1"}, 403),
}


@pytest.mark.anyio
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("who", WRITERS)
async def test_only_our_page_and_programs_may_write(who: str, method: str) -> None:
    headers, status = WRITERS[who]
    answer = await send(method, "/v1/things", headers=headers)
    assert answer.status_code == status
    assert status == 200 or answer.json()["code"] == "cross_site_refused"


@pytest.mark.anyio
async def test_foreign_pages_may_link_to_us() -> None:
    headers = {"sec-fetch-site": "cross-site", "origin": "https://evil.example"}
    answer = await send("GET", "/v1/things", headers=headers)
    assert answer.status_code == 200
    assert "access-control-allow-origin" not in answer.headers


async def in_chunks(size: int, chunk: int = 1_000) -> AsyncIterator[bytes]:
    for _ in range(0, size, chunk):
        yield b"x" * chunk


def form(size: int) -> dict[str, Any]:
    return {"files": {"image": ("photo.jpg", b"x" * size)}}


def chunked_form(size: int) -> dict[str, Any]:
    async def parts() -> AsyncIterator[bytes]:
        yield b'--b\r\nContent-Disposition: form-data; name="image"; filename="a"\r\n\r\n'
        async for chunk in in_chunks(size):
            yield chunk
        yield b"\r\n--b--\r\n"

    return {"content": parts(), "headers": {"content-type": "multipart/form-data; boundary=b"}}


JSON_HEADERS = {"content-type": "application/json"}


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("path", "options"),
    [
        pytest.param("/v1/things", {"content": b"x" * 2_000}, id="declared, at the limit"),
        pytest.param("/v1/photos", form(50_000), id="photo, at the limit"),
        pytest.param("/v1/photos", chunked_form(50_000), id="photo in chunks"),
    ],
)
async def test_bodies_within_their_limit_pass(path: str, options: dict[str, Any]) -> None:
    assert (await send("POST", path, **options)).status_code == 200


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("path", "options", "code"),
    [
        pytest.param("/v1/things", {"content": b"x" * 2_001}, "body_too_large", id="declared"),
        pytest.param(
            "/v1/json", {"content": b"x" * 2_001, "headers": JSON_HEADERS}, "body_too_large", id="declared json"
        ),
        pytest.param("/v1/photos", form(60_000), "photo_too_large", id="declared photo"),
    ],
)
async def test_declared_bodies_above_their_limit_are_refused(path: str, options: dict[str, Any], code: str) -> None:
    answer = await send("POST", path, **options)
    assert (answer.status_code, answer.json()["code"]) == (413, code)
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.anyio
@pytest.mark.parametrize(("path", "code"), [("/v1/things", "body_too_large"), ("/v1/json", "body_too_large")])
async def test_bodies_in_chunks_above_their_limit_are_refused(path: str, code: str) -> None:
    answer = await send("POST", path, content=in_chunks(10_000), headers=JSON_HEADERS)
    assert (answer.status_code, answer.json()["code"]) == (413, code)


@pytest.mark.anyio
async def test_photos_in_chunks_above_their_limit_are_refused() -> None:
    answer = await send("POST", "/v1/photos", **chunked_form(90_000))
    assert (answer.status_code, answer.json()["code"]) == (413, "photo_too_large")


@pytest.mark.anyio
async def test_a_length_that_lies_low_is_counted_anyway() -> None:
    options = chunked_form(90_000)
    options["headers"] |= {"content-length": "10"}
    assert (await send("POST", "/v1/photos", **options)).status_code == 413


async def statuses_of(headers: list[tuple[bytes, bytes]], receive: Any) -> list[int]:
    """Drive the app without a client: the statuses it answers with."""
    sent: list[int] = []

    async def keep(message: Any) -> None:
        if message["type"] == "http.response.start":
            sent.append(message["status"])

    scope = {"type": "http", "method": "POST", "path": "/v1/things", "query_string": b"", "http_version": "1.1"}
    await app()({**scope, "raw_path": b"/v1/things", "headers": [(b"host", b"localhost"), *headers]}, receive, keep)
    return sent


@pytest.mark.anyio
async def test_an_endless_body_is_left_after_a_bounded_amount() -> None:
    given = 0

    async def endless() -> dict[str, Any]:
        nonlocal given
        given += 1_000_000
        return {"type": "http.request", "body": bytes(1_000_000), "more_body": True}

    assert await statuses_of([], endless) == [413]
    assert given < 70_000_000


@pytest.mark.anyio
async def test_a_client_that_waits_for_permission_is_refused_without_reading() -> None:
    async def never() -> dict[str, Any]:
        raise AssertionError("nothing may be read")

    headers = [(b"content-length", b"40000000"), (b"expect", b"100-continue")]
    assert await asyncio.wait_for(statuses_of(headers, never), 5) == [413]


@pytest.mark.anyio
async def test_a_client_that_leaves_in_the_middle_gets_no_answer_and_breaks_nothing() -> None:
    async def gone() -> dict[str, Any]:
        return {"type": "http.disconnect"}

    await statuses_of([(b"content-length", b"40000000")], gone)
