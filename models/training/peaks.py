"""Peaks: the network as it ships, with the rows that matter picked inside it, so that its output is (1, 300, 6).

The head scores every class at 8,400 places, and neighbouring places see the same food. A place counts where nothing
beside it (3 x 3, same stride) sees food better; the 88 best of those give three rows each — `food`, as the better of
that score and the best name's, and its two best names — and the 36 best places for tableware one row each. What
still means one food, seen at two strides or from two sides, `models.fusion` makes one. Where the whole picture speaks
against food (`presence.py`), food scores are lowered before the threshold is met, save at places sure of their name: a
banana alone on a table does not look like a meal.
"""

from typing import Any

import torch
from torch import nn
from torch.nn import functional

from models.training.labels import FOOD, class_index, reference_names
from models.training.presence import BACKBONE_END, Presence, doubted

Sides = list[tuple[int, int]]
FOOD_PLACES, NAMES_EACH = 88, 2
SURE = 0.6  # of its name; on training photos that are doubted it keeps 14 of 62 with food and 13 of 954 without
REFERENCE_PLACES = 300 - FOOD_PLACES * (1 + NAMES_EACH)


class Peaks(nn.Module):
    """Wraps a one-headed detector: float32 (1, 3, high, wide) in, (1, 300, 6) x1 y1 x2 y2 score class out.

    Both sides are multiples of 32; the export makes them 640. Without the grey that a square adds a 4:3 photo takes a
    quarter less time, but AP50 falls by 0.02 on both val splits: the network was trained with it.
    """

    def __init__(self, network: Any, presence: Presence | None = None) -> None:
        super().__init__()
        self.presence = presence
        if presence is not None:
            network.model[BACKBONE_END].register_forward_hook(self.keep)
        head = network.model[-1]
        head.export, head.xyxy = False, True
        self.network = network
        self.strides = [int(stride) for stride in head.stride]
        self.names, self.references = name_rows(), reference_rows()

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        """Score, pick and lay out."""
        _, raw = self.network(image)
        distances, logits = raw["boxes"], raw["scores"][0]
        sides = [(image.shape[2] // stride, image.shape[3] // stride) for stride in self.strides]
        foods = self.food_rows(distances, logits, sides)
        return torch.cat([foods, self.reference_rows(distances, logits[self.references], sides)])[None]

    def boxes(self, distances: torch.Tensor, places: torch.Tensor) -> torch.Tensor:
        """Boxes (4, n) x1 y1 x2 y2 at n places, from the head's distances (1, 4 * 16, places).

        Done for what was picked only: working them out at all 8,400 places took a tenth of the network's time.
        """
        head = self.network.model[-1]
        found = head.decode_bboxes(head.dfl(distances[..., places]), head.anchors[None][..., places])
        scaled: torch.Tensor = (found * head.strides[..., places])[0]
        return scaled

    def keep(self, _layer: nn.Module, _given: Any, features: torch.Tensor) -> None:
        """Keep the backbone's features of the photo under way."""
        self.features = features

    def trust(self) -> torch.Tensor:
        """Say what a food score of this photo is worth, 0..1."""
        return torch.ones(()) if self.presence is None else doubted(self.presence(self.features))

    def food_rows(self, distances: torch.Tensor, logits: torch.Tensor, sides: Sides) -> torch.Tensor:
        """Three rows for each of the best food places."""
        named = logits[self.names]
        food = torch.maximum(logits[class_index()[FOOD]], named.amax(dim=0)).sigmoid()
        found, places = peaks(food, sides).topk(FOOD_PLACES)
        best, which = named[:, places].sigmoid().topk(NAMES_EACH, dim=0)
        # A name's evidence is part of the place's: rows of places that are no peak must not come back by their names.
        best = best * (found > 0).float()
        classes = torch.cat([torch.full_like(found, class_index()[FOOD])[None], (which + self.names.start).float()])
        evidence = torch.cat([found[None], best]) * torch.where(best[0] >= SURE, torch.ones(()), self.trust())
        where = self.boxes(distances, places).T[:, None].expand(-1, 1 + NAMES_EACH, -1)
        return torch.cat([where, evidence.T[..., None], classes.T[..., None]], dim=2).flatten(0, 1)

    def reference_rows(self, distances: torch.Tensor, logits: torch.Tensor, sides: Sides) -> torch.Tensor:
        """One row for each of the best tableware places."""
        best, which = logits.max(dim=0)
        found, places = peaks(best.sigmoid(), sides).topk(REFERENCE_PLACES)
        classes = (which[places] + self.references.start).float()
        return torch.cat([self.boxes(distances, places).T, found[:, None], classes[:, None]], dim=1)


def peaks(evidence: torch.Tensor, sides: Sides) -> torch.Tensor:
    """Set to 0 what a neighbour at the same stride sees better; `evidence` is (places,), `sides` rows and columns."""
    parts, start = [], 0
    for high, wide in sides:
        level = evidence[start : start + high * wide].reshape(1, 1, high, wide)
        highest = functional.max_pool2d(level, 3, stride=1, padding=1)
        parts.append((level * (level >= highest).float()).flatten())
        start += high * wide
    return torch.cat(parts)


def name_rows() -> slice:
    """Class rows that name a food; they stand together in the class list, which is checked."""
    return together([name for name in class_index() if name != FOOD and name not in reference_names()])


def reference_rows() -> slice:
    """Class rows of tableware; they stand together in the class list, which is checked."""
    return together([name for name in class_index() if name in reference_names()])


def together(names: list[str]) -> slice:
    """Rows of the class list from the first to the last of these names; raises ValueError when others lie between."""
    rows = sorted(class_index()[name] for name in names)
    if rows != list(range(rows[0], rows[-1] + 1)):
        raise ValueError(f"classes {names[0]!r} to {names[-1]!r} do not stand together: sort classes.csv by kind")
    return slice(rows[0], rows[-1] + 1)
