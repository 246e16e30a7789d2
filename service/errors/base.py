"""The base of the tree, and the problems an error names."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

__all__ = [
    "DishcernError",
    "Problem",
]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong: where (JSON pointer into the body, or `#/query/limit`), what, and what to do about it."""

    pointer: str
    detail: str
    remedy: str


class DishcernError(Exception):
    """Base of the tree. `detail` is for the caller and says what happened, the value, and what to do next."""

    code: ClassVar[str] = "internal_error"
    status: ClassVar[int] = 500
    title: ClassVar[str] = "Something went wrong on our side"
    pointer: ClassVar[str] = ""
    remedy: ClassVar[str] = "Try again; if it happens again, report the request id."

    def __init__(self, detail: str = "", *, pointer: str | None = None, problems: Sequence[Problem] = ()) -> None:
        self.detail = detail or f"{self.title}. {self.remedy}"
        where = Problem(self.pointer if pointer is None else pointer, detail or self.title, self.remedy)
        self.problems = tuple(problems) or (where,)
        self.headers: dict[str, str] = {}  # what the answer needs beside the body
        super().__init__(self.detail)
