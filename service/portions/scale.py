"""The scale: how many centimetres a pixel of the photo shows, from the tableware on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import hypot, log, sqrt

from models.detection import Box, Detection
from service.portions.sizes import ReferenceSize, Sizes

__all__ = ["FRAME", "GIVEN_SPREAD", "PLATES", "Scale", "frame_scale", "scale_of"]

GIVEN_SPREAD = 0.04
"""A measured plate: what is left is the box around it."""

LEAST_CONFIDENCE = 0.5
"""Tableware that is no likelier there than not gives no scale; one wrong plate makes every item wrong."""

PLATES = ("plate", "bowl")
FRAME = "frame"


@dataclass(frozen=True, slots=True)
class Scale:
    """Natural logarithm of centimetres a pixel, with its standard deviation; `label` and `cm` say what was compared."""

    log_cm: float
    spread: float
    label: str
    cm: float
    measured: bool = False


def scale_of(references: Sequence[Detection], sizes: Sizes, plate_diameter_cm: float | None = None) -> Scale | None:
    """The scale all references together tell, None without any; boxes are pixels of the upright photo.

    Tableware of assumed size counts only where `sizes` say so.
    A given plate diameter is that of the widest plate, or of the widest bowl where no plate was found.
    """
    if plate_diameter_cm is not None:
        plate = _widest(references)
        if plate is not None:
            cm_a_pixel = log(plate_diameter_cm / _length(plate.box, sizes.reference[plate.label]))
            return Scale(cm_a_pixel, GIVEN_SPREAD, plate.label, plate_diameter_cm, measured=True)
    sure = [found for found in references if found.confidence >= LEAST_CONFIDENCE]
    if not sizes.assumed:
        return None
    best = {label: max(_of(label, sure), key=_surest) for label in sizes.reference if _of(label, sure)}
    return _pooled([_single(found, sizes.reference[label]) for label, found in best.items()])


def frame_scale(short_side: float, sizes: Sizes) -> Scale:
    """What a photo without tableware tells: people photograph a meal, not a street. `short_side` is in pixels."""
    return Scale(log(sizes.frame.short_side_cm / short_side), sizes.frame.spread, FRAME, sizes.frame.short_side_cm)


def _of(label: str, references: Sequence[Detection]) -> list[Detection]:
    return [found for found in references if found.label == label]


def _surest(found: Detection) -> tuple[float, float]:
    return found.confidence, found.box.area


def _widest(references: Sequence[Detection]) -> Detection | None:
    for label in PLATES:
        found = _of(label, references)
        if found:
            return max(found, key=lambda one: one.box.area)
    return None


def _single(found: Detection, size: ReferenceSize) -> Scale:
    # What may be no plate at all tells less of the scale.
    spread = size.spread / sqrt(found.confidence)
    return Scale(log(size.cm / _length(found.box, size)), spread, found.label, size.cm)


def _length(box: Box, size: ReferenceSize) -> float:
    """Pixels across. Seen at an angle a plate is as wide as it is, but lower: the mean of both sides is what food
    lying on it is foreshortened by, too."""
    return sqrt(box.area) if size.side == "both" else hypot(box.width, box.height)


def _pooled(scales: Sequence[Scale]) -> Scale | None:
    """Weighted by precision; named after the one that tells most."""
    if not scales:
        return None
    precision = sum(1 / one.spread**2 for one in scales)
    mean = sum(one.log_cm / one.spread**2 for one in scales) / precision
    lead = min(scales, key=lambda one: one.spread)
    return Scale(mean, sqrt(1 / precision), lead.label, lead.cm)
