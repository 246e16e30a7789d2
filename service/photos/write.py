"""Writing: a photo as a JPEG that holds pixels and nothing else."""

from io import BytesIO

from PIL import Image

from service.photos.photo import Photo

__all__ = ["encode_photo"]


def encode_photo(photo: Photo) -> bytes:
    """Encode the working pixels anew: no EXIF, XMP, comment, thumbnail or profile of the file they came from."""
    target = BytesIO()
    Image.fromarray(photo.pixels).save(target, "JPEG", quality=88)
    return target.getvalue()
