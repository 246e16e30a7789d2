"""Evaluation: how much labelled food a detector finds, how much of what it finds is food, and how it names it."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from models.detection import Box, Detection
from models.fusion import FOOD

__all__ = [
    "MATCH_IOU",
    "CalibrationBin",
    "Match",
    "NameScore",
    "PhotoResult",
    "SourceScore",
    "Truth",
    "average_precision",
    "calibration_bins",
    "calibration_error",
    "match",
    "name_scores",
    "named_hits",
    "score",
]

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
    """Every detection of one photo, matched, and the names of the foods labelled on it."""

    matches: tuple[Match, ...]
    labels: tuple[str, ...]
    seconds: float


@dataclass(frozen=True, slots=True)
class NameScore:
    """Foods of one name: labelled, found, and of those found right by the best name and among the best five."""

    name: str
    labelled: int
    found: int
    top1: int
    top5: int


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
    name_calibration_error: float | None
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
    labelled = sum(len(result.labels) for result in results)
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


@dataclass(frozen=True, slots=True)
class CalibrationBin:
    """Names said with about one confidence: how many, how sure on average, and how often right."""

    count: int
    confidence: float
    accuracy: float


def named_hits(results: Sequence[PhotoResult], nameable: frozenset[str]) -> list[tuple[Detection, str]]:
    """Found foods and their true names, where the name is one the detector can give."""
    return [
        (item.detection, item.truth.name)
        for result in results
        for item in result.matches
        if item.truth is not None and item.truth.name in nameable
    ]


def calibration_bins(hits: Sequence[tuple[Detection, str]], bins: int = 10) -> list[CalibrationBin]:
    """Group best names (`food` is none) by confidence into equal widths; empty bins are left out."""
    said: dict[int, list[tuple[float, bool]]] = {}
    for detection, name in hits:
        best = next((guess for guess in detection.guesses if guess.label != FOOD), None)
        if best is not None:
            said.setdefault(min(int(best.confidence * bins), bins - 1), []).append(
                (best.confidence, best.label == name)
            )
    return [
        CalibrationBin(
            len(pairs), sum(sure for sure, _ in pairs) / len(pairs), sum(right for _, right in pairs) / len(pairs)
        )
        for _, pairs in sorted(said.items())
    ]


def calibration_error(hits: Sequence[tuple[Detection, str]]) -> float | None:
    """Expected calibration error of best names, ten bins of equal width (Naeini et al., AAAI 2015)."""
    bins = calibration_bins(hits)
    total = sum(each.count for each in bins)
    return sum(each.count * abs(each.confidence - each.accuracy) for each in bins) / total if total else None


def score(results: Sequence[PhotoResult], all_found: Sequence[PhotoResult], nameable: frozenset[str]) -> SourceScore:
    """Score one source at its operating point; `all_found` is the same photos with every weak detection, for AP50.

    Names count where the label's name is one the detector can give (`nameable`).
    """
    found = [item for result in results for item in result.matches]
    hits = [item for item in found if item.truth is not None]
    named = named_hits(results, nameable)
    labelled = sum(len(result.labels) for result in results)
    times = sorted(result.seconds for result in results)
    return SourceScore(
        photos=len(results),
        labelled=labelled,
        recall=share(len(hits), labelled),
        precision=share(len(hits), len(found)) if labelled else None,
        ap50=average_precision(all_found),
        top1=share(sum(detection.label == name for detection, name in named), len(named)),
        top5=share(
            sum(name in [guess.label for guess in detection.guesses[:5]] for detection, name in named), len(named)
        ),
        name_calibration_error=calibration_error(named),
        median_ms=times[len(times) // 2] * 1000 if times else 0.0,
        found_per_photo=len(found) / max(len(results), 1),
    )


def name_scores(results: Sequence[PhotoResult]) -> list[NameScore]:
    """Count by labelled name, the most labelled first."""
    labelled = Counter(label for result in results for label in result.labels)
    found: defaultdict[str, list[Detection]] = defaultdict(list)
    for item in (item for result in results for item in result.matches):
        if item.truth is not None:
            found[item.truth.name].append(item.detection)
    return [
        NameScore(
            name,
            count,
            len(found[name]),
            sum(item.label == name for item in found[name]),
            sum(name in [guess.label for guess in item.guesses[:5]] for item in found[name]),
        )
        for name, count in labelled.most_common()
    ]


def share(part: int, whole: int) -> float | None:
    """Part of a whole, None of nothing."""
    return part / whole if whole else None
