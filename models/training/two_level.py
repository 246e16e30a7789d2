"""The two-level loss: every named food also teaches the class `food`.

Names split the evidence: an apple that is half a pear gives two weak scores and no dot. So one output row, `food`,
learns from every label of every source that something edible is there; the other rows learn only its name. Boxes are
matched by whichever of the two scores is better, so that finding a food does not wait for knowing its name.
"""

from typing import Any

import torch
from torch import nn

from models import torchvision_ops
from models.training.labels import FOOD, class_index, reference_names

torchvision_ops.provide()

from ultralytics.utils.loss import v8DetectionLoss

FOOD_ROW = class_index()[FOOD]
NAMED_FOODS = [row for name, row in class_index().items() if name != FOOD and name not in reference_names()]


class TwoLevelAssigner(nn.Module):
    """Wraps the task-aligned assigner: scores (batch, anchors, classes) in, targets of the same shape out."""

    def __init__(self, assigner: nn.Module) -> None:
        super().__init__()
        self.assigner = assigner

    def forward(self, scores: torch.Tensor, *rest: torch.Tensor, **more: Any) -> tuple[torch.Tensor, ...]:
        """Assign labels to anchors, then copy the best named target of each anchor to `food`."""
        either = scores.clone()
        either[..., NAMED_FOODS] = torch.maximum(scores[..., NAMED_FOODS], scores[..., [FOOD_ROW]])
        labels, boxes, targets, foreground, indices = self.assigner(either, *rest, **more)
        targets = targets.clone()
        targets[..., FOOD_ROW] = torch.maximum(targets[..., FOOD_ROW], targets[..., NAMED_FOODS].amax(dim=-1))
        return labels, boxes, targets, foreground, indices


class TwoLevelLoss(v8DetectionLoss):  # type: ignore[misc]  # ultralytics ships no types
    """The detection loss with two-level targets."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.assigner: Any = TwoLevelAssigner(self.assigner)


def install(trainer: Any) -> None:
    """Give a trainer's model this loss; called when training starts, so that no checkpoint holds it."""
    trainer.model.criterion = TwoLevelLoss(trainer.model)
