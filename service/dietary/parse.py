"""From a sentence to a draft profile: deterministic, with the words that were understood and those that were not.

A sentence is read as a row of events (a diet, a food, "allergic to", "no", "not", "but" ...). Foods take the meaning of
the trigger before them, or of an "allergy", "intolerant" or "free" right after them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from service.dietary.draft import Draft
from service.dietary.profile import Profile, Severity
from service.dietary.quantities import Quantity, quantities_of
from service.dietary.vocabulary import LONGEST_PHRASE, Meaning, Token, Vocabulary, fold, load_vocabulary, tokens_of
from service.language import ENGLISH, Language

__all__ = ["MAX_SENTENCE_CHARS", "ParsedProfile", "parse_profile"]

MAX_SENTENCE_CHARS = 2000
"""What lies beyond is returned as not understood: a profile is a sentence or two."""

_CONTEXTS = ("allergy", "intolerance", "avoid", "no", "dislike", "eat")
_LOOK_AHEAD = 40
"""Events after a food among which the "allergy" or "intolerant" it belongs to is looked for: a list of 20 foods."""
_TRAILING = ("allergy", "intolerance", "free", "welcome")
_BOUNDARY = Meaning("other", "boundary")
_COMMA = Meaning("other", "comma")


@dataclass(frozen=True, slots=True)
class ParsedProfile:
    """A draft profile (its id is empty), what was understood as (words, meaning), and the words that were not."""

    profile: Profile
    understood: tuple[tuple[str, str], ...]
    not_understood: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Event:
    """A phrase with its meaning; a word nobody knows has the kind "word"."""

    meaning: Meaning
    start: int
    end: int
    word: str = ""
    quantity: Quantity | None = None

    @property
    def kind(self) -> str:
        return self.meaning.kind

    @property
    def value(self) -> str:
        return self.meaning.value


def parse_profile(text: str, language: Language = ENGLISH) -> ParsedProfile:
    """Read "pescatarian with high cholesterol, allergic to peanuts" as a draft profile; never raises.

    Sentences of every language are read whatever `language` is: it is the one the answer is told in.
    """
    text, beyond = text[:MAX_SENTENCE_CHARS], text[MAX_SENTENCE_CHARS:]
    vocabulary = load_vocabulary()
    reader = _Reader(text, vocabulary, language)
    for place, event in enumerate(events := _events(text, vocabulary)):
        reader.read(event, events[place + 1 : place + 1 + _LOOK_AHEAD])
    reader.leave_open()
    parsed = reader.result()
    return replace(parsed, not_understood=(*parsed.not_understood, beyond)) if beyond else parsed


def _events(text: str, vocabulary: Vocabulary) -> list[_Event]:
    quantities = quantities_of(fold(text))
    tokens = tokens_of(text, vocabulary)
    taken = {position for quantity in quantities for position in range(quantity.start, quantity.end)}
    events = [_Event(Meaning("quantity", ""), q.start, q.end, quantity=q) for q in quantities]
    place = 0
    while place < len(tokens):
        token = tokens[place]
        if token.start in taken or token.word.isdigit():
            place += 1
            continue
        length, event = _longest(tokens[place : place + LONGEST_PHRASE], vocabulary)
        place += length
        if event is not None:
            events.append(event)
    return sorted(events, key=lambda event: event.start)


def _longest(tokens: Sequence[Token], vocabulary: Vocabulary) -> tuple[int, _Event | None]:
    """Read the longest phrase the tokens start with, or one word; marks end clauses or mean nothing."""
    first = tokens[0]
    if first.is_stop or first.word[0] in ",()":
        return 1, _Event(_BOUNDARY if first.is_stop else _COMMA, first.start, first.end)
    if first.word == "soy" and len(tokens) > 1 and tokens[1].word in vocabulary.after_soy:
        return 1, None
    for length in range(min(vocabulary.longest(first.word), len(tokens)), 0, -1):
        words = tuple(token.word for token in tokens[:length])
        meaning = vocabulary.meaning(words)
        if meaning is not None:
            return length, _Event(meaning, first.start, tokens[length - 1].end, " ".join(words))
    if vocabulary.is_stop(first.word) or not first.word[0].isalnum():
        return 1, None
    return 1, _Event(Meaning("word", first.word), first.start, first.end, first.word)


class _Reader:
    """Walks over the events once and fills a draft."""

    def __init__(self, text: str, vocabulary: Vocabulary, language: Language) -> None:
        self._text = text
        self._language = language
        self._vocabulary = vocabulary
        self._draft = Draft(vocabulary, language)
        self._context = ""
        self._negated = False
        self._listed = False
        self._severity: Severity | None = None
        self._open: list[_Event] = []
        self._understood: list[tuple[str, str]] = []
        self._missed: list[str] = []

    def read(self, event: _Event, following: Sequence[_Event]) -> None:
        """Take in one event."""
        if event.kind == "other":
            self._separate(event.value)
        elif event.kind == "triggers":
            self._trigger(event, following)
        elif event.kind == "food":
            self._food(event, following)
        elif event.kind in ("diet", "condition", "bundle"):
            self._named(event)
        elif event.kind == "severity":
            self._grade(event, following)
        elif event.kind == "traces":
            self._draft.set_traces(event.value == "matter")
            self._note(event, self._language.say(f"traces_{event.value}"))
        elif event.quantity is not None:
            self._quantity(event, event.quantity)
        else:
            self._word(event)

    def leave_open(self) -> None:
        """Give up on foods that no trigger ever explained."""
        for event in self._open:
            self._missed.append(self._text[event.start : event.end])
        self._open.clear()

    def result(self) -> ParsedProfile:
        """Return what has been read."""
        return ParsedProfile(self._draft.profile(), tuple(self._understood), tuple(dict.fromkeys(self._missed)))

    def _separate(self, mark: str) -> None:
        if mark == "boundary":
            self.leave_open()
            self._context = ""
        if mark in ("boundary", "comma", "and"):
            self._negated = False
            self._listed = True
        if mark in ("boundary", "comma"):
            self._severity = None

    def _trigger(self, event: _Event, following: Sequence[_Event]) -> None:
        if event.value == "not":
            self._negated = True
        elif event.value in _TRAILING and self._open:
            for food in self._open:
                self._apply(food, event.value)
            self._open.clear()
            self._context = ""
        elif event.value in _CONTEXTS:
            named = next((later.kind for later in following if later.kind != "severity"), "")
            if event.value == "no" and named in ("diet", "condition", "bundle", "triggers"):
                self._negated = True
            else:
                self._context = event.value
                self._listed = False

    def _food(self, event: _Event, following: Sequence[_Event]) -> None:
        trailing, listed = _trailing(following)
        if trailing and (self._context == "" or not listed):
            # "No nut allergy" has none; of "no pork, milk and egg allergy" the careful reading is an allergy.
            self._negated = self._negated or (self._context == "no" and not self._listed)
            self._apply(event, trailing)
        elif self._context or self._negated:
            self._apply(event, "avoid" if self._context == "no" else self._context)
        else:
            self._open.append(event)

    def _apply(self, event: _Event, context: str) -> None:
        if self._negated:
            self._note(event, self._draft.drop_food(event.meaning))
            return
        said = self._draft.add_food(event.meaning, context, self._severity)
        if said:
            self._note(event, said)
        else:
            self._missed.append(self._text[event.start : event.end])

    def _named(self, event: _Event) -> None:
        if self._negated:
            self._note(event, self._draft.drop_named(event.meaning))
        else:
            self._note(event, self._draft.add_named(event.meaning))

    def _grade(self, event: _Event, following: Sequence[_Event]) -> None:
        """A severity belongs to what follows it in its clause, or else to the allergens before it."""
        name = self._language.name("severities", event.value)
        self._note(event, self._language.say("parsed_severity", name=name))
        after = next((later for later in following if later.kind != "severity"), None)
        if after is not None and after.kind in ("food", "triggers"):
            self._severity = Severity(event.value)
        else:
            self._draft.set_severity(Severity(event.value))

    def _quantity(self, event: _Event, quantity: Quantity) -> None:
        said = quantity.meaning(self._language)
        if said:
            self._draft.add_quantity(quantity)
            self._note(event, said)
        else:
            self._missed.append(self._text[event.start : event.end])

    def _word(self, event: _Event) -> None:
        """A word nobody knows can still be disliked."""
        if self._context == "dislike" and not self._negated:
            self._note(event, self._draft.add_dislike(fold(self._text[event.start : event.end])))
        else:
            self._missed.append(self._text[event.start : event.end])

    def _note(self, event: _Event, meaning: str) -> None:
        self._understood.append((self._text[event.start : event.end], meaning))


def _trailing(following: Sequence[_Event]) -> tuple[str, bool]:
    """Find the "allergy", "intolerant" or "free" a run of foods leads up to, and whether a comma lies between."""
    listed = False
    for event in following:
        if event.kind == "triggers" and event.value in _TRAILING:
            return ("" if event.word.endswith((" to", " gegen", " a", " auf")) else event.value), listed
        if event.kind != "food" and not (event.kind == "other" and event.value in ("and", "or", "comma")):
            break
        listed = listed or event.value == "comma"
    return "", listed
