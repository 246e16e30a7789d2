"""The two-level loss: every named food also teaches the class `food`.

Names split the evidence: an apple that is half a pear gives two weak scores and no dot. So one output row, `food`,
learns from every label of every source that something edible is there; the other rows learn only its name. Boxes are
matched by whichever of the two scores is better, so that finding a food does not wait for knowing its name.

Labels that leave food out teach that it is background, small food first: nobody labels the tenth berry. So on a photo
of a partly labelled source (`PARTIAL` begins its file's name) a place that holds no label and looks like food to the
network already teaches nothing about food, neither for nor against; everywhere else it is background as usual.
"""

from pathlib import Path
from typing import Any

import torch
from torch import nn
from torch.nn import functional

from models import torchvision_ops
from models.training.labels import FOOD, PARTIAL, class_index, reference_names

torchvision_ops.provide()

from ultralytics.utils.loss import v8DetectionLoss

DOUBTFUL = 0.1  # from this score on, an unlabelled place of a partly labelled photo may be food that nobody labelled
FOOD_ROW = class_index()[FOOD]
NAMED_FOODS = [row for name, row in class_index().items() if name != FOOD and name not in reference_names()]


class TwoLevelAssigner(nn.Module):
    """Wraps the task-aligned assigner: scores (batch, anchors, classes) in, targets of the same shape out.

    `partial` (batch,) is set before each call; `weights`, shaped like the scores, is what the call leaves for the loss.
    Places and boxes are pixels of the network's input.
    """

    def __init__(self, assigner: nn.Module) -> None:
        super().__init__()
        self.assigner = assigner
        self.partial: torch.Tensor | None = None
        self.weights: torch.Tensor | None = None

    def forward(
        self,
        scores: torch.Tensor,
        boxes: torch.Tensor,
        places: torch.Tensor,
        given: torch.Tensor,
        given_boxes: torch.Tensor,
        *rest: torch.Tensor,
        **more: Any,
    ) -> tuple[torch.Tensor, ...]:
        """Assign labels to anchors, then copy the best named target of each anchor to `food`."""
        either = scores.clone()
        either[..., NAMED_FOODS] = torch.maximum(scores[..., NAMED_FOODS], scores[..., [FOOD_ROW]])
        assigned = self.assigner(either, boxes, places, given, given_boxes, *rest, **more)
        labels, matched, targets, foreground, indices = assigned
        targets = targets.clone()
        targets[..., FOOD_ROW] = torch.maximum(targets[..., FOOD_ROW], targets[..., NAMED_FOODS].amax(dim=-1))
        self.weights = self.weigh(scores, held(places, given_boxes))
        return labels, matched, targets, foreground, indices

    def weigh(self, scores: torch.Tensor, labelled: torch.Tensor) -> torch.Tensor | None:
        """Weigh every score 1, and 0 those of foods where a partly labelled photo may hold one that has no label."""
        if self.partial is None or not self.partial.any():
            return None
        foods = [FOOD_ROW, *NAMED_FOODS]
        doubtful = self.partial[:, None] & ~labelled & (scores[..., foods].amax(dim=-1) >= DOUBTFUL)
        weights = torch.ones_like(scores)
        weights[..., foods] = (~doubtful).to(scores.dtype)[..., None]
        return weights


def held(places: torch.Tensor, boxes: torch.Tensor) -> torch.Tensor:
    """Tell which places (anchors, 2) lie inside one of the xyxy boxes (batch, boxes, 4): bool (batch, anchors)."""
    x, y = places[None, :, None, 0], places[None, :, None, 1]
    x1, y1, x2, y2 = (boxes[:, None, :, side] for side in range(4))
    return ((x >= x1) & (x < x2) & (y >= y1) & (y < y2)).any(dim=-1)


class TwoLevelLoss(v8DetectionLoss):  # type: ignore[misc]  # ultralytics ships no types
    """The detection loss with two-level targets."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.bce  # the parent's, which knows no weights
        self.assigner: Any = TwoLevelAssigner(self.assigner)

    def __call__(self, preds: Any, batch: dict[str, Any]) -> Any:
        """Compute the loss; a mosaic counts as the photo in its first corner."""
        self.assigner.partial = torch.tensor([Path(file).name.startswith(PARTIAL) for file in batch["im_file"]])
        return super().__call__(preds, batch)

    def bce(self, scores: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
        """Compute the class loss by place and class, weighed; the parent calls this after it has assigned."""
        loss = functional.binary_cross_entropy_with_logits(scores, targets, reduction="none")
        return loss if self.assigner.weights is None else loss * self.assigner.weights


def install(trainer: Any) -> None:
    """Give a trainer's model this loss; called when training starts, so that no checkpoint holds it."""
    trainer.model.criterion = TwoLevelLoss(trainer.model)
