"""The formats: which ones are taken, told by their first bytes; a name or a Content-Type proves nothing."""

from enum import StrEnum
from typing import Final

from service.errors import UnsupportedMediaType

__all__ = ["Format", "format_of", "webp_size"]


class Format(StrEnum):
    """A format read here."""

    JPEG = "JPEG"
    PNG = "PNG"
    WEBP = "WebP"
    AVIF = "AVIF"
    HEIC = "HEIC"  # needs the [heic] extra


AVIF_BRANDS: Final = frozenset({b"avif", b"avis"})
HEIC_BRANDS: Final = frozenset({b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"hevm", b"hevs"})

REFUSED: Final = {
    b"GIF8": "a GIF",
    b"II*\x00": "a TIFF",
    b"MM\x00*": "a TIFF",
    b"BM": "a BMP",
    b"%PDF": "a PDF",
    b"<svg": "an SVG drawing",
    b"<?xml": "an XML or SVG file",
    b"<!DOCTYPE": "a web page",
    b"<html": "a web page",
    b"\x00\x00\x00\x0cJXL ": "a JPEG XL",
    b"\xff\x0a": "a JPEG XL",
    b"\x00\x00\x00\x0cjP  ": "a JPEG 2000",
    b"PK\x03\x04": "a ZIP archive",
}
"""First bytes of what people send by mistake, so that the answer can name it."""


def format_of(data: bytes) -> Format:
    """Tell the format; raises UnsupportedMediaType for every other content."""
    if data.startswith(b"\xff\xd8\xff"):
        return Format.JPEG
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return Format.PNG
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return Format.WEBP
    if brands := _brands(data):
        if brands & AVIF_BRANDS:
            return Format.AVIF
        if brands & HEIC_BRANDS:
            return Format.HEIC
    raise UnsupportedMediaType(f"The file is {_guess(data)}. {UnsupportedMediaType.remedy}")


def _brands(data: bytes) -> frozenset[bytes]:
    """Major and compatible brands of an ISO base media file's `ftyp` box; empty for anything else."""
    if data[4:8] != b"ftyp":
        return frozenset()
    box = data[8 : min(int.from_bytes(data[:4], "big"), 256)]
    return frozenset(box[start : start + 4] for start in range(0, len(box), 4) if start != 4)


def _guess(data: bytes) -> str:
    head = data[:64].lstrip()
    named = next((name for prefix, name in REFUSED.items() if head.lower().startswith(prefix.lower())), None)
    if named:
        return named
    return "text" if head.isascii() and b"\x00" not in head else "not a photo format we know"


def webp_size(data: bytes) -> tuple[int, int]:
    """Canvas width and height from a WebP header (RFC 9649); (0, 0) for a header that makes no sense.

    Opening a WebP allocates its canvas, so the size has to be known before.
    """
    kind, body = data[12:16], data[20:30]
    if len(body) < 10:
        return 0, 0
    if kind == b"VP8X":
        return int.from_bytes(body[4:7], "little") + 1, int.from_bytes(body[7:10], "little") + 1
    if kind == b"VP8L" and body[0] == 0x2F:
        packed = int.from_bytes(body[1:5], "little")
        return (packed & 0x3FFF) + 1, (packed >> 14 & 0x3FFF) + 1
    if kind == b"VP8 " and body[3:6] == b"\x9d\x01\x2a":
        return int.from_bytes(body[6:8], "little") & 0x3FFF, int.from_bytes(body[8:10], "little") & 0x3FFF
    return 0, 0
