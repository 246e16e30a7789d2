"""The eye: finds food on a photo and names it. Takes pixels, gives `Detections`; knows nothing of nutrition.

detector = build_detector(None, foods=labels)
for detection in detector.detect(pixels): ...
"""

import os

# Nothing is sent anywhere. Each of these is read once, when its runtime is imported, so they stand before all imports.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # ONNX Runtime from 1.29 on tells Microsoft of every session
os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
os.environ["YOLO_OFFLINE"] = "true"
os.environ["YOLO_AUTOINSTALL"] = "false"

from models.detection import Box, Detection, Detections, Detector, Guess, Pixels
from models.errors import ModelError, RuntimeMissing, WeightsCorrupt, WeightsMissing, WeightsUnsuited
from models.fake import FakeDetector
from models.fusion import FOOD, REFERENCES
from models.manifest import ModelEntry, load_manifest, shipped
from models.registry import build_detector

__all__ = [
    "FOOD",
    "REFERENCES",
    "Box",
    "Detection",
    "Detections",
    "Detector",
    "FakeDetector",
    "Guess",
    "ModelEntry",
    "ModelError",
    "Pixels",
    "RuntimeMissing",
    "WeightsCorrupt",
    "WeightsMissing",
    "WeightsUnsuited",
    "build_detector",
    "load_manifest",
    "shipped",
]
