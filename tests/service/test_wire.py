"""The wire: a real server, attacked with raw sockets. Whatever arrives, the answer is a problem with our headers."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from fastapi import FastAPI

from models import Detections, FakeDetector
from service.app import create_app
from service.connection import Connection
from service.guard.headers import HEADERS
from service.settings import Settings
from tests.wire import Answer, exchange, form, request, running

Address = tuple[str, int]
JSON = "Content-Type: application/json"
CHUNKED = "Transfer-Encoding: chunked"
MULTIPART = "Content-Type: multipart/form-data; boundary=b"
HOST = b"Host: 127.0.0.1\r\n"


class Impatient(Connection):
    """A connection whose deadlines a test can wait for."""

    head_deadline_s = 0.4
    reader_deadline_s = 0.6
    most_connections = 40


@pytest.fixture(scope="module")
def hasty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Address]:
    """A server with short deadlines and little room."""
    settings = Settings(
        data_dir=tmp_path_factory.mktemp("data"), body_deadline_s=0.5, upload_room_bytes=400_000, max_json_bytes=200_000
    )
    with running(create_app(settings, detector=FakeDetector(Detections((), ()))), settings, Impatient) as address:
        yield address


@pytest.fixture(scope="module")
def server(app: FastAPI) -> Iterator[Address]:
    with running(app) as address:
        yield address


def assert_problem(answer: Answer, status: int, code: str) -> None:
    assert answer.status == status, (answer.status, answer.body[:300])
    assert answer.headers["content-type"] == "application/problem+json"
    assert {name: answer.headers[name] for name in HEADERS} == dict(HEADERS)
    assert answer.headers["x-request-id"] == answer.json()["request_id"]
    assert answer.code == code
    assert answer.json()["detail"]
    assert all(each["remedy"] for each in answer.json()["errors"])


SECOND_LENGTH = b"Content-Length: 1\r\nContent-Length: 2\r\n\r\n"
NOT_HTTP: dict[str, tuple[bytes, int, str]] = {
    "TLS": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 400, "malformed_http"),
    "no host": (b"GET /healthz HTTP/1.1\r\nConnection: close\r\n\r\n", 400, "malformed_http"),
    "two hosts": (b"GET /healthz HTTP/1.1\r\n" + HOST + b"Host: evil\r\n\r\n", 400, "malformed_http"),
    "two lengths": (b"POST /x HTTP/1.1\r\n" + HOST + SECOND_LENGTH, 400, "malformed_http"),
    "negative length": (request("POST", "/v1/profiles/parse", length=-3), 400, "malformed_http"),
    "length and chunks": (request("POST", "/x", b"0\r\n\r\n", headers=[CHUNKED]), 400, "malformed_http"),
    "unknown coding": (request("POST", "/x", headers=["Transfer-Encoding: gzip, chunked"]), 400, "malformed_http"),
    "broken chunk": (request("POST", "/v1/profiles/parse", headers=[JSON, CHUNKED]) + b"zz\r\n", 400, "malformed_http"),
    "folded header": (request("GET", "/healthz", headers=["X-A: b", " c\x00"]), 400, "malformed_http"),
    "long address": (request("GET", "/" + "a" * 40_000), 431, "head_too_large"),
    "long header": (request("GET", "/healthz", headers=["X-A: " + "a" * 40_000]), 431, "head_too_large"),
    "endless header": (b"GET / HTTP/1.1\r\nX-A: " + b"a" * 1_000_000, 431, "head_too_large"),
    "many headers": (request("GET", "/healthz", headers=[f"X-{n}: a" for n in range(4_000)]), 431, "head_too_large"),
}  # fmt: skip


@pytest.mark.parametrize("name", NOT_HTTP)
def test_what_is_not_quite_http_is_a_problem_too(server: Address, name: str) -> None:
    data, status, code = NOT_HTTP[name]
    assert_problem(exchange(server, data), status, code)


PART = b'--b\r\nContent-Disposition: form-data; name="%s"%s\r\n\r\n%s\r\n'
END = b"--b--\r\n"
FILE = b'; filename="a"'
MALFORMED = "malformed_body"
FORMS: dict[str, tuple[bytes, int, str]] = {
    "no boundary": (form("/v1/meals", b"--b--", "multipart/form-data"), 400, MALFORMED),
    "long boundary": (form("/v1/meals", b"--b--", "multipart/form-data; boundary=" + "b" * 5_000), 400, MALFORMED),
    "empty boundary": (form("/v1/meals", b"--b--", "multipart/form-data; boundary="), 400, MALFORMED),
    "many fields": (form("/v1/meals", PART % (b"profile", b"", b"{}") * 5_000), 400, MALFORMED),
    "many files": (form("/v1/meals", PART % (b"image", FILE, b"x") * 5_000), 400, MALFORMED),
    "huge part header": (form("/v1/meals", b"--b\r\nX-A: " + b"a" * 9_000_000), 400, MALFORMED),
    "many part headers": (form("/v1/meals", b"--b\r\n" + b"X-A: a\r\n" * 900_000), 400, MALFORMED),
    "name without end": (form("/v1/meals", (PART % (b"a" * 9_000_000, b"", b""))[:-10]), 400, MALFORMED),
    "part without name": (form("/v1/meals", b"--b\r\nX-A: a\r\n\r\nx\r\n--b--\r\n"), 400, MALFORMED),
    "huge field": (form("/v1/meals", PART % (b"profile", b"", b"a" * 3_000_000) + b"--b--\r\n"), 400, MALFORMED),
    "nested": (form("/v1/meals", PART % (b"image", b"", b"--c\r\n\r\nx\r\n" * 5_000) + END), 422, "photo_missing"),
    "charset that is no charset": (form("/v1/meals", PART % (b"profile", b"", b"\xff") + b"--b--\r\n",
                                        "multipart/form-data; boundary=b; charset=rot13"), 400, "malformed_json"),
}  # fmt: skip


@pytest.mark.parametrize("name", FORMS)
def test_abused_forms_are_answered_before_the_connection_closes(server: Address, name: str) -> None:
    data, status, code = FORMS[name]
    assert_problem(exchange(server, data), status, code)


UNKNOWN_FIELDS = b",".join(b'"k%d":1' % n for n in range(150_000))
BODIES: dict[str, tuple[bytes, int, str]] = {
    "deep": (b'{"items":' + b"[" * 900_000, 400, MALFORMED),
    "deep and closed": (b'{"items":' + b"[" * 900 + b"]" * 900 + b"}", 422, "invalid_request"),
    "a number of 6,000 digits": (b'{"items":[{"food_id":"x","grams":' + b"9" * 6_000 + b"}]}", 400, MALFORMED),
    "infinity": (b'{"items":[{"food_id":"x","grams":1e999}]}', 422, "invalid_request"),
    "many unknown fields": (b'{"items":[],' + UNKNOWN_FIELDS + b"}", 422, "invalid_request"),
    "half a surrogate": (b'{"items":[{"food_id":"\\ud800"}]}', 422, "invalid_request"),
    "not UTF-8": (b'{"items":"\xff"}', 400, MALFORMED),
}  # fmt: skip


@pytest.mark.parametrize("name", BODIES)
def test_hostile_json_is_a_short_problem(server: Address, name: str) -> None:
    body, status, code = BODIES[name]
    answer = exchange(server, request("POST", "/v1/meals/evaluate", body, headers=[JSON]))
    assert_problem(answer, status, code)
    assert len(answer.body) < 20_000


def test_wrong_in_many_places_names_the_first_and_counts_the_rest(server: Address) -> None:
    items = b",".join(b'{"food_id":"x","grams":-1,"count":0}' for _ in range(90))
    answer = exchange(server, request("POST", "/v1/meals/evaluate", b'{"items":[' + items + b"]}", headers=[JSON]))
    assert_problem(answer, 422, "invalid_request")
    assert len(answer.json()["errors"]) == 51
    assert answer.json()["errors"][-1]["detail"] == "and 130 more like these"


def report_of(items: int) -> bytes:
    """A corrected report of so many items, each with ten verdicts, as the page sends it."""
    verdict = b'{"profile_id":"%s","verdict":"fine","score":5,"reasons":[]}' % (b"p" * 40)
    item = b'{"id":"i%d","label":"' + b"x" * 250 + b'","verdicts":[' + b",".join([verdict] * 10) + b"]}"
    return b'{"items":[' + b",".join(item % number for number in range(items)) + b"]}"


def test_a_report_above_one_megabyte_is_read_whole(server: Address, photo: bytes) -> None:
    report = report_of(100) + b" " * 1_500_000
    body = PART % (b"report", b"", report) + PART % (b"image", FILE, photo) + b"--b--\r\n"
    answer = exchange(server, form("/v1/meals/render", body))
    assert (answer.status, answer.headers["content-type"]) == (200, "image/jpeg")


def test_a_report_of_too_many_items_says_how_many_are_too_many(server: Address, photo: bytes) -> None:
    body = PART % (b"report", b"", report_of(300)) + PART % (b"image", FILE, photo) + b"--b--\r\n"
    answer = exchange(server, form("/v1/meals/render", body))
    assert_problem(answer, 422, "invalid_request")
    assert "at most 100" in answer.json()["detail"]


def test_a_head_that_trickles_in_gets_its_deadline(hasty: Address) -> None:
    answer = exchange(hasty, b"GET /healthz HTTP/1.1\r\n", *[b"X: a\r\n"] * 30, pause_s=0.05)
    assert_problem(answer, 408, "request_too_slow")


def test_a_second_head_that_trickles_in_gets_its_deadline(hasty: Address) -> None:
    first = b"GET /healthz HTTP/1.1\r\n" + HOST + b"\r\n"
    with socket.create_connection(hasty, timeout=10) as client:
        client.sendall(first)
        heard = client.recv(65_536)
        client.sendall(b"GET /heal")
        while chunk := client.recv(65_536):
            heard += chunk
    assert heard.count(b"HTTP/1.1 ") == 2
    assert b"HTTP/1.1 408 " in heard


def test_a_connection_that_says_nothing_is_closed_without_a_word(hasty: Address) -> None:
    assert exchange(hasty).status == 0


TRICKLES = {
    "a form": (
        request("POST", "/v1/meals", headers=[MULTIPART], length=1_000),
        (PART % (b"note", b"", b""))[:-2],
        b"a",
    ),
    "json": (request("POST", "/v1/profiles/parse", headers=[JSON], length=1_000), b'{"text":"', b"a"),
    "chunks": (request("POST", "/v1/profiles/parse", headers=[JSON, CHUNKED]), b"1\r\n{\r\n", b"1\r\n \r\n"),
}


@pytest.mark.parametrize("name", TRICKLES)
def test_a_body_that_trickles_in_gets_its_deadline(hasty: Address, name: str) -> None:
    head, start, drop = TRICKLES[name]
    assert_problem(exchange(hasty, head, start, *[drop] * 40, pause_s=0.05), 408, "request_too_slow")


def test_a_large_body_buys_its_time(hasty: Address) -> None:
    body = PART % (b"image", FILE, b"x" * 100_000) + b"--b--\r\n"
    head = request("POST", "/v1/meals", headers=[MULTIPART], length=len(body))
    tenth = len(body) // 10 + 1
    pieces = [body[start : start + tenth] for start in range(0, len(body), tenth)]
    answer = exchange(hasty, head, *pieces, pause_s=0.15)
    assert answer.seconds > 1.2  # more than twice the deadline of a body that is not worth it
    assert_problem(answer, 415, "unsupported_media_type")


def test_who_waits_for_permission_and_may_not_is_told_at_once(server: Address) -> None:
    headers = [MULTIPART, "Expect: 100-continue"]
    answer = exchange(server, request("POST", "/v1/meals", headers=headers, length=100_000_000))
    assert_problem(answer, 413, "photo_too_large")


def read_all(client: socket.socket) -> int:
    heard = 0
    with suppress(ConnectionResetError):
        while chunk := client.recv(1_000_000):
            heard += len(chunk)
    return heard


def test_a_client_that_does_not_read_is_left(hasty: Address) -> None:
    with socket.socket() as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        client.connect(hasty)
        client.sendall((b"GET /swagger/swagger-ui-bundle.js HTTP/1.1\r\n" + HOST + b"\r\n") * 10)
        time.sleep(2.5)
        client.settimeout(10)
        heard = read_all(client)
    whole = len(exchange(hasty, request("GET", "/swagger/swagger-ui-bundle.js")).body)
    assert heard < 9 * whole


def test_uploads_beyond_the_room_are_told_when_to_come_back(hasty: Address, photo: bytes) -> None:
    held = request("POST", "/v1/meals", headers=[MULTIPART], length=300_000)
    body = PART % (b"image", FILE, b"x" * 200_000) + b"--b--\r\n"
    with socket.create_connection(hasty, timeout=10) as first:
        first.sendall(held)
        time.sleep(0.1)
        refused = exchange(hasty, form("/v1/meals", body))
        first.sendall(b"x")
    assert_problem(refused, 503, "busy")
    assert int(refused.headers["retry-after"]) >= 1
    for _ in range(100):  # the one that left gives its room back
        answer = exchange(hasty, form("/v1/meals", body))
        if answer.status != 503:
            break
        time.sleep(0.05)
    assert_problem(answer, 415, "unsupported_media_type")


def test_connections_beyond_the_most_are_told_when_to_come_back(hasty: Address) -> None:
    held = [socket.create_connection(hasty, timeout=10) for _ in range(Impatient.most_connections)]
    refused = exchange(hasty)
    for each in held:
        each.close()
    assert_problem(refused, 503, "busy")
    assert refused.headers["retry-after"]


def test_the_server_answers_while_and_after_it_is_abused(hasty: Address) -> None:
    answers: list[Any] = []
    slow = [
        threading.Thread(
            target=lambda: answers.append(exchange(hasty, TRICKLES["json"][0], *[b" "] * 20, pause_s=0.05).status)
        )
        for _ in range(10)
    ]
    for each in slow:
        each.start()
    assert exchange(hasty, request("GET", "/healthz")).status == 200
    for each in slow:
        each.join()
    assert answers == [408] * 10
    assert exchange(hasty, request("GET", "/healthz")).status == 200
