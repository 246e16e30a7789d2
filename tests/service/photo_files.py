"""Builders of photo files, good and bad, for tests."""

import struct
import zlib
from io import BytesIO
from typing import Any

import numpy as np
from PIL import Image

__all__ = ["animated", "encoded", "exif_block", "meal", "mpo", "png_header", "quadrants"]

RED, GREEN, BLUE, WHITE = (220, 20, 20), (20, 160, 20), (20, 20, 220), (255, 255, 255)


def quadrants(width: int = 64, height: int = 48) -> Image.Image:
    """Red top left, green top right, blue bottom left, white bottom right: every turn of it looks different."""
    image = Image.new("RGB", (width, height), WHITE)
    image.paste(RED, (0, 0, width // 2, height // 2))
    image.paste(GREEN, (width // 2, 0, width, height // 2))
    image.paste(BLUE, (0, height // 2, width // 2, height))
    return image


def meal(width: int = 320, height: int = 240) -> Image.Image:
    """A picture with detail in it, the same every time."""
    noise = np.random.default_rng(7).integers(0, 255, (height // 8, width // 8, 3), dtype=np.uint8)
    return Image.fromarray(noise).resize((width, height), Image.Resampling.BICUBIC)


def encoded(image: Image.Image, kind: str, **options: Any) -> bytes:
    """The bytes of an image file."""
    target = BytesIO()
    image.save(target, kind, **options)
    return target.getvalue()


def animated(kind: str, frames: int = 3) -> bytes:
    """A short animation whose first frame shows the quadrants."""
    rest = [Image.new("RGB", (64, 48), (shade, shade, shade)) for shade in range(0, 20 * frames, 20)]
    return encoded(quadrants(), kind, save_all=True, append_images=rest, duration=100)


def mpo() -> bytes:
    """A multi-picture JPEG as stereo cameras write it."""
    return encoded(quadrants(), "MPO", save_all=True, append_images=[meal(64, 48)])


def exif_block(orientation: int, order: str = "<") -> bytes:
    """An EXIF block that says which way is up, and nothing else."""
    head = b"II*\0" if order == "<" else b"MM\0*"
    entry = struct.pack(f"{order}HHIHH", 0x0112, 3, 1, orientation, 0)
    return b"Exif\0\0" + head + struct.pack(f"{order}IH", 8, 1) + entry + b"\0\0\0\0"


def png_header(width: int, height: int, colour: int = 2, depth: int = 8) -> bytes:
    """A PNG that claims a size and holds next to nothing: a decompression bomb's first bytes."""
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in (
            (b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)),
            (b"IDAT", zlib.compress(b"\0" * 1000)),
            (b"IEND", b""),
        )
    )
