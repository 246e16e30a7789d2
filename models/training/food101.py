"""Food-101: the frozen MobileNetV2 whose features both heads of the classifier read. Needs `[ultralytics]`."""

from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from torch import nn
from torch.nn import functional

from models.detection import Pixels

# MobileNetV2: expansion, channels, blocks, stride of the first block.
STAGES = ((1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1))
WIDTH = 1280


class SameConvolution(nn.Conv2d):
    """A convolution padded as TensorFlow does ("SAME"), where the weights come from; for even sides, as 224 gives."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Convolve to side / stride outputs."""
        margin = self.kernel_size[0] // 2
        if self.stride[0] == 2:
            x, margin = functional.pad(x, (0, margin, 0, margin)), 0  # TensorFlow pads below and right only
        return functional.conv2d(x, self.weight, self.bias, self.stride, margin, 1, self.groups)


class InvertedResidual(nn.Module):
    """Widen, convolve each channel, narrow; added to its input where shapes agree."""

    def __init__(self, given: int, returned: int, expansion: int, stride: int) -> None:
        super().__init__()
        hidden = given * expansion
        widen: list[nn.Module] = [SameConvolution(given, hidden, 1), nn.ReLU6()] if expansion != 1 else []
        depthwise = SameConvolution(hidden, hidden, 3, stride, groups=hidden)
        # `b` and the names below are those of the weight file.
        self.b = nn.Sequential(*widen, depthwise, nn.ReLU6(), SameConvolution(hidden, returned, 1))
        self.residual = stride == 1 and given == returned

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Apply the block."""
        out: torch.Tensor = self.b(x)
        return x + out if self.residual else out


class Backbone(nn.Module):
    """MobileNetV2 of Food-101, batch norm folded: crops (n, 3, 224, 224) RGB 0..255 -> (n, 1280), and a head."""

    def __init__(self, dishes: int = 101) -> None:
        super().__init__()
        layers: list[nn.Module] = [SameConvolution(3, 32, 3, 2), nn.ReLU6()]
        given = 32
        for expansion, channels, blocks, stride in STAGES:
            for block in range(blocks):
                layers.append(InvertedResidual(given, channels, expansion, stride if block == 0 else 1))
                given = channels
        self.body = nn.Sequential(*layers, SameConvolution(320, WIDTH, 1), nn.ReLU6())
        self.fc = nn.Linear(WIDTH, dishes)

    @classmethod
    def from_file(cls, path: Path) -> "Backbone":
        """Load the frozen weights (safetensors)."""
        from safetensors.torch import load_file

        backbone = cls()
        backbone.load_state_dict(load_file(path))
        return backbone.eval().requires_grad_(False)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Features, averaged over the crop."""
        out: torch.Tensor = self.body(x / 255).mean((2, 3))
        return out


def features(backbone: Backbone, crops: list[Pixels]) -> npt.NDArray[np.float32]:
    """Features of a batch of crops."""
    batch = torch.from_numpy(np.stack(crops)).permute(0, 3, 1, 2).float()
    with torch.inference_mode():
        return np.asarray(backbone(batch).numpy(), dtype=np.float32)
