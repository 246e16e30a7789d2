"""Train the concept head on the features of the frozen Food-101 network and export both heads as one ONNX file.

python -m models.training.crops DATA_FOLDER FEATURES.npz
python -m models.training.classifier DATA_FOLDER FEATURES.npz OUT.onnx --manifest models/manifest.toml
"""

import csv
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
import typer
from torch import nn
from torch.nn import functional

from models.classifier import SIDE
from models.training.crops import concept_names
from models.training.food101 import WIDTH, Backbone
from models.training.manifest_writer import write_entry

NAME = "dishcern-names"
DISHES = Path(__file__).parents[1] / "dish_kinds.csv"
TRAINING_DATA = (
    "concept head: Open Images subset (CC BY 2.0), multidish_indian (MIT), raw_ingredients (CC BY 4.0), "
    "grocery_classes (MIT), dish cut-outs (MIT); dish head and features, frozen: Food-101 MobileNetV2 (MIT)"
)
ENTRY = """[[model]]
name = "{name}"
task = "classify"
file = "weights/{name}.onnx"
sha256 = "{sha256}"
input_size = {side}
threshold = 0.0
licence = "AGPL-3.0"
training_data = "{training_data}"
classes = {classes}

[model.metrics]
{metrics}
"""
EPOCHS, BATCH, LEARNING_RATE, WEIGHT_DECAY, DROPOUT, SMOOTHING = 12, 256, 2e-3, 0.2, 0.5, 0.05
ADJUSTMENT = 0.5  # share of the log prior taken out of the logits: rare names count more, frequent ones not nothing
BINS = 15


@dataclass(frozen=True, slots=True)
class Examples:
    """Features (n, 1280), name indices (n,), sources (n,) and which are held out (n,)."""

    features: torch.Tensor
    names: torch.Tensor
    sources: npt.NDArray[np.str_]
    held_out: npt.NDArray[np.bool_]

    @classmethod
    def read(cls, path: Path) -> "Examples":
        """Read what models.training.crops wrote."""
        index = {name: number for number, name in enumerate(concept_names())}
        with np.load(path) as file:
            numbers = torch.tensor([index[str(name)] for name in file["name"]])
            return cls(torch.from_numpy(file["features"]).float(), numbers, file["source"], file["held_out"])

    def where(self, mask: npt.NDArray[np.bool_]) -> tuple[torch.Tensor, torch.Tensor]:
        """Features and name indices of the examples under a mask."""
        chosen = torch.from_numpy(mask)
        return self.features[chosen], self.names[chosen]


