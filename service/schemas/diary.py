"""The diary as JSON: meals people keep, and the sum of a day."""

import unicodedata
from datetime import UTC, date, datetime
from typing import Annotated, Final

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from service.diary import DiaryEntry
from service.meal import Item, Totals
from service.pipeline import Assessment
from service.schemas.edit import MOST_ITEMS, EditedItem, EvaluateIn, In
from service.schemas.item import Out, tidy
from service.schemas.profile import ProfileIn, ProfileOut
from service.schemas.report import EvaluationOut, TotalsOut

__all__ = ["DaySummaryOut", "DiaryEntryOut", "DiaryIn", "DiaryPageOut", "DiaryPatch"]

YEARS: Final = range(1900, 2200)
MOST_PROFILES: Final = 20
LINE_BREAKS: Final = "\n\r\t"


def _text(value: object) -> object:
    # Numbers would be taken as seconds since 1970, without the offset that says which day it was.
    if not isinstance(value, str | datetime):
        raise PydanticCustomError("datetime_text", "write the time as text, as in 2026-05-17T12:30:00+02:00")
    return value


def _near(value: datetime) -> datetime:
    if value.year not in YEARS:
        raise PydanticCustomError("datetime_year", "the year must lie between 1900 and 2199")
    return value


def _printable(value: str) -> str:
    if any(unicodedata.category(each) in {"Cc", "Cs"} and each not in LINE_BREAKS for each in value):
        raise PydanticCustomError("control_character", "control characters are not taken")
    return value


EatenAt = Annotated[
    AwareDatetime,
    BeforeValidator(_text),
    AfterValidator(_near),
    Field(description="When it was eaten, with the UTC offset of the place: 2026-05-17T12:30:00+02:00."),
]
Title = Annotated[str, StringConstraints(strip_whitespace=True, max_length=120), AfterValidator(_printable)]
Note = Annotated[str, StringConstraints(max_length=2_000), AfterValidator(_printable)]


class DiaryIn(EvaluateIn):
    """A meal to keep: items as evaluate takes them. Nutrition is computed here, never taken from the caller.

    `eaten_at` is now, on the server's clock, if left out. Inline `profiles` that tell of someone's health need their
    `consent_to_store`, since they are kept with the meal; stored ones are named by `profile_ids`.
    """

    eaten_at: EatenAt | None = None
    title: Title = ""
    note: Note = ""


class DiaryPatch(In):
    """What to change of an entry; what is left out stays. `items` replaces all items and computes them anew."""

    # The defaults are never looked at, `model_fields_set` is: null would be a value, and there is none to remove.
    eaten_at: EatenAt = Field(default_factory=lambda: datetime.now(UTC))
    title: Title = ""
    note: Note = ""
    items: list[EditedItem] = Field(default_factory=list, max_length=MOST_ITEMS)
    profile_ids: list[str] = Field(default_factory=list, max_length=MOST_PROFILES)
    profiles: list[ProfileIn] = Field(default_factory=list, max_length=MOST_PROFILES)


class KeptPhotoOut(Out):
    """Where the kept photo is; `width` x `height` are of the original, in whose pixels the boxes are."""

    url: str
    width: int
    height: int


class DiaryEntryOut(EvaluationOut):
    """A kept meal, judged at this reading. Numbers are those of the day it was written or last edited."""

    id: str
    eaten_at: datetime
    day: date
    title: str
    note: str
    profile_ids: list[str]
    profiles: list[ProfileOut]
    photo: KeptPhotoOut | None
    created_at: datetime
    updated_at: datetime

    @classmethod
    def show(cls, entry: DiaryEntry, assessment: Assessment, profile_ids: list[str]) -> "DiaryEntryOut":
        """Show an entry; `profile_ids` are those of its stored profiles that are still there."""
        photo = None
        if entry.photo is not None:
            photo = KeptPhotoOut(url=f"/v1/diary/{entry.id}/photo", width=entry.photo.width, height=entry.photo.height)
        return cls(
            id=entry.id,
            eaten_at=entry.eaten_at,
            day=entry.day,
            title=entry.title,
            note=entry.note,
            profile_ids=profile_ids,
            profiles=[ProfileOut.from_domain(profile) for profile in entry.profiles],
            photo=photo,
            created_at=entry.created_at,
            updated_at=entry.updated_at,
            **dict(EvaluationOut.of(assessment, [])),
        )


class DiaryPageOut(Out):
    """Entries, newest meal first; `next_cursor` is null on the last page. `total` counts all pages."""

    items: list[DiaryEntryOut]
    total: int
    next_cursor: str | None


class DayMealOut(Out):
    """One meal of a day in short."""

    id: str
    eaten_at: datetime
    title: str
    foods: list[str]
    energy_kcal: float | None
    has_photo: bool

    @classmethod
    def of(cls, entry: DiaryEntry, totals: Totals) -> "DayMealOut":
        """Show a meal with its energy."""
        return cls(
            id=entry.id,
            eaten_at=entry.eaten_at,
            title=entry.title,
            foods=[_name(item) for item in entry.items if item.on_my_plate],
            energy_kcal=tidy(totals.nutrition["energy_kcal"]),
            has_photo=entry.photo is not None,
        )


class DaySummaryOut(Out):
    """One day: its meals, oldest first, and their sum with the share of the daily values."""

    day: date
    meals: list[DayMealOut]
    totals: TotalsOut
    disclaimer: str


def _name(item: Item) -> str:
    return item.label if item.food is None else item.food.name
