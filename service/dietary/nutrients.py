"""How much of a nutrient: day maxima, portion lines and personal limits, of one item and of the whole meal."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from nutrition_db.food import Food, Presence
from service.dietary.catalogue import NumberRule
from service.dietary.finding import Finding
from service.dietary.names import opening, unit_of
from service.dietary.profile import Limit, LimitPeriod
from service.dietary.ruleset import Ruleset
from service.language import Language
from service.meal import Reason, ThresholdOrigin, Verdict

__all__ = ["MEALS_A_DAY", "Band", "amount_in", "meal_bands", "minimum_finding", "number_finding"]

MEALS_A_DAY: Final = 3
"""A day's minimum asks a third of itself of one meal (house)."""


@dataclass(frozen=True, slots=True)
class Band:
    """Where one rule speaks, in the unit of its nutrient: limit and avoid lines, None for no such line.

    `threshold` is the number the lines are shares of, as the profile or the catalogue names it.
    """

    rule: NumberRule
    threshold: float
    limit: float | None
    avoid: float | None
    place: str = "portion"

    @classmethod
    def of_item(cls, rule: NumberRule, daily_energy_kcal: float | None) -> "Band":
        """Lines for one portion."""
        threshold = rule.line(daily_energy_kcal)
        return cls(rule, threshold, _share(threshold, rule.limit_from), _share(threshold, rule.avoid_from))

    @property
    def first(self) -> float | None:
        """The lower of its lines."""
        return self.avoid if self.limit is None else self.limit

    def verdict(self, value: float) -> Verdict | None:
        """Answer an amount: from the line up, or above it for a strict rule."""
        if _reaches(value, self.avoid, self.rule.strict):
            return Verdict.AVOID
        return Verdict.LIMIT if _reaches(value, self.limit, self.rule.strict) else None


def meal_bands(rules: Sequence[NumberRule], daily_energy_kcal: float | None) -> list[Band]:
    """Lines for the sum of a meal; portion rules have none.

    A day maximum asks avoid of the meal from 100 % and, as the middle of the two item lines, limit from 50 %; a rule
    that never says avoid of an item never says it of the meal.
    """
    bands = []
    for rule in rules:
        threshold = rule.line(daily_energy_kcal)
        avoid = threshold if rule.avoid_from is not None else None
        if rule.basis == "day":
            bands.append(Band(rule, threshold, threshold * 0.5, avoid, "meal"))
        elif rule.basis == "meal":
            bands.append(Band(rule, threshold, None, avoid, "meal"))
    return bands


def amount_in(food: Food, nutrient: str, grams: float | None) -> float | None:
    """Amount in so many grams; None when not known. Added sugars nobody added count as 0 without a measurement."""
    if grams is None:
        return None
    value = food.nutrients.get(nutrient)
    if value is None and nutrient == "added_sugars_g":
        fact = food.facts.get("added_sugar")
        value = 0.0 if fact is not None and fact.presence is Presence.NOT_DETECTED else None
    return None if value is None else value * grams / 100


def number_finding(band: Band, value: float | None, rules: Ruleset) -> Finding | None:
    """Judge an amount; a missing one is unknown, a small one nothing."""
    verdict = Verdict.UNKNOWN if value is None else band.verdict(value)
    if verdict is None:
        return None
    text = _missing_text(band.rule, rules.language) if value is None else _text(band, value, rules.language)
    line = band.avoid if verdict is Verdict.AVOID else band.limit
    crossed = 0.0 if value is None else value / line if line else float("inf")
    return _told(Finding(_reason(band, value, verdict, text, rules.language), band.rule.order, crossed), rules)


def minimum_finding(limit: Limit, order: int, value: float | None, at_least: bool, rules: Ruleset) -> Finding | None:
    """Judge a meal against a personal minimum: limit below it, unknown when what is missing could fill it."""
    if limit.min is None:
        return None
    asked = limit.min / MEALS_A_DAY if limit.per is LimitPeriod.DAY else limit.min
    if value is not None and value >= asked:
        return None
    open_end = value is None or at_least
    reason = Reason(
        f"limit.{limit.nutrient}.min",
        Verdict.UNKNOWN if open_end else Verdict.LIMIT,
        _minimum_text(limit, asked, value, at_least, rules.language),
        nutrient=limit.nutrient,
        value=value,
        threshold=asked,
        unit=unit_of(limit.nutrient),
        basis="meal",
        threshold_origin=ThresholdOrigin.HOUSE,
        source=rules.language.say("own_source"),
        gives_way=open_end,
    )
    return _told(Finding(reason, order, 0.0 if value is None else asked / value if value else float("inf")), rules)


def _told(finding: Finding, rules: Ruleset) -> Finding:
    """Say it without the numbers where it is about energy and somebody asked not to see that."""
    reason = finding.reason
    if not rules.hide_energy or reason.nutrient != "energy_kcal":
        return finding
    less = "energy_less" if reason.rule_id.endswith(".min") else "energy_much"
    text = rules.language.say("energy_unknown" if reason.verdict is Verdict.UNKNOWN else less)
    return replace(finding, reason=replace(reason, text=text, value=None, threshold=None))


def _share(threshold: float, share: float | None) -> float | None:
    return None if share is None else threshold * share


def _reaches(value: float, line: float | None, strict: bool) -> bool:
    if line is None:
        return False
    # A maximum of 0 asks for none of it: nothing at all does not reach it.
    return value > line if strict or line == 0 else value >= line


def _reason(band: Band, value: float | None, verdict: Verdict, text: str, language: Language) -> Reason:
    rule = band.rule
    return Reason(
        rule.id,
        verdict,
        text,
        nutrient=rule.nutrient,
        value=value,
        threshold=band.threshold,
        unit=rule.unit,
        basis=rule.basis,
        threshold_origin=rule.origin,
        source=": ".join(language.fixed(part) for part in (rule.source, rule.formula) if part),
        gives_way=verdict is Verdict.UNKNOWN,
    )


def _missing_text(rule: NumberRule, language: Language) -> str:
    name = language.name("nutrients", rule.nutrient)
    return opening(language.say("number_missing", name=opening(name), rule=language.fixed(rule.text)))


def _text(band: Band, value: float, language: Language) -> str:
    """Say it with its line: "Saturated fat 11 g in this portion: 85 % of the 13 g a day your profile asks for"."""
    rule = band.rule
    said = language.say(
        "number" if band.threshold else "number_none",
        name=opening(language.name("nutrients", rule.nutrient)),
        amount=language.amount(value, rule.unit),
        place=language.say(f"in_{band.place}"),
        percent=language.percent(value / band.threshold) if band.threshold else "",
        threshold=language.amount(band.threshold, rule.unit),
        per=language.say(f"per_{rule.basis}"),
    )
    return f"{said} {language.fixed(rule.advice)}".rstrip()


def _minimum_text(limit: Limit, asked: float, value: float | None, at_least: bool, language: Language) -> str:
    unit = unit_of(limit.nutrient)
    has = language.say("amount_unknown") if value is None else language.amount(value, unit)
    return language.say(
        "minimum_of_day" if limit.per is LimitPeriod.DAY else "minimum",
        name=opening(language.name("nutrients", limit.nutrient)),
        amount=language.say("amount_or_more", amount=has) if at_least and value is not None else has,
        asked=language.amount(asked, unit),
        whole=language.amount(limit.min or 0.0, unit),
    )
