"""A kept photo holds pixels and nothing else, whatever its file brought along."""

import io
import struct
from pathlib import Path

import pytest
from PIL import Image
from PIL.ExifTags import IFD

from tests.client import Client
from tests.service.diary.meals import keep_with_photo, kept
from tests.service.photo_files import encoded, meal

SECRETS = (
    "Secret-Place-GPS",
    "Secret-Camera-Owner",
    "Secret-XMP-Words",
    "Secret-JPEG-Comment",
    "Secret-IPTC",
    "Secret-Thumb",
)


def thumbnail_block() -> bytes:
    """An EXIF block whose second directory holds a whole small JPEG, as cameras write it."""
    small = encoded(meal(16, 16), "JPEG", comment=SECRETS[5])
    first = struct.pack("<HHHIII", 1, 0x0112, 3, 1, 1, 26)  # one entry, upright; the next directory is at 26
    second = struct.pack("<HHHIIHHIII", 2, 0x0201, 4, 1, 56, 0x0202, 4, 1, len(small), 0)
    return b"Exif\0\0II*\0" + struct.pack("<I", 8) + first + second + small


def telling_photo(kind: str) -> bytes:
    """A photo that says where, when and by whom it was taken, in every way its format has."""
    if kind == "JPEG with a thumbnail":
        return encoded(meal(), "JPEG", exif=thumbnail_block())
    exif = Image.Exif()
    exif[0x010F] = exif[0x013B] = exif[0x8298] = SECRETS[1]
    exif.get_ifd(IFD.GPSInfo).update(
        {1: "N", 2: (48.0, 8.0, 14.0), 3: "E", 4: (11.0, 34.0, 31.0), 27: SECRETS[0].encode()}
    )
    exif.get_ifd(IFD.Exif)[0x9286] = SECRETS[5].encode()
    xmp = f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><w>{SECRETS[2]}</w></x:xmpmeta>'.encode()
    if kind != "JPEG":
        return encoded(meal(), kind, exif=exif, xmp=xmp)
    data = encoded(meal(), "JPEG", exif=exif, xmp=xmp, comment=SECRETS[3])
    iptc = b"Photoshop 3.0\x008BIM\x04\x04\x00\x00\x00\x00\x00\x0f\x1c\x02\x78\x00\x0b" + SECRETS[4].encode() + b"\x00"
    return data[:2] + b"\xff\xed" + (len(iptc) + 2).to_bytes(2, "big") + iptc + data[2:] + SECRETS[5].encode()


@pytest.mark.parametrize("kind", ["JPEG", "JPEG with a thumbnail", "WEBP", "AVIF", "PNG"])
def test_nothing_but_pixels_is_kept_or_leaves(
    client: Client, data_dir: Path, kind: str, capfd: pytest.CaptureFixture[str]
) -> None:
    told = telling_photo(kind)
    brought = [secret for secret in SECRETS if secret.encode() in told]
    assert len(brought) >= {"JPEG": 6}.get(kind, 1)
    entry = kept(keep_with_photo(client, told))
    leaving = {
        "photo": client.get(entry["photo"]["url"]).content,
        "export": client.get("/v1/me/export").content,
        "csv": client.get("/v1/diary/export.csv").content,
        "entry": client.get(f"/v1/diary/{entry['id']}").content,
        "annotated": client.post("/v1/meals", files={"image": told}, headers={"accept": "image/jpeg"}).content,
        "corrected": client.post("/v1/meals/render", files={"image": told}, data={"report": '{"items":[]}'}).content,
        "log": "".join(capfd.readouterr()).encode(),
        **{path.name: path.read_bytes() for path in data_dir.rglob("*") if path.is_file()},
    }
    assert b"/v1/diary" in leaving["log"]
    assert [(name, secret) for name, data in leaving.items() for secret in SECRETS if secret.encode() in data] == []
    for name in ("photo", "annotated", "corrected"):
        assert [
            mark for mark in (b"Exif", b"http://ns.adobe", b"ICC_PROFILE", b"Photoshop") if mark in leaving[name]
        ] == []
        with Image.open(io.BytesIO(leaving[name])) as picture:
            assert not picture.getexif()
            assert set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
