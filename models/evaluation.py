"""Evaluation: how much labelled food a detector finds, how much of what it finds is food, and how it names it."""

from collections.abc import Sequence
from dataclasses import dataclass

from models.detection import Box, Detection

__all__ = ["MATCH_IOU", "Match", "PhotoResult", "SourceScore", "Truth", "average_precision", "match", "score"]

MATCH_IOU = 0.5


@dataclass(frozen=True, slots=True)
class Truth:
    """A labelled food: its box in pixels and its name."""

    box: Box
    name: str


@dataclass(frozen=True, slots=True)
class Match:
    """A detection and the labelled food it stands for, None when it stands for none."""

    detection: Detection
    truth: Truth | None


@dataclass(frozen=True, slots=True)
class PhotoResult:
    """Every detection of one photo, matched, and how many foods were labelled on it."""

    matches: tuple[Match, ...]
    labelled: int
    seconds: float


@dataclass(frozen=True, slots=True)
class SourceScore:
    """Figures of one source at one threshold; shares are 0..1, None where nothing could be counted."""

    photos: int
    labelled: int
    recall: float | None
    precision: float | None
    ap50: float | None
    top1: float | None
    top5: float | None
    median_ms: float
    found_per_photo: float


def match(detections: Sequence[Detection], truths: Sequence[Truth]) -> tuple[Match, ...]:
    """Match detections, best first, each to the free label it overlaps most, from IoU 0.5 and under any name."""
    free = list(truths)
    matches = []
    for detection in sorted(detections, key=lambda item: -item.confidence):
        best = max(free, key=lambda truth: detection.box.iou(truth.box), default=None)
        if best is not None and detection.box.iou(best.box) >= MATCH_IOU:
            free.remove(best)
            matches.append(Match(detection, best))
        else:
            matches.append(Match(detection, None))
    return tuple(matches)


def average_precision(results: Sequence[PhotoResult]) -> float | None:
    """Area under the class-agnostic precision-recall curve, all points, precision made monotone (VOC 2010)."""
    labelled = sum(result.labelled for result in results)
    if not labelled:
        return None
    ranked = sorted(
        (found for result in results for found in result.matches), key=lambda found: -found.detection.confidence
    )
    points = []
    hits = 0
    for count, found in enumerate(ranked, start=1):
        hits += found.truth is not None
        points.append((hits / labelled, hits / count))
    area, best, right = 0.0, 0.0, points[-1][0] if points else 0.0
    for recall, precision in reversed(points):
        area += (right - recall) * best
        best, right = max(best, precision), recall
    return area + right * best


def score(results: Sequence[PhotoResult], all_found: Sequence[PhotoResult], nameable: frozenset[str]) -> SourceScore:
    """Score one source at its operating point; `all_found` is the same photos with every weak detection, for AP50.

    Names count where the label's name is one the detector can give (`nameable`).
    """
    found = [item for result in results for item in result.matches]
    hits = [item for item in found if item.truth is not None]
    named = [(item, item.truth.name) for item in hits if item.truth is not None and item.truth.name in nameable]
    labelled = sum(result.labelled for result in results)
    times = sorted(result.seconds for result in results)
    return SourceScore(
        photos=len(results),
        labelled=labelled,
        recall=share(len(hits), labelled),
        precision=share(len(hits), len(found)) if labelled else None,
        ap50=average_precision(all_found),
        top1=share(sum(item.detection.label == name for item, name in named), len(named)),
        top5=share(
            sum(name in [guess.label for guess in item.detection.guesses[:5]] for item, name in named), len(named)
        ),
        median_ms=times[len(times) // 2] * 1000 if times else 0.0,
        found_per_photo=len(found) / max(len(results), 1),
    )


def share(part: int, whole: int) -> float | None:
    """Part of a whole, None of nothing."""
    return part / whole if whole else None
