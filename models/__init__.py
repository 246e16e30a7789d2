"""The eye: finds food on a photo and names it. Takes pixels, gives `Detections`; knows nothing of nutrition.

detector = build_detector(None, foods=labels)
for detection in detector.detect(pixels): ...
"""

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
