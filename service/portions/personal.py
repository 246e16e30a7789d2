"""The personal portion: what one's usual portion of a food weighs ("my coffee is 300 g")."""

from dataclasses import dataclass

__all__ = ["PersonalPortion"]


@dataclass(frozen=True, slots=True)
class PersonalPortion:
    """A food of the table and the grams this person usually has of it."""

    food_id: str
    grams: float
