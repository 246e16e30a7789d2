"""The attack: hostile requests over HTTP against a server in a process of its own, and what became of them."""

import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

import httpx

from tests.robustness.forms import ROUTES, Hostile, envelopes, hostile_forms, photo_form
from tests.robustness.hostile import bombs, hostile_files
from tests.robustness.structure import cuts
from tests.service.photo_files import encoded, meal

__all__ = ["Outcome", "attack", "memory_mb", "requests_of"]

CLIENTS = 4
HANG_S = 120.0  # a client gives up; the server's own deadline is a fraction of it


@dataclass
class Outcome:
    """What the server answered."""

    statuses: Counter[int] = field(default_factory=Counter)
    slowest_s: float = 0.0
    slowest: str = ""
    failures: list[str] = field(default_factory=list)

    def note(self, hostile: Hostile, status: int, seconds: float, problem: str = "") -> None:
        """Count one answer; a 503 that says when to come back is deliberate, everything else from 500 is not."""
        self.statuses[status] += 1
        if problem:
            self.failures.append(f"{hostile.name}: {status} {problem}")
        if seconds > self.slowest_s:
            self.slowest_s, self.slowest = seconds, hostile.name


def requests_of(files: int, *, everything: bool = True) -> Iterator[Hostile]:
    """`files` mutated photos and a fifth as many damaged forms; if `everything`, also every cut, bomb and envelope."""
    small = encoded(meal(96, 64), "JPEG")
    photos = chain(hostile_files(files), *((cuts(), bombs()) if everything else ()))
    for number, (name, data) in enumerate(photos):
        yield photo_form(name, data, ROUTES[number % 3])  # the page's own route shares the reader of the first
    yield from hostile_forms(files // 5, small)
    if everything:
        yield from envelopes(small)


def attack(url: str, requests: Iterable[Hostile]) -> Outcome:
    """Send all requests from a few clients at once and look at each answer."""
    outcome, waiting, lock = Outcome(), iter(requests), threading.Lock()

    def send_all() -> None:
        with httpx.Client(base_url=url, timeout=HANG_S) as client:
            while True:
                with lock:
                    hostile = next(waiting, None)
                if hostile is None:
                    return
                found = sent(client, hostile)
                with lock:
                    outcome.note(hostile, *found)

    clients = [threading.Thread(target=send_all) for _ in range(CLIENTS)]
    for each in clients:
        each.start()
    for each in clients:
        each.join()
    return outcome


def sent(client: httpx.Client, hostile: Hostile) -> tuple[int, float, str]:
    """Status, seconds and what is wrong with the answer, "" for nothing."""
    started = time.monotonic()
    while True:
        try:
            answer = client.post(hostile.path, content=hostile.body, headers={"Content-Type": hostile.content_type})
        except httpx.HTTPError as error:
            return 0, time.monotonic() - started, repr(error)
        if answer.status_code != 503 or time.monotonic() - started > HANG_S:
            return answer.status_code, time.monotonic() - started, fault(answer)
        time.sleep(int(answer.headers["retry-after"]) / 4)


def fault(answer: httpx.Response) -> str:
    """What is wrong with an answer."""
    kind = answer.headers.get("content-type", "")
    if answer.status_code >= 500:
        return answer.text[:200]
    if answer.status_code >= 400 and kind != "application/problem+json" and not kind.startswith("text/html"):
        return f"an error as {kind}"
    return "" if "content-security-policy" in answer.headers else "no security headers"


def memory_mb(process_id: int, peak: bool = False) -> float:
    """Resident memory of a process, now or at its peak."""
    name = "VmHWM:" if peak else "VmRSS:"
    lines = Path(f"/proc/{process_id}/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name)) / 1024
