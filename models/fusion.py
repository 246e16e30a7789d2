"""Fusion: raw scored boxes in, one detection per food out.

A detector answers with (box, class, score) rows; several rows may mean one food, under one name or under several.
Rows that overlap well are one food. Our own detector says on two levels that there is food (`food`) and which (the
other names); where a detector only gives names, their sum is the probability that there is food.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from models.detection import Box, Detection, Detections, Guess

__all__ = ["FLOOR", "FOOD", "REFERENCES", "Row", "fuse"]

FOOD = "food"  # something edible, name unknown
REFERENCES = ("plate", "bowl", "cup", "glass", "fork", "knife", "spoon")
FLOOR = 0.03  # rows below this carry no evidence
SAME_FOOD_IOU = 0.5
INSIDE = 0.8  # share of a box inside another from which both are one food
PIECE = 0.25  # share of a whole's area below which what lies inside it is a piece
HEAP = 4  # pieces from which the whole is a heap
AS_CLEAR = 0.5  # share of a heap's confidence from which a piece speaks against it
CLEARER = 0.8  # share of a piece's confidence from which the dish around it is believed instead
MOST_GUESSES = 6
MOST_SURE = 0.99  # no detector is certain


@dataclass(frozen=True, slots=True)
class Row:
    """One raw answer of a detector: a box in photo pixels, a class name, a score 0..1."""

    box: Box
    label: str
    score: float


def fuse(rows: Sequence[Row], foods: Collection[str], threshold: float) -> Detections:
    """Merge rows into detections at or above `threshold`; labels neither food nor reference are left out.

    `foods` are the labels that mean food. The result is sorted by confidence, ties by position, so it is deterministic.
    """
    food_rows = [row for row in rows if row.label in foods and row.score >= FLOOR]
    reference_rows = [row for row in rows if row.label in REFERENCES and row.score >= FLOOR]
    return Detections(
        foods=tuple(one_food_one_detection(_grouped(food_rows), threshold)),
        # A fork on a plate is both, so tableware is not thinned out.
        references=tuple(found for found in _grouped(reference_rows) if found.confidence >= threshold),
    )


def _position(box: Box) -> tuple[float, float, float, float]:
    return box.x, box.y, box.width, box.height


def _grouped(rows: Sequence[Row]) -> list[Detection]:
    """Group rows around the best one left; each group is one detection."""
    left = sorted(rows, key=lambda row: (-row.score, _position(row.box), row.label))
    found = []
    while left:
        seed = left[0]
        mine = [row for row in left if row.box.iou(seed.box) >= SAME_FOOD_IOU]
        left = [row for row in left if row.box.iou(seed.box) < SAME_FOOD_IOU]
        found.append(_detection(seed.box, mine))
    return found


def _detection(box: Box, rows: Sequence[Row]) -> Detection:
    best: dict[str, float] = {}
    for row in rows:
        best[row.label] = max(best.get(row.label, 0.0), row.score)
    found = best.pop(FOOD, None)
    named = min(sum(best.values()), MOST_SURE)  # a food has one name, so names share one probability
    confidence = named if found is None else min(max(found, *best.values(), 0.0), MOST_SURE)
    if confidence > named:
        best[FOOD] = confidence - named  # what is seen but not named
    ranked = sorted(best.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST_GUESSES]
    return Detection(box, confidence, tuple(Guess(label, min(score, MOST_SURE)) for label, score in ranked))


def one_food_one_detection(found: Sequence[Detection], threshold: float) -> list[Detection]:
    """Keep confident detections, best first, and drop those that are mostly a part or the whole of a kept one."""
    kept: list[Detection] = []
    confident = wholes_or_pieces([detection for detection in found if detection.confidence >= threshold])
    for detection in sorted(confident, key=lambda item: (-item.confidence, _position(item.box))):
        if all(detection.box.cover(other.box) < INSIDE for other in kept):
            kept.append(detection)
    return kept


def wholes_or_pieces(found: Sequence[Detection]) -> list[Detection]:
    """Decide for small food inside larger food which of both is meant.

    Many pieces, each about as clear as the whole, are a heap, and each piece a food: berries in a box. Fewer are the
    ingredients of a dish, and the dish is the food, even where the nuts on it are a little clearer than the lassi.
    """
    dropped: set[int] = set()
    for place, whole in enumerate(found):
        pieces = [other for other, piece in enumerate(found) if _is_piece(piece, whole)]
        if sum(found[other].confidence >= AS_CLEAR * whole.confidence for other in pieces) >= HEAP:
            dropped.add(place)
        else:
            dropped.update(other for other in pieces if whole.confidence >= CLEARER * found[other].confidence)
    return [detection for place, detection in enumerate(found) if place not in dropped]


def _is_piece(piece: Detection, whole: Detection) -> bool:
    small = piece.box.area < PIECE * whole.box.area
    return small and piece.box.intersection(whole.box) >= INSIDE * piece.box.area
