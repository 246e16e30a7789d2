"""The classifier: names what is on crops of a photo, all crops of a photo in one call, one crop a thread.

Preprocessing, the same in training: the box grown by 10 % on each side and on its shorter side to at least 0.6 of the
longer one, cut from the photo, resized to 224 x 224 (bilinear, shape not kept), RGB as float32 0..255.
"""

import ast
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnxruntime
from PIL import Image

from models.detection import Box, Guess, Pixels
from models.errors import WeightsUnsuited
from models.session import open_session

__all__ = ["MOST_CROPS", "SIDE", "CropClassifier", "crop"]

SIDE = 224
CONTEXT = 0.10  # of the box, on each side: the rim of a bowl or the plate around it helps to name what is in it
LEAST_SHAPE = 0.6  # a long thin box would be squashed beyond recognition
MOST_CROPS = 30

Probabilities = npt.NDArray[np.float32]


def crop(pixels: Pixels, box: Box) -> Pixels:
    """Cut a box with some context from a photo and resize it to SIDE x SIDE."""
    height, width = pixels.shape[:2]
    wide, high = box.width * (1 + 2 * CONTEXT), box.height * (1 + 2 * CONTEXT)
    wide, high = max(wide, high * LEAST_SHAPE), max(high, wide * LEAST_SHAPE)
    x, y = box.centre
    left, top = int(max(x - wide / 2, 0)), int(max(y - high / 2, 0))
    left, top = min(left, width - 1), min(top, height - 1)
    right, bottom = max(int(min(x + wide / 2, width)), left + 1), max(int(min(y + high / 2, height)), top + 1)
    picture = Image.fromarray(pixels[top:bottom, left:right])
    return np.asarray(picture.resize((SIDE, SIDE), Image.Resampling.BILINEAR, reducing_gap=2.0))


class CropClassifier:
    """Runs an ONNX file with input (n, 3, 224, 224) and two outputs of probabilities: dishes (n, 101), concepts (n, m).

    The labels of both are in the file's metadata, as Python tuples `dishes` and `concepts`. One classifier may serve
    many threads; it keeps `threads` of its own, or one a core. Raises WeightsMissing, WeightsCorrupt or WeightsUnsuited
    when built from a file that will not do.

    Crops run one by one, on one thread each, because a batch is slower: for 12 crops on 2 cores, one run takes 77 ms
    with one thread and 48 with two, single crops on two threads about 33.
    """

    def __init__(self, path: Path, threads: int = 0) -> None:
        self._session = open_session(path, 1)
        self._crew = ThreadPoolExecutor(threads or os.cpu_count(), thread_name_prefix="names")
        self.dishes, self.concepts = _labels(self._session, path)
        self._input = self._session.get_inputs()[0].name
        self.name = f"{path.stem} (onnxruntime {onnxruntime.__version__})"

    def classify(self, pixels: Pixels, boxes: Sequence[Box]) -> list[tuple[Guess, ...]]:
        """Name each box: every label of both heads with its probability, best first.

        A label that both heads have counts once, with the concept head's probability. At most MOST_CROPS boxes.
        """
        dishes, concepts = self.probabilities(pixels, boxes)
        return [self._guesses(*rows) for rows in zip(dishes.tolist(), concepts.tolist(), strict=True)]

    def probabilities(self, pixels: Pixels, boxes: Sequence[Box]) -> tuple[Probabilities, Probabilities]:
        """Probabilities of the dishes (n, 101) and the concepts (n, m) for each box; each row of each sums to 1."""
        if len(boxes) > MOST_CROPS:
            raise ValueError(f"at most {MOST_CROPS} crops are named at once, got {len(boxes)}: pass the best ones only")
        if not boxes:
            return np.empty((0, len(self.dishes)), np.float32), np.empty((0, len(self.concepts)), np.float32)
        answers = list(self._crew.map(lambda box: self._probabilities(pixels, box), boxes))
        return np.concatenate([each[0] for each in answers]), np.concatenate([each[1] for each in answers])

    def _probabilities(self, pixels: Pixels, box: Box) -> list[Probabilities]:
        planes = crop(pixels, box).transpose(2, 0, 1)[None].astype(np.float32)
        answer: list[Probabilities] = self._session.run(["dishes", "concepts"], {self._input: planes})
        return answer

    def _guesses(self, dishes: list[float], concepts: list[float]) -> tuple[Guess, ...]:
        best = dict(zip(self.dishes, dishes, strict=True)) | dict(zip(self.concepts, concepts, strict=True))
        ranked = sorted(best.items(), key=lambda pair: (-pair[1], pair[0]))
        return tuple(Guess(label, min(probability, 1.0)) for label, probability in ranked)


def _labels(session: onnxruntime.InferenceSession, path: Path) -> tuple[tuple[str, ...], tuple[str, ...]]:
    given = session.get_inputs()[0].shape
    widths = {output.name: output.shape[-1] for output in session.get_outputs()}
    metadata = session.get_modelmeta().custom_metadata_map
    if given[1:] != [3, SIDE, SIDE] or set(widths) != {"dishes", "concepts"} or not set(widths) <= set(metadata):
        raise WeightsUnsuited(
            f"{str(path)!r} has input {given!r}, outputs {sorted(widths)!r} and metadata {sorted(metadata)!r}; input "
            f"(n, 3, {SIDE}, {SIDE}), outputs and labels 'dishes' and 'concepts' are needed: "
            "export with models.training.classifier"
        )
    dishes, concepts = (tuple(ast.literal_eval(metadata[head])) for head in ("dishes", "concepts"))
    if (len(dishes), len(concepts)) != (widths["dishes"], widths["concepts"]):
        raise WeightsUnsuited(
            f"{str(path)!r} lists {len(dishes)} dishes and {len(concepts)} concepts for outputs {widths!r}: "
            "export it again with models.training.classifier"
        )
    return dishes, concepts
