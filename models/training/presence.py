"""Presence: is there food on the photo at all? One logistic regression on what the detector already computed.

python -m models.training.presence EYE.pt DATASET PRESENCE.pt

The head judges one place at a time, and a coin, a wheel or a face looks like food to it. The whole picture tells: the
last layer of the backbone, before the neck, summarised over all places. `Peaks` lowers the food scores of a photo that
more likely holds no food than some, so that only the surest places of it stay.
"""

from pathlib import Path
from random import Random
from typing import Any

import torch
import typer
from PIL import Image
from rich.progress import track
from torch import nn
from torch.nn import functional

from models import torchvision_ops
from models.training.labels import class_index, reference_names
from models.training.sources import photo_files

BACKBONE_END = 9  # index of SPPF in YOLOv8's list of layers
CHANNELS = 256
SIDE, PADDING = 640, 114
DECAY = 0.01


class Presence(nn.Module):
    """Probability that a photo holds food, 0..1, from float32 (1, 256, h, w) features of the backbone's end."""

    weight: torch.Tensor
    bias: torch.Tensor

    def __init__(self, channels: int = CHANNELS) -> None:
        super().__init__()
        self.register_buffer("weight", torch.zeros(3 * channels))
        self.register_buffer("bias", torch.zeros(()))

    def forward(self, features: torch.Tensor) -> torch.Tensor:
        """Give the probability, shape ()."""
        return torch.sigmoid(pooled(features) @ self.weight + self.bias)


def pooled(features: torch.Tensor) -> torch.Tensor:
    """Mean, maximum and standard deviation of each channel over all places: (1, c, h, w) -> (3 c,)."""
    places = features[0].flatten(1)
    mean = places.mean(dim=1)
    spread = (places - mean[:, None]).square().mean(dim=1).sqrt()
    return torch.cat([mean, places.amax(dim=1), spread])


def doubted(probability: torch.Tensor) -> torch.Tensor:
    """Factor on food scores: 1 from even odds on, falling with the eighth power of the probability below them."""
    return torch.clamp((2 * probability).pow(8), max=1.0)


def fitted(samples: torch.Tensor, food: torch.Tensor) -> Presence:
    """Fit by LBFGS, both answers weighing the same in all; samples (n, 3 c), food (n,) of 0 and 1."""
    mean, scale = samples.mean(dim=0), samples.std(dim=0) + 1e-6
    scaled = (samples - mean) / scale
    weight = torch.zeros(samples.shape[1], requires_grad=True)
    bias = torch.zeros((), requires_grad=True)
    solver = torch.optim.LBFGS([weight, bias], max_iter=300)
    balance = (food == 0).sum() / (food == 1).sum()

    def loss() -> torch.Tensor:
        solver.zero_grad()
        wrong = functional.binary_cross_entropy_with_logits(scaled @ weight + bias, food, pos_weight=balance)
        total = wrong + DECAY * weight.square().sum()
        total.backward()  # type: ignore[no-untyped-call]
        return total

    solver.step(loss)  # type: ignore[no-untyped-call]
    presence = Presence(samples.shape[1] // 3)
    presence.weight.copy_(weight.detach() / scale)
    presence.bias.copy_(bias.detach() - (weight.detach() * mean / scale).sum())
    return presence


def letterboxed(path: Path) -> torch.Tensor:
    """Read a picture as the detector sees it: float32 (1, 3, 640, 640), 0..1."""
    with Image.open(path) as image:
        picture = image.convert("RGB")
    factor = SIDE / max(picture.size)
    width, height = (max(1, round(length * factor)) for length in picture.size)
    canvas = Image.new("RGB", (SIDE, SIDE), (PADDING,) * 3)
    canvas.paste(
        picture.resize((width, height), Image.Resampling.BILINEAR), ((SIDE - width) // 2, (SIDE - height) // 2)
    )
    pixels = torch.frombuffer(bytearray(canvas.tobytes()), dtype=torch.uint8)
    return pixels.reshape(1, SIDE, SIDE, 3).permute(0, 3, 1, 2).float() / 255


def holds_food(labels: Path) -> bool:
    """Say whether a label file in YOLO format names any food; tableware is none."""
    names = list(class_index())
    found = [names[int(line.split()[0])] for line in labels.read_text().splitlines() if line]
    return any(name not in reference_names() for name in found)


def accuracy(samples: torch.Tensor, food: torch.Tensor, folds: int = 5) -> float:
    """Share of right answers on the folds left out."""
    right = 0
    for fold in range(folds):
        held = torch.arange(len(food)) % folds == fold
        presence = fitted(samples[~held], food[~held])
        logits = samples[held] @ presence.weight + presence.bias
        right += int(((logits > 0) == (food[held] == 1)).sum())
    return right / len(food)


def pictures(dataset: Path) -> list[tuple[Path, bool]]:
    """List the training split's pictures and whether each holds food; raises typer.BadParameter without both kinds."""
    split = dataset / "train"
    found = [(path, holds_food(split / "labels" / f"{path.stem}.txt")) for path in photo_files(split / "images")]
    if len({food for _, food in found}) < 2:
        raise typer.BadParameter(f"{dataset} needs pictures with and without food; build it with --without-food")
    return found


def main(checkpoint: Path, dataset: Path, out: Path, seed: int = 0) -> None:
    """Fit on every picture of DATASET's training split, with and without food, and write the weights to OUT."""
    torchvision_ops.provide()
    from ultralytics import YOLO

    network: Any = YOLO(str(checkpoint)).model.float().eval().fuse(verbose=False)
    seen: list[torch.Tensor] = []
    network.model[BACKBONE_END].register_forward_hook(lambda _layer, _given, features: seen.append(pooled(features)))
    given = pictures(dataset)
    Random(seed).shuffle(given)  # the folds below take every fifth
    with torch.no_grad():
        for path, _ in track(given, "the backbone looks"):
            network(letterboxed(path))
    samples, food = torch.stack(seen), torch.tensor([holds for _, holds in given]).float()
    typer.echo(f"{len(given)} pictures, {food.mean():.0%} with food")
    typer.echo(f"right on folds left out: {accuracy(samples, food):.3f}")
    torch.save(fitted(samples, food).state_dict(), out)


if __name__ == "__main__":
    typer.run(main)
