"""What is in a food: rules about facts, allergens, words and written lists, asked of everything an item may be."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import chain
from typing import Final, NamedTuple

from nutrition_db.food import Fact, Food, Presence
from service.dietary.allergens import NOTHING_KNOWN, plausible_foods, strongest
from service.dietary.catalogue import FactKey, FactRule, ListRule, Rule, WordRule, load_catalogue
from service.dietary.finding import Finding
from service.dietary.names import opening
from service.dietary.ruleset import Ruleset
from service.dietary.written import found_word, is_unread
from service.language import Language
from service.meal import Item, Reason, Verdict

__all__ = ["fact_findings", "fact_of", "joint_fact"]

_WEIGHT: Final = {Verdict.AVOID: 0, Verdict.UNKNOWN: 1, Verdict.LIMIT: 2}


class _Answer(NamedTuple):
    """What one rule makes of one food: the fact that decided, or a word and the line it was found in (a missing recipe
    has neither). Sentences are only written for the answer that is kept."""

    verdict: Verdict
    keys: tuple[FactKey, ...] = ()
    fact: Fact = NOTHING_KNOWN
    word: str = ""
    line: str = ""


def fact_findings(item: Item, rules: Ruleset) -> list[Finding]:
    """Ask every rule and keep the worst over all the item may be; an alternative that decides is named."""
    kept: dict[str, tuple[Rule, _Answer, Food]] = {}
    for food in plausible_foods(item):
        for rule, answer in chain(_answers_to(food, rules), *(_answers(food, owner) for owner in rules.owners)):
            before = kept.get(rule.id)
            if before is None or _WEIGHT[answer.verdict] < _WEIGHT[before[1].verdict]:
                kept[rule.id] = (rule, answer, food)
    chosen = None if item.food is None else item.food.id
    return [
        _finding(rule, answer, None if food.id == chosen else food, rules.language)
        for rule, answer, food in kept.values()
    ]


def fact_of(food: Food, key: FactKey) -> Fact:
    """Look up a fact or an allergen; what the table does not answer is unknown."""
    return (food.allergens if key.is_allergen else food.facts).get(key.name, NOTHING_KNOWN)


def joint_fact(groups: tuple[Fact, ...]) -> Fact:
    """Join facts by "and": the weakest decides, and where one is not there the whole is not."""
    presences = {fact.presence for fact in groups}
    for presence in (Presence.NOT_DETECTED, Presence.UNKNOWN, Presence.MAY_CONTAIN, Presence.LIKELY, Presence.CONTAINS):
        if presence in presences:
            return Fact(presence, "; ".join(dict.fromkeys(fact.why for fact in groups)))
    return NOTHING_KNOWN


def _answers_to(food: Food, rules: Ruleset) -> list[tuple[Rule, _Answer]]:
    """What a profile's own rules say of a food."""
    said = list(_own_answers(food, rules.asking(food)))
    if is_unread(food):
        spoken = {rule.id for rule, _ in said}
        said += [(rule, _Answer(rule.unread)) for rule in rules.unread if rule.unread and rule.id not in spoken]
    return said


def _own_answers(food: Food, rules: Iterable[Rule]) -> Iterator[tuple[Rule, _Answer]]:
    for rule in rules:
        answer = _answer(food, rule)
        if answer is not None:
            yield rule, answer


@lru_cache(maxsize=20_000)
def _answers(food: Food, owner: str) -> tuple[tuple[Rule, _Answer], ...]:
    """What a diet or condition says of a food. Kept: the catalogue never changes, and every meal asks it again."""
    rules = load_catalogue().by_owner[owner]
    said = tuple(_own_answers(food, rules))
    listing = next((rule for rule in rules if isinstance(rule, ListRule)), None)
    if listing is None:
        return said
    # A fact rule that has already spoken says more than the list, unless one of its facts is not known.
    spoken = any(answer.verdict is not Verdict.UNKNOWN for _, answer in said)
    doubtful = any(isinstance(rule, FactRule) and _is_doubtful(food, rule) for rule in rules)
    unlisted = doubtful or not (spoken or _listed(listing, food))
    return (*said, (listing, _Answer(Verdict.UNKNOWN))) if unlisted else said


def _answer(food: Food, rule: Rule) -> _Answer | None:
    if isinstance(rule, FactRule):
        return _fact_answer(food, rule)
    return _word_answer(food, rule) if isinstance(rule, WordRule) else None


def _is_doubtful(food: Food, rule: FactRule) -> bool:
    return any(fact_of(food, key).presence is Presence.UNKNOWN for group in rule.groups for key in group)


def _fact_answer(food: Food, rule: FactRule) -> _Answer | None:
    if len(rule.groups) > 1:
        joined = joint_fact(tuple(strongest(*(fact_of(food, key) for key in group)) for group in rule.groups))
        verdict = _verdict(rule, joined.presence, food.single_ingredient)
        return None if verdict is None else _Answer(verdict, tuple(group[0] for group in rule.groups), joined)
    worst: _Answer | None = None
    for key in rule.groups[0]:
        fact = fact_of(food, key)
        if fact.presence is Presence.NOT_DETECTED and rule.absent is None:
            continue
        verdict = _verdict(rule, fact.presence, food.single_ingredient)
        if verdict is not None and (worst is None or _WEIGHT[verdict] < _WEIGHT[worst.verdict]):
            worst = _Answer(verdict, (key,), fact)
    return worst


def _verdict(rule: FactRule, presence: Presence, single: bool) -> Verdict | None:
    if presence is Presence.NOT_DETECTED:
        return None if single else rule.absent
    if presence is Presence.MAY_CONTAIN:
        return rule.may_contain
    return rule.unknown if presence is Presence.UNKNOWN else rule.present


def _word_answer(food: Food, rule: WordRule) -> _Answer | None:
    found = found_word(food, rule)
    if found is not None:
        word, line = found
        return _Answer(rule.verdict, word=word, line=line)
    return _Answer(rule.unread) if rule.unread is not None and is_unread(food) else None


def _finding(rule: Rule, answer: _Answer, alternative: Food | None, language: Language) -> Finding:
    text = f"{_said(rule, answer, language)} {language.fixed(rule.text)}".lstrip()
    reason = Reason(
        rule.id,
        answer.verdict,
        text if alternative is None else language.say("if_this", food=alternative.name, text=text),
        basis="recipe",
        threshold_origin=rule.origin,
        source=language.fixed(rule.source),
    )
    return Finding(reason, rule.order)


def _said(rule: Rule, answer: _Answer, language: Language) -> str:
    if answer.keys:
        name = language.say("joined_with").join(map(language.fact, answer.keys))
        why = language.trail(answer.fact.why).rstrip(".")
        return opening(language.say(answer.fact.presence.value, name=name, why=why))
    if answer.word:
        return language.say("found_word", word=repr(answer.word), line=repr(answer.line))
    return language.say("no_recipe") if isinstance(rule, WordRule) else ""


def _listed(rule: ListRule, food: Food) -> bool:
    name = food.name.lower()
    if _any_of(rule.never).search(name):
        return False
    if _any_of(rule.also).search(name):
        return True
    if not food.single_ingredient:
        return False
    if food.category in rule.plain_categories or _any_of(rule.plain).search(name):
        return True
    return any(fact_of(food, key).presence is Presence.CONTAINS for key in rule.plain_facts)


@lru_cache(maxsize=64)
def _any_of(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))
