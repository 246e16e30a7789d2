"""Allergens and doubt: what an item may be, and the worst that any of these foods says about each allergen."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from nutrition_db.food import ALLERGEN_KEYS, Fact, Food, Presence
from service.language import ENGLISH, Language
from service.meal import Item

__all__ = ["PLAUSIBLE_CONFIDENCE", "AllergenFinding", "allergen_facts", "plausible_foods", "strongest"]

PLAUSIBLE_CONFIDENCE: Final = 0.10
"""An alternative at least this probable counts until a person confirms the name (house line)."""

_STRENGTH: Final = {
    presence: place
    for place, presence in enumerate(
        (Presence.CONTAINS, Presence.LIKELY, Presence.MAY_CONTAIN, Presence.UNKNOWN, Presence.NOT_DETECTED)
    )
}
NOTHING_KNOWN: Final = Fact(Presence.UNKNOWN, ENGLISH.say("nothing_known"))
UNIDENTIFIED: Final = Fact(Presence.UNKNOWN, ENGLISH.say("unidentified"))


@dataclass(frozen=True, slots=True)
class AllergenFinding:
    """How sure it is that an item holds an allergen, and why, in words for people."""

    allergen: str
    state: Presence
    why: str


def strongest(*facts: Fact) -> Fact:
    """Return the fact that says most: contains, likely, may_contain, unknown, not_detected; of equals the first."""
    return min(facts, key=lambda fact: _STRENGTH[fact.presence])


def plausible_foods(item: Item) -> Iterator[Food]:
    """Every food the item may be, the chosen one first; a confirmed name leaves only that."""
    if item.food is not None:
        yield item.food
    if not item.confirmed:
        for candidate in item.alternatives:
            if candidate.confidence >= PLAUSIBLE_CONFIDENCE and (
                item.food is None or candidate.food.id != item.food.id
            ):
                yield candidate.food


def allergen_facts(item: Item, language: Language = ENGLISH) -> tuple[AllergenFinding, ...]:
    """Answer for every allergen, worst over what the item may be; the reason names an alternative that decided."""
    foods = tuple(plausible_foods(item))
    return tuple(_finding(item.food, foods, key, language) for key in ALLERGEN_KEYS)


def _finding(chosen: Food | None, foods: Sequence[Food], key: str, language: Language) -> AllergenFinding:
    worst = UNIDENTIFIED if chosen is None else chosen.allergens.get(key, NOTHING_KNOWN)
    alternative = None
    for food in foods:
        fact = food.allergens.get(key, NOTHING_KNOWN)
        if _STRENGTH[fact.presence] < _STRENGTH[worst.presence]:
            worst, alternative = fact, food
    why = language.trail(worst.why)
    if alternative is not None:
        why = language.say("if_this_why", food=alternative.name, why=why)
    return AllergenFinding(key, worst.presence, why)
