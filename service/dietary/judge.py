"""The judgement: items and profiles in, verdicts with reasons out. Pure: the order of profiles changes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from nutrition_db.food import Food
from service.dietary.facts import fact_findings
from service.dietary.finding import Finding, heaviest_per_rule, verdict_of
from service.dietary.meals import meal_findings
from service.dietary.nutrients import Band, amount_in, number_finding
from service.dietary.profile import Profile
from service.dietary.ruleset import Ruleset, ruleset
from service.dietary.score import health_score, number_factor, profile_score
from service.language import ENGLISH, Language
from service.meal import Item, Judgement, Reason, ThresholdOrigin, Verdict, Verdicts

__all__ = ["FINE_CONFIDENCE", "judge"]

FINE_CONFIDENCE: Final = 0.75
"""A name that nobody has confirmed is called fine only above this confidence (house line).

Confidences of names are calibrated: of those at 0.5 every second is wrong, of those above 0.75 about one in ten.
"""


@dataclass(frozen=True, slots=True)
class _Judged:
    """What one ruleset finds of one item, heaviest first, and its score."""

    item: Item
    findings: list[Finding]
    score: float | None


def judge(items: Sequence[Item], profiles: Sequence[Profile], language: Language = ENGLISH) -> Verdicts:
    """Judge every item, and the meal of those on one's plate; judgements come in the order of the profiles."""
    hide_energy = any(profile.hide_energy for profile in profiles)
    asked = [ruleset(profile, language, hide_energy=hide_energy) for profile in profiles]
    healths = {item.id: None if item.food is None else health_score(item.food) for item in items}
    # Item by item: what a diet says of the foods an item may be is still at hand when the next profile asks.
    judged = [[_judge_item(item, rules, healths[item.id]) for rules in asked] for item in items]
    by_item = {
        item.id: tuple(_judgement(rules, each.findings, each.score) for rules, each in zip(asked, row, strict=True))
        for item, row in zip(items, judged, strict=True)
    }
    meal = (_judge_meal(rules, [row[place] for row in judged]) for place, rules in enumerate(asked))
    return Verdicts(by_item, tuple(meal))


def _judge_item(item: Item, rules: Ruleset, health: float | None) -> _Judged:
    facts = fact_findings(item, rules)
    if item.food is None:
        # What it may be can be avoided all the same; nothing it may be makes it better than unknown.
        findings = heaviest_per_rule([_no_food(rules.language), *facts])
        return _Judged(item, findings, profile_score(None, findings, ()))
    numbers, factors = _numbers(item, item.food, rules)
    findings = heaviest_per_rule([*facts, *numbers])
    if not findings and not item.confirmed and item.confidence <= FINE_CONFIDENCE:
        findings = [_name_uncertain(item, rules.language)]
    return _Judged(item, findings, profile_score(health, findings, factors))


def _numbers(item: Item, food: Food, rules: Ruleset) -> tuple[list[Finding], list[float]]:
    grams = item.portion.eaten(item.portion.grams)
    findings, factors = [], []
    for rule in rules.numbers:
        band = Band.of_item(rule, rules.profile.daily_energy_kcal)
        value = amount_in(food, rule.nutrient, grams)
        factors.append(number_factor(band, value))
        finding = number_finding(band, value, rules)
        if finding is not None:
            findings.append(finding)
    return findings, factors


def _no_food(language: Language) -> Finding:
    reason = Reason(
        "food.unknown", Verdict.UNKNOWN, language.say("food_unknown"), threshold_origin=ThresholdOrigin.HOUSE
    )
    return Finding(reason, 0)


def _name_uncertain(item: Item, language: Language) -> Finding:
    reason = Reason(
        "food.name_uncertain",
        Verdict.UNKNOWN,
        language.say("name_uncertain", percent=language.percent(item.confidence)),
        value=item.confidence,
        threshold=FINE_CONFIDENCE,
        threshold_origin=ThresholdOrigin.HOUSE,
        gives_way=True,
    )
    return Finding(reason, 0)


def _judge_meal(rules: Ruleset, judged: Sequence[_Judged]) -> Judgement:
    plate = [(entry.item, entry.findings) for entry in judged if entry.item.on_my_plate]
    return _judgement(rules, meal_findings(rules, plate), None)


def _judgement(rules: Ruleset, findings: list[Finding], score: float | None) -> Judgement:
    return Judgement(rules.profile.id, verdict_of(findings), score, tuple(finding.reason for finding in findings))
