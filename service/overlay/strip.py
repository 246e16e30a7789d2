"""The strip: legend, totals and a plain warning below the photo."""

from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageDraw

from service.meal import Totals, Verdict, Verdicts
from service.overlay.captions import Caption
from service.overlay.marks import dot_image
from service.overlay.style import INK, MUTED, NEUTRAL, PAPER, STYLES, Face, Mark, Sizes, fitted, font, text_width
from service.overlay.words import Words

__all__ = ["empty_strip", "strip_image"]


@dataclass(frozen=True, slots=True)
class _Piece:
    """A run of text that stays together on a line, with the mark before it; `fresh` starts a new line."""

    text: str
    face: Face = Face.REGULAR
    ink: tuple[int, int, int] = INK
    mark: Mark | None = None
    fresh: bool = False


def strip_image(
    width: int, totals: Totals, verdicts: Verdicts, left_out: Sequence[Caption], words: Words, *, hide_energy: bool
) -> Image.Image:
    """Draw the strip as wide as the photo and as high as its text needs."""
    pieces = [*_totals(totals, words, hide_energy=hide_energy), *_legend(verdicts, words), *_left_out(left_out, words)]
    pieces.append(_Piece(words.estimate, ink=MUTED, fresh=True))
    return _flow(pieces, width)


def empty_strip(width: int, words: Words) -> Image.Image:
    """Draw the strip of a photo without foods: nothing to sum up, no dots to explain."""
    return _flow([_Piece(words.nothing, Face.BOLD), _Piece(words.estimate, ink=MUTED, fresh=True)], width)


def _totals(totals: Totals, words: Words, *, hide_energy: bool) -> list[_Piece]:
    parts = [_Piece(words.meal, Face.BOLD)]
    energy, low, high = totals.nutrition.get("energy_kcal"), totals.energy_low, totals.energy_high
    if not hide_energy:
        spread = "" if low is None or high is None else f" ({words.number(low)}–{words.number(high)})"
        text = (
            words.not_counted if energy is None else f"{_bound('energy_kcal', totals, words)}{energy:.0f} kcal{spread}"
        )
        parts.append(_Piece(text, Face.BOLD))
    named = (("protein_g", words.protein), ("carbohydrate_g", words.carbohydrate), ("fat_g", words.fat))
    for key, name in named:
        if (grams := totals.nutrition.get(key)) is not None:
            parts.append(_Piece(f"{name} {_bound(key, totals, words)}{words.number(grams)} g", Face.SEMIBOLD))
    return parts


def _bound(key: str, totals: Totals, words: Words) -> str:
    return f"{words.at_least} " if key in totals.at_least else ""


def _legend(verdicts: Verdicts, words: Words) -> list[_Piece]:
    if not any(verdicts.by_item.values()):
        return [_Piece(words.no_profile, mark=NEUTRAL, fresh=True), _Piece(words.score, ink=MUTED)]
    order = (Verdict.FINE, Verdict.LIMIT, Verdict.AVOID, Verdict.UNKNOWN)
    legend = [
        _Piece(words.verdicts[verdict], mark=STYLES[verdict], fresh=not index) for index, verdict in enumerate(order)
    ]
    return [*legend, _Piece(words.score, ink=MUTED)]


def _left_out(captions: Sequence[Caption], words: Words) -> list[_Piece]:
    """Items without a label on the photo: added by hand, or no room was left."""
    texts = [f"{caption.name} {caption.amounts} ({caption.score})" for caption in captions]
    return [
        _Piece(f"{words.also}: {text}" if not index else text, mark=_mark(caption), fresh=not index)
        for index, (text, caption) in enumerate(zip(texts, captions, strict=True))
    ]


def _mark(caption: Caption) -> Mark:
    return NEUTRAL if caption.verdict is None else STYLES[caption.verdict]


def _flow(pieces: Sequence[_Piece], width: int) -> Image.Image:
    """Set the pieces in lines, breaking between pieces."""
    sizes = Sizes(max(width, 960))
    size, margin, line = sizes.small, sizes(16), sizes(34)
    placed, x, y = [], margin, sizes(10)
    for piece in pieces:
        icon = sizes(31) if piece.mark else 0
        text = fitted(piece.text, piece.face, size, width - 2 * margin - icon)
        wide = icon + text_width(text, piece.face, size)
        if x > margin and (piece.fresh or x + wide > width - margin):
            x, y = margin, y + line
        placed.append((piece, text, x, y, icon))
        x += wide + sizes(22)
    image = Image.new("RGB", (width, y + line + sizes(6)), PAPER)
    pen = ImageDraw.Draw(image)
    for piece, text, left, top, icon in placed:
        middle = top + line // 2
        if piece.mark:
            dot = dot_image(piece.mark, sizes(10))
            image.paste(dot, (left - sizes(3), middle - dot.height // 2), dot)
        pen.text((left + icon, middle), text, piece.ink, font(piece.face, size), anchor="lm")
    return image
