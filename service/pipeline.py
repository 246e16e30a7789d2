"""The pipeline: from the bytes of a photo to a report, one step a line."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from models.detection import Detections, Detector
from nutrition_db import NutritionTable
from service import dietary, overlay, portions
from service.dietary import Profile
from service.identify import identify
from service.language import ENGLISH, Language
from service.meal import Item, Totals, Verdicts
from service.overlay import Picture
from service.photos import Photo, PhotoLimits, read_photo
from service.stopwatch import Stopwatch

__all__ = ["NO_HINTS", "Assessment", "MealReport", "analyze", "assess", "look", "redraw"]

NO_HINTS = portions.Hints()


@dataclass(frozen=True, slots=True)
class Assessment:
    """What items mean for profiles: verdicts, health scores by item id (0..10 or None) and totals."""

    items: tuple[Item, ...]
    verdicts: Verdicts
    scores: Mapping[str, float | None]
    totals: Totals
    hide_energy: bool
    language: Language = ENGLISH


@dataclass(frozen=True, slots=True)
class MealReport:
    """Everything known about one photographed meal; sizes and boxes are pixels of the upright photo."""

    id: str
    width: int
    height: int
    assessment: Assessment
    picture: Picture | None
    warnings: tuple[str, ...]
    timings_ms: Mapping[str, float]


def analyze(
    data: bytes,
    profiles: Sequence[Profile],
    *,
    detector: Detector,
    table: NutritionTable,
    limits: PhotoLimits,
    annotated: bool = True,
    hints: portions.Hints = NO_HINTS,
    language: Language = ENGLISH,
) -> MealReport:
    """Turn the bytes of a photo into a report; raises PhotoError for what is not a photo we take."""
    timed = Stopwatch()
    photo = timed("decode", read_photo, data, limits)
    detections = timed("detect", detect, detector, photo)
    items = timed("identify", identify, detections, table)
    seen = portions.Photographed(detections.references, hints=hints, language=language.code)
    items = timed("portions", portions.estimate, items, table, seen)
    assessment = timed("judge", assess, items, profiles, language)
    picture = timed("draw", draw, photo, assessment) if annotated else None
    warnings = (*photo.warnings, *portions.unused(items, detections.references, hints, table, language.code))
    return MealReport(str(uuid.uuid4()), photo.width, photo.height, assessment, picture, warnings, timed.laps_ms)


def look(data: bytes, *, detector: Detector, limits: PhotoLimits) -> tuple[Photo, Detections, Mapping[str, float]]:
    """Only find: the photo, what is on it, and how long that took."""
    timed = Stopwatch()
    photo = timed("decode", read_photo, data, limits)
    detections = timed("detect", detect, detector, photo)
    return photo, detections, timed.laps_ms


def redraw(data: bytes, assessment: Assessment, *, limits: PhotoLimits) -> Picture:
    """Draw an assessment, corrected by a person, on the bytes of its photo."""
    return draw(read_photo(data, limits), assessment)


def detect(detector: Detector, photo: Photo) -> Detections:
    """Detect on the working pixels and answer in pixels of the upright photo."""
    return detector.detect(photo.pixels).scaled(1 / photo.scale)


def assess(items: tuple[Item, ...], profiles: Sequence[Profile], language: Language = ENGLISH) -> Assessment:
    """Judge items against profiles; pure, so that an edited meal gives what a photographed one does."""
    return Assessment(
        items=items,
        verdicts=dietary.judge(items, profiles, language),
        scores={item.id: None if item.food is None else dietary.health_score(item.food) for item in items},
        totals=dietary.totals(items),
        hide_energy=any(profile.hide_energy for profile in profiles),
        language=language,
    )


def draw(photo: Photo, assessment: Assessment) -> Picture:
    """Draw an assessment on its photo."""
    return overlay.draw(
        photo.pixels,
        assessment.items,
        assessment.verdicts,
        assessment.totals,
        scores=assessment.scores,
        photo_size=(photo.width, photo.height),
        hide_energy=assessment.hide_energy,
        words=overlay.WORDS[assessment.language.code],
    )
