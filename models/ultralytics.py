"""The Ultralytics runtime: any local Ultralytics checkpoint, behind the same protocol.

Needs the `[ultralytics]` extra. A `.pt` file is a pickle, that is, a program: load only files you trust.
Its phone-home and auto-install are switched off in `models/__init__.py`, its downloads here.
"""

import threading
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from models.detection import Box, Detections, Pixels
from models.errors import RuntimeMissing, WeightsCorrupt, WeightsMissing
from models.fusion import FLOOR, Row, fuse

__all__ = ["UltralyticsDetector"]

SIDE = 640


class UltralyticsDetector:
    """Runs one checkpoint at 640 pixels. Open-vocabulary checkpoints take their classes from `prompts`.

    Raises RuntimeMissing without the extra, WeightsMissing or WeightsCorrupt for the file.
    """

    def __init__(self, path: Path, *, foods: Collection[str], threshold: float, prompts: Sequence[str] = ()) -> None:
        if not path.is_file():
            raise WeightsMissing(
                f"there are no weights at {str(path)!r}: nothing is downloaded at run time; "
                "put the checkpoint there yourself, or unset DISHCERN_DETECTOR_WEIGHTS to use the shipped weights"
            )
        self._model = _load(path)
        if prompts and hasattr(self._model, "set_classes"):
            self._model.set_classes(list(prompts))
        self._labels = tuple(str(self._model.names[index]).lower() for index in sorted(self._model.names))
        self._foods = frozenset(foods)
        self._threshold = threshold
        # One Ultralytics model rewrites its own arguments while it predicts, so predictions go one at a time.
        self._lock = threading.Lock()
        self.name = f"{path.stem} (ultralytics)"

    @property
    def labels(self) -> tuple[str, ...]:
        """Class names in the order of the class index."""
        return self._labels

    def detect(self, pixels: Pixels) -> Detections:
        """Find foods and references; boxes are in pixels of `pixels`."""
        bgr = np.ascontiguousarray(pixels[:, :, ::-1])
        with self._lock:
            result = self._model.predict(
                bgr, imgsz=SIDE, rect=False, conf=FLOOR, max_det=300, nms=self._nms(), device="cpu", verbose=False
            )[0]
        rows = []
        boxes = result.boxes
        for (x1, y1, x2, y2), score, index in zip(
            boxes.xyxy.tolist(), boxes.conf.tolist(), boxes.cls.tolist(), strict=True
        ):
            if x2 - x1 >= 1 and y2 - y1 >= 1:
                rows.append(Row(Box(x1, y1, x2 - x1, y2 - y1), self._labels[int(index)], score))
        return fuse(rows, self._foods, self._threshold)

    def _nms(self) -> bool | None:
        """Use the NMS-free head where the checkpoint has one; None is Ultralytics' own choice."""
        layers = getattr(getattr(self._model, "model", None), "model", None)
        return False if layers is not None and getattr(layers[-1], "one2one_cv2", None) is not None else None


def _load(path: Path) -> Any:  # noqa: ANN401 - ultralytics ships no usable types
    try:
        from models import torchvision_ops

        torchvision_ops.provide()
        from ultralytics import YOLO, settings
        from ultralytics.utils import downloads
    except ImportError as error:
        raise RuntimeMissing(
            "this checkpoint needs the Ultralytics runtime: pip install 'dishcern[ultralytics]'"
        ) from error
    settings.update({"sync": False})
    # YOLO_OFFLINE keeps it from asking, not from downloading: an open-vocabulary checkpoint fetches its text encoder.
    downloads.safe_download = downloads.get_github_assets = _refuse_download
    try:
        return YOLO(str(path), task="detect")
    except WeightsMissing:
        raise
    except Exception as error:  # torch, pickle and ultralytics each raise their own
        raise WeightsCorrupt(
            f"{str(path)!r} is not a readable Ultralytics checkpoint ({error}): download or export it again"
        ) from error


def _refuse_download(*wanted: object, **named: object) -> Any:  # noqa: ANN401 - stands in for functions of ultralytics
    what = named.get("url") or (wanted[0] if wanted else "a file")
    raise WeightsMissing(
        f"the checkpoint asks for {str(what)!r}, and nothing is downloaded at run time; "
        "fetch that file yourself and put it into the folder the server is started in"
    )
