"""Faults: what nobody foresaw, told by file, line and type; its words may quote what people eat or suffer from."""

import asyncio
import logging
import sys
import threading
import warnings
from collections.abc import Iterator
from traceback import extract_tb
from typing import Any, Final, TextIO

import structlog

__all__ = ["catch_stray", "in_loop", "whereabouts"]

MOST_ERRORS: Final = 20  # an error that caused another, and so on; groups hold any number

log = structlog.get_logger(__name__)


def whereabouts(error: BaseException) -> str:
    """Type, files, lines and functions of an error and of those that led to it, the last one first."""
    lines = []
    for each in _led_to(error):
        lines.append(f"{type(each).__module__}.{type(each).__qualname__}")
        frames = extract_tb(each.__traceback__)
        lines += [f'  File "{frame.filename}", line {frame.lineno}, in {frame.name}' for frame in frames]
    return "\n".join(lines)


def catch_stray() -> None:
    """Bring what libraries would print by themselves into our log, without its values. For a process that serves."""
    logging.basicConfig(handlers=[_Libraries(logging.WARNING)], force=True)
    warnings.showwarning = _warned
    threading.excepthook = _in_thread
    sys.unraisablehook = _unraisable


def in_loop(_: asyncio.AbstractEventLoop, told: dict[str, Any]) -> None:
    """Log an error that reached the event loop: asyncio's own line shows the error's words and the task's values."""
    error = told.get("exception")
    _tell("error on the event loop", error if isinstance(error, BaseException) else None)


def _led_to(error: BaseException) -> Iterator[BaseException]:
    waiting, seen = [error], set[int]()
    while waiting and len(seen) < MOST_ERRORS:
        each = waiting.pop(0)
        if id(each) in seen:
            continue
        seen.add(id(each))
        yield each
        before = each.__cause__ or (None if each.__suppress_context__ else each.__context__)
        waiting += [*(each.exceptions if isinstance(each, BaseExceptionGroup) else ()), *([before] if before else ())]


def _tell(event: str, error: BaseException | None, **more: str) -> None:
    log.error(event, **more, **({} if error is None else {"exception": whereabouts(error)}))


class _Libraries(logging.Handler):
    """Log records of libraries: their sentence before values are put into it, and where their error happened."""

    def emit(self, record: logging.LogRecord) -> None:
        """Hand one record on."""
        said = record.msg if isinstance(record.msg, str) else type(record.msg).__name__
        error = record.exc_info[1] if record.exc_info else None
        _tell(said.strip(), error, logger=record.name)


def _warned(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,
    line: str | None = None,
) -> None:
    log.warning("library warning", kind=category.__name__, at=f"{filename}:{lineno}")


def _in_thread(told: threading.ExceptHookArgs) -> None:
    _tell("error in a thread", told.exc_value)


def _unraisable(told: "sys.UnraisableHookArgs") -> None:
    _tell("error while cleaning up", told.exc_value)
