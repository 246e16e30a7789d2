"""The drawing: photo, items and verdicts in; one JPEG out."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from PIL import Image, ImageDraw

from models.detection import Box, Pixels
from service.meal import Item, Totals, Verdicts
from service.overlay.captions import Caption, caption
from service.overlay.layout import Label, Size, place_labels, place_markers
from service.overlay.marks import dot_image, panel_mask
from service.overlay.strip import strip_image
from service.overlay.style import (
    FAINT,
    INK,
    LONGEST,
    NEUTRAL,
    PAPER,
    SHORTEST,
    STYLES,
    Face,
    Mark,
    Sizes,
    fitted,
    font,
    text_width,
)
from service.overlay.words import WORDS, Words

__all__ = ["Picture", "draw"]


@dataclass(frozen=True, slots=True)
class Picture:
    """An encoded picture: JPEG, quality 85, 4:2:0, without metadata; `width` x `height` px, the strip included."""

    data: bytes
    width: int
    height: int
    media_type: ClassVar[str] = "image/jpeg"


@dataclass(frozen=True, slots=True)
class _Lines:
    """One way to write a label."""

    name: str
    amounts: str
    size: Size


@dataclass(frozen=True, slots=True)
class _Spot:
    """An item on the picture: its marker (the score right above the dot), its own centre, and its label if any fits."""

    caption: Caption
    centre: tuple[float, float]
    box: Box
    label: Label | None
    lines: _Lines | None
    sizes: Sizes

    @property
    def mark(self) -> Mark:
        return NEUTRAL if self.caption.verdict is None else STYLES[self.caption.verdict]

    @property
    def dot(self) -> tuple[int, int]:
        return round(self.box.centre[0]), round(self.box.y + self.box.height - self.sizes.dot - 2)


def draw(
    photo: Pixels,
    items: Sequence[Item],
    verdicts: Verdicts,
    totals: Totals,
    *,
    scores: Mapping[str, float | None],
    photo_size: tuple[int, int] | None = None,
    hide_energy: bool = False,
    words: Words = WORDS["en"],
) -> Picture:
    """Draw items on the photo and a legend and totals below it.

    `photo` may be smaller than the upright photo whose (width, height) is `photo_size`; boxes are in px of the latter.
    `scores` are health scores by item id, 0..10.
    """
    image = _at_picture_size(photo)
    width, height = photo_size or (photo.shape[1], photo.shape[0])
    captions = [caption(item, verdicts, scores, words, hide_energy=hide_energy) for item in items]
    centres = {
        index: (item.box.centre[0] * image.width / width, item.box.centre[1] * image.height / height)
        for index, item in enumerate(items)
        if item.box is not None
    }
    spots = _plan([captions[index] for index in centres], list(centres.values()), image.size)
    labelled = {index for index, spot in zip(centres, spots, strict=True) if spot.label}
    left_out = [each for index, each in enumerate(captions) if index not in labelled]
    strip = strip_image(image.width, totals, verdicts, left_out, words, hide_energy=hide_energy)
    whole = Image.new("RGB", (image.width, image.height + strip.height), None)
    whole.paste(image, (0, 0))
    whole.paste(strip, (0, image.height))
    _paint(whole, spots)
    return _encode(whole)


def _at_picture_size(photo: Pixels) -> Image.Image:
    image = Image.fromarray(photo)
    longest = max(image.size)
    target = min(max(longest, SHORTEST), LONGEST)
    if target == longest:
        return image
    size = (max(1, round(image.width * target / longest)), max(1, round(image.height * target / longest)))
    return image.resize(size, Image.Resampling.BICUBIC, reducing_gap=2.0)


def _plan(captions: Sequence[Caption], centres: Sequence[tuple[float, float]], size: tuple[int, int]) -> list[_Spot]:
    """Decide where everything goes."""
    sizes, frame = Sizes(max(size)), Size(*size)
    wide, high = _pill_size(sizes)
    marker = Size(max(wide, 2 * sizes.dot + 4), high + 2 * sizes.dot + 5)
    hook = (marker.width / 2, marker.height - sizes.dot - 2)
    boxes = place_markers(centres, marker, hook, frame)
    options = [_label_options(each, sizes, size[0]) for each in captions]
    labels = place_labels(boxes, [[lines.size for lines in each] for each in options], frame)
    return [
        _Spot(caption, centre, box, label, lines[label.option] if label else None, sizes)
        for caption, centre, box, label, lines in zip(captions, centres, boxes, labels, options, strict=True)
    ]


def _pill_size(sizes: Sizes) -> tuple[int, int]:
    return text_width("10.0", Face.BOLD, sizes.name) + sizes(10), sizes(25)


def _label_options(caption: Caption, sizes: Sizes, width: int) -> list[_Lines]:
    """Name and amounts, then a shorter name, then the name alone."""
    options = []
    for widest, amounts in ((230, True), (130, True), (130, False), (80, False)):
        name = fitted(caption.name, Face.SEMIBOLD, sizes.name, min(sizes(widest), width // 2))
        below = caption.amounts if amounts else ""
        wide = max(text_width(name, Face.SEMIBOLD, sizes.name), text_width(below, Face.REGULAR, sizes.small))
        high = sizes(30) + (sizes(21) if below else 0)
        options.append(_Lines(name, below, Size(wide + sizes(22), high)))
    return options


def _paint(image: Image.Image, spots: Sequence[_Spot]) -> None:
    """Lines lie under labels, labels under no marker."""
    pen = ImageDraw.Draw(image)
    for spot in spots:
        _paint_leaders(pen, spot)
    for spot in spots:
        _paint_label(image, pen, spot)
        _paint_marker(image, pen, spot)


def _paint_leaders(pen: ImageDraw.ImageDraw, spot: _Spot) -> None:
    """Thin lines from a dot to the item's centre and to its label, where these lie apart."""
    x, y = spot.dot
    ends = [spot.centre] if abs(x - spot.centre[0]) + abs(y - spot.centre[1]) > spot.sizes.dot else []
    if spot.label is not None:
        near = _nearest(spot.label.box, (x, y))
        if (near[0] - x) ** 2 + (near[1] - y) ** 2 > (spot.box.height + spot.sizes(12)) ** 2:
            ends.append(near)
    for end in ends:
        pen.line([(x, y), end], fill=INK, width=spot.sizes(4))
        pen.line([(x, y), end], fill=PAPER, width=spot.sizes(2))


