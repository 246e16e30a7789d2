"""Photos: every kind of file ends as upright sRGB pixels or as one of the photo errors."""

import struct
from io import BytesIO
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageCms, ImageFile

from service.errors import (
    PhotoError,
    PhotoMissing,
    PhotoTooLarge,
    PhotoUnreadable,
    TooManyPixels,
    UnsupportedMediaType,
)
from service.photos import Photo, PhotoLimits, read_photo
from service.photos.formats import webp_size
from service.photos.orientation import orientation_of
from service.settings import Settings
from tests.service.photo_files import (
    BLUE,
    GREEN,
    RED,
    WHITE,
    animated,
    encoded,
    exif_block,
    meal,
    mpo,
    png_header,
    quadrants,
)

LIMITS = PhotoLimits()
FORMATS = ("JPEG", "PNG", "WEBP", "AVIF")
OPTIONS: dict[str, dict[str, Any]] = {
    "JPEG": {"quality": 95, "subsampling": 0},
    "WEBP": {"lossless": True},
    "AVIF": {"quality": 100},
    "PNG": {},
}


def corners(photo: Photo) -> list[tuple[int, ...]]:
    """Colours at the middle of the four quadrants: top left, top right, bottom left, bottom right."""
    rows, columns, _ = photo.pixels.shape
    at = [(rows // 4, columns // 4), (rows // 4, 3 * columns // 4), (3 * rows // 4, columns // 4)]
    return [tuple(int(value) for value in photo.pixels[place]) for place in [*at, (3 * rows // 4, 3 * columns // 4)]]


def assert_shows(photo: Photo, *colours: tuple[int, int, int], within: int = 12) -> None:
    assert np.abs(np.array(corners(photo)) - np.array(colours)).max() <= within, corners(photo)


@pytest.mark.parametrize("kind", FORMATS)
def test_every_allowed_format_gives_the_same_pixels(kind: str) -> None:
    photo = read_photo(encoded(quadrants(), kind, **OPTIONS[kind]), LIMITS)
    assert photo.pixels.shape == (48, 64, 3)
    assert photo.pixels.dtype == np.uint8
    assert (photo.width, photo.height, photo.scale, photo.warnings) == (64, 48, 1.0, ())
    assert_shows(photo, RED, GREEN, BLUE, WHITE)


def test_pixels_cannot_be_changed_by_one_of_their_users() -> None:
    photo = read_photo(encoded(quadrants(), "PNG"), LIMITS)
    with pytest.raises(ValueError, match="read-only"):
        photo.pixels[0, 0] = 0


BAD_FILES = {
    "empty": (b"", PhotoMissing),
    "text called jpg": (b"this is no photo, whatever its name says", UnsupportedMediaType),
    "web page": (b"<!DOCTYPE html><html></html>", UnsupportedMediaType),
    "svg": (b"<svg xmlns='http://www.w3.org/2000/svg'/>", UnsupportedMediaType),
    "pdf": (b"%PDF-1.7\n", UnsupportedMediaType),
    "one byte": (b"\xff", UnsupportedMediaType),
    "gif": (encoded(quadrants(), "GIF"), UnsupportedMediaType),
    "animated gif": (animated("GIF"), UnsupportedMediaType),
    "tiff": (encoded(quadrants(), "TIFF"), UnsupportedMediaType),
    "bmp": (encoded(quadrants(), "BMP"), UnsupportedMediaType),
    "mp4": (b"\0\0\0\x18ftypisom\0\0\2\0isomiso2", UnsupportedMediaType),
    "60 megapixel png": (png_header(10_000, 6_000), TooManyPixels),
    "100 megapixel png": (png_header(10_000, 10_000), TooManyPixels),
    "2 gigapixel png": (png_header(50_000, 40_000), TooManyPixels),
    "long and thin png": (png_header(1_000_000, 1), TooManyPixels),
    "png without pixels": (png_header(0, 0), PhotoUnreadable),
    "png that holds less than it claims": (png_header(4_000, 3_000), PhotoUnreadable),
    "truncated jpeg": (encoded(meal(), "JPEG")[:-2_000], PhotoUnreadable),
    "truncated png": (encoded(meal(), "PNG")[:-2_000], PhotoUnreadable),
    "truncated webp": (encoded(meal(), "WEBP")[:-1_000], PhotoUnreadable),
    "truncated avif": (encoded(meal(), "AVIF")[:-1_000], PhotoUnreadable),
    "jpeg marker alone": (b"\xff\xd8\xff\xe0", PhotoUnreadable),
    "png signature alone": (b"\x89PNG\r\n\x1a\n", PhotoUnreadable),
    "webp header alone": (b"RIFF\x10\0\0\0WEBPVP8 ", PhotoUnreadable),
    "avif header alone": (b"\0\0\0\x18ftypavif\0\0\0\0avifmif1", PhotoUnreadable),
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_bad_file_is_refused_with_words_that_help(name: str) -> None:
    data, expected = BAD_FILES[name]
    with pytest.raises(PhotoError) as caught:
        read_photo(data, LIMITS)
    assert type(caught.value) is expected
    assert 400 <= caught.value.status < 500
    assert caught.value.remedy in caught.value.detail


def test_file_above_the_byte_limit_is_refused_unread() -> None:
    with pytest.raises(PhotoTooLarge, match="40,000,000 bytes; at most 30,000,000"):
        read_photo(b"\xff\xd8\xff" + bytes(39_999_997), LIMITS)


def test_webp_that_claims_a_giant_canvas_is_refused_before_it_is_allocated() -> None:
    size = (16_384 - 1).to_bytes(3, "little")
    data = b"RIFF\x16\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0" + size + size + bytes(20)
    assert webp_size(data) == (16_384, 16_384)
    with pytest.raises(TooManyPixels):
        read_photo(data, LIMITS)


@pytest.mark.parametrize("first", [0, 1], ids=["even places", "odd places"])
def test_jpeg_with_thousands_of_scans_is_refused_before_decoding(first: int) -> None:
    data = encoded(Image.new("RGB", (2_000, 1_500)), "JPEG", progressive=True)
    scan = data.rindex(b"\xff\xda")
    again = data[scan:-2] + bytes((len(data) - 2 - scan) % 2)
    comment = b"\xff\xfe\x00\x03." if scan % 2 != first else b""  # five bytes: what follows changes its parity
    repeated = data[:2] + comment + data[2:scan] + again * 1_000 + data[-2:]
    with pytest.raises(PhotoUnreadable) as refused:
        read_photo(repeated, LIMITS)
    assert "more scans" in str(refused.value.__cause__)


def test_progressive_jpeg_is_read() -> None:
    assert_shows(read_photo(encoded(quadrants(), "JPEG", progressive=True), LIMITS), RED, GREEN, BLUE, WHITE, within=25)


@pytest.mark.parametrize("order", ["<", ">"], ids=["little-endian", "big-endian"])
@pytest.mark.parametrize(
    ("orientation", "colours"),
    [
        (1, (RED, GREEN, BLUE, WHITE)),
        (2, (GREEN, RED, WHITE, BLUE)),
        (3, (WHITE, BLUE, GREEN, RED)),
        (4, (BLUE, WHITE, RED, GREEN)),
        (5, (RED, BLUE, GREEN, WHITE)),
        (6, (BLUE, RED, WHITE, GREEN)),
        (7, (WHITE, GREEN, BLUE, RED)),
        (8, (GREEN, WHITE, RED, BLUE)),
    ],
)
def test_exif_orientation_brings_the_top_up(
    orientation: int, colours: tuple[tuple[int, int, int], ...], order: str
) -> None:
    data = encoded(quadrants(), "JPEG", quality=95, subsampling=0, exif=exif_block(orientation, order))
    photo = read_photo(data, LIMITS)
    assert_shows(photo, *colours)
    assert (photo.width, photo.height) == ((64, 48) if orientation < 5 else (48, 64))


@pytest.mark.parametrize("kind", FORMATS)
def test_exif_orientation_is_honoured_in_every_format(kind: str) -> None:
    photo = read_photo(encoded(quadrants(), kind, exif=exif_block(6), **OPTIONS[kind]), LIMITS)
    assert_shows(photo, BLUE, RED, WHITE, GREEN)


DAMAGED_EXIF = {
    "orientation 0": exif_block(0),
    "orientation 9": exif_block(9),
    "cut off": exif_block(6)[:12],
    "directory beyond the end": b"Exif\0\0II*\0\xff\xff\xff\x7f",
    "65535 entries": b"Exif\0\0II*\0\x08\0\0\0\xff\xff" + b"\x11" * 40,
    "endless loop of entries": b"Exif\0\0MM\0*\0\0\0\x08\0\x02" + struct.pack(">HHII", 0x0112, 4, 1, 6) * 2,
    "wrong magic": b"Exif\0\0XX*\0",
    "empty": b"",
}


@pytest.mark.parametrize("name", DAMAGED_EXIF)
def test_damaged_exif_does_not_cost_the_photo(name: str) -> None:
    assert orientation_of(DAMAGED_EXIF[name]) == 1
    data = encoded(quadrants(), "JPEG", quality=95, subsampling=0, exif=DAMAGED_EXIF[name])
    assert_shows(read_photo(data, LIMITS), RED, GREEN, BLUE, WHITE)


def test_cmyk_jpeg_keeps_its_colours() -> None:
    photo = read_photo(encoded(quadrants().convert("CMYK"), "JPEG", quality=95), LIMITS)
    assert_shows(photo, RED, GREEN, BLUE, WHITE, within=30)


def test_grey_jpeg_becomes_three_equal_channels() -> None:
    pixels = read_photo(encoded(meal().convert("L"), "JPEG"), LIMITS).pixels
    assert pixels.shape == (240, 320, 3)
    assert (pixels[..., 0] == pixels[..., 2]).all()


def test_16_bit_grey_png_is_scaled_not_clipped() -> None:
    ramp = np.linspace(0, 65_535, 256, dtype=np.uint16)[None, :].repeat(16, axis=0)
    pixels = read_photo(encoded(Image.fromarray(ramp), "PNG"), LIMITS).pixels
    assert pixels[0, :, 0].tolist() == list(range(256))


def test_16_bit_colour_png_is_scaled_not_clipped() -> None:
    row = b"\0" + struct.pack(">3H", 0x8000, 0x4000, 0xFFFF) * 8
    pixels = read_photo(png_with_rows(8, 4, row * 4, colour=2, depth=16), LIMITS).pixels
    assert pixels[0, 0].tolist() == [0x80, 0x40, 0xFF]


def png_with_rows(width: int, height: int, rows: bytes, *, colour: int, depth: int, extra: bytes = b"") -> bytes:
    import zlib

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + extra + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


PALETTE = quadrants().quantize(8)


@pytest.mark.parametrize(
    ("image", "options"),
    [
        pytest.param(PALETTE, {}, id="palette"),
        pytest.param(PALETTE, {"bits": 4}, id="4 bit palette"),
        pytest.param(quadrants().convert("RGBA"), {}, id="opaque alpha"),
    ],
)
def test_png_modes_give_the_picture(image: Image.Image, options: dict[str, int]) -> None:
    assert_shows(read_photo(encoded(image, "PNG", **options), LIMITS), RED, GREEN, BLUE, WHITE)


def test_black_and_white_png_gives_black_and_white() -> None:
    image = Image.new("1", (8, 8), 1)
    image.paste(0, (0, 0, 4, 8))
    pixels = read_photo(encoded(image, "PNG"), LIMITS).pixels
    assert pixels[0, 0].tolist() == [0, 0, 0]
    assert pixels[0, 7].tolist() == [255, 255, 255]


def half_clear() -> Image.Image:
    image = Image.new("RGBA", (40, 40), (*RED, 255))
    image.paste((0, 0, 0, 0), (20, 0, 40, 20))
    image.paste((0, 0, 0, 128), (0, 20, 40, 40))
    return image


@pytest.mark.parametrize(("kind", "options"), [("PNG", {}), ("WEBP", {"lossless": True}), ("AVIF", {"quality": 100})])
def test_alpha_is_laid_on_white(kind: str, options: dict[str, int]) -> None:
    photo = read_photo(encoded(half_clear(), kind, **options), LIMITS)
    assert_shows(photo, RED, WHITE, (127, 127, 127), (127, 127, 127))


def test_alpha_is_laid_on_white_when_the_photo_is_made_smaller_too() -> None:
    photo = read_photo(encoded(half_clear().resize((800, 800)), "PNG"), PhotoLimits(working_side_px=320))
    assert photo.pixels.shape == (320, 320, 3)
    assert_shows(photo, RED, WHITE, (127, 127, 127), (127, 127, 127))


def test_transparent_palette_colour_is_white() -> None:
    data = encoded(PALETTE, "PNG", transparency=PALETTE.getpixel((1, 1)))
    assert_shows(read_photo(data, LIMITS), WHITE, GREEN, BLUE, WHITE)


def test_transparent_16_bit_grey_is_white() -> None:
    wide = np.full((8, 8), 30_000, dtype=np.uint16)
    wide[:, 4:] = 20_000
    pixels = read_photo(encoded(Image.fromarray(wide), "PNG", transparency=20_000), LIMITS).pixels
    assert pixels[0, 0, 0] == 30_000 >> 8
    assert pixels[0, 7, 0] == 255


@pytest.mark.parametrize(
    "data",
    [pytest.param(animated(kind), id=kind) for kind in ("WEBP", "AVIF", "PNG")] + [pytest.param(mpo(), id="MPO")],
)
def test_first_of_several_pictures_is_read_with_a_warning(data: bytes) -> None:
    photo = read_photo(data, LIMITS)
    assert_shows(photo, RED, GREEN, BLUE, WHITE, within=25)
    assert len(photo.warnings) == 1
    assert "only the first" in photo.warnings[0]


def test_hdr_gain_map_is_no_second_picture() -> None:
    xmp = b'<a xmlns:hdrgm="http://ns.adobe.com/hdr-gain-map/1.0/" hdrgm:Version="1.0"/>'
    segment = b"http://ns.adobe.com/xap/1.0/\0" + xmp
    data = mpo()
    marked = data[:2] + b"\xff\xe1" + struct.pack(">H", len(segment) + 2) + segment + data[2:]
    assert read_photo(marked, LIMITS).warnings == ()


def display_p3() -> bytes:
    """An ICC profile whose red is redder than sRGB's: the primaries swapped in place of a real wide-gamut one."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    for old, new in ((b"rXYZ", b"tmpR"), (b"gXYZ", b"rXYZ"), (b"tmpR", b"gXYZ")):
        place = profile.index(old, 128)
        profile[place : place + 4] = new
    # The description must not say sRGB any more: those are taken as they are.
    for name in (b"sRGB", "sRGB".encode("utf-16-be")):
        while name in profile:
            place = profile.index(name)
            profile[place : place + len(name)] = bytes(len(name) - 1) + b"x"
    return bytes(profile)


def test_icc_profile_is_converted_not_ignored() -> None:
    data = encoded(quadrants(), "PNG", icc_profile=display_p3())
    photo = read_photo(data, LIMITS)
    # Red and green have changed places in the profile, so the sRGB picture shows them exchanged.
    assert corners(photo)[0][1] > 150 > corners(photo)[0][0]
    assert photo.warnings == ()


def test_srgb_profile_changes_nothing() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    assert_shows(
        read_photo(encoded(quadrants(), "PNG", icc_profile=profile), LIMITS), RED, GREEN, BLUE, WHITE, within=0
    )


def test_unreadable_icc_profile_is_said_and_does_not_cost_the_photo() -> None:
    photo = read_photo(encoded(quadrants(), "PNG", icc_profile=b"no profile at all" * 20), LIMITS)
    assert_shows(photo, RED, GREEN, BLUE, WHITE)
    assert "colour profile" in photo.warnings[0]


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("orientation", [1, 6])
def test_working_size_keeps_the_photos_own_size(kind: str, orientation: int) -> None:
    data = encoded(quadrants(1_000, 601), kind, exif=exif_block(orientation))
    photo = read_photo(data, PhotoLimits(working_side_px=320))
    upright = (1_000, 601) if orientation == 1 else (601, 1_000)
    assert (photo.width, photo.height) == upright
    assert max(photo.pixels.shape) == 320
    assert photo.scale == 0.32


@pytest.mark.parametrize("kind", FORMATS)
def test_a_point_on_working_pixels_is_within_one_of_their_pixels_of_the_photo(kind: str) -> None:
    image = Image.new("RGB", (1_203, 907), "black")
    image.paste((255, 255, 255), (600, 450, 1_203, 907))
    photo = read_photo(encoded(image, kind), PhotoLimits(working_side_px=400))
    first_row = int(np.argmax(photo.pixels[:, -1, 0] > 127))
    first_column = int(np.argmax(photo.pixels[-1, :, 0] > 127))
    assert abs(first_column / photo.scale - 600) <= 1 / photo.scale
    assert abs(first_row / photo.scale - 450) <= 1 / photo.scale


def test_small_photo_is_not_enlarged() -> None:
    photo = read_photo(encoded(quadrants(), "PNG"), PhotoLimits(working_side_px=1_600))
    assert (photo.pixels.shape, photo.scale) == ((48, 64, 3), 1.0)


@pytest.mark.parametrize("size", [(1, 1), (1, 3_000), (3_000, 1)])
def test_odd_shapes_keep_at_least_one_pixel(size: tuple[int, int]) -> None:
    photo = read_photo(encoded(Image.new("RGB", size, RED), "PNG"), PhotoLimits(working_side_px=320))
    assert (photo.width, photo.height) == size
    assert min(photo.pixels.shape) >= 1


def test_heic_photo_is_read_with_the_extra() -> None:
    heif = pytest.importorskip("pillow_heif", reason="needs the [heic] extra")
    target = BytesIO()
    heif.from_pillow(quadrants()).save(target, quality=100)
    assert_shows(read_photo(target.getvalue(), LIMITS), RED, GREEN, BLUE, WHITE, within=25)


def test_truncated_files_are_never_half_read() -> None:
    read_photo(encoded(quadrants(), "JPEG"), LIMITS)
    assert ImageFile.LOAD_TRUNCATED_IMAGES is False


def test_limits_come_from_the_settings() -> None:
    settings = Settings(max_upload_bytes=5_000, max_pixels=6_000, max_side_px=700, working_side_px=800)
    assert PhotoLimits.of(settings) == PhotoLimits(5_000, 6_000, 700, 800)


@pytest.mark.parametrize(
    ("size", "side"),
    [
        ((4_032, 3_024), 1_008),
        ((3_024, 4_032), 1_008),
        ((2_048, 1_536), 1_024),
        ((1_400, 900), 1_400),
        ((1_800, 90), 1_600),
    ],
    ids=["12 MP", "upright 12 MP", "3 MP", "as it is", "no fraction keeps enough"],
)
def test_a_jpeg_comes_at_the_least_fraction_that_stays_crisp(size: tuple[int, int], side: int) -> None:
    photo = read_photo(encoded(Image.new("RGB", size, RED), "JPEG"), PhotoLimits(working_side_px=1_600))
    assert max(photo.pixels.shape) == side
    assert (photo.width, photo.height) == size
    assert photo.scale == pytest.approx(side / max(size))
