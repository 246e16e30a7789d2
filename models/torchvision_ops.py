"""torchvision_ops: lets a CPU torch run beside a torchvision wheel whose compiled operators cannot load.

Ultralytics needs one of those operators, non-maximum suppression, in validation and in models without an NMS-free head.
"""

import importlib
import importlib.util
from typing import Any

import torch

_library: Any = None  # kept alive: operators go with the library object that defined them


def non_maximum_suppression(boxes: torch.Tensor, scores: torch.Tensor, iou_threshold: float) -> torch.Tensor:
    """Greedy NMS over (N, 4) xyxy boxes; returns kept indices, best score first."""
    order = scores.argsort(descending=True)
    area = (boxes[:, 2:] - boxes[:, :2]).clamp(min=0).prod(dim=1)
    kept: list[torch.Tensor] = []
    while order.numel():
        best, rest = order[0], order[1:]
        kept.append(best)
        overlap = torch.minimum(boxes[best, 2:], boxes[rest, 2:]) - torch.maximum(boxes[best, :2], boxes[rest, :2])
        intersection = overlap.clamp(min=0).prod(dim=1)
        order = rest[intersection <= iou_threshold * (area[best] + area[rest] - intersection)]
    return torch.stack(kept) if kept else torch.zeros(0, dtype=torch.long)


def provide() -> None:
    """Define the missing operators once; does nothing where torchvision's own are there."""
    global _library
    if _library is not None or _own_operators_load():
        return
    library: Any = torch.library.Library
    _library = library("torchvision", "FRAGMENT")
    _library.define("nms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
    _library.impl("nms", non_maximum_suppression, "CPU")
    _library.define("qnms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
    boxes: Any = importlib.import_module("torchvision.ops.boxes")
    # torchvision refuses its Python wrapper when the compiled library is missing, though the operator is there now.
    boxes._assert_has_ops = lambda: None


def _own_operators_load() -> bool:
    """Tell whether torchvision's compiled library loads; loading it by hand defines its operators."""
    spec = importlib.util.find_spec("torchvision")
    if spec is None or not spec.submodule_search_locations:
        return False
    extension = importlib.util.find_spec("torchvision._C") if _imports("torchvision") else None
    if extension is None or extension.origin is None:
        return False
    try:
        operators: Any = torch.ops
        operators.load_library(extension.origin)
    except OSError:
        return False
    return True


def _imports(name: str) -> bool:
    try:
        importlib.import_module(name)
    except (ImportError, RuntimeError):
        return False
    return True
