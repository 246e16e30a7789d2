"""A real PostgreSQL for tests, reached by a Unix socket only; skipped where the machine has none."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

__all__ = ["running_postgres"]


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
        options = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off"
        run("pg_ctl", "-D", str(data), "-w", "-l", str(folder / "log"), "-o", options, "start")
        try:
            yield f"postgresql://dishcern@/postgres?host={folder}"
        finally:
            run("pg_ctl", "-D", str(data), "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder)


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
