"""No outbound connection: a whole server, from its start to its end, with every way off the machine refused and noted.

Python's own calls are seen by an audit hook inside the process, those of native code by strace from outside.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from benchmarks.weights import untrained
from service.access.scopes import Scope
from service.settings import Settings
from service.store import open_tokens
from tests.robustness.visit import visit
from tests.robustness.watched import NOBODY, NOWHERE, stays
from tests.service.server import Server, served

TRACED = ("strace", "-D", "-f", "-qq", "-s", "0", "-e", "trace=connect,sendto,sendmsg,sendmmsg", "-e", "signal=none")
ADDRESS = re.compile(r'inet_addr\("([^"]+)"\)|inet_pton\(AF_INET6, "([^"]+)"')


def watched(record: Path) -> tuple[str, ...]:
    return (sys.executable, "-m", "tests.robustness.watched", str(record))


def ended(server: Server) -> None:
    server.process.send_signal(signal.SIGTERM)
    assert server.process.wait(60) in {0, -signal.SIGTERM}


def attempts(record: Path) -> list[str]:
    return record.read_text(encoding="utf-8").splitlines()


def wait_for_attempts(server: Server, record: Path) -> list[str]:
    """What the watch notes once the process tries every way itself."""
    server.process.send_signal(signal.SIGUSR1)
    for _ in range(50):
        httpx.get(f"{server.url}/healthz", timeout=30)  # answered by the thread that also runs signal handlers
        if any("subprocess" in line for line in attempts(record)):
            break
    return attempts(record)


def test_a_server_that_asks_for_tokens_connects_nowhere_from_start_to_end(tmp_path: Path) -> None:
    record = tmp_path / "record"
    with served(tmp_path / "data", errors=subprocess.DEVNULL, program=watched(record), auth="token") as server:
        headers = {"Authorization": f"Bearer {created_token(tmp_path / 'data')}"}
        with httpx.Client(base_url=server.url, headers=headers, timeout=60) as client:
            assert visit(client, "word") >= 35
            assert client.post("/v1/meals", files={"image": b"no photo"}).status_code == 415
        ended(server)
    assert attempts(record) == []


def created_token(data_dir: Path) -> str:
    return open_tokens(Settings(data_dir=data_dir)).create("kim", "", tuple(Scope), None)


def test_the_watch_sees_names_tcp_udp_and_children(tmp_path: Path) -> None:
    record = tmp_path / "record"
    with served(tmp_path / "data", errors=subprocess.DEVNULL, program=watched(record)) as server:
        noted = wait_for_attempts(server, record)
        ended(server)
    assert len(noted) == 4
    for event, place in (
        ("getaddrinfo", NOBODY), ("connect", NOWHERE), ("sendto", NOWHERE), ("subprocess.Popen", "true")
    ):  # fmt: skip
        assert any(event in line and place in line for line in noted)


@pytest.mark.parametrize(
    ("place", "own"),
    [
        ("127.0.0.1", True), (b"localhost", True), ("::1", True), (("127.0.0.1", 80), True), (("::1", 80, 0, 0), True),
        ("192.0.2.1", False), (("8.8.8.8", 53), False), ("localhost.example", False), (None, False), ("", False),
        ("/run/a.sock", False), (("0.0.0.0", 80), False),  # noqa: S104
    ],
)  # fmt: skip
def test_only_this_machine_counts_as_staying(place: object, own: bool) -> None:
    assert stays(place) is own


def traced_by(record: Path) -> tuple[str, ...]:
    if shutil.which("strace") is None or subprocess.run([*TRACED, "-o", record, "true"], check=False).returncode:
        pytest.skip("strace is not here, or may not trace: native code cannot be watched")
    return (*TRACED, "-o", str(record))


def addresses(record: Path) -> list[str]:
    return [first or second for first, second in ADDRESS.findall(record.read_text(encoding="utf-8"))]


def test_native_code_connects_nowhere_either(tmp_path: Path) -> None:
    calls, record = tmp_path / "calls", tmp_path / "record"
    program = (*traced_by(calls), *watched(record))
    with served(tmp_path / "data", errors=subprocess.DEVNULL, program=program) as server:
        with httpx.Client(base_url=server.url, timeout=120) as client:
            visit(client, "word")
        ended(server)
    assert [address for address in addresses(calls) if not stays(address)] == []
    assert attempts(record) == []


def test_the_trace_would_show_where_native_code_went(tmp_path: Path) -> None:
    record = tmp_path / "calls"
    dialled = f"import socket; s = socket.socket(); s.settimeout(0.1); s.connect_ex(('{NOWHERE}', 9))"
    subprocess.run([*traced_by(record), sys.executable, "-c", dialled], check=True)
    assert NOWHERE in addresses(record)


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkpoint of our own making, so that no photo, no data folder and no download is needed."""
    pytest.importorskip("ultralytics", reason="this runtime needs the [ultralytics] extra")
    return untrained(tmp_path_factory.mktemp("weights") / "untrained.pt")


def test_a_server_on_the_ultralytics_runtime_connects_nowhere(tmp_path: Path, checkpoint: Path) -> None:
    record = tmp_path / "record"
    with served(
        tmp_path / "data", errors=subprocess.DEVNULL, program=watched(record), detector_weights=str(checkpoint)
    ) as server:
        with httpx.Client(base_url=server.url, timeout=120) as client:
            assert "untrained" in str(client.get("/v1/info").json())
            visit(client, "word")
        ended(server)
    assert attempts(record) == []


def test_ultralytics_tells_installs_and_downloads_nothing_when_tempted(tmp_path: Path, checkpoint: Path) -> None:
    record = tmp_path / "record"
    program = [sys.executable, "-m", "tests.robustness.tempted", str(record), str(checkpoint)]
    done = subprocess.run(program, check=True, capture_output=True, text=True)
    assert done.stdout.splitlines()[-8:] == [
        "online False", "autoinstall False", "sync False", "events False", "installed False",
        "weights refused", "unlisted refused", "file refused",
    ]  # fmt: skip
    assert attempts(record) == []


def test_runtimes_are_told_to_send_nothing_before_they_are_imported() -> None:
    asked = "import os, models; print(*(os.environ.get(name) for name in {0!r}.split()))"
    names = "ORT_DISABLE_TELEMETRY RAY_USAGE_STATS_ENABLED YOLO_OFFLINE YOLO_AUTOINSTALL"
    clean = {name: value for name, value in os.environ.items() if name not in names.split()}
    done = subprocess.run(
        [sys.executable, "-c", asked.format(names)], check=True, capture_output=True, text=True, env=clean
    )
    assert done.stdout.split() == ["1", "0", "true", "false"]
