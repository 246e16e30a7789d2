"""Detections as JSON: boxes and names only."""

from collections.abc import Mapping

from models.detection import Detection, Detections
from service.photos import Photo
from service.schemas.item import BoxOut, Out
from service.schemas.report import PhotoOut

__all__ = ["DetectionsOut"]


class GuessOut(Out):
    """Another name it may have."""

    label: str
    confidence: float


class DetectionOut(Out):
    """One food seen."""

    id: str
    box: BoxOut
    label: str
    confidence: float
    alternatives: list[GuessOut]

    @classmethod
    def of(cls, detection_id: str, detection: Detection) -> "DetectionOut":
        """Show a detection; its first guess is the label, the rest are alternatives."""
        others = [
            GuessOut(label=guess.label, confidence=round(guess.confidence, 4)) for guess in detection.guesses[1:6]
        ]
        confidence = round(detection.confidence, 4)
        return cls(
            id=detection_id,
            box=BoxOut.of(detection.box),
            label=detection.label,
            confidence=confidence,
            alternatives=others,
        )


class ReferenceOut(Out):
    """Tableware, which gives scale."""

    label: str
    box: BoxOut
    confidence: float


class DetectionsOut(Out):
    """What is on a photo."""

    photo: PhotoOut
    items: list[DetectionOut]
    references: list[ReferenceOut]
    timings_ms: dict[str, float]

    @classmethod
    def of(cls, photo: Photo, found: Detections, timings_ms: Mapping[str, float]) -> "DetectionsOut":
        """Show detections in pixels of the upright photo."""
        return cls(
            photo=PhotoOut(width=photo.width, height=photo.height),
            items=[
                DetectionOut.of(f"item-{number}", detection) for number, detection in enumerate(found.foods, start=1)
            ],
            references=[
                ReferenceOut(
                    label=reference.label, box=BoxOut.of(reference.box), confidence=round(reference.confidence, 4)
                )
                for reference in found.references
            ],
            timings_ms=dict(timings_ms),
        )
