"""The meal: a sum can break a limit that no item breaks, and kosher looks at the whole plate."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from nutrition_db.food import Fact, Presence
from service.dietary.allergens import UNIDENTIFIED, plausible_foods, strongest
from service.dietary.catalogue import FactKey
from service.dietary.facts import fact_of, joint_fact
from service.dietary.finding import Finding, heaviest_per_rule
from service.dietary.nutrients import amount_in, meal_bands, minimum_finding, number_finding
from service.dietary.ruleset import Ruleset
from service.language import Language
from service.meal import Item, Reason, ThresholdOrigin, Verdict

__all__ = ["meal_findings"]

_MEETS: Final = {
    Presence.CONTAINS: Verdict.AVOID,
    Presence.LIKELY: Verdict.AVOID,
    Presence.MAY_CONTAIN: Verdict.UNKNOWN,
    Presence.UNKNOWN: Verdict.UNKNOWN,
}


def meal_findings(rules: Ruleset, plate: Sequence[tuple[Item, list[Finding]]]) -> list[Finding]:
    """Findings of the whole and of the items on one's plate, heaviest first; those of an item name it."""
    if not plate:
        return [_empty(rules.language)]
    items = [item for item, _ in plate]
    names: dict[int, str] = {}
    for item, findings in plate:
        for finding in findings:
            names.setdefault(id(finding), item.label if item.food is None else item.food.name)
    # First the whole: of two equally heavy findings of one rule the first is kept.
    whole = [*_sums(rules, items), *_mixtures(rules, items)]
    kept = heaviest_per_rule([*whole, *(finding for _, findings in plate for finding in findings)])
    return [_named(finding, names.get(id(finding))) for finding in kept]


def _empty(language: Language) -> Finding:
    reason = Reason(
        "meal.empty",
        Verdict.UNKNOWN,
        language.say("meal_empty"),
        basis="meal",
        threshold_origin=ThresholdOrigin.HOUSE,
    )
    return Finding(reason, 0)


def _named(finding: Finding, name: str | None) -> Finding:
    if name is None:
        return finding
    return replace(finding, reason=replace(finding.reason, text=f"{name}: {finding.reason.text}"))


def _sums(rules: Ruleset, items: Sequence[Item]) -> Iterator[Finding]:
    for band in meal_bands(rules.numbers, rules.profile.daily_energy_kcal):
        value, at_least = _sum(items, band.rule.nutrient)
        # Items say for themselves that a number is missing; what is there may already be too much.
        finding = None if value is None else number_finding(band, value, rules)
        if finding is not None:
            yield replace(finding, reason=_open_ended(finding.reason, rules.language) if at_least else finding.reason)
    for order, limit in enumerate(rules.minimums):
        finding = minimum_finding(limit, order, *_sum(items, limit.nutrient), rules)
        if finding is not None:
            yield finding


def _sum(items: Sequence[Item], nutrient: str) -> tuple[float | None, bool]:
    """Sum over the items, and whether something is missing from it; None when nothing is known."""
    amounts = [
        None if item.food is None else amount_in(item.food, nutrient, item.portion.eaten(item.portion.grams))
        for item in items
    ]
    known = [value for value in amounts if value is not None]
    return (sum(known) if known else None), len(known) < len(amounts)


def _open_ended(reason: Reason, language: Language) -> Reason:
    return replace(reason, text=language.say("at_least", text=reason.text))


def _mixtures(rules: Ruleset, items: Sequence[Item]) -> Iterator[Finding]:
    """Meat in one bowl and dairy in another meet in the same meal."""
    if len(items) < 2:
        return
    for rule in rules.mixtures:
        joined = joint_fact(tuple(_strongest_over(items, group) for group in rule.groups))
        verdict = _MEETS.get(joined.presence)
        if verdict is not None:
            said = "meal_mixes" if verdict is Verdict.AVOID else "meal_may_mix"
            reason = Reason(
                rule.id,
                verdict,
                rules.language.say(said, why=joined.why, rule=rules.language.fixed(rule.text)),
                basis="meal",
                threshold_origin=rule.origin,
                source=rules.language.fixed(rule.source),
            )
            yield Finding(reason, rule.order)


def _strongest_over(items: Sequence[Item], keys: tuple[FactKey, ...]) -> Fact:
    facts = []
    for item in items:
        if item.food is None:
            facts.append(UNIDENTIFIED)
        for food in plausible_foods(item):
            fact = strongest(*(fact_of(food, key) for key in keys))
            facts.append(Fact(fact.presence, food.name))
    return strongest(*facts)
