"""The orientation: which way is up, from EXIF, without parsing anything else in it.

Pillow's EXIF reader is general, warns on damaged blocks and reads all tags; one tag of the first directory is enough,
and a damaged block must not cost the photo. Browsers look at the same tag, so people see what we see.
"""

from typing import Final

from PIL import Image

__all__ = ["orientation_of", "upright"]

TAG: Final = 0x0112
SHORT: Final = 3
MOST_ENTRIES: Final = 512

TRANSPOSITIONS: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""EXIF 2.32, table 6: what brings each stored orientation upright."""


def orientation_of(exif: bytes) -> int:
    """Orientation 1..8 of an EXIF block; 1, as stored, for a block that is damaged or says nothing."""
    tiff = exif.removeprefix(b"Exif\x00\x00")
    order = {b"II*\x00": "little", b"MM\x00*": "big"}.get(tiff[:4])
    if order is None:
        return 1

    def number(start: int, length: int) -> int:
        return int.from_bytes(tiff[start : start + length], "little" if order == "little" else "big")

    first = number(4, 4)
    for entry in range(first + 2, first + 2 + 12 * min(number(first, 2), MOST_ENTRIES), 12):
        if number(entry, 2) == TAG and number(entry + 2, 2) == SHORT:
            value = number(entry + 8, 2)
            return value if 1 <= value <= 8 else 1
    return 1


def upright(image: Image.Image, orientation: int) -> Image.Image:
    """Turn or mirror an image so that its top is up."""
    turn = TRANSPOSITIONS.get(orientation)
    return image if turn is None else image.transpose(turn)
