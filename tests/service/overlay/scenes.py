"""The scenes of the golden pictures; `python -m tests.service.overlay.scenes` draws them anew, to be looked at."""

import io
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

import numpy as np
from PIL import Image

from models.detection import Box, Pixels
from service.meal import Item, PortionEstimate, Verdict, Verdicts
from service.overlay import WORDS, Picture, draw
from tests.service.overlay.builders import food, item, totals, verdicts

GOLDEN: Final = Path(__file__).parent / "golden"
SHORTER: Final = 2
"""Golden pictures are kept at half the size: small files, and text is still read."""


def plate(width: int, height: int) -> Pixels:
    """A soft gradient, so that a mark in a wrong place cannot hide in a plain field."""
    x = np.linspace(90, 190, width)[None, :, None]
    y = np.linspace(0, 50, height)[:, None, None]
    pixels: Pixels = np.clip(np.concatenate([x + y, x + y * 0.5, x * 0.8 + y], axis=2), 0, 255).astype(np.uint8)
    return pixels


def _judged() -> Picture:
    """Every verdict once, ranges, a doubtful name and one food nobody named."""
    shown = [
        item("a", Box(90, 120, 200, 160), label="rice"),
        item("b", Box(560, 90, 220, 180), label="fried egg", confidence=0.4),
        item("c", Box(160, 420, 180, 180), confirmed=True, food=food("Jalapeño, raw")),
        item("d", Box(600, 430, 200, 160), label="food", food=None, portion=PortionEstimate(None, None, None)),
    ]
    given = verdicts(dict(zip("abcd", (Verdict.FINE, Verdict.LIMIT, Verdict.AVOID, Verdict.UNKNOWN), strict=True)))
    sums = replace(totals(780, protein_g=32.0, fat_g=21.0), energy_low=610, energy_high=960, at_least=("fat_g",))
    return draw(plate(960, 720), shown, given, sums, scores=dict.fromkeys("abcd", 6.5))


def _german() -> Picture:
    """No profile, words in German, one food added by hand and one on somebody else's plate."""
    shown = [
        item("a", Box(300, 200, 200, 160), confirmed=True, food=food("Süßkartoffel, gebacken")),
        item("b", None, confirmed=True, food=food("Möhren, roh")),
        item("c", Box(20, 560, 120, 120), confirmed=True, food=food("Weißwürste"), on_my_plate=False),
    ]
    return draw(plate(960, 720), shown, Verdicts(), totals(520), scores=dict.fromkeys("abc", 7.25), words=WORDS["de"])


def _crowded() -> Picture:
    """Thirty foods on a photo of 480 px."""
    shown: list[Item] = [item(str(k), Box(37 * k % 400, 53 * k % 280, 70, 64)) for k in range(30)]
    given = verdicts({each.id: list(Verdict)[index % 4] for index, each in enumerate(shown)})
    return draw(plate(480, 360), shown, given, totals(7800), scores={each.id: 5.0 for each in shown})


SCENES: Final[Mapping[str, Callable[[], Picture]]] = {"judged": _judged, "german": _german, "crowded": _crowded}


def small(picture: Picture) -> Image.Image:
    """The picture as it is kept."""
    with Image.open(io.BytesIO(picture.data)) as image:
        return image.convert("RGB").reduce(SHORTER)


if __name__ == "__main__":
    for name, scene in SCENES.items():
        small(scene()).save(GOLDEN / f"{name}.webp", quality=80, method=6)
