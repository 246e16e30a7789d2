"""Drain: what a real server process does with photos under way when it is told to end, and with clients that leave."""

import io
import json
import signal
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import numpy as np
import pytest
from PIL import Image

from tests.service.server import Server, served

SENT = 6


@pytest.fixture(scope="module")
def big_photo() -> bytes:
    noise = np.random.default_rng(0).integers(0, 255, (300, 400, 3), dtype=np.uint8)
    target = io.BytesIO()
    Image.fromarray(noise).resize((8000, 6000)).save(target, "JPEG", quality=80)
    return target.getvalue()


def gauge(server: Server, name: str) -> float:
    text = httpx.get(f"{server.url}/metrics").text
    return sum(float(line.split()[-1]) for line in text.splitlines() if line.startswith((f"{name} ", f"{name}{{")))


def until(server: Server, name: str, least: float) -> None:
    end = time.monotonic() + 30
    while gauge(server, name) < least:
        assert time.monotonic() < end, f"{name} did not reach {least}"
        time.sleep(0.01)


def test_sigterm_finishes_photos_under_way_and_takes_no_new_ones(tmp_path: Path, big_photo: bytes) -> None:
    with served(tmp_path, lanes="1", log_format="json") as server, ThreadPoolExecutor(SENT) as clients:
        calls = [
            clients.submit(httpx.post, f"{server.url}/v1/meals", files={"image": big_photo}, timeout=60)
            for _ in range(SENT)
        ]
        until(server, "dishcern_queue", SENT - 1)  # one is worked on, the others wait
        server.process.send_signal(signal.SIGTERM)
        answers = [call.result() for call in calls]
        assert [answer.status_code for answer in answers] == [200] * SENT
        assert all(answer.json()["annotated_image"] for answer in answers)
        _, said = server.process.communicate(timeout=30)
        assert server.process.returncode in {0, -signal.SIGTERM}
        with pytest.raises(httpx.ConnectError):
            httpx.get(f"{server.url}/healthz")
    lines = [json.loads(line) for line in said.splitlines()]
    assert sum(line.get("route") == "/v1/meals" and line["status"] == 200 for line in lines) == SENT
    assert all(line["request_id"] for line in lines)


def test_a_client_that_hangs_up_frees_its_place(tmp_path: Path, big_photo: bytes) -> None:
    with served(tmp_path, lanes="1") as server:
        request = httpx.Request("POST", f"{server.url}/v1/meals", files={"image": big_photo})
        head = "".join(f"{name}: {value}\r\n" for name, value in request.headers.items())
        address = (request.url.host, request.url.port or 80)
        connections = [socket.create_connection(address) for _ in range(3)]
        for connection in connections:
            connection.sendall(f"POST /v1/meals HTTP/1.1\r\n{head}\r\n".encode() + request.read())
        until(server, "dishcern_queue", 2)
        for connection in connections:
            connection.close()
        until(server, "dishcern_refused_total", 3)
        assert gauge(server, "dishcern_queue") == 0
        assert httpx.post(f"{server.url}/v1/meals", files={"image": big_photo}, timeout=60).status_code == 200
