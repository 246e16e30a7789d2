"""The report as JSON: the answer side of the API contract, made from the domain objects."""

import base64
from typing import Any

from service.meal import Judgement, Totals
from service.overlay import Picture
from service.pipeline import Assessment, MealReport
from service.schemas.item import ItemOut, Numbers, Out, Ranges, ReasonOut, VerdictKey, ranged, rounded, tidy
from service.texts import DISCLAIMER

__all__ = ["EvaluationOut", "MealReportOut", "PhotoOut"]


class PhotoOut(Out):
    """Size of the upright photo in pixels; every coordinate of the report is in it."""

    width: int
    height: int


class MealVerdictOut(Out):
    """What one profile says of the whole meal."""

    profile_id: str
    verdict: VerdictKey
    reasons: list[ReasonOut]

    @classmethod
    def of(cls, judgement: Judgement) -> "MealVerdictOut":
        """Show a judgement of the meal."""
        return cls(
            profile_id=judgement.profile_id,
            verdict=judgement.verdict.value,
            reasons=[ReasonOut.of(reason) for reason in judgement.reasons],
        )


class TotalsOut(Out):
    """Sums over the items on one's plate."""

    nutrition: Numbers
    range: Ranges
    daily_value_percent: Numbers
    reference: str
    at_least: list[str]

    @classmethod
    def of(cls, totals: Totals) -> "TotalsOut":
        """Show totals."""
        return cls(
            nutrition=rounded(totals.nutrition),
            range=ranged({**totals.ranges, "energy_kcal": (totals.energy_low, totals.energy_high)}),
            daily_value_percent={key: tidy(value) for key, value in totals.daily_value_percent.items()},
            reference=totals.reference,
            at_least=list(totals.at_least),
        )


class PictureOut(Out):
    """The annotated photo, JPEG in base64."""

    media_type: str
    width: int
    height: int
    data: str

    @classmethod
    def of(cls, picture: Picture) -> "PictureOut":
        """Encode a picture."""
        return cls(
            media_type=picture.media_type,
            width=picture.width,
            height=picture.height,
            data=base64.b64encode(picture.data).decode("ascii"),
        )


class EvaluationOut(Out):
    """An edited meal, judged anew."""

    items: list[ItemOut]
    meal_verdicts: list[MealVerdictOut]
    totals: TotalsOut
    warnings: list[str]
    disclaimer: str

    @classmethod
    def of(cls, assessment: Assessment, warnings: list[str]) -> "EvaluationOut":
        """Show an assessment."""
        return cls(
            items=[ItemOut.of(item, assessment) for item in assessment.items],
            meal_verdicts=[MealVerdictOut.of(judgement) for judgement in assessment.verdicts.meal],
            totals=TotalsOut.of(assessment.totals),
            warnings=[assessment.language.fixed(warning) for warning in warnings],
            disclaimer=assessment.language.fixed(DISCLAIMER),
        )


class MealReportOut(Out):
    """Everything found on a photo and what it means."""

    id: str
    photo: PhotoOut
    items: list[ItemOut]
    meal_verdicts: list[MealVerdictOut]
    totals: TotalsOut
    annotated_image: PictureOut | None
    warnings: list[str]
    disclaimer: str
    model: dict[str, Any]
    data: dict[str, Any]
    timings_ms: dict[str, float]

    @classmethod
    def of(
        cls, report: MealReport, *, model: dict[str, Any], data: dict[str, Any], warnings: tuple[str, ...] = ()
    ) -> "MealReportOut":
        """Show a report; `model` and `data` name the versions behind it."""
        evaluation = EvaluationOut.of(report.assessment, [*report.warnings, *warnings])
        return cls(
            id=report.id,
            photo=PhotoOut(width=report.width, height=report.height),
            annotated_image=None if report.picture is None else PictureOut.of(report.picture),
            model=model,
            data=data,
            timings_ms=dict(report.timings_ms),
            **dict(evaluation),
        )
