"""The lexicon: every word of the indexed names, which names carry it, and what a misspelt word may mean."""

from array import array
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log
from typing import Final

import numpy as np
import numpy.typing as npt
from rapidfuzz import fuzz, process

__all__ = ["Floats", "Lexicon", "Match"]

Floats = npt.NDArray[np.float32]

_EXACT, _PREFIX, _TYPO = 1.0, 0.8, 0.7
_MOST_PREFIXED: Final = 60
_CLOSEST: Final = 4
_SHORTEST_PREFIX, _SHORTEST_TYPO, _SHORTEST_PART = 3, 4, 3


@dataclass(frozen=True, slots=True)
class Match:
    """What one query word may mean: lexicon words with the quality of each, and its weight in the query."""

    weight: float
    expansions: list[tuple[str, float]]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Words in order with their postings: names that carry the word and what it is worth there."""

    words: tuple[str, ...]
    postings: Mapping[str, tuple[npt.NDArray[np.int32], Floats]]
    names: int

    @classmethod
    def build(cls, names: Sequence[Mapping[str, float]]) -> "Lexicon":
        """Index names given as word -> worth."""
        numbers: dict[str, array[int]] = {}
        worths: dict[str, array[float]] = {}
        for number, words in enumerate(names):
            for word, worth in words.items():
                if word not in numbers:
                    numbers[word], worths[word] = array("i"), array("f")
                numbers[word].append(number)
                worths[word].append(worth)
        postings = {
            word: (np.frombuffer(numbers[word], dtype=np.int32), np.frombuffer(worths[word], dtype=np.float32))
            for word in numbers
        }
        return cls(tuple(sorted(postings)), postings, len(names))

    def __contains__(self, word: object) -> bool:
        return word in self.postings

    def split(self, word: str) -> list[str]:
        """Two known words written as one, as in "friedrice"; anything else stays as it is."""
        if word in self.postings or len(word) < 2 * _SHORTEST_PART or self._starting_with(word):
            return [word]
        for end in range(len(word) - _SHORTEST_PART, _SHORTEST_PART - 1, -1):
            if word[:end] in self.postings and word[end:] in self.postings:
                return [word[:end], word[end:]]
        return [word]

    def match(self, word: str, *, last: bool, typos: bool) -> Match:
        """Find the word itself, words it begins (it may still be typed), and failing both the closest spellings."""
        found: dict[str, float] = {}
        if word in self.postings:
            found[word] = _EXACT
        if len(word) >= _SHORTEST_PREFIX and (last or not found):
            for longer in self._starting_with(word):
                found.setdefault(longer, _PREFIX * (0.5 + 0.5 * len(word) / len(longer)))
        if not found and typos and len(word) >= _SHORTEST_TYPO:
            cutoff = 75 if len(word) <= 5 else 72
            close = process.extract(word, self.words, scorer=fuzz.ratio, score_cutoff=cutoff, limit=_CLOSEST)
            found = {spelling: _TYPO * (score / 100) ** 2 for spelling, score, _ in close}
        return Match(self._weight(word, found), list(found.items()))

    def spread(self, expansions: list[tuple[str, float]], names: int) -> Floats:
        """Best worth of any expansion in each name."""
        best = np.zeros(names, dtype=np.float32)
        for word, quality in expansions:
            numbers, worth = self.postings[word]
            best[numbers] = np.maximum(best[numbers], worth * np.float32(quality))
        return best

    def _weight(self, word: str, found: Mapping[str, float]) -> float:
        """Rarity of the word, of its likeliest meaning if it is misspelt."""
        known = word if word in self.postings else max(found, key=found.__getitem__, default=None)
        carriers = len(self.postings[known][0]) if known is not None else 1
        return log(1 + self.names / carriers)

    def _starting_with(self, word: str) -> Sequence[str]:
        start = bisect_left(self.words, word)
        end = start
        while end < len(self.words) and end - start < _MOST_PREFIXED and self.words[end].startswith(word):
            end += 1
        return self.words[start:end]
