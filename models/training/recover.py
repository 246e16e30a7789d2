"""Recover a checkpoint to train on from the shipped ONNX file: nothing else of an earlier session is needed.

python -m models.training.recover DATA_FOLDER OUT.pt

The file holds each convolution with its batch normalisation folded in. Here they are taken apart again: the statistics
are measured on training photos, and scale and shift chosen so that the answer stays what it was. Training then goes on
as if the checkpoint had never been exported.
"""

from pathlib import Path
from random import Random
from typing import Any

import torch
import typer
from torch import nn

from models import torchvision_ops
from models.manifest import shipped
from models.training.labels import training_classes
from models.training.presence import Presence, letterboxed
from models.training.sources import COMPLETE, photo_files
from models.training.start import save
from models.training.storage import widened

PREFIX = "network."  # of the detector's weights inside `peaks.Peaks`


class Moments:
    """Mean and variance of each channel of what a convolution gives, over every picture it has seen."""

    def __init__(self, channels: int) -> None:
        self.places = 0
        self.sum, self.squares = torch.zeros(channels, dtype=torch.float64), torch.zeros(channels, dtype=torch.float64)

    def __call__(self, _layer: nn.Module, _given: Any, answer: torch.Tensor) -> None:
        """Take in one answer (1, channels, h, w); a forward hook."""
        flat = answer[0].flatten(1).double()
        self.places += flat.shape[1]
        self.sum += flat.sum(dim=1)
        self.squares += flat.square().sum(dim=1)

    def mean_and_variance(self) -> tuple[torch.Tensor, torch.Tensor]:
        """Give both as float32, one number a channel."""
        mean = self.sum / self.places
        return mean.float(), (self.squares / self.places - mean.square()).float()


def folded_weights(path: Path) -> dict[str, torch.Tensor]:
    """Read the detector's weights and biases out of the exported file, under the names the network gives them."""
    import onnx

    model = widened(onnx.load(path))
    return {
        tensor.name.removeprefix(PREFIX): torch.from_numpy(onnx.numpy_helper.to_array(tensor).copy())
        for tensor in model.graph.initializer
        if tensor.name.startswith(PREFIX)
    }


def unfolded(weights: dict[str, torch.Tensor], network: Any) -> dict[str, Any]:
    """Load folded weights; each normalisation passes its input on, plus the bias. Gives the layers that have one.

    Raises KeyError when the file lacks a layer of the network.
    """
    normalised = {
        name: layer for name, layer in network.named_modules() if isinstance(getattr(layer, "bn", None), nn.Module)
    }
    with torch.no_grad():
        for name, layer in normalised.items():
            layer.conv.weight.copy_(weights[f"{name}.conv.weight"])
            layer.bn.running_mean.zero_()
            layer.bn.running_var.fill_(1.0 - layer.bn.eps)
            layer.bn.weight.fill_(1.0)
            layer.bn.bias.copy_(weights[f"{name}.conv.bias"])
        for name, layer in network.named_modules():
            if isinstance(layer, nn.Conv2d) and layer.bias is not None:
                layer.weight.copy_(weights[f"{name}.weight"])
                layer.bias.copy_(weights[f"{name}.bias"])
    return normalised


def measure(network: Any, normalised: dict[str, Any], photos: list[Path]) -> None:
    """Give each normalisation the statistics of these photos, and the scale and shift that leave its answer alone."""
    moments = {name: Moments(layer.bn.num_features) for name, layer in normalised.items()}
    hooks = [layer.conv.register_forward_hook(moments[name]) for name, layer in normalised.items()]
    with torch.no_grad():
        for path in photos:
            network(letterboxed(path))
        for hook in hooks:
            hook.remove()
        for name, layer in normalised.items():
            mean, variance = moments[name].mean_and_variance()
            layer.bn.running_mean.copy_(mean)
            layer.bn.running_var.copy_(variance)
            layer.bn.weight.copy_((variance + layer.bn.eps).sqrt())
            layer.bn.bias.add_(mean)


def doubt(path: Path) -> Presence:
    """Read what `models.training.presence` had fitted out of the exported file; raises KeyError when it has none."""
    import onnx

    presence, tensors = Presence(), {tensor.name: tensor for tensor in widened(onnx.load(path)).graph.initializer}
    for name, value in presence.named_buffers():
        value.copy_(torch.from_numpy(onnx.numpy_helper.to_array(tensors[f"presence.{name}"]).copy()))
    return presence


def untrained() -> Any:
    """Build the network, in evaluation mode and float32."""
    torchvision_ops.provide()
    from ultralytics.nn.tasks import DetectionModel

    return DetectionModel("yolov8n.yaml", ch=3, nc=len(training_classes()), verbose=False).float().eval()


def main(data: Path, out: Path, photos: int = 96, seed: int = 0) -> None:
    """Write OUT from the shipped detector; DATA is the shared data folder, whose training photos are measured on."""
    network = untrained()
    normalised = unfolded(folded_weights(shipped().verified()), network)
    paths = [path for source in COMPLETE for path in photo_files(data / "photos" / source / "train")]
    measure(network, normalised, Random(seed).sample(paths, min(photos, len(paths))))
    save(network, out)


if __name__ == "__main__":
    typer.run(main)
