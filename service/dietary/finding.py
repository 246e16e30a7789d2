"""The finding: one rule's reason together with its place in the order of reasons."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from service.meal import Reason, Verdict

__all__ = ["FAMILIES", "Finding", "heaviest_per_rule", "verdict_of"]

FAMILIES: Final = ("allergen", "avoid", "diet", "condition", "limit", "dislike", "meal", "food")
"""Families of rules in the order in which their reasons are told; the first part of a rule id names the family."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A reason, the catalogue place of its rule and how far it is over the line it crossed (0 when not a number)."""

    reason: Reason
    order: int
    crossed: float = 0.0

    @property
    def key(self) -> tuple[int, int, bool, float, int, str]:
        """Sorts heaviest first: verdict, family, facts before numbers, the greatest excess, place in the catalogue."""
        reason = self.reason
        family = FAMILIES.index(reason.rule_id.partition(".")[0])
        return reason.weight, family, reason.nutrient is not None, -self.crossed, self.order, reason.rule_id


def heaviest_per_rule(findings: Iterable[Finding]) -> list[Finding]:
    """Keep the heaviest finding of each rule, heaviest first; of equals the first one given."""
    kept: dict[str, Finding] = {}
    for finding in findings:
        before = kept.get(finding.reason.rule_id)
        if before is None or finding.key < before.key:
            kept[finding.reason.rule_id] = finding
    return sorted(kept.values(), key=lambda finding: finding.key)


def verdict_of(findings: list[Finding]) -> Verdict:
    """Return the verdict of the first of sorted findings; without any, nothing speaks against the food."""
    return findings[0].reason.verdict if findings else Verdict.FINE
