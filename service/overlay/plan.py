"""The plan: what the picture says of each item, and where each marker and label goes, in px of the picture."""

from collections.abc import Sequence
from dataclasses import dataclass

from models.detection import Box
from service.overlay.captions import Caption
from service.overlay.layout import Label, Size, place_labels, place_markers
from service.overlay.style import NEUTRAL, STYLES, Face, Mark, Sizes, fitted, text_width

__all__ = ["Lines", "Spot", "pill_size", "plan"]


@dataclass(frozen=True, slots=True)
class Lines:
    """One way to write a label."""

    name: str
    amounts: str
    size: Size


@dataclass(frozen=True, slots=True)
class Spot:
    """An item on the picture: its marker (the score right above the dot), its own centre, and its label if any fits."""

    caption: Caption
    centre: tuple[float, float]
    box: Box
    label: Label | None
    lines: Lines | None
    sizes: Sizes

    @property
    def mark(self) -> Mark:
        """Shape, symbol and colour of its verdict."""
        return NEUTRAL if self.caption.verdict is None else STYLES[self.caption.verdict]

    @property
    def dot(self) -> tuple[int, int]:
        """Centre of the dot."""
        return round(self.box.centre[0]), round(self.box.y + self.box.height - self.sizes.dot - 2)


def plan(captions: Sequence[Caption], centres: Sequence[tuple[float, float]], size: tuple[int, int]) -> list[Spot]:
    """Decide where everything goes."""
    sizes, frame = Sizes(max(size)), Size(*size)
    wide, high = pill_size(sizes)
    marker = Size(max(wide, 2 * sizes.dot + 4), high + 2 * sizes.dot + 5)
    hook = (marker.width / 2, marker.height - sizes.dot - 2)
    boxes = place_markers(centres, marker, hook, frame)
    options = [_label_options(each, sizes, size[0]) for each in captions]
    labels = place_labels(boxes, [[lines.size for lines in each] for each in options], frame)
    return [
        Spot(caption, centre, box, label, lines[label.option] if label else None, sizes)
        for caption, centre, box, label, lines in zip(captions, centres, boxes, labels, options, strict=True)
    ]


def pill_size(sizes: Sizes) -> tuple[int, int]:
    """Width and height of every score pill: room for the widest score."""
    return text_width("10.0", Face.BOLD, sizes.name) + sizes(10), sizes(25)


def _label_options(caption: Caption, sizes: Sizes, width: int) -> list[Lines]:
    """Name and amounts, then a shorter name, then the name alone."""
    options = []
    for widest, amounts in ((230, True), (130, True), (130, False), (80, False)):
        name = fitted(caption.name, Face.SEMIBOLD, sizes.name, min(sizes(widest), width // 2))
        below = caption.amounts if amounts else ""
        wide = max(text_width(name, Face.SEMIBOLD, sizes.name), text_width(below, Face.REGULAR, sizes.small))
        high = sizes(30) + (sizes(21) if below else 0)
        options.append(Lines(name, below, Size(wide + sizes(22), high)))
    return options
