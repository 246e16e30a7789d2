"""The vocabulary: phrases of `phrases.toml` by their words, with plurals, typos and German compounds."""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import groupby
from typing import Any, Final, NamedTuple

from rapidfuzz.distance import DamerauLevenshtein
from rapidfuzz.process import extractOne

from service.dietary.names import DATA

__all__ = ["Meaning", "Token", "Vocabulary", "fold", "load_vocabulary", "tokens_of"]

LONGEST_PHRASE: Final = 6
_WORD: Final = re.compile(r"[^\W_]+(?:['’][^\W_]+)*|[,()]+|[.;!?\n]+|[:&+]")
_STOPPERS: Final = frozenset(".;!?\n")


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a phrase means: its kind (diet, food, trigger, ...) and what of that kind; `place` finds its table entry."""

    kind: str
    value: str
    place: int = -1


class Token(NamedTuple):
    """One word or mark: folded for comparison, with its place in the text."""

    word: str
    start: int
    end: int

    @property
    def is_stop(self) -> bool:
        """Whether it ends a sentence."""
        return self.word[0] in _STOPPERS


def fold(text: str) -> str:
    """Lower case without accents, with straight apostrophes: what phrases are compared in. Keeps the length."""
    return text.lower() if text.isascii() else "".join(map(_folded, text))


@lru_cache(maxsize=4096)
def _folded(char: str) -> str:
    base = unicodedata.normalize("NFD", char)[0] if char != "’" else "'"
    return base.lower() if len(base.lower()) == 1 else base


class Vocabulary:
    """All phrases, each with its meanings; ambiguous words ("cholesterol", "sugar") are told apart by the parser."""

    def __init__(self, tables: Mapping[str, Any]) -> None:
        self.foods: list[Mapping[str, Any]] = list(tables["foods"])
        self.bundles: list[Mapping[str, Any]] = list(tables["bundles"])
        self.raised = frozenset(tables["quantities"].pop("raised"))
        self.quantities: Mapping[str, list[str]] = tables["quantities"]
        self.nutrients: Mapping[str, list[str]] = tables["nutrients"]
        other = tables["other"]
        self.after_soy = frozenset(other["after_soy"])
        self._endings = tuple(sorted(other["endings"], key=len, reverse=True))
        self._stop = {word for phrase in other["stop"] for word in phrase.split()}
        self._phrases = dict(self._read(tables))
        self._longest: dict[str, int] = {}
        for phrase in self._phrases:
            self._longest[phrase[0]] = max(len(phrase), self._longest.get(phrase[0], 1))
        known = {word for phrase in self._phrases for word in phrase} - self._stop
        words = known | {f"{word}s" for word in known if len(word) > 4 and not word.endswith("s")}
        self._known = words | self._stop
        # People get the first letter right: looking at words with the same one is right more often, and faster.
        self._by_initial = {initial: list(group) for initial, group in groupby(sorted(words), key=lambda word: word[0])}

    def meaning(self, words: tuple[str, ...]) -> Meaning | None:
        """Look up a phrase, singular or plural in its last word."""
        for form in (words, (*words[:-1], *_singular(words[-1]))):
            if form in self._phrases:
                return self._phrases[form]
        return None

    def longest(self, word: str) -> int:
        """Return how many words the longest phrase that starts with `word` has; 1 where none does."""
        return self._longest.get(word, 1)

    def is_stop(self, word: str) -> bool:
        """Whether a word carries no meaning of its own here."""
        return word in self._stop

    def corrected(self, word: str) -> str:
        """Return the nearest known word: one slip from five letters on, two from eight; in four a swap or a gap."""
        if len(word) < 4 or word in self._known or any(form in self._known for form in _singular(word)):
            return word
        slips = 2 if len(word) >= 8 else 1
        alike = self._by_initial.get(word[0], ())
        found = extractOne(word, alike, scorer=DamerauLevenshtein.distance, score_cutoff=slips)
        if found is None:
            return word
        return found[0] if len(found[0]) >= 5 or sorted(word) == sorted(found[0]) else word

    def split(self, token: Token) -> list[Token]:
        """Cut a German compound at a known ending: "erdnussallergie", "glutenfrei"."""
        if not token.word.endswith(self._endings):
            return [token]
        for ending in self._endings:
            stem = token.word.removesuffix(ending)
            if stem != token.word and self.meaning((stem,)) is not None:
                middle = token.start + len(stem)
                return [Token(stem, token.start, middle), Token(ending, middle, token.end)]
        return [token]

    def _read(self, tables: Mapping[str, Any]) -> Iterator[tuple[tuple[str, ...], Meaning]]:
        for kind in ("other", "severity", "traces", "triggers"):
            for value, phrases in tables[kind].items():
                if kind != "other" or value in ("boundary", "and", "or"):
                    yield from _phrases(phrases, Meaning(kind, value))
        for place, bundle in enumerate(self.bundles):
            yield from _phrases(bundle["words"], Meaning("bundle", bundle["words"][0], place))
        for place, food in enumerate(self.foods):
            for word in food.get("each", ()):
                yield from _phrases([word], Meaning("food", word, place))
            yield from _phrases(food.get("words", ()), Meaning("food", food.get("words", ("",))[0], place))
        for kind, table in (("condition", "conditions"), ("diet", "diets")):
            for value, phrases in tables[table].items():
                yield from _phrases(phrases, Meaning(kind, value))


def _phrases(phrases: Iterable[str], meaning: Meaning) -> Iterator[tuple[tuple[str, ...], Meaning]]:
    for phrase in phrases:
        yield tuple(phrase.split()), meaning


def _singular(word: str) -> tuple[str, ...]:
    """Guess the singular of a plural; the word itself when it does not look like one."""
    if word.endswith("ies") and len(word) > 4:
        return (f"{word[:-3]}y",)
    if word.endswith(("oes", "shes", "ches", "xes")):
        return (word[:-2],)
    return (word[:-1],) if word.endswith("s") and not word.endswith("ss") and len(word) > 3 else (word,)


def singular(word: str) -> str:
    """Return the singular of the last word, as profiles keep it: "mushrooms" -> "mushroom"."""
    head, _, last = word.rpartition(" ")
    return f"{head} {_singular(last)[0]}".strip()


def tokens_of(text: str, vocabulary: Vocabulary) -> list[Token]:
    """Cut a text into folded, corrected words and marks."""
    found: list[Token] = []
    read: dict[str, list[Token]] = {}  # a long text says the same words and marks over and over
    for match in _WORD.finditer(fold(text)):
        word, place = match.group(), match.start()
        if word not in read:
            parts = vocabulary.split(Token(word, 0, len(word)))
            read[word] = [Token(vocabulary.corrected(part.word), part.start, part.end) for part in parts]
        for known, start, end in read[word]:
            found.append(Token(known, place + start, place + end))
    return found


@cache
def load_vocabulary() -> Vocabulary:
    """Read the phrases once."""
    with (DATA / "phrases.toml").open("rb") as file:
        return Vocabulary(tomllib.load(file))
