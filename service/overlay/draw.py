"""The drawing: photo, items and verdicts in; one JPEG out."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from PIL import Image, ImageDraw

from models.detection import Box, Pixels
from service.meal import Item, Totals, Verdicts
from service.overlay.captions import caption
from service.overlay.marks import dot_image, panel_mask
from service.overlay.plan import Spot, pill_size, plan
from service.overlay.strip import empty_strip, strip_image
from service.overlay.style import FAINT, INK, LONGEST, PAPER, SHORTEST, Face, font
from service.overlay.words import WORDS, Words

__all__ = ["Picture", "draw", "picture_size"]


@dataclass(frozen=True, slots=True)
class Picture:
    """An encoded picture: JPEG, quality 85, 4:2:0, without metadata; `width` x `height` px, the strip included."""

    data: bytes
    width: int
    height: int
    media_type: ClassVar[str] = "image/jpeg"


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
    """Draw items on the photo and a legend and totals below it; without items, that none was found.

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
    spots = plan([captions[index] for index in centres], list(centres.values()), image.size)
    labelled = {index for index, spot in zip(centres, spots, strict=True) if spot.label}
    left_out = [each for index, each in enumerate(captions) if index not in labelled]
    strip = (
        strip_image(image.width, totals, verdicts, left_out, words, hide_energy=hide_energy)
        if items
        else empty_strip(image.width, words)
    )
    whole = Image.new("RGB", (image.width, image.height + strip.height), None)
    whole.paste(image, (0, 0))
    whole.paste(strip, (0, image.height))
    _paint(whole, spots)
    return _encode(whole)


def picture_size(width: int, height: int) -> tuple[int, int]:
    """Size in px at which a photo of this size is drawn: as it is, unless too small for text or larger than is seen."""
    longest = max(width, height)
    target = min(max(longest, SHORTEST), LONGEST)
    return max(1, round(width * target / longest)), max(1, round(height * target / longest))


def _at_picture_size(photo: Pixels) -> Image.Image:
    image = Image.fromarray(photo)
    size = picture_size(*image.size)
    return image if size == image.size else image.resize(size, Image.Resampling.BICUBIC, reducing_gap=2.0)


def _paint(image: Image.Image, spots: Sequence[Spot]) -> None:
    """Lines lie under labels, labels under no marker."""
    pen = ImageDraw.Draw(image)
    for spot in spots:
        _paint_leaders(pen, spot)
    for spot in spots:
        _paint_label(image, pen, spot)
        _paint_marker(image, pen, spot)


def _paint_leaders(pen: ImageDraw.ImageDraw, spot: Spot) -> None:
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


def _paint_label(image: Image.Image, pen: ImageDraw.ImageDraw, spot: Spot) -> None:
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


def _paint_marker(image: Image.Image, pen: ImageDraw.ImageDraw, spot: Spot) -> None:
    (wide, high), middle, rim = pill_size(spot.sizes), round(spot.box.centre[0]), spot.sizes(2)
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
