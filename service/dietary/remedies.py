"""What would turn it green: a smaller portion, or another food of the same kind. Nothing where neither is honest.

A portion answers the one profile it is offered to; a swap is fine for every profile and gives the meal no new reason.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from math import ceil, floor
from typing import Final

from nutrition_db.food import Food
from service.dietary.judge import judge
from service.dietary.names import opening, unit_of
from service.dietary.nutrients import Band, amount_in
from service.dietary.profile import Profile
from service.dietary.ruleset import ruleset
from service.language import ENGLISH, Language
from service.meal import Item, Judgement, Verdict, Verdicts

__all__ = ["MOST_SWAPS", "Change", "Remedy", "Swap", "remedies"]

MOST_SWAPS: Final = 3
MOST_CANDIDATES: Final = 200
"""Foods looked at per item, so that an answer takes bounded time."""
LEAST_PORTION: Final = 0.1
"""A portion smaller than this share of the one on the plate is no honest advice (house line)."""

_BAD: Final = (Verdict.AVOID, Verdict.LIMIT)


@dataclass(frozen=True, slots=True)
class Change:
    """How a nutrient changes with a swap, in its key's unit, for the portion eaten."""

    nutrient: str
    before: float | None
    after: float | None

    def text(self, language: Language = ENGLISH) -> str:
        """The change in words: "Saturated fat 11 g → 2.1 g"."""
        before, after = (
            language.say("change_unknown") if value is None else language.amount(value, unit_of(self.nutrient))
            for value in (self.before, self.after)
        )
        name = opening(language.name("nutrients", self.nutrient))
        return language.say("change", name=name, before=before, after=after)


@dataclass(frozen=True, slots=True)
class Swap:
    """Another food in the same amount, its verdict for the profile and what changes."""

    food: Food
    grams: float
    verdict: Verdict
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Remedy:
    """What one profile could do about one item. `largest_grams` are grams on the plate, None where no amount helps."""

    item_id: str
    profile_id: str
    largest_grams: float | None
    swaps: tuple[Swap, ...]


def remedies(
    items: Sequence[Item], profiles: Sequence[Profile], similar: Callable[[Food], Iterable[Food]]
) -> tuple[Remedy, ...]:
    """Offer a remedy for every item a profile limits or avoids; `similar` gives foods of the same kind, nearest first.

    A swap is fine for every profile given, so none breaks another rule of anybody at the table.
    """
    verdicts = judge(items, profiles)
    found = []
    for item in items:
        judged = verdicts.by_item[item.id]
        bad = [pair for pair in zip(profiles, judged, strict=True) if pair[1].verdict in _BAD]
        if item.food is None or not item.on_my_plate or not bad:
            continue
        better = _swaps(item, item.food, _Table(items, profiles, verdicts), similar)
        for profile, judgement in bad:
            largest = _largest_grams(item, item.food, profile)
            swaps = tuple(_with_changes(item, item.food, food, profile, judgement) for food in better)
            found.append(Remedy(item.id, profile.id, largest, swaps))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Table:
    """Everything on the table, everybody at it, and what is said so far."""

    items: Sequence[Item]
    profiles: Sequence[Profile]
    verdicts: Verdicts

    def takes(self, swapped: Item) -> bool:
        """Whether an item in its new shape is fine for everybody and brings no new reason into anybody's meal."""
        for profile in self.profiles:
            if judge([swapped], [profile]).by_item[swapped.id][0].verdict is not Verdict.FINE:
                return False
        meal = [swapped if item.id == swapped.id else item for item in self.items]
        after = judge(meal, self.profiles).meal
        return all(_rules(new) <= _rules(old) for new, old in zip(after, self.verdicts.meal, strict=True))


def _rules(judgement: Judgement) -> set[tuple[str, Verdict]]:
    return {(reason.rule_id, reason.verdict) for reason in judgement.reasons}


def _largest_grams(item: Item, food: Food, profile: Profile) -> float | None:
    """Most whole grams that are fine; None when the amount is not what is wrong, or hardly anything would be left."""
    grams = item.portion.grams
    if grams is None or not item.portion.eaten_fraction:
        return None
    tops = []
    for rule in ruleset(profile).numbers:
        line = Band.of_item(rule, profile.daily_energy_kcal).first
        per_gram = amount_in(food, rule.nutrient, item.portion.eaten_fraction)
        if per_gram and line is not None:
            top = line / per_gram
            tops.append(floor(top) if rule.strict else ceil(top) - 1)
    largest = float(min(tops, default=0))
    if not LEAST_PORTION * grams <= largest < grams:
        return None
    smaller = _resized(item, largest)
    return largest if judge([smaller], [profile]).by_item[item.id][0].verdict is Verdict.FINE else None


def _resized(item: Item, grams: float) -> Item:
    return replace(item, portion=replace(item.portion, grams=grams, low_grams=grams, high_grams=grams))


def _swaps(item: Item, food: Food, table: _Table, similar: Callable[[Food], Iterable[Food]]) -> list[Food]:
    """The first foods of the same kind that are fine for everybody; of several versions of one food the first."""
    found: dict[str, Food] = {}
    for other in islice(similar(food), MOST_CANDIDATES):
        version_of = ",".join(other.name.lower().split(",")[:2])
        if other.id == food.id or version_of in found:
            continue
        if table.takes(replace(item, food=other, label=other.name, alternatives=(), confirmed=True)):
            found[version_of] = other
        if len(found) == MOST_SWAPS:
            break
    return list(found.values())


def _with_changes(item: Item, food: Food, other: Food, profile: Profile, judgement: Judgement) -> Swap:
    grams = item.portion.grams or 0.0
    nutrients = dict.fromkeys(reason.nutrient for reason in judgement.reasons if reason.nutrient is not None)
    eaten = item.portion.eaten(item.portion.grams)
    changes = tuple(
        Change(nutrient, amount_in(food, nutrient, eaten), amount_in(other, nutrient, eaten))
        for nutrient in dict.fromkeys((*nutrients, "energy_kcal"))
        if not (profile.hide_energy and nutrient == "energy_kcal")
    )
    return Swap(other, grams, Verdict.FINE, changes)
