"""Search by name: forgiving of typos, plain everyday foods first."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt

from nutrition_db.everyday import Everyday
from nutrition_db.food import Food
from nutrition_db.lexicon import Floats, Lexicon, Match
from nutrition_db.words import FILLERS, SILENT, telling, tokens

__all__ = ["SearchIndex", "SearchPage"]

MAX_QUERY_CHARACTERS: Final = 200
MAX_QUERY_WORDS: Final = 10
MAX_TYPOS: Final = 4  # each unknown word is compared with the whole vocabulary, about 1 ms
MAX_LIMIT: Final = 200

_HEAD, _REST, _REMARK = 1.0, 0.9, 0.45  # worth of a match before the first comma, after it, in a USDA description
_JOINED: Final = 0.95
_SHARE: Final = 1.8  # saying all of the query comes before being short or everyday
_PRECISION: Final = 0.35  # for a name that says nothing but the query
_HEAD_PRECISION: Final = 0.15  # same, for the part before the first comma
_CURATED: Final = 0.18  # an alias of ours is an everyday name by definition
_OWN: Final = 0.0  # a dish of ours too, but said in full: half its name must not hide a plainer food
_NAMED_EXACTLY: Final = 10.0  # and the answer, whatever else matches, when it is the whole query
_UNTOLD: Final = FILLERS | SILENT
_ENOUGH: Final = 0.3  # share of the query a food has to match, and of what the best food matches
_CLOSE_TO_BEST: Final = 0.6


@dataclass(frozen=True, slots=True)
class SearchPage:
    """The best foods for a query and how many match it in all."""

    items: tuple[Food, ...]
    total: int


@dataclass(frozen=True, slots=True)
class SearchIndex:
    """Names and aliases of foods; a food is known by its row, and may have several names.

    `rows[i]` is the food that name i belongs to, `length` and `head_length` count the telling words of each name.
    """

    lexicon: Lexicon
    rows: npt.NDArray[np.int32]
    length: Floats
    head_length: Floats
    everyday: Everyday
    named: Mapping[str, int]

    @classmethod
    def build(
        cls, rows: Sequence[tuple[str, ...]], aliases: Mapping[str, str], translations: Mapping[str, str]
    ) -> "SearchIndex":
        """Index table rows (id, name, aliases, category ...) and curated aliases (everyday name -> food id).

        `translations` (the same, in other languages) count only as the whole query: their words mean nothing here.
        """
        row_of = {row[0]: number for number, row in enumerate(rows)}
        curated = [(alias, row_of[food_id]) for alias, food_id in aliases.items() if food_id in row_of]
        own = _own_names(rows)
        bonuses = [_CURATED] * len(curated) + [_OWN] * len(own)
        curated += own
        names: list[list[str]] = []
        worth: list[dict[str, float]] = []
        lengths: list[tuple[int, int]] = []
        for name, remarks in [*((row[1], row[2]) for row in rows), *((alias, "") for alias, _ in curated)]:
            head, _, rest = name.partition(",")
            first, other = tokens(head), tokens(rest)
            names.append(first + other)
            worth.append(_worth(tokens(remarks), _REMARK) | _worth(other, _REST) | _worth(first, _HEAD))
            lengths.append((_telling(first + other), _telling(first)))
        length, head_length = np.array(lengths, dtype=np.float32).T
        return cls(
            lexicon=Lexicon.build(worth),
            rows=np.array([*range(len(rows)), *(row for _, row in curated)], dtype=np.int32),
            length=length,
            head_length=head_length,
            everyday=Everyday.build(rows, names[: len(rows)], bonuses),
            named={_phrase(name): row_of[food_id] for name, food_id in translations.items()}
            | {_phrase(alias): row for alias, row in reversed(curated)},
        )

    def find(self, query: str, limit: int) -> tuple[list[int], int]:
        """Rows of the best `limit` foods and the number of foods that match."""
        words = self._words(query)
        limit = min(limit, MAX_LIMIT)
        if not words or limit <= 0:
            return [], 0
        score = self._score(words)
        matching = np.flatnonzero(score > 0)
        # Ties go to the earlier name: a query always gives the same page.
        order = matching[np.argsort(-score[matching], kind="stable")]
        ranked = list(dict.fromkeys(self.rows[order].tolist()))
        exact = self.named.get(_phrase(query[:MAX_QUERY_CHARACTERS]))
        if exact is not None:
            ranked = [exact, *(row for row in ranked if row != exact)]
        return ranked[:limit], len(ranked)

    def _words(self, query: str) -> list[str]:
        found = list(dict.fromkeys(tokens(query[:MAX_QUERY_CHARACTERS])))
        return [part for word in telling(found) for part in self.lexicon.split(word)][:MAX_QUERY_WORDS]

    def _score(self, words: list[str]) -> Floats:
        """Score every name: share of the query it matches, how much of it that covers, how everyday the food is."""
        names = len(self.length)
        matched, covered, head_covered = (np.zeros(names, dtype=np.float32) for _ in range(3))
        total = np.float32(0)
        for match in self._matches(words):
            best = self.lexicon.spread(match.expansions, names)
            matched += best * np.float32(match.weight)
            total += np.float32(match.weight)
            covered += np.where(best > _REMARK, np.minimum(best / _REST, 1), 0)
            head_covered += best > _REST
        share = matched / total
        precision = np.minimum(covered / self.length, 1)
        head_precision = np.minimum(head_covered / self.head_length, 1)
        score = share * (_SHARE + _PRECISION * precision + _HEAD_PRECISION * head_precision)
        score += self.everyday.bonus(words)
        near = (share >= _ENOUGH) & (share >= _CLOSE_TO_BEST * share.max())
        # Whatever matches stays in the page, however odd the food: never below the ones that do not.
        result: Floats = np.where(near, np.maximum(score, 1e-3), 0).astype(np.float32)
        return result

    def _matches(self, words: list[str]) -> list[Match]:
        joined = {}
        for left, right in pairwise(words):
            joined[left] = joined[right] = left + right
        typos = MAX_TYPOS
        matches = []
        for word in words:
            known = word in self.lexicon
            match = self.lexicon.match(word, last=word == words[-1], typos=typos > 0)
            typos -= not known
            compound = joined.get(word, "")
            if compound in self.lexicon:
                match = Match(match.weight, [*match.expansions, (compound, _JOINED)])
            matches.append(match)
        return matches


def _phrase(text: str) -> str:
    """What two spellings of one name have in common."""
    return " ".join(telling(tokens(text)))


def _own_names(rows: Sequence[tuple[str, ...]]) -> list[tuple[str, int]]:
    """Names and aliases of our own recipes: curated like those of aliases.csv."""
    own = [(number, row) for number, row in enumerate(rows) if row[0].startswith("own:")]
    return [(alias, number) for number, row in own for alias in (row[1], *json.loads(row[2] or "[]"))]


def _worth(words: list[str], worth: float) -> dict[str, float]:
    return dict.fromkeys(words, worth)


def _telling(words: list[str]) -> int:
    return max(1, len(set(words) - _UNTOLD))
