"""Average checkpoints of one line of training: their weighted mean is steadier than each of them.

python -m models.training.average OUT.pt FIRST.pt:0.5 SECOND.pt:0.3 THIRD.pt:0.2

Wortsman et al., "Model soups" (ICML 2022). Short schedules at two image sizes end far from rest; their mean keeps what
each learnt. The checkpoints must descend from one start.
"""

from pathlib import Path
from typing import Any

import torch
import typer

from models import torchvision_ops
from models.training.start import one_headed, save


def parsed(text: str) -> tuple[Path, float]:
    """Split FILE:WEIGHT; raises typer.BadParameter for anything else."""
    name, _, weight = text.rpartition(":")
    try:
        return Path(name), float(weight)
    except ValueError as error:
        raise typer.BadParameter(f"{text!r} is no FILE:WEIGHT, such as epoch3.pt:0.5") from error


def averaged(states: list[dict[str, torch.Tensor]], weights: list[float]) -> dict[str, torch.Tensor]:
    """Weighted mean of each tensor; counters are the first one's. Weights are scaled to sum to 1."""
    total, mean = sum(weights), dict(states[0])
    for key in (key for key, value in mean.items() if value.is_floating_point()):
        each = [state[key].float() * (weight / total) for state, weight in zip(states, weights, strict=True)]
        mean[key] = torch.stack(each).sum(dim=0)
    return mean


def main(out: Path, parts: list[str]) -> None:
    """Write the weighted mean of PARTS (FILE:WEIGHT) to OUT."""
    torchvision_ops.provide()
    from ultralytics import YOLO

    given = [parsed(part) for part in parts]
    networks: list[Any] = [one_headed(YOLO(str(path)).model.float()) for path, _ in given]
    networks[0].load_state_dict(averaged([each.state_dict() for each in networks], [weight for _, weight in given]))
    save(networks[0], out)


if __name__ == "__main__":
    typer.run(main)
