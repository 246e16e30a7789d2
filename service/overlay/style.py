"""The style: colours, sizes and fonts of the picture. The web page's style.css uses the same verdict colours."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files
from typing import Final

from PIL import ImageFont

from service.meal import Verdict

__all__ = [
    "FAINT",
    "INK",
    "LONGEST",
    "MUTED",
    "NEUTRAL",
    "PAPER",
    "SHORTEST",
    "STYLES",
    "Face",
    "Mark",
    "Sizes",
    "fitted",
    "font",
    "text_width",
]

Colour = tuple[int, int, int]

LONGEST: Final = 1600
"""The picture's photo is never longer than this, in px: more costs encoding time and is not seen."""
SHORTEST: Final = 960
"""A smaller photo is enlarged to this, in px, so that text stays crisp and labels find room."""

INK: Final[Colour] = (22, 27, 34)
PAPER: Final[Colour] = (255, 255, 255)
MUTED: Final[Colour] = (92, 102, 114)
FAINT: Final[Colour] = (226, 231, 236)
"""Second lines on dark labels."""


class Face(StrEnum):
    """Cuts of Source Sans Pro; Pillow's own font has no ä, ñ or ß."""

    REGULAR = "SourceSansPro-Regular.ttf"
    SEMIBOLD = "SourceSansPro-Semibold.ttf"
    BOLD = "SourceSansPro-Bold.ttf"


@dataclass(frozen=True, slots=True)
class Mark:
    """How a verdict looks: shape, symbol and colour each tell it alone, so colour-blind readers lose nothing."""

    shape: str  # circle | triangle | octagon | square | ring
    symbol: str  # check | bang | cross | question | dot
    fill: Colour
    ink: Colour

    @property
    def tint(self) -> Colour:
        """The colour, lightened to be seen on dark labels."""
        red, green, blue = (round(part + (255 - part) * 0.35) for part in self.fill)
        return red, green, blue


STYLES: Final[Mapping[Verdict, Mark]] = {
    Verdict.FINE: Mark("circle", "check", (20, 122, 60), PAPER),
    Verdict.LIMIT: Mark("triangle", "bang", (255, 179, 0), INK),
    Verdict.AVOID: Mark("octagon", "cross", (200, 30, 38), PAPER),
    Verdict.UNKNOWN: Mark("square", "question", (70, 98, 132), PAPER),
}
NEUTRAL: Final = Mark("ring", "dot", PAPER, INK)
"""The mark without profiles."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """Lengths in px of a picture whose photo's longest side is `longest`."""

    longest: int

    def __call__(self, length: float) -> int:
        """A length designed for 1280 px."""
        return max(1, round(length * min(max(self.longest / 1280, 0.8), 1.2)))

    @property
    def dot(self) -> int:
        """Radius of a dot."""
        return self(17)

    @property
    def name(self) -> int:
        """Font size of names."""
        return self(20)

    @property
    def small(self) -> int:
        """Font size of amounts and of the strip."""
        return self(18)


@lru_cache(maxsize=64)
def font(face: Face, size: int) -> ImageFont.FreeTypeFont:
    """A font, loaded once per cut and size."""
    path = files("font_source_sans_pro") / "files" / face.value
    return ImageFont.truetype(str(path), size, layout_engine=ImageFont.Layout.BASIC)


@lru_cache(maxsize=4096)
def text_width(text: str, face: Face, size: int) -> int:
    """Width of a text in px, rounded up."""
    return int(font(face, size).getlength(text)) + 1


@lru_cache(maxsize=1024)
def fitted(text: str, face: Face, size: int, width: int) -> str:
    """The text, cut with an ellipsis where it is wider than `width` px."""
    if text_width(text, face, size) <= width:
        return text
    keep = len(text)
    while keep > 1 and text_width(text[:keep].rstrip(" ,") + "…", face, size) > width:
        keep -= 1
    return text[:keep].rstrip(" ,") + "…"
