"""How much of a nutrient: day maxima, portion lines and personal limits, of one item and of the whole meal."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from nutrition_db.food import Food, Presence
from service.dietary.catalogue import NumberRule
from service.dietary.finding import Finding
from service.dietary.names import amount, nutrient_name, opening, percent, unit_of
from service.dietary.profile import Limit, LimitPeriod
from service.dietary.ruleset import Ruleset
from service.meal import Reason, ThresholdOrigin, Verdict

__all__ = ["MEALS_A_DAY", "Band", "amount_in", "meal_bands", "minimum_finding", "number_finding"]

MEALS_A_DAY: Final = 3
"""A day's minimum asks a third of itself of one meal (house)."""

_PER: Final = {"day": " a day", "meal": " a meal", "portion": " a portion"}


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
    finding = _number_finding(band, value)
    return _without_energy(finding) if finding is not None and rules.hide_energy else finding


def _number_finding(band: Band, value: float | None) -> Finding | None:
    rule = band.rule
    if value is None:
        return Finding(_reason(band, None, Verdict.UNKNOWN, _missing_text(rule)), rule.order)
    verdict = band.verdict(value)
    if verdict is None:
        return None
    line = band.avoid if verdict is Verdict.AVOID else band.limit
    crossed = value / line if line else float("inf")
    return Finding(_reason(band, value, verdict, _text(band, value)), rule.order, crossed)


def minimum_finding(limit: Limit, order: int, value: float | None, at_least: bool, rules: Ruleset) -> Finding | None:
    """Judge a meal against a personal minimum: limit below it, unknown when what is missing could fill it."""
    finding = _minimum_finding(limit, order, value, at_least)
    return _without_energy(finding) if finding is not None and rules.hide_energy else finding


def _without_energy(finding: Finding) -> Finding:
    """Say the same of energy without its numbers, for people who asked not to see them."""
    reason = finding.reason
    if reason.nutrient != "energy_kcal":
        return finding
    if reason.verdict is Verdict.UNKNOWN:
        text = "Energy is not known for all of this."
    elif reason.rule_id.endswith(".min"):
        text = "Less energy than your profile asks for."
    else:
        text = "Much energy for the limit of your profile."
    return replace(finding, reason=replace(reason, text=text, value=None, threshold=None))


def _minimum_finding(limit: Limit, order: int, value: float | None, at_least: bool) -> Finding | None:
    if limit.min is None:
        return None
    asked = limit.min / MEALS_A_DAY if limit.per is LimitPeriod.DAY else limit.min
    if value is not None and value >= asked:
        return None
    unit = unit_of(limit.nutrient)
    open_end = value is None or at_least
    has = "is not known for every item" if value is None else f"{amount(value, unit)}{' or more' if at_least else ''}"
    of_day = f", a third of your {amount(limit.min, unit)} a day" if limit.per is LimitPeriod.DAY else ""
    reason = Reason(
        f"limit.{limit.nutrient}.min",
        Verdict.UNKNOWN if open_end else Verdict.LIMIT,
        f"{opening(nutrient_name(limit.nutrient))} in this meal: {has}. "
        f"You ask for at least {amount(asked, unit)}{of_day}.",
        nutrient=limit.nutrient,
        value=value,
        threshold=asked,
        unit=unit,
        basis="meal",
        threshold_origin=ThresholdOrigin.HOUSE,
        source="your own profile",
        gives_way=open_end,
    )
    return Finding(reason, order, 0.0 if value is None else asked / value if value else float("inf"))


def _share(threshold: float, share: float | None) -> float | None:
    return None if share is None else threshold * share


def _reaches(value: float, line: float | None, strict: bool) -> bool:
    if line is None:
        return False
    # A maximum of 0 asks for none of it: nothing at all does not reach it.
    return value > line if strict or line == 0 else value >= line


def _reason(band: Band, value: float | None, verdict: Verdict, text: str) -> Reason:
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
        source=f"{rule.source}: {rule.formula}" if rule.formula else rule.source,
        gives_way=verdict is Verdict.UNKNOWN,
    )


def _missing_text(rule: NumberRule) -> str:
    return f"{opening(nutrient_name(rule.nutrient))} is not known for this food. {rule.text}"


def _text(band: Band, value: float) -> str:
    """Say it with its line: "Saturated fat 11 g in this portion: 85 % of the 13 g a day your profile asks for"."""
    rule = band.rule
    has = f"{opening(nutrient_name(rule.nutrient))} {amount(value, rule.unit)} in this {band.place}"
    asked = f"{amount(band.threshold, rule.unit)}{_PER[rule.basis]} your profile asks for"
    said = (
        f"{has}: {percent(value / band.threshold)} of the {asked}."
        if band.threshold
        else f"{has}: your profile asks for none of it."
    )
    return f"{said} {rule.advice}".rstrip()
