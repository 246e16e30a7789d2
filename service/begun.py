"""Begun: a stream whose first piece was read before its answer starts, while an error can still be told."""

from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import TypeVar

__all__ = ["begun"]

T = TypeVar("T")


def begun(pieces: Iterable[T]) -> Iterator[T]:
    """Read the first piece now and the rest when asked; raises now what the first piece raises."""
    rest = iter(pieces)
    return chain(list(islice(rest, 1)), rest)