def trained_head(features: torch.Tensor, names: torch.Tensor, classes: int, seed: int) -> nn.Linear:
    """Train a linear head (logit-adjusted cross-entropy, AdamW) on standardised features; the scaling is folded in."""
    torch.manual_seed(seed)
    mean, spread = features.mean(0), features.std(0) + 0.05
    scaled = (features - mean) / spread
    prior = torch.bincount(names, minlength=classes).float() / len(names)
    adjustment = ADJUSTMENT * prior.clamp_min(1e-4).log()
    head, dropout = nn.Linear(WIDTH, classes), nn.Dropout(DROPOUT)
    optimizer = torch.optim.AdamW(head.parameters(), lr=LEARNING_RATE, weight_decay=WEIGHT_DECAY)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, EPOCHS * (len(names) // BATCH))
    for _ in range(EPOCHS):
        for chosen in torch.randperm(len(names))[: len(names) // BATCH * BATCH].view(-1, BATCH):
            logits = head(dropout(scaled[chosen])) + adjustment
            loss = functional.cross_entropy(logits, names[chosen], label_smoothing=SMOOTHING)
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
            optimizer.step()
            schedule.step()
    with torch.no_grad():
        head.weight.div_(spread)
        head.bias.sub_(head.weight @ mean)
    return head.requires_grad_(False)


def best_temperature(logits: torch.Tensor, names: torch.Tensor, weights: torch.Tensor) -> float:
    """Temperature of least weighted log loss, by grid (0.3 to 5)."""
    grid = torch.logspace(-0.52, 0.7, 60)

    def loss(temperature: torch.Tensor) -> float:
        return float((functional.cross_entropy(logits / temperature, names, reduction="none") * weights).sum())

    return float(min(grid, key=loss))


def calibration_error(confidence: npt.NDArray[np.float64], correct: npt.NDArray[np.bool_]) -> float:
    """Expected calibration error over BINS equal bins of confidence."""
    bins = np.minimum((confidence * BINS).astype(int), BINS - 1)
    gaps = [
        abs(confidence[bins == each].mean() - correct[bins == each].mean()) * (bins == each).mean()
        for each in np.unique(bins)
    ]
    return float(sum(gaps))


class TwoHeads(nn.Module):
    """Crops (n, 3, 224, 224) RGB 0..255 -> probabilities of dishes (n, 101) and of concepts (n, m)."""

    def __init__(self, backbone: Backbone, head: nn.Linear) -> None:
        super().__init__()
        self.backbone, self.head = backbone, head

    def forward(self, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Run the shared features through both heads."""
        features = self.backbone(x)
        return self.backbone.fc(features).softmax(1), self.head(features).softmax(1)


def dish_names() -> list[str]:
    """Name the dishes in the order of the dish head."""
    with DISHES.open(newline="", encoding="utf-8") as file:
        return [row["dish"] for row in csv.DictReader(file)]


def export(model: nn.Module, path: Path) -> None:
    """Write the ONNX file (float32, any batch) with the labels of both heads in its metadata."""
    import onnx
    import onnxslim

    path.parent.mkdir(parents=True, exist_ok=True)
    torch.onnx.export(
        model.eval(),
        (torch.zeros(2, 3, SIDE, SIDE),),
        str(path),
        input_names=["crops"],
        output_names=["dishes", "concepts"],
        dynamic_axes={name: {0: "n"} for name in ("crops", "dishes", "concepts")},
        opset_version=17,
        dynamo=False,
    )
    # Folds padding and constants: the same answers to the last bit in a sixth less time.
    written = onnxslim.slim(onnx.load(path))
    onnx.helper.set_model_props(
        written, {"dishes": repr(tuple(dish_names())), "concepts": repr(tuple(concept_names()))}
    )
    onnx.save(written, path)


def manifest_entry(weights: Path, metrics: dict[str, float]) -> str:
    """Word the manifest's block for a weight file; `metrics` are plain numbers."""
    return ENTRY.format(
        name=NAME,
        sha256=hashlib.sha256(weights.read_bytes()).hexdigest(),
        side=SIDE,
        training_data=TRAINING_DATA,
        classes=json.dumps([*concept_names()]),
        metrics="\n".join(f"{name} = {value:.4f}" for name, value in metrics.items()),
    )


def figures(head: nn.Linear, temperature: float, examples: Examples) -> dict[str, float]:
    """Top-1, top-5 and calibration error of each source's held-out crops, at temperature 1 and at the chosen one."""
    found = {}
    for source in sorted(set(examples.sources)):
        features, names = examples.where(examples.held_out & (examples.sources == source))
        if len(names):
            logits = head(features)
            ranks = logits.topk(5).indices == names[:, None]
            found[f"{source}_top1"] = float(ranks[:, 0].float().mean())
            found[f"{source}_top5"] = float(ranks.any(1).float().mean())
            for label, divisor in (("before", 1.0), ("after", temperature)):
                confidence = (logits / divisor).softmax(1).amax(1).double().numpy()
                found[f"{source}_ece_{label}"] = calibration_error(confidence, ranks[:, 0].numpy())
    return found


def main(data: Path, features: Path, out: Path, manifest: Path | None = None, seed: int = 0) -> None:
    """Train, calibrate, export to OUT and, when given, write the entry of the manifest."""
    examples = Examples.read(features)
    head = trained_head(*examples.where(~examples.held_out), len(concept_names()), seed)
    held, names = examples.where(examples.held_out)
    sources = examples.sources[examples.held_out]
    # Each source counts the same, however many crops it has.
    weights = torch.tensor([1.0 / (sources == source).sum() for source in sources])
    temperature = best_temperature(head(held), names, weights)
    metrics = {"temperature": temperature, **figures(head, temperature, examples)}
    with torch.no_grad():
        head.weight.div_(temperature)
        head.bias.div_(temperature)
    export(TwoHeads(Backbone.from_file(data / "weights" / "food101_mobilenetv2.safetensors"), head), out)
    for name, value in metrics.items():
        print(f"{name} {value:.3f}")
    if manifest is not None:
        write_entry(manifest, manifest_entry(out, metrics), NAME)


if __name__ == "__main__":
    typer.run(main)
