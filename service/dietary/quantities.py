"""Quantities: "max 1500 mg sodium a day", "at least 30 g of fibre", "2000 kcal" as limits of a profile."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Final

from service.dietary.names import unit_of
from service.dietary.profile import MINIMUM_DAILY_ENERGY_KCAL, Limit, LimitPeriod
from service.dietary.vocabulary import load_vocabulary
from service.language import Language

__all__ = ["Quantity", "quantities_of"]

SODIUM_MG_PER_G_SALT: Final = 400.0
KJ_PER_KCAL: Final = 4.184
_IN_GRAMS: Final = {"g": 1.0, "mg": 1e-3, "ug": 1e-6}
_UNITS: Final = {
    "g": ("g", "gr", "gram", "grams", "gramm", "gramos"),
    "mg": ("mg", "milligram", "milligrams", "milligramm", "miligramos"),
    "ug": ("ug", "µg", "μg", "mcg", "microgram", "micrograms"),
    "kcal": ("kcal", "calories", "calorie", "cal", "kalorien", "kilokalorien", "calorias"),
    "kj": ("kj", "kilojoule", "kilojoules"),
}
_AMOUNT: Final = re.compile(r"\d\s*[^\W\d_]")
"""What every quantity has, a digit and a letter after it: a text without is not read for the rest."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A quantity found in a text: where, and the limit or the day's energy it means; both None for one refused."""

    start: int
    end: int
    limit: Limit | None = None
    daily_energy_kcal: float | None = None

    def meaning(self, language: Language) -> str:
        """Say the understood limit in words; "" for a refused one."""
        if self.daily_energy_kcal is not None:
            return language.say("parsed_energy", amount=language.amount(self.daily_energy_kcal, "kcal"))
        if self.limit is None:
            return ""
        bound, value = ("max", self.limit.max) if self.limit.max is not None else ("min", self.limit.min)
        return language.say(
            f"parsed_{bound}",
            name=language.name("nutrients", self.limit.nutrient),
            amount=language.amount(value or 0.0, unit_of(self.limit.nutrient)),
            per=language.say(f"per_{self.limit.per}"),
        )


def quantities_of(text: str) -> list[Quantity]:
    """Find every quantity in a folded text, in order and without overlap."""
    if not _AMOUNT.search(text):
        return []
    found: list[Quantity] = []
    taken: set[int] = set()
    for pattern in (_amount_first(), _nutrient_first()):
        for match in pattern.finditer(text):
            if taken.isdisjoint(range(*match.span())):
                taken.update(range(*match.span()))
                found.append(_read(match))
    return sorted(found, key=lambda quantity: quantity.start)


@cache
def _amount_first() -> re.Pattern[str]:
    """At least 30 g of fibre a day; energy needs no name."""
    named = rf"(?:\s*(?:of|an|de|worth of))?\s*{_nutrient()}"
    what = rf"(?:{named}|(?(kcal)|(?(kj)|(?!))))"
    return re.compile(rf"{_bound()}{_number()}{what}{_period()}{_bound_after()}{_period('_after')}")


@cache
def _nutrient_first() -> re.Pattern[str]:
    """Sodium under 1500 mg per day."""
    return re.compile(rf"(?<![^\W_]){_nutrient()}\s*(?:of|to|is|:)?\s*{_bound(optional=False)}{_number()}{_period()}")


def _bound(*, optional: bool = True) -> str:
    words = load_vocabulary().quantities
    group = rf"(?:(?:(?P<max>{_either(words['max'])})|(?P<min>{_either(words['min'])}))\s*(?:of\s*|de\s*|:\s*)?)"
    return rf"(?<![^\W_]){group}?" if optional else group


def _bound_after() -> str:
    """30 g of fibre minimum; 2000 kcal max."""
    words = load_vocabulary().quantities
    bounds = "|".join(rf"(?P<{bound}>{_either(words[bound])})" for bound in ("max_after", "min_after"))
    return rf"(?:\s*(?:or\s+)?(?:{bounds})(?![^\W_]))?"


def _number() -> str:
    units = "|".join(rf"(?P<{unit}>{_either(words)})" for unit, words in _UNITS.items())
    # Bounded, so that a long row of digits and dots is not read anew from each of them.
    return rf"(?<!\d)(?P<number>\d{{1,15}}(?:[.,]\d{{1,6}}){{0,3}})\s*(?:{units})(?![^\W_])"


def _nutrient() -> str:
    words = load_vocabulary().nutrients
    return "(?:" + "|".join(rf"(?P<n_{key}>{_either(names)})" for key, names in words.items()) + r")(?![^\W_])"


def _period(suffix: str = "") -> str:
    words = load_vocabulary().quantities
    periods = "|".join(rf"(?P<{period}{suffix}>{_either(words[period])})" for period in ("day", "meal", "portion"))
    return rf"(?:\s*(?:{periods})(?![^\W_]))?"


def _either(words: Iterable[str]) -> str:
    ordered = sorted(words, key=len, reverse=True)
    return "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in ordered)


def _read(match: re.Match[str]) -> Quantity:
    named = {key.removesuffix("_after") for key, value in match.groupdict().items() if value is not None}
    value = _parse_number(match["number"])
    nutrient = next((key[2:] for key in sorted(named) if key.startswith("n_")), None)
    unit = next(unit for unit in _UNITS if unit in named)
    per = next((LimitPeriod(period) for period in ("meal", "portion") if period in named), LimitPeriod.DAY)
    found = _in_key_units(value, unit, nutrient)
    if found is None:
        return Quantity(match.start(), match.end())
    key, converted = found
    if key == "energy_kcal" and per is LimitPeriod.DAY and "min" not in named:
        allowed = converted if converted >= MINIMUM_DAILY_ENERGY_KCAL else None
        return Quantity(match.start(), match.end(), daily_energy_kcal=allowed)
    least = "min" in named or ("max" not in named and key in load_vocabulary().raised)
    limit = Limit(key, min=converted, per=per) if least else Limit(key, max=converted, per=per)
    return Quantity(match.start(), match.end(), limit)


def _parse_number(text: str) -> float:
    """Read 1500, 1,500 and 1.500 as fifteen hundred, 1.5 and 1,5 as one and a half."""
    if re.fullmatch(r"\d{1,3}(?:[.,]\d{3})+", text):
        return float(re.sub(r"[.,]", "", text))
    whole, _, rest = text.replace(",", ".").partition(".")
    return float(f"{whole}.{rest.replace('.', '') or 0}")


def _in_key_units(value: float, unit: str, nutrient: str | None) -> tuple[str, float] | None:
    """Nutrient key and amount in its unit; None when unit and nutrient do not go together or none is named."""
    if unit in ("kcal", "kj"):
        energy = value / KJ_PER_KCAL if unit == "kj" else value
        return ("energy_kcal", energy) if nutrient in (None, "energy_kcal") else None
    if nutrient is None or nutrient == "energy_kcal":
        return None
    if nutrient == "salt":
        return "sodium_mg", value * _IN_GRAMS[unit] * SODIUM_MG_PER_G_SALT
    return nutrient, round(value * _IN_GRAMS[unit] / _IN_GRAMS[nutrient.rpartition("_")[2]], 6)
