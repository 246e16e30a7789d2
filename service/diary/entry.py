"""The diary entry: one meal somebody ate, at a time of their own clock."""

from dataclasses import dataclass
from datetime import date, datetime

from service.dietary.profile import Profile
from service.meal import Item

__all__ = ["DiaryEntry", "KeptPhoto"]


@dataclass(frozen=True, slots=True)
class KeptPhoto:
    """A photo kept with a meal. `width` x `height` are of the upright original, in whose pixels the boxes are."""

    id: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class DiaryEntry:
    """A meal with its items, their nutrients per 100 g as they were when it was written.

    `eaten_at` carries the UTC offset of the place it was eaten at, so the meal belongs to that place's `day`.
    Verdicts are never kept: they are judged at every reading, against the profiles as they are then. `profile_ids`
    are stored profiles, `profiles` inline ones the person consented to keep here.
    """

    id: str
    eaten_at: datetime
    title: str
    note: str
    items: tuple[Item, ...]
    profile_ids: tuple[str, ...]
    profiles: tuple[Profile, ...]
    photo: KeptPhoto | None
    created_at: datetime
    updated_at: datetime

    @property
    def day(self) -> date:
        """The calendar day on the clock it was eaten by."""
        return self.eaten_at.date()
