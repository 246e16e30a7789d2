"""One item as JSON: its food, portion, allergens and verdicts."""

from collections.abc import Mapping
from typing import Literal

from pydantic import BaseModel, ConfigDict

from models.detection import Box
from nutrition_db import NUTRIENT_KEYS, Food, Nutrients
from service import dietary
from service.meal import Candidate, Item, Judgement, PortionEstimate, Range, Reason
from service.pipeline import Assessment

__all__ = [
    "AllergenOut",
    "BoxOut",
    "FoodRef",
    "ItemOut",
    "Numbers",
    "Out",
    "Ranges",
    "ReasonOut",
    "VerdictKey",
    "ranged",
    "rounded",
    "tidy",
]

VerdictKey = Literal["avoid", "limit", "fine", "unknown"]
Numbers = dict[str, float | None]
Ranges = dict[str, Numbers]
"""Nutrient key -> {"low", "high"}: an 80 % range."""


class Out(BaseModel):
    """Base of everything answered."""

    model_config = ConfigDict(frozen=True)


class BoxOut(Out):
    """A box in pixels of the upright photo."""

    x: float
    y: float
    width: float
    height: float

    @classmethod
    def of(cls, box: Box) -> "BoxOut":
        """Round to a tenth of a pixel."""
        wide, high = max(round(box.width, 1), 0.1), max(round(box.height, 1), 0.1)
        return cls(x=round(box.x, 1), y=round(box.y, 1), width=wide, height=high)


class FoodRef(Out):
    """A food by id, name and the database its numbers come from."""

    id: str
    name: str
    source: str

    @classmethod
    def of(cls, food: Food) -> "FoodRef":
        """Name a food."""
        return cls(id=food.id, name=food.name, source=f"{food.source.database} {food.source.code}")


class CandidateOut(Out):
    """What an item may also be."""

    food: FoodRef
    confidence: float

    @classmethod
    def of(cls, candidate: Candidate) -> "CandidateOut":
        """Show a candidate."""
        return cls(food=FoodRef.of(candidate.food), confidence=round(candidate.confidence, 4))


class PortionOut(Out):
    """How much: grams with an 80 % range, null where the food is not known."""

    grams: float | None
    low_grams: float | None
    high_grams: float | None
    count: float | None
    unit: str | None
    portion_id: str | None
    eaten_fraction: float
    basis: str
    method: str

    @classmethod
    def of(cls, portion: PortionEstimate) -> "PortionOut":
        """Show a portion."""
        return cls(**{name: getattr(portion, name) for name in cls.model_fields})


class AllergenOut(Out):
    """One allergen's state in one item and the trail that led to it."""

    allergen: str
    state: Literal["contains", "likely", "may_contain", "not_detected", "unknown"]
    why: str


class ReasonOut(Out):
    """Why a rule speaks."""

    rule_id: str
    text: str
    nutrient: str | None
    value: float | None
    threshold: float | None
    unit: str | None
    basis: str | None
    threshold_origin: Literal["quoted", "derived", "house"] | None
    source: str | None

    @classmethod
    def of(cls, reason: Reason) -> "ReasonOut":
        """Show a reason."""
        fields = {name: getattr(reason, name) for name in cls.model_fields}
        return cls(**(fields | {"value": tidy(reason.value)}))


class VerdictOut(Out):
    """What one profile says of one item, with its score 0..10."""

    profile_id: str
    verdict: VerdictKey
    score: float | None
    reasons: list[ReasonOut]

    @classmethod
    def of(cls, judgement: Judgement) -> "VerdictOut":
        """Show a judgement of an item."""
        return cls(
            profile_id=judgement.profile_id,
            verdict=judgement.verdict.value,
            score=judgement.score,
            reasons=[ReasonOut.of(reason) for reason in judgement.reasons],
        )


class ItemOut(Out):
    """One food of the meal."""

    id: str
    box: BoxOut | None
    label: str
    confidence: float
    confirmed: bool
    food: FoodRef | None
    alternatives: list[CandidateOut]
    on_my_plate: bool
    portion: PortionOut
    nutrition: Numbers
    health_score: float | None
    allergens: list[AllergenOut]
    verdict: VerdictKey | None
    verdicts: list[VerdictOut]

    @classmethod
    def of(cls, item: Item, assessment: Assessment) -> "ItemOut":
        """Show an item with what the assessment says of it."""
        worst = assessment.verdicts.worst(item.id)
        return cls(
            id=item.id,
            box=None if item.box is None else BoxOut.of(item.box),
            label=item.label,
            confidence=round(item.confidence, 4),
            confirmed=item.confirmed,
            food=None if item.food is None else FoodRef.of(item.food),
            alternatives=[CandidateOut.of(candidate) for candidate in item.alternatives],
            on_my_plate=item.on_my_plate,
            portion=PortionOut.of(item.portion),
            nutrition=rounded(item.nutrition),
            health_score=assessment.scores[item.id],
            allergens=[
                AllergenOut(allergen=finding.allergen, state=finding.state.value, why=finding.why)
                for finding in dietary.allergen_facts(item, assessment.language)
            ],
            verdict=None if worst is None else worst.value,
            verdicts=[VerdictOut.of(judgement) for judgement in assessment.verdicts.by_item.get(item.id, ())],
        )


def rounded(nutrients: Nutrients) -> Numbers:
    """Every nutrient key, rounded for JSON; None stays null."""
    return {key: tidy(nutrients.get(key)) for key in NUTRIENT_KEYS}


def ranged(ranges: Mapping[str, Range]) -> Ranges:
    """Every range rounded for JSON; None stays null."""
    return {key: {"low": tidy(low), "high": tidy(high)} for key, (low, high) in ranges.items()}


def tidy(value: float | None) -> float | None:
    """Four significant digits say more than the data knows."""
    return None if value is None else float(f"{value:.4g}")