def _nearest(box: Box, point: tuple[float, float]) -> tuple[float, float]:
    return min(max(point[0], box.x), box.x + box.width), min(max(point[1], box.y), box.y + box.height)


def _paint_label(image: Image.Image, pen: ImageDraw.ImageDraw, spot: _Spot) -> None:
    if spot.label is None or spot.lines is None:
        return
    sizes, box = spot.sizes, spot.label.box
    left, top, high = round(box.x), round(box.y), round(box.height)
    image.paste(INK, (left, top), panel_mask(round(box.width), high, sizes(8), 205))
    bar = panel_mask(sizes(4), high - 2 * sizes(6), sizes(2))
    image.paste(spot.mark.tint, (left + sizes(4), top + sizes(6)), bar)
    x = left + sizes(14)
    pen.text((x, top + sizes(16)), spot.lines.name, PAPER, font(Face.SEMIBOLD, sizes.name), anchor="lm")
    pen.text((x, top + sizes(37)), spot.lines.amounts, FAINT, font(Face.REGULAR, sizes.small), anchor="lm")


def _paint_marker(image: Image.Image, pen: ImageDraw.ImageDraw, spot: _Spot) -> None:
    (wide, high), middle, rim = _pill_size(spot.sizes), round(spot.box.centre[0]), spot.sizes(2)
    corner = (middle - wide // 2, round(spot.box.y))
    image.paste(INK, corner, panel_mask(wide, high, high // 2))
    inner = panel_mask(wide - 2 * rim, high - 2 * rim, high // 2)
    image.paste(PAPER, (corner[0] + rim, corner[1] + rim), inner)
    text = (middle, corner[1] + high // 2)
    pen.text(text, spot.caption.score, INK, font(Face.BOLD, spot.sizes.name), anchor="mm")
    dot = dot_image(spot.mark, spot.sizes.dot, faint=not spot.caption.counted)
    image.paste(dot, (spot.dot[0] - dot.width // 2, spot.dot[1] - dot.height // 2), dot)


def _encode(image: Image.Image) -> Picture:
    target = io.BytesIO()
    image.save(target, "JPEG", quality=85, subsampling="4:2:0")
    return Picture(target.getvalue(), *image.size)
