"""What is written of a food, and finding words in it: singular or plural, whole words only, whatever their case."""

import re
from functools import lru_cache

from nutrition_db.food import Food
from service.dietary.catalogue import WordRule

__all__ = ["first_words", "found_word", "is_unread", "written_words"]

_WORD = re.compile(r"\w+")


def found_word(food: Food, rule: WordRule) -> tuple[str, str] | None:
    """The first of a rule's words in what it reads of a food, and the line that holds it."""
    text = _everything_written(food) if rule.in_recipe else food.name
    found = _whole_words(rule.words).search(text)
    if found is None:
        return None
    return found.group(), text[text.rfind("\n", 0, found.start()) + 1 :].partition("\n")[0]


def is_unread(food: Food) -> bool:
    """Whether a food is composed of what nobody wrote down."""
    return not food.recipe and not food.single_ingredient


@lru_cache(maxsize=20_000)
def written_words(food: Food) -> frozenset[str]:
    """Every word of all that is written of a food, in lower case."""
    return frozenset(_WORD.findall(_everything_written(food).lower()))


def first_words(rule: WordRule) -> frozenset[str] | None:
    """Words of which a food must hold one for the rule to find anything; None where that cannot be told.

    Told of ASCII only: beyond it, letters that match each other whatever their case need not have one lower case.
    """
    firsts = [_WORD.match(form) for word in rule.words for form in _forms(word.lower())]
    if not all(map(str.isascii, rule.words)):
        return None
    return None if None in firsts else frozenset(found.group() for found in firsts if found is not None)


@lru_cache(maxsize=20_000)
def _everything_written(food: Food) -> str:
    """Name, aliases and ingredients of a food, a line each."""
    return "\n".join((food.name, *food.aliases, *(line.name for line in food.recipe)))


@lru_cache(maxsize=1024)
def _whole_words(words: tuple[str, ...]) -> re.Pattern[str]:
    """Match any of the words, singular or plural, whatever its case."""
    forms = sorted({form for word in words for form in _forms(word)}, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, forms))})(?!\w)", re.IGNORECASE)


def _forms(word: str) -> tuple[str, ...]:
    """Spell the plain English forms of a word: tomato, tomatoes; berry, berries; olives, olive."""
    stems = {word}
    if word.endswith("ies"):
        stems.add(f"{word[:-3]}y")
    if word.endswith("es"):
        stems.add(word[:-2])
    if word.endswith("s") and not word.endswith("ss"):
        stems.add(word[:-1])
    plurals = {f"{stem}{ending}" for stem in stems for ending in ("s", "es")}
    return tuple(stems | plurals | {f"{stem[:-1]}ies" for stem in stems if stem.endswith("y")})
