"""The hints: what a person tells about a photo before it is measured."""

from collections.abc import Mapping
from dataclasses import dataclass, field

__all__ = ["Amount", "Hints"]


@dataclass(frozen=True, slots=True)
class Amount:
    """So many grams of what `words` name, as said in `text`."""

    grams: float
    words: str
    text: str


@dataclass(frozen=True, slots=True)
class Hints:
    """Plate diameter, share eaten, grams of foods, grams this person's portions had before (by food id).

    `unused` are the words of a note nothing was made of.
    """

    plate_diameter_cm: float | None = None
    eaten_fraction: float = 1.0
    amounts: tuple[Amount, ...] = ()
    personal: Mapping[str, float] = field(default_factory=dict)
    unused: tuple[str, ...] = ()
