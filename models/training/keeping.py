"""Keeping: a loss that also holds a network to what an earlier one saw, so that learning new food forgets no old one.

Li and Hoiem, "Learning without Forgetting" (ECCV 2016), for a detector: on every photo that is not a composition the
scores of all places are pulled to the earlier network's, and so are the sides of boxes where it saw something. On
compositions labels alone teach: they show what the earlier network does not know.
"""

from pathlib import Path
from typing import Any

import torch
from torch.nn import functional

from models.training.two_level import TwoLevelLoss

DRAWN = "drawn"  # begins the file name of a composition
SEEN_FROM = 0.1  # score from which the earlier network's box at a place means something


class KeepingLoss(TwoLevelLoss):
    """The two-level loss, and the distance from an earlier network of the same shape."""

    def __init__(self, network: Any, earlier: Any) -> None:
        super().__init__(network)
        self.earlier = earlier

    def __call__(self, preds: Any, batch: dict[str, Any]) -> Any:
        """Compute both losses; where nothing is learnt, as in validation, the first alone."""
        total, items = super().__call__(preds, batch)
        real = torch.tensor([not Path(file).name.startswith(DRAWN) for file in batch["im_file"]])
        if not torch.is_grad_enabled() or not real.any():
            return total, items
        with torch.no_grad():
            before = self.parse_output(self.earlier(batch["img"]))
        now = self.parse_output(preds)
        scores, sides = distances({key: now[key][real] for key in KEYS}, {key: before[key][real] for key in KEYS})
        weights = torch.stack([torch.zeros(()), self.hyp.cls * scores, self.hyp.dfl * sides])
        return total + weights * len(real), items


KEYS = ("scores", "boxes")


def distances(now: dict[str, torch.Tensor], before: dict[str, torch.Tensor]) -> tuple[torch.Tensor, torch.Tensor]:
    """Cross entropy of the scores and of the sides' distributions, each divided by the sum of what was seen before.

    `scores` are logits (photos, classes, places), `boxes` logits (photos, 4 sides x bins, places).
    """
    seen = before["scores"].sigmoid()
    best = seen.amax(dim=1)
    total = best.sum().clamp(min=1.0)
    scores = functional.binary_cross_entropy_with_logits(now["scores"], seen, reduction="sum")
    photos, channels, places = now["boxes"].shape
    shape = (photos, 4, channels // 4, places)
    wanted, given = before["boxes"].reshape(shape).softmax(dim=2), now["boxes"].reshape(shape).log_softmax(dim=2)
    each = -(wanted * given).sum(dim=2).mean(dim=1)  # (photos, places)
    return scores / total, (each * best * (best >= SEEN_FROM)).sum() / total


def install(trainer: Any, checkpoint: Path) -> None:
    """Give a trainer's model this loss; called when training starts, so that no checkpoint holds it."""
    from ultralytics import YOLO

    earlier = YOLO(str(checkpoint)).model.float().eval().requires_grad_(False)
    trainer.model.criterion = KeepingLoss(trainer.model, bfloat16(earlier))


def bfloat16(network: Any) -> Any:
    """Run a network as `cpu` has the trained one run, where this CPU is faster so."""
    from models.training.cpu import full_precision, supported

    if not supported():
        return network
    network = network.to(memory_format=torch.channels_last)

    def forward(photos: torch.Tensor) -> Any:
        with torch.autocast("cpu", dtype=torch.bfloat16):
            return full_precision(network(photos.contiguous(memory_format=torch.channels_last)))

    return forward
