"""The picture: the photo with a dot, a score and a label per food, and a legend and totals below it."""

from service.overlay.draw import Picture, draw
from service.overlay.words import WORDS, Words

__all__ = ["WORDS", "Picture", "Words", "draw"]
