"""Photos: from the bytes of a file nobody vouches for to upright sRGB pixels without any metadata."""

from service.photos.photo import Photo, PhotoLimits
from service.photos.read import read_photo
from service.photos.write import encode_photo

__all__ = ["Photo", "PhotoLimits", "encode_photo", "read_photo"]
