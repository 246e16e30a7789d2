"""A real PostgreSQL for tests, reached by a Unix socket only; skipped where the machine has none."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

__all__ = ["crash_and_start", "running_postgres"]


@contextmanager
def running_postgres() -> Iterator[str]:
    """Start a server in a folder of its own and give its URL; it is stopped and its folder removed afterwards."""
    if shutil.which("initdb") is None or shutil.which("pg_ctl") is None:
        pytest.skip("PostgreSQL's initdb and pg_ctl are not on the path")
    pytest.importorskip("psycopg", reason="needs the [postgres] extra")
    # Not pytest's folder: the server's user must get in, and a socket's path may have 107 characters at most.
    folder = Path(tempfile.mkdtemp(prefix="dishcern-pg-"))
    data = folder / "data"
    try:
        run = runner(folder)
        run("initdb", "-D", str(data), "-U", "dishcern", "--auth=trust", "--no-sync", "-E", "UTF8")
        start(run, folder)
        try:
            yield f"postgresql://dishcern@/postgres?host={folder}"
        finally:
            run("pg_ctl", "-D", str(data), "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder)


def start(run: Any, folder: Path) -> None:
    """Start the server of a folder. Without fsync: what the kernel has outlives a killed process."""
    options = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off"
    run("pg_ctl", "-D", str(folder / "data"), "-w", "-l", str(folder / "log"), "-o", options, "start")


def crash_and_start(url: str) -> None:
    """kill -9 the server of a URL that running_postgres gave, then start it on what it left behind."""
    folder = Path(url.partition("host=")[2])
    pid = int((folder / "data" / "postmaster.pid").read_text(encoding="ascii").splitlines()[0])
    os.kill(pid, signal.SIGKILL)
    for _ in range(20):  # its children leave the shared memory when they notice
        try:
            return start(runner(folder), folder)
        except subprocess.CalledProcessError:
            time.sleep(0.5)
    raise AssertionError((folder / "log").read_text(encoding="utf-8"))


def runner(folder: Path) -> Any:
    """Run a command as a user PostgreSQL accepts: it refuses root."""
    user: dict[str, Any] = {}
    if os.geteuid() == 0:
        try:
            account = pwd.getpwnam("postgres")
        except KeyError:
            pytest.skip("PostgreSQL does not run as root and there is no user postgres")
        os.chown(folder, account.pw_uid, account.pw_gid)
        user = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}

    def run(*command: str) -> None:
        subprocess.run(command, check=True, cwd=folder, stdout=subprocess.DEVNULL, timeout=60, **user)

    return run
