"""A detection head that has already found its boxes: its distances are boxes."""

from typing import Any

import torch

__all__ = ["PLACES", "SIDE", "ScoredHead", "answer"]

SIDE, STRIDES = 640, (8, 16, 32)
PLACES = sum((SIDE // stride) ** 2 for stride in STRIDES)


class ScoredHead(torch.nn.Module):
    """What `Peaks` asks of a head: strides, and boxes at some of its places."""

    def __init__(self, places: int = PLACES) -> None:
        super().__init__()
        self.stride = torch.tensor(STRIDES)
        self.anchors, self.strides = torch.zeros(2, places), torch.ones(1, places)

    def dfl(self, distances: torch.Tensor) -> torch.Tensor:
        """Leave boxes (1, 4, n) as they are."""
        return distances

    def decode_bboxes(self, boxes: torch.Tensor, anchors: torch.Tensor) -> torch.Tensor:
        """Leave boxes (1, 4, n) as they are."""
        assert anchors.shape[-1] == boxes.shape[-1]
        return boxes


def answer(boxes: torch.Tensor, scores: torch.Tensor) -> tuple[None, dict[str, Any]]:
    """What a network whose head is this one gives, in evaluation mode and not exporting: scores as log odds."""
    return None, {"boxes": boxes, "scores": torch.logit(scores)}
