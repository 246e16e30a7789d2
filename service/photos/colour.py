"""The colour: whatever a file holds becomes 8-bit sRGB on white."""

from io import BytesIO
from typing import Final

import numpy as np
from PIL import Image, ImageCms

__all__ = ["PROFILE_UNREADABLE", "flattened", "to_srgb", "true_colour"]

PROFILE_UNREADABLE: Final = "The photo's colour profile could not be used; colours may be a little off."
WHITE: Final = 255


def true_colour(image: Image.Image) -> Image.Image:
    """A loaded image as 8-bit L, RGB, RGBA or CMYK: depth scaled, palette and transparent colour resolved."""
    if image.mode.startswith("I;16"):
        return _eight_bit(image)
    if image.mode == "CMYK":
        return image
    if image.has_transparency_data:
        return image if image.mode == "RGBA" else image.convert("RGBA")
    if image.mode in {"1", "L"}:
        return image.convert("L")
    return image if image.mode == "RGB" else image.convert("RGB")


def _eight_bit(image: Image.Image) -> Image.Image:
    """16-bit grey scaled to 8; Pillow's own conversion clips at 255 and shows a white photo."""
    wide = np.asarray(image)
    narrow = (wide >> 8).astype(np.uint8)
    if isinstance(key := image.info.get("transparency"), int):
        narrow[wide == key] = WHITE
    return Image.fromarray(narrow)


def flattened(image: Image.Image) -> Image.Image:
    """An RGBA image laid on white; others as they are."""
    if image.mode != "RGBA":
        return image
    ground = Image.new("RGB", image.size, "white")
    ground.paste(image, mask=image.getchannel("A"))
    return ground


def to_srgb(image: Image.Image, profile: bytes | None) -> tuple[Image.Image, bool]:
    """An L, RGB or CMYK image as RGB in sRGB, and whether its ICC profile, if any, could be followed."""
    if not profile:
        return image.convert("RGB"), True
    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        # Nearly every profile out there is sRGB itself; converting would cost time and change nothing.
        if ImageCms.getProfileDescription(source).startswith("sRGB"):
            return image.convert("RGB"), True
        target = ImageCms.createProfile("sRGB")
        converted = ImageCms.profileToProfile(image, source, target, outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return image.convert("RGB"), False
    return (image.convert("RGB"), False) if converted is None else (converted, True)
