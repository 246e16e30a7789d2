"""Peaks: the network as it ships, with the rows that matter picked inside it, so that its output is (1, 300, 6).

The head scores every class at 8,400 places, and neighbouring places see the same food. A place counts where nothing
beside it (3 x 3, same stride) sees food better; the 88 best of those give three rows each — `food`, as the better of
that score and the best name's, and its two best names — and the 36 best places for tableware one row each. What
still means one food, seen at two strides or from two sides, `models.fusion` makes one. Where the whole picture speaks
against food (`presence.py`), every food score is lowered before the threshold is met.
"""

from typing import Any

import torch
from torch import nn
from torch.nn import functional

from models.training.labels import FOOD, class_index, reference_names
from models.training.presence import BACKBONE_END, Presence, doubted

FOOD_PLACES, NAMES_EACH = 88, 2
REFERENCE_PLACES = 300 - FOOD_PLACES * (1 + NAMES_EACH)


class Peaks(nn.Module):
    """Wraps a one-headed detector: float32 (1, 3, side, side) in, (1, 300, 6) x1 y1 x2 y2 score class out."""

    names: torch.Tensor
    references: torch.Tensor

    def __init__(self, network: Any, side: int, presence: Presence | None = None) -> None:
        super().__init__()
        self.presence = presence
        if presence is not None:
            network.model[BACKBONE_END].register_forward_hook(self.keep)
        head = network.model[-1]
        head.export, head.xyxy = True, True
        self.network = network
        self.strides = [side // int(stride) for stride in head.stride]
        names = [index for name, index in class_index().items() if name != FOOD and name not in reference_names()]
        references = [class_index()[name] for name in reference_names()]
        self.register_buffer("names", torch.tensor(names))
        self.register_buffer("references", torch.tensor(sorted(references)))

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        """Score, pick and lay out."""
        answer = self.network(image)[0].transpose(0, 1)  # (places, 4 + classes)
        boxes, scores = answer[:, :4], answer[:, 4:]
        foods = self.food_rows(boxes, scores * self.trust())
        return torch.cat([foods, self.reference_rows(boxes, scores)])[None]

    def keep(self, _layer: nn.Module, _given: Any, features: torch.Tensor) -> None:
        """Keep the backbone's features of the photo under way."""
        self.features = features

    def trust(self) -> torch.Tensor:
        """Say what a food score of this photo is worth, 0..1."""
        return torch.ones(()) if self.presence is None else doubted(self.presence(self.features))

    def food_rows(self, boxes: torch.Tensor, scores: torch.Tensor) -> torch.Tensor:
        """Three rows for each of the best food places."""
        named = scores[:, self.names]
        food = torch.maximum(scores[:, class_index()[FOOD]], named.amax(dim=1))
        found, places = self.peaks(food).topk(FOOD_PLACES)
        best, which = named[places].topk(NAMES_EACH, dim=1)
        # A name's evidence is part of the place's: rows of places that are no peak must not come back by their names.
        best = best * (found > 0).float()[:, None]
        classes = torch.cat([torch.full_like(found, class_index()[FOOD])[:, None], self.names[which].float()], dim=1)
        evidence = torch.cat([found[:, None], best], dim=1)
        where = boxes[places][:, None].expand(-1, 1 + NAMES_EACH, -1)
        return torch.cat([where, evidence[..., None], classes[..., None]], dim=2).flatten(0, 1)

    def reference_rows(self, boxes: torch.Tensor, scores: torch.Tensor) -> torch.Tensor:
        """One row for each of the best tableware places."""
        best, which = scores[:, self.references].max(dim=1)
        found, places = self.peaks(best).topk(REFERENCE_PLACES)
        return torch.cat([boxes[places], found[:, None], self.references[which[places]][:, None].float()], dim=1)

    def peaks(self, evidence: torch.Tensor) -> torch.Tensor:
        """Set to 0 what a neighbour at the same stride sees better; `evidence` is (places,)."""
        parts, start = [], 0
        for side in self.strides:
            level = evidence[start : start + side * side].reshape(1, 1, side, side)
            highest = functional.max_pool2d(level, 3, stride=1, padding=1)
            parts.append((level * (level >= highest).float()).flatten())
            start += side * side
        return torch.cat(parts)
