"""Evidence: how sure we are that something is in a food, and which ingredient says so."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from nutrition_db.food import Fact, Presence

__all__ = ["Evidence", "Part", "combine", "combine_alternatives", "strongest"]

RANK: Final = {
    Presence.NOT_DETECTED: 0,
    Presence.UNKNOWN: 1,
    Presence.MAY_CONTAIN: 2,
    Presence.LIKELY: 3,
    Presence.CONTAINS: 4,
}
_WHOLE: Final = 100.0
_TENS: Final = 10.0  # from here on decimals would claim an accuracy no recipe has
_SMALLEST: Final = 0.01
_LEADS: Final = {
    Presence.NOT_DETECTED: "",
    Presence.UNKNOWN: "not known for ",
    Presence.MAY_CONTAIN: "may be in ",
    Presence.LIKELY: "most often in ",
    Presence.CONTAINS: "contains ",
}


@dataclass(frozen=True, slots=True)
class Evidence:
    """A presence with its ingredient, the grams of that per 100 g of food, and the reason in words."""

    presence: Presence
    source: str
    grams: float = _WHOLE
    reason: str = ""
    inside: str = ""  # the line of the recipe that brings the ingredient, where it is not the ingredient itself

    @property
    def why(self) -> str:
        """The trail for people: "contains cheddar cheese (12 g of 100 g)"; a reason alone speaks for itself."""
        if not self.source:
            return self.reason
        amount = "" if self.grams >= _WHOLE else f" ({_rounded(self.grams)} g of 100 g)"
        inside = f", in {self.inside}" if self.inside else ""
        reason = f": {self.reason}" if self.reason else ""
        return f"{_LEADS[self.presence]}{self.source}{amount}{inside}{reason}"

    def fact(self) -> Fact:
        """The evidence as a fact of the food, the ingredient named where one brings it."""
        found = self.source if self.presence is not Presence.NOT_DETECTED else ""
        return Fact(self.presence, self.why, found or None, float(_rounded(self.grams)) if found else None)


@dataclass(frozen=True, slots=True)
class Part:
    """One recipe line: grams per 100 g of the dish, its name, what is known of it by key."""

    grams: float
    name: str
    states: Mapping[str, Evidence]

    def weight(self, key: str) -> tuple[int, float]:
        """How much this part says about `key`: rank of its presence, then grams in the dish."""
        evidence = self.states[key]
        return RANK[evidence.presence], evidence.grams * self.grams

    def in_dish(self, key: str) -> Evidence:
        """The part's evidence with its grams in the dish, and the part named where it only brings the ingredient."""
        evidence = self.states[key]
        inside = "" if evidence.source == self.name else self.name
        return replace(evidence, grams=evidence.grams * self.grams / _WHOLE, inside=inside)


def strongest(first: Evidence, second: Evidence) -> Evidence:
    """The surer of two, of equals the one with more grams; the first when both weigh the same."""
    return max(first, second, key=lambda evidence: (RANK[evidence.presence], evidence.grams))


def combine(parts: Sequence[Part], keys: Sequence[str], *, single: bool) -> dict[str, Evidence]:
    """What the dish holds: for each key the strongest evidence of all its parts, scaled to the dish."""
    words = "a single plain ingredient" if single else f"in none of its {len(parts)} ingredients"
    nothing = Evidence(Presence.NOT_DETECTED, words)
    return {key: _strongest_part(parts, key, nothing) for key in keys}


def _strongest_part(parts: Sequence[Part], key: str, nothing: Evidence) -> Evidence:
    part = max(parts, key=lambda part: part.weight(key))
    return nothing if part.states[key].presence is Presence.NOT_DETECTED else part.in_dish(key)


def combine_alternatives(parts: Sequence[Part], keys: Sequence[str]) -> dict[str, Evidence]:
    """What a market mix holds, whose parts stand in for each other: sure only of what every part holds."""
    states = combine(parts, keys, single=False)
    for key, evidence in states.items():
        weakest = min(RANK[part.states[key].presence] for part in parts)
        if RANK[evidence.presence] > max(weakest, RANK[Presence.MAY_CONTAIN]):
            reason = "one of several kinds the name may stand for"
            states[key] = replace(evidence, presence=Presence.MAY_CONTAIN, reason=reason)
    return states


def _rounded(grams: float) -> str:
    if grams >= _TENS:
        return f"{grams:.0f}"
    return f"{grams:.1f}".removesuffix(".0") if grams >= 1 else f"{max(grams, _SMALLEST):.1g}"
