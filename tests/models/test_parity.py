import os
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from models import REFERENCES, Detections, build_detector, shipped
from models.registry import Runtime

SAMPLE = Path(__file__).parents[2] / "service" / "web" / "static" / "coffee.jpg"
SHARED = Path(os.environ.get("DISHCERN_SHARED", Path(__file__).parents[3] / "shared"))
FOODS = frozenset(shipped().classes) - set(REFERENCES)
LOW = 0.1  # more detections to compare than the operating point gives


def photos() -> list[Path]:
    meals = sorted((SHARED / "data/photos/multidish_indian/val/images").glob("*.jpg"))[:6]
    return [SAMPLE, *meals]


def compare(one: Detections, other: Detections) -> int:
    """Every clear detection of one runtime is one of the other: same name, box within 2 px, score within 0.02."""
    compared = 0
    for detection in (*one.foods, *one.references):
        if detection.confidence < LOW + 0.03:  # at the line itself a rounding decides
            continue
        twin = max((*other.foods, *other.references), key=lambda item: item.box.iou(detection.box))
        for side in ("x", "y", "width", "height"):
            assert getattr(twin.box, side) == pytest.approx(getattr(detection.box, side), abs=2)
        assert twin.confidence == pytest.approx(detection.confidence, abs=0.02)
        assert twin.label == detection.label
        compared += 1
    return compared


@pytest.mark.parametrize("runtime", ["openvino", "ultralytics"])
def test_another_runtime_sees_the_same(runtime: Runtime) -> None:
    pytest.importorskip(runtime, reason=f"this runtime needs the [{runtime}] extra")
    default = build_detector(None, foods=FOODS, threshold=LOW, precision="f32")
    other = build_detector(None, foods=FOODS, runtime=runtime, threshold=LOW, precision="f32")
    compared = 0
    for path in photos():
        with Image.open(path) as image:
            # At 640 pixels no runtime resizes, so that only they differ and not their interpolation.
            pixels = np.asarray(image.convert("RGB").resize((640, 640)))
        compared += compare(default.detect(pixels), other.detect(pixels))
    assert compared >= len(photos()) / 2


def test_bytes_see_what_float32_sees() -> None:
    whole, small = (build_detector(None, foods=FOODS, precision=precision) for precision in ("f32", "int8"))
    clear, seen = 0, 0
    for path in photos():
        with Image.open(path) as image:
            pixels = np.asarray(image.convert("RGB"))
        other = small.detect(pixels)
        for food in (food for food in whole.detect(pixels).foods if food.confidence >= 0.3):
            twin = max(other.foods, key=lambda item: item.box.iou(food.box), default=None)
            clear += 1
            seen += twin is not None and twin.box.iou(food.box) >= 0.7 and abs(twin.confidence - food.confidence) < 0.2
    # Rounded to bytes, boxes and scores move a little; a range that was measured wrongly loses foods.
    assert seen >= 0.8 * clear
    assert clear >= 1


def test_the_sample_photo_has_something_on_it() -> None:
    with Image.open(SAMPLE) as image:
        found = build_detector(None, foods=FOODS).detect(np.asarray(image.convert("RGB")))
    assert len(found.foods) + len(found.references) >= 1
