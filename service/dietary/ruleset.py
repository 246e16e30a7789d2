"""The ruleset: everything one profile asks, as rules in an order that does not depend on how the profile lists them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from nutrition_db.food import ALLERGEN_KEYS, FACT_KEYS, NUTRIENT_KEYS, Food
from service.dietary.catalogue import FactKey, FactRule, NumberRule, Rule, WordRule, load_catalogue
from service.dietary.names import unit_of
from service.dietary.profile import (
    AVOID_KEYS,
    CONDITION_KEYS,
    DIET_KEYS,
    AllergenConcern,
    Limit,
    LimitPeriod,
    Profile,
    Severity,
)
from service.dietary.written import first_words, written_words
from service.language import ENGLISH, Language
from service.meal import ThresholdOrigin, Verdict

__all__ = ["CAFFEINE_LINE_MG", "Ruleset", "ruleset"]

CAFFEINE_LINE_MG: Final = 10.0
"""House line for people who avoid caffeine: a cup of decaffeinated coffee or a piece of chocolate stays under it."""

_BANDS: Final = {LimitPeriod.DAY: (0.25, 0.5), LimitPeriod.MEAL: (0.5, 1.0), LimitPeriod.PORTION: (None, 1.0)}


@dataclass(frozen=True, slots=True)
class Ruleset:
    """Rules of one profile: its own and those of its diets and conditions (`owners`) ask what is in a food.

    Of its own, `always` ask every food, `named` those that hold the word they stand under, and `unread` those of
    which nothing is written. `numbers` ask how much, `minimums` the same of the whole meal only. Reasons are told in
    `language`, and with `hide_energy` none of them tells energy.
    """

    profile: Profile
    always: tuple[Rule, ...]
    named: Mapping[str, tuple[WordRule, ...]]
    unread: tuple[WordRule, ...]
    owners: tuple[str, ...]
    numbers: tuple[NumberRule, ...]
    minimums: tuple[Limit, ...]
    language: Language
    hide_energy: bool

    def asking(self, food: Food) -> Iterator[Rule]:
        """Own rules that may have something to say of a food; of two hundred words a food holds few."""
        yield from self.always
        for word in self.named.keys() & written_words(food):
            yield from self.named[word]

    @property
    def mixtures(self) -> list[FactRule]:
        """Rules that several foods of one meal can break together."""
        shared = (rule for owner in self.owners for rule in load_catalogue().by_owner[owner])
        return [rule for rule in shared if isinstance(rule, FactRule) and len(rule.groups) > 1]


def ruleset(profile: Profile, language: Language = ENGLISH, *, hide_energy: bool = False) -> Ruleset:
    """Collect the rules of a profile; keys must be known ones (the edge checks them), avoids may be any word."""
    owners = (
        *(f"diet.{key}" for key in DIET_KEYS if key in profile.diets),
        *(f"condition.{key}" for key in CONDITION_KEYS if key in profile.conditions),
    )
    shared = [rule for owner in owners for rule in load_catalogue().by_owner[owner]]
    own: list[Rule] = [
        *(_allergen_rule(concern, language) for concern in _strictest(profile.allergens)),
        *(_avoid_rule(word, language) for word in _words(profile.avoids)),
        *(
            _limit_rule(limit, limit.max, language)
            for limit in sorted(profile.limits, key=_strictness)
            if limit.max is not None
        ),
        *(_dislike_rule(word, language) for word in _words(profile.dislikes)),
    ]
    numbers = tuple(rule for rule in (*own, *shared) if isinstance(rule, NumberRule))
    minimums = tuple(limit for limit in sorted(profile.limits, key=_strictness) if limit.min is not None)
    words = [rule for rule in own if isinstance(rule, WordRule)]
    return Ruleset(
        profile=profile,
        always=tuple(rule for rule in own if _asks_every_food(rule)),
        named=_named(words),
        unread=tuple(rule for rule in words if rule.unread is not None),
        owners=owners,
        numbers=numbers,
        minimums=minimums,
        language=language,
        hide_energy=hide_energy or profile.hide_energy,
    )


def _asks_every_food(rule: Rule) -> bool:
    return first_words(rule) is None if isinstance(rule, WordRule) else not isinstance(rule, NumberRule)


def _named(rules: Iterable[WordRule]) -> Mapping[str, tuple[WordRule, ...]]:
    """Rules under each word that may begin what they look for."""
    under: dict[str, tuple[WordRule, ...]] = {}
    for rule in rules:
        for word in first_words(rule) or ():
            under[word] = (*under.get(word, ()), rule)
    return under


def _strictest(concerns: Iterable[AllergenConcern]) -> list[AllergenConcern]:
    """One concern per allergen: of two that name the same, each part of the stricter."""
    strict: dict[str, AllergenConcern] = {}
    for concern in concerns:
        other = strict.get(concern.allergen, concern)
        severity = max(concern.severity, other.severity, key=list(Severity).index)
        traces = concern.traces_matter or other.traces_matter
        strict[concern.allergen] = AllergenConcern(concern.allergen, severity, traces)
    return [strict[key] for key in ALLERGEN_KEYS if key in strict]


def _words(words: Iterable[str]) -> list[str]:
    return sorted({tidy for word in words if (tidy := " ".join(word.lower().split()))})


def _allergen_rule(concern: AllergenConcern, language: Language) -> FactRule:
    key = concern.allergen
    asks_only = concern.severity is Severity.MILD and not concern.traces_matter
    name, severity = language.name("allergens", key), language.name("severities", concern.severity)
    traces = language.say("traces_matter" if concern.traces_matter else "traces_ignored")
    return FactRule(
        id=f"allergen.{key}",
        order=ALLERGEN_KEYS.index(key),
        text=language.say("own_allergen", name=name, severity=severity, traces=traces),
        origin=ThresholdOrigin.HOUSE,
        source=language.say("own_source"),
        groups=((FactKey(f"allergen:{key}"),),),
        present=Verdict.AVOID,
        may_contain=Verdict.UNKNOWN if asks_only else Verdict.AVOID,
        unknown=Verdict.UNKNOWN,
        absent=Verdict.UNKNOWN if concern.strict else None,
    )


def _avoid_rule(word: str, language: Language) -> Rule:
    order = AVOID_KEYS.index(word) if word in AVOID_KEYS else len(AVOID_KEYS)
    if word == "caffeine":
        return NumberRule(
            id="avoid.caffeine",
            order=order,
            text=language.say("own_avoid", name=language.name("nutrients", "caffeine_mg")),
            origin=ThresholdOrigin.HOUSE,
            source=language.say("own_source"),
            nutrient="caffeine_mg",
            threshold=CAFFEINE_LINE_MG,
            basis="portion",
            limit_from=None,
            avoid_from=1.0,
        )
    key = _fact_key(word)
    if key is not None:
        return FactRule(
            id=f"avoid.{word}",
            order=order,
            text=language.say("own_avoid", name=language.fact(key)),
            origin=ThresholdOrigin.HOUSE,
            source=language.say("own_source"),
            groups=((key,),),
            present=Verdict.AVOID,
            may_contain=Verdict.UNKNOWN,
            unknown=Verdict.UNKNOWN,
        )
    text = language.say("own_avoid", name=word)
    return _word_rule(f"avoid.{word}", order, word, Verdict.AVOID, text, language, Verdict.UNKNOWN)


def _fact_key(word: str) -> FactKey | None:
    """Find the fact or allergen a word means, plural or not; None when it is just a word."""
    for form in (word.replace(" ", "_"), word.replace(" ", "_").removesuffix("s")):
        if form in FACT_KEYS:
            return FactKey(form)
        if form in ALLERGEN_KEYS:
            return FactKey(f"allergen:{form}")
    return None


def _dislike_rule(word: str, language: Language) -> WordRule:
    return _word_rule(f"dislike.{word}", 0, word, Verdict.LIMIT, language.say("own_dislike", name=word), language, None)


def _word_rule(
    rule_id: str, order: int, word: str, verdict: Verdict, text: str, language: Language, unread: Verdict | None
) -> WordRule:
    return WordRule(
        id=rule_id,
        order=order,
        text=text,
        origin=ThresholdOrigin.HOUSE,
        source=language.say("own_source"),
        words=(word,),
        verdict=verdict,
        in_recipe=True,
        unread=unread,
    )


def _limit_rule(limit: Limit, most: float, language: Language) -> NumberRule:
    limit_from, avoid_from = _BANDS[limit.per]
    return NumberRule(
        id=f"limit.{limit.nutrient}",
        order=_place(limit),
        text=language.say(
            "own_limit",
            name=language.name("nutrients", limit.nutrient),
            amount=language.amount(most, unit_of(limit.nutrient)),
            per=language.say(f"per_{limit.per}"),
        ),
        origin=ThresholdOrigin.HOUSE,
        source=language.say("own_source"),
        nutrient=limit.nutrient,
        threshold=most,
        basis=limit.per.value,
        limit_from=limit_from,
        avoid_from=avoid_from,
        strict=limit.per is LimitPeriod.PORTION,
    )


def _place(limit: Limit) -> int:
    return NUTRIENT_KEYS.index(limit.nutrient) * len(LimitPeriod) + list(LimitPeriod).index(limit.per)


def _strictness(limit: Limit) -> tuple[int, float, float]:
    """Of two limits for the same thing the stricter comes first, whichever the profile lists first."""
    return _place(limit), limit.max if limit.max is not None else float("inf"), -(limit.min or 0.0)
