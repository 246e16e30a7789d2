"""Fit the weights of models.naming's vote on validation photos.

python -m models.training.name_pool DATA_FOLDER FEATURES.npz DETECTOR.onnx

The concept head has seen photos of the same sources as the validation splits, which the world is not. So each source's
crops are judged by a head trained without that source, and each source counts the same.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
import typer

from models.classifier import crop
from models.detection import Detection
from models.evaluate import edible_labels, read_pixels, truths
from models.evaluation import match
from models.fusion import FOOD
from models.naming import Calibration, PoolWeights, agree, dish_kinds, pooled
from models.onnx import OnnxDetector
from models.training.classifier import Examples, calibration_error, dish_names, trained_head
from models.training.crops import concept_names, places
from models.training.food101 import Backbone, features
from models.training.sources import read_source

BOXED = ("open_images_subset", "multidish_indian")
ROUNDS = 300  # of expectation maximisation; it has settled after about 100
UNKNOWN = 1e-3  # probability of any one name when no voter knows it

PLAIN = Calibration(intercept=0.0, slope=1.0, agreement=0.0)  # leaves votes as they are

Vote = dict[str, float]


@dataclass(frozen=True, slots=True)
class Found:
    """A detection whose true name is known, and the features of its crop (1280,)."""

    source: str
    name: str
    detection: Detection
    features: npt.NDArray[np.float32]


def found_foods(photos: Path, detector: OnnxDetector, backbone: Backbone) -> Iterator[Found]:
    """Detect on the validation photos; on grocery photos, which have no boxes, the largest detection is the product."""
    for source in BOXED:
        for photo in read_source(photos, source, "val"):
            pixels = read_pixels(photo.path)
            for pair in match(detector.detect(pixels).foods, truths(photo)):
                if pair.truth is not None:
                    seen = features(backbone, [crop(pixels, pair.detection.box)])[0]
                    yield Found(source, pair.truth.name, pair.detection, seen)
    for place in places(photos, "val"):
        if place.box is None:
            pixels = read_pixels(place.path)
            largest = max(detector.detect(pixels).foods, key=lambda found: found.box.area, default=None)
            if largest is not None:
                seen = features(backbone, [crop(pixels, largest.box)])[0]
                yield Found(place.source, place.name, largest, seen)


def votes(found: Found, head: torch.nn.Linear, backbone: Backbone) -> tuple[Vote, Vote]:
    """Probabilities of the concept head and of the dish head for one crop."""
    seen = torch.from_numpy(found.features)
    concepts, dishes = head(seen).softmax(0).tolist(), backbone.fc(seen).softmax(0).tolist()
    return dict(zip(concept_names(), concepts, strict=True)), dict(zip(dish_names(), dishes, strict=True))


def truth_votes(found: Found, concepts: Vote, dishes: Vote) -> list[float]:
    """Probability that each voter, and none of them, gives to the true name."""
    detection = found.detection
    total = max(detection.confidence, sum(guess.confidence for guess in detection.guesses))
    seen = sum(guess.confidence for guess in detection.guesses if guess.label == found.name != FOOD)
    kinds = sum(share for dish, share in dishes.items() if dish_kinds()[dish] == found.name)
    return [seen / total, concepts.get(found.name, 0.0), kinds, UNKNOWN]


def fitted(truth: npt.NDArray[np.float64], importance: npt.NDArray[np.float64]) -> PoolWeights:
    """Weights of greatest likelihood of a mixture, by expectation maximisation; `truth` is (n, 4)."""
    weights = np.full(truth.shape[1], 1 / truth.shape[1])
    for _ in range(ROUNDS):
        shares = truth * weights
        shares /= shares.sum(1, keepdims=True)
        weights = (shares * importance[:, None]).sum(0) / importance.sum()
    return PoolWeights(*(round(float(weight), 2) for weight in weights[:3]))


@dataclass(frozen=True, slots=True)
class Said:
    """A best name: the vote it got, whether both voters agree, whether it is right, and how much it counts."""

    vote: float
    agree: bool
    right: bool
    importance: float


def said(found: Found, concepts: Vote, dishes: Vote, weights: PoolWeights, importance: float) -> Said | None:
    """Name one food without calibration; None where there is no name or the true one is not known."""
    names = [guess for guess in pooled(found.detection, concepts, dishes, weights, PLAIN) if guess.label != FOOD]
    if not names or found.name == FOOD:
        return None
    return Said(names[0].confidence, agree(found.detection, concepts), names[0].label == found.name, importance)


def fitted_calibration(names: list[Said]) -> Calibration:
    """Fit the calibration of greatest weighted likelihood."""
    votes = torch.tensor([min(max(each.vote, 1e-6), 1 - 1e-6) for each in names], dtype=torch.float64)
    inputs = torch.stack(
        [torch.ones_like(votes), votes.logit(), torch.tensor([float(each.agree) for each in names]).double()], dim=1
    )
    right = torch.tensor([float(each.right) for each in names]).double()
    importance = torch.tensor([each.importance for each in names]).double()
    theta = torch.tensor([0.0, 1.0, 0.0], dtype=torch.float64, requires_grad=True)
    search = torch.optim.LBFGS([theta], max_iter=200, line_search_fn="strong_wolfe")

    def loss() -> torch.Tensor:
        search.zero_grad()
        each = torch.nn.functional.binary_cross_entropy_with_logits(inputs @ theta, right, reduction="none")
        total = (each * importance).sum() / importance.sum()
        total.backward()  # type: ignore[no-untyped-call]
        return total

    search.step(loss)  # type: ignore[no-untyped-call]
    return Calibration(*(round(float(value), 2) for value in theta))


def report(title: str, rows: list[tuple[str, str, tuple[str, ...], float]]) -> None:
    """Print top-1, top-5 and calibration error; rows are source, true name, names best first, confidence."""
    for source in sorted({row[0] for row in rows}):
        mine = [row for row in rows if row[0] == source and row[1] != FOOD]
        first = np.array([bool(names) and names[0] == name for _, name, names, _ in mine])
        fifth = np.mean([name in names[:5] for _, name, names, _ in mine])
        error = calibration_error(np.array([row[3] for row in mine]), first)
        print(f"{title:9} {source:20} n {len(mine):4} top-1 {first.mean():.2f} top-5 {fifth:.2f} ECE {error:.2f}")


def row(found: Found, detection: Detection) -> tuple[str, str, tuple[str, ...], float]:
    """Lay out one named detection for `report`; `food` is no name."""
    names = [guess for guess in detection.guesses if guess.label != FOOD]
    return found.source, found.name, tuple(guess.label for guess in names), names[0].confidence if names else 0.0


def main(data: Path, features_file: Path, weights: Path, threshold: float = 0.1, seed: int = 0) -> None:
    """Print the fitted weights, and names before and after, with the head that ships."""
    detector = OnnxDetector(weights, foods=edible_labels(), threshold=threshold)
    backbone = Backbone.from_file(data / "weights" / "food101_mobilenetv2.safetensors")
    examples, classes = Examples.read(features_file), len(concept_names())
    every = list(found_foods(data / "photos", detector, backbone))
    heads = {
        source: trained_head(*examples.where(~examples.held_out & (examples.sources != source)), classes, seed)
        for source in sorted({found.source for found in every})
    }
    unseen = [votes(found, heads[found.source], backbone) for found in every]
    truth = np.array([truth_votes(found, *each) for found, each in zip(every, unseen, strict=True)])
    sources = np.array([found.source for found in every])
    importance = np.array([1.0 / (sources == source).sum() for source in sources])
    fit = fitted(truth, importance)
    head = trained_head(*examples.where(~examples.held_out), classes, seed)
    seen = [votes(found, head, backbone) for found in every]
    # The world is partly like the photos the head saw and partly not, so it is calibrated on both alike.
    names = [
        said(found, *each, fit, float(weight))
        for judged in (unseen, seen)
        for found, each, weight in zip(every, judged, importance, strict=True)
    ]
    calibration = fitted_calibration([name for name in names if name is not None])
    print(fit, calibration)
    report("detector", [row(found, found.detection) for found in every])
    for title, judged in (("unseen", unseen), ("shipped", seen)):
        after = [pooled(found.detection, *each, fit, calibration) for found, each in zip(every, judged, strict=True)]
        pairs = zip(every, after, strict=True)
        report(title, [row(found, replace(found.detection, guesses=guesses)) for found, guesses in pairs])


if __name__ == "__main__":
    typer.run(main)
