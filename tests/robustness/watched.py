"""watched: runs `dishcern` with every way off this machine recorded and refused.

python -m tests.robustness.watched RECORD serve

A line of RECORD is one attempt. On SIGUSR1 the process tries each way itself, so that a test can tell a server that
stays at home from a watch that sleeps. Children are ways off as well: nobody watches them.
"""

import os
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from ipaddress import ip_address
from typing import Any, Final

NOWHERE: Final = "192.0.2.1"  # RFC 5737: an address for documents, which nobody has
NOBODY: Final = "nobody.invalid"  # RFC 2606: a name that never resolves

CHILDREN: Final = {"subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.fork", "os.forkpty"}
LOOKUPS: Final = {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"}
SENDS: Final = {"socket.connect", "socket.sendto", "socket.sendmsg", "socket.bind"}


class Refused(OSError):
    """The way is closed."""


def watch(record: int) -> None:
    """Refuse and write to the open file what leaves the machine, for the rest of the process's life."""

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if event in CHILDREN:
            tried = repr(arguments[:2])
        elif event in LOOKUPS and not stays(arguments[0]):
            tried = repr(arguments[0])
        elif event in SENDS and arguments[1] is not None and not stays(arguments[1]):
            tried = repr(arguments[1])
        else:
            return
        os.write(record, f"{event} {tried}\n".encode())
        raise Refused(f"{event} {tried} leaves the machine")

    sys.addaudithook(hook)


def stays(place: Any) -> bool:
    """Whether a host, or the address of a socket, is this machine's own."""
    host = place[0] if isinstance(place, tuple) and place else place
    name = host.decode() if isinstance(host, bytes) else host
    with suppress(ValueError):
        return isinstance(name, str) and (name == "localhost" or ip_address(name).is_loopback)
    return False


def try_all_ways(*_: object) -> None:
    """Try to leave by a name, by TCP, by UDP and by a child."""
    with suppress(Refused):
        socket.getaddrinfo(NOBODY, 80)
    with suppress(Refused), socket.socket() as stream:
        stream.connect((NOWHERE, 9))
    with suppress(Refused), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as datagrams:
        datagrams.sendto(b"", (NOWHERE, 9))
    with suppress(Refused):
        subprocess.run(["true"], check=True)


if __name__ == "__main__":
    watch(os.open(sys.argv[1], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600))
    signal.signal(signal.SIGUSR1, try_all_ways)
    from service.cli import main  # after the watch: what is imported is watched too

    main(sys.argv[2:])
