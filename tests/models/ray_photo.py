"""ray_photo: deploys a detector on a Ray of its own on this machine, sends a photo, and prints what came back."""

import logging

import numpy as np
import ray
from ray import serve

from models import Box, Detection, Detections, FakeDetector, Guess, Pixels
from models.ray_serve import deploy


class Measuring(FakeDetector):
    """Answers a box as large as the photo, so that the answer shows that the pixels arrived."""

    def detect(self, pixels: Pixels) -> Detections:
        height, width = pixels.shape[:2]
        box = Box(0, 0, width, height)
        return Detections((Detection(box, float(pixels.mean()) / 255, (Guess("apple", 0.5),)),))


def main() -> None:
    ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False, logging_level=logging.ERROR)
    detector = deploy(lambda: Measuring(Detections(()), ("apple",)), cores=1, autoscaling={"max_replicas": 1})
    found = detector.detect(np.full((300, 400, 3), 255, np.uint8)).foods[0]
    print(f"ANSWER {detector.name}; {','.join(detector.labels)}; {found.box.width:.0f}; {found.confidence:.1f}")  # noqa: T201
    serve.shutdown()
    ray.shutdown()


if __name__ == "__main__":
    main()
