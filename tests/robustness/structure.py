"""Structure: where the parts of a photo file begin and end, so that it can be cut at every one of them."""

import struct
from collections.abc import Iterator
from itertools import pairwise

from tests.robustness.hostile import Named, honest_files

__all__ = ["boundaries", "cuts"]

ISO_CONTAINERS = {b"meta", b"iprp", b"ipco", b"moov", b"trak", b"mdia", b"minf", b"stbl"}


def boundaries(data: bytes) -> list[int]:
    """Offsets at which a marker, chunk or box begins; empty for a format without such parts."""
    if data.startswith(b"\xff\xd8"):
        return list(jpeg_segments(data))
    if data.startswith(b"\x89PNG"):
        return list(png_chunks(data))
    if data.startswith(b"RIFF"):
        return list(riff_chunks(data))
    if data[4:8] == b"ftyp":
        return list(iso_boxes(data, 0, len(data)))
    return []


def jpeg_segments(data: bytes) -> Iterator[int]:
    at = 2
    while at + 4 <= len(data):
        found = data.find(b"\xff", at)
        if found < 0 or found + 4 > len(data):
            return
        marker = data[found + 1]
        if marker in {0x00, 0xFF} or 0xD0 <= marker <= 0xD7:  # stuffing, fill, restarts inside a scan
            at = found + 2
            continue
        yield found
        alone = marker in {0xD8, 0xD9}
        at = found + 2 + (0 if alone else struct.unpack(">H", data[found + 2 : found + 4])[0])


def png_chunks(data: bytes) -> Iterator[int]:
    at = 8
    while at + 8 <= len(data):
        yield at
        at += 12 + int.from_bytes(data[at : at + 4], "big")


def riff_chunks(data: bytes) -> Iterator[int]:
    at = 12
    while at + 8 <= len(data):
        yield at
        size = int.from_bytes(data[at + 4 : at + 8], "little")
        at += 8 + size + size % 2


def iso_boxes(data: bytes, start: int, end: int) -> Iterator[int]:
    at = start
    while at + 8 <= end:
        yield at
        size, kind = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        if kind in ISO_CONTAINERS:
            # A `meta` box has four bytes of version and flags before its children.
            yield from iso_boxes(data, at + (12 if kind == b"meta" else 8), min(at + size, end))
        at += size if size >= 8 else end


def cuts() -> Iterator[Named]:
    """Every honest file, ended at, just after and in the middle of each of its parts."""
    for name, data in honest_files().items():
        places = [*boundaries(data), len(data)]
        for place, following in pairwise(places):
            for end in sorted({place, place + 1, place + 2, place + 4, place + 8, (place + following) // 2}):
                if 0 < end < len(data):
                    yield f"{name}, cut at {end} of {len(data)}", data[:end]
