"""Hostile files: photos cut, flipped, patched, spliced and lied about, the same ones for the same seed."""

import random
import struct
from collections.abc import Callable, Iterator
from functools import cache

from PIL import Image

from tests.service.photo_files import animated, encoded, exif_block, meal, mpo, png_header, quadrants

__all__ = ["bombs", "hostile_files"]

Named = tuple[str, bytes]


@cache
def honest_files() -> dict[str, bytes]:
    """Small photos in every format and mode taken, and two that are not."""
    photo, clear = meal(), meal(96, 64).convert("RGBA")
    clear.putalpha(120)
    return {
        "jpeg": encoded(photo, "JPEG", exif=exif_block(6)),
        "progressive": encoded(photo, "JPEG", progressive=True, icc_profile=b"\0" * 200),
        "cmyk": encoded(meal(96, 64).convert("CMYK"), "JPEG"),
        "mpo": mpo(),
        "png": encoded(meal(96, 64), "PNG", exif=exif_block(8)),
        "alpha": encoded(clear, "PNG"),
        "palette": encoded(quadrants().quantize(8), "PNG", transparency=1),
        "deep": encoded(Image.linear_gradient("L").convert("I;16"), "PNG"),
        "apng": animated("PNG"),
        "webp": encoded(meal(96, 64), "WEBP", exif=exif_block(3)),
        "lossless": encoded(clear, "WEBP", lossless=True),
        "animated webp": animated("WEBP"),
        "avif": encoded(meal(96, 64), "AVIF", exif=exif_block(5)),
        "animated avif": animated("AVIF"),
        "gif": animated("GIF"),
        "tiff": encoded(quadrants(), "TIFF"),
    }


def cut(data: bytes, chance: random.Random) -> bytes:
    """End anywhere."""
    return data[: chance.randrange(len(data))]


def flip_bits(data: bytes, chance: random.Random) -> bytes:
    """Flip one to 64 bits."""
    changed = bytearray(data)
    for _ in range(2 ** chance.randrange(7)):
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def flip_header(data: bytes, chance: random.Random) -> bytes:
    """Flip bits in the first 64 bytes, where sizes and types are."""
    return flip_bits(data[:64], chance) + data[64:]


def lie(data: bytes, chance: random.Random) -> bytes:
    """Put an extreme number where some length may be."""
    number = chance.choice([0, 1, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0xFFFFFFFF])
    patch = (
        struct.pack(chance.choice(["<I", ">I"]), number)
        if chance.random() < 0.5
        else struct.pack(">H", number & 0xFFFF)
    )
    start = chance.randrange(len(data))
    return data[:start] + patch + data[start + len(patch) :]


def remove(data: bytes, chance: random.Random) -> bytes:
    """Leave a piece out."""
    start = chance.randrange(len(data))
    return data[:start] + data[start + 1 + chance.randrange(200) :]


def repeat(data: bytes, chance: random.Random) -> bytes:
    """Say a piece many times."""
    start = chance.randrange(len(data))
    piece = data[start : start + 1 + chance.randrange(100)]
    return data[:start] + piece * chance.randrange(2, 500) + data[start:]


def noise(data: bytes, chance: random.Random) -> bytes:
    """Keep the beginning, make up the rest."""
    kept = chance.randrange(4, 200)
    return data[:kept] + chance.randbytes(chance.randrange(5_000))


def splice(data: bytes, chance: random.Random) -> bytes:
    """The beginning of this file and the end of another."""
    other = chance.choice(list(honest_files().values()))
    return data[: chance.randrange(len(data))] + other[chance.randrange(len(other)) :]


def polyglot(data: bytes, chance: random.Random) -> bytes:
    """This file with another format's signature in front or a script behind."""
    front = chance.choice(
        [b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n", b"RIFF\xff\xff\xff\xffWEBP", b"\0\0\0\x1cftypavif", b""]
    )
    return front + data + chance.choice([b"", b"<script>alert(1)</script>", b"PK\x05\x06" + bytes(18)])


MUTATIONS: dict[str, Callable[[bytes, random.Random], bytes]] = {
    "cut": cut,
    "bits": flip_bits,
    "header": flip_header,
    "lie": lie,
    "removed": remove,
    "repeated": repeat,
    "noise": noise,
    "spliced": splice,
    "polyglot": polyglot,
}


def hostile_files(count: int, seed: int = 2026) -> Iterator[Named]:
    """`count` files, each named by what was done to what."""
    chance = random.Random(seed)  # noqa: S311 - the same files every time is the point
    sources, mutations = list(honest_files().items()), list(MUTATIONS.items())
    for number in range(count):
        source, data = sources[number % len(sources)]
        mutation, mutate = mutations[(number // len(sources)) % len(mutations)]
        yield f"{number}: {source}, {mutation}", mutate(data, chance)


def bombs() -> Iterator[Named]:
    """Small files that would be large or slow once decoded."""
    for width, height in ((10_000, 6_000), (65_535, 65_535), (2**31 - 1, 2**31 - 1), (2**31 - 1, 1)):
        yield f"png {width} x {height}", png_header(width, height)
    yield "16 bit rgba png at the pixel limit", png_header(10_000, 5_200, colour=6, depth=16)
    jpeg = bytearray(encoded(quadrants(), "JPEG"))
    frame = jpeg.index(b"\xff\xc0")
    jpeg[frame + 5 : frame + 9] = struct.pack(">HH", 65_500, 65_500)
    yield "jpeg 65500 x 65500", bytes(jpeg)
    jpeg[frame + 5 : frame + 9] = struct.pack(">HH", 5_200, 10_000)
    yield "jpeg at the pixel limit without data", bytes(jpeg)
    scanned = encoded(Image.new("RGB", (2_000, 1_500)), "JPEG", progressive=True)
    scan = scanned.rindex(b"\xff\xda")
    yield "jpeg of 2,000 scans", scanned[:scan] + scanned[scan:-2] * 2_000 + scanned[-2:]
    webp = bytearray(animated("WEBP"))
    webp[24:30] = b"\xff\xff\xff\xff\xff\xff"
    yield "webp 16777216 x 16777216", bytes(webp)
    webp[24:30] = (16_383).to_bytes(3, "little") * 2
    yield "webp 16384 x 16384", bytes(webp)
    avif = bytearray(encoded(quadrants(), "AVIF"))
    size = avif.index(b"ispe") + 8
    avif[size : size + 8] = struct.pack(">II", 60_000, 60_000)
    yield "avif 60000 x 60000", bytes(avif)
