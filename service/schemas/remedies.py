"""Remedies as JSON: what would turn an item green."""

from collections.abc import Sequence

from service.dietary import Change, Remedy, Swap
from service.dietary.names import unit_of
from service.language import Language
from service.schemas.item import FoodRef, Out, VerdictKey, tidy

__all__ = ["RemediesOut"]


class ChangeOut(Out):
    """How much of a nutrient there is before and after a swap, null where not known, and the same in words."""

    nutrient: str
    before: float | None
    after: float | None
    unit: str
    text: str

    @classmethod
    def of(cls, change: Change, language: Language) -> "ChangeOut":
        """Show a change."""
        return cls(
            nutrient=change.nutrient,
            before=tidy(change.before),
            after=tidy(change.after),
            unit=unit_of(change.nutrient),
            text=change.text(language),
        )


class SwapOut(Out):
    """Another food of the same kind in the same amount, and what it changes."""

    food: FoodRef
    grams: float
    verdict: VerdictKey
    changes: list[ChangeOut]

    @classmethod
    def of(cls, swap: Swap, language: Language) -> "SwapOut":
        """Show a swap."""
        return cls(
            food=FoodRef.of(swap.food),
            grams=swap.grams,
            verdict=swap.verdict.value,
            changes=[ChangeOut.of(change, language) for change in swap.changes],
        )


class RemedyOut(Out):
    """What one profile could do about one item; `largest_grams` is null and `swaps` empty where nothing helps."""

    id: str
    profile_id: str
    largest_grams: float | None
    swaps: list[SwapOut]


class RemediesOut(Out):
    """A row for every item and profile with the verdict limit or avoid."""

    items: list[RemedyOut]

    @classmethod
    def of(cls, remedies: Sequence[Remedy], language: Language) -> "RemediesOut":
        """Show remedies."""
        return cls(
            items=[
                RemedyOut(
                    id=remedy.item_id,
                    profile_id=remedy.profile_id,
                    largest_grams=remedy.largest_grams,
                    swaps=[SwapOut.of(swap, language) for swap in remedy.swaps],
                )
                for remedy in remedies
            ]
        )
