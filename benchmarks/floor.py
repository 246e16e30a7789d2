"""The floor: decoding and inference alone, in this process, which no server can go below. And the overlay by itself."""

import statistics
import time
from collections.abc import Callable

from models import build_detector
from models.detection import Detector
from nutrition_db import NutritionTable
from service.identify import food_labels
from service.photos import PhotoLimits, read_photo
from service.pipeline import analyze
from service.settings import Settings

__all__ = ["floor", "product_detector"]


def product_detector(runtime: str = "onnx", precision: str = "auto") -> Detector:
    """Build the detector as a server on default settings does, classifier included."""
    settings = Settings.model_validate({"detector_runtime": runtime, "detector_precision": precision})
    return build_detector(
        None,
        foods=food_labels(NutritionTable.load()),
        runtime=settings.detector_runtime,
        threads=settings.threads_per_lane,
        lone_threads=settings.lone_photo_threads,
        precision=settings.detector_precision,
    )


def floor(detector: Detector, photo: bytes, rounds: int) -> dict[str, float]:
    """Median milliseconds of decoding, inference and drawing one photo; `floor` is the first two."""
    limits, table = PhotoLimits.of(Settings()), NutritionTable.load()
    seen = read_photo(photo, limits)
    decode = median_ms(lambda: read_photo(photo, limits), rounds)
    infer = median_ms(lambda: detector.detect(seen.pixels), rounds)
    reports = [analyze(photo, [], detector=detector, table=table, limits=limits) for _ in range(3)]
    return {
        "decode_ms": decode,
        "infer_ms": infer,
        "draw_ms": statistics.median(report.timings_ms["draw"] for report in reports),
        "floor_ms": decode + infer,
        "items": len(detector.detect(seen.pixels)),
    }


def median_ms(work: Callable[[], object], rounds: int) -> float:
    """Median of so many runs after one that does not count."""
    work()
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)
