"""The edited meal as JSON: the request side of evaluate, and its way into domain items."""

from collections.abc import Sequence
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from models.detection import Box
from nutrition_db import Food, NutritionTable, UnknownFoodError
from service import portions
from service.errors import InvalidRequest, Problem
from service.identify import UNIDENTIFIED
from service.meal import Candidate, Item, PortionEstimate
from service.schemas.few import Few
from service.schemas.profile import ProfileIn

__all__ = ["MOST_ITEMS", "MOST_JUDGEMENTS", "EditedItem", "EvaluateIn", "In", "check_judgements", "edited_items"]

MOST_ITEMS = 100
MOST_JUDGEMENTS = 600  # the 30 items a photo may have, for the 20 profiles a request may name
Grams = Annotated[float, Field(ge=1, le=portions.MOST_GRAMS, allow_inf_nan=False)]
RangeGrams = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Pixel = Annotated[float, Field(ge=0, le=100_000, allow_inf_nan=False)]
Length = Annotated[float, Field(gt=0, le=100_000, allow_inf_nan=False)]
FoodId = Annotated[str, Field(min_length=1, max_length=80)]


class In(Few, BaseModel):
    """Base of everything asked; an unknown field is a mistake that should not pass unseen."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class BoxIn(In):
    """A box in pixels of the upright photo."""

    x: Pixel
    y: Pixel
    width: Length
    height: Length


class CandidateIn(In):
    """A food the item may also be, for items nobody confirmed."""

    food_id: FoodId
    confidence: Share


class EditedItem(In):
    """One food: what it is, and how much as grams, as a named portion, or (neither) its usual portion.

    `confidence` is that of a name nobody confirmed; left out, such a name counts as a guess and is never fine.
    `low_grams` and `high_grams` are the range of an estimate, as its report has it: without them grams are exact.
    `food_id` null is a food nobody has named yet: it is judged by its alternatives, as on the photo it comes from.
    """

    id: Annotated[str, Field(min_length=1, max_length=80)] | None = None
    food_id: FoodId | None
    grams: Grams | None = None
    low_grams: RangeGrams | None = None
    high_grams: RangeGrams | None = None
    portion_id: Annotated[str, Field(min_length=1, max_length=80)] | None = None
    count: Annotated[float, Field(gt=0, le=1000, allow_inf_nan=False)] | None = None
    eaten_fraction: Share = 1.0
    on_my_plate: bool = True
    box: BoxIn | None = None
    confirmed: bool = True
    confidence: Share | None = None
    alternatives: Annotated[list[CandidateIn], Field(max_length=20)] = []

    @model_validator(mode="after")
    def _ranged(self) -> Self:
        low, grams, high = self.low_grams, self.grams, self.high_grams
        if low is None and high is None:
            return self
        if low is None or grams is None or high is None or not low <= grams <= high:
            raise ValueError("a range goes with its estimate: give low_grams <= grams <= high_grams, or grams alone")
        return self

    @model_validator(mode="after")
    def _one_amount(self) -> Self:
        if self.grams is not None and (self.portion_id is not None or self.count is not None):
            raise ValueError("give either grams, or portion_id with count, not both")
        if self.count is not None and self.portion_id is None:
            raise ValueError("count needs a portion_id: see portions of GET /v1/foods/{id}")
        if self.food_id is None and (self.confirmed or self.portion_id is not None):
            raise ValueError("without a food nothing is confirmed or portioned: give a food_id, or confirmed false")
        return self


class EvaluateIn(In):
    """An edited meal and the profiles to judge it against: stored ones by id, others inline.

    At most 600 judgements (items times profiles) at once: 30 items for 20 profiles, 100 items for 6.
    """

    items: Annotated[list[EditedItem], Field(max_length=MOST_ITEMS)]
    profile_ids: Annotated[list[str], Field(max_length=20)] = []
    profiles: Annotated[list[ProfileIn], Field(max_length=20)] = []

    @model_validator(mode="after")
    def _few_judgements(self) -> Self:
        check_judgements(len(self.items), len(self.profile_ids) + len(self.profiles))
        return self


def check_judgements(items: int, profiles: int) -> None:
    """Raise ValueError when judging would be too much: 100 items for 20 full profiles are an answer of 80 MB."""
    if items * profiles > MOST_JUDGEMENTS:
        raise ValueError(
            f"{items} items for {profiles} profiles are {items * profiles:,} judgements, at most {MOST_JUDGEMENTS} "
            "are made at once: send fewer profiles at a time"
        )


def edited_items(edits: Sequence[EditedItem], table: NutritionTable, language: str = "en") -> tuple[Item, ...]:
    """Make domain items; raises InvalidRequest naming every field whose food, portion or id will not do."""
    problems: list[Problem] = []
    items = []
    seen: set[str] = set()
    for index, edit in enumerate(edits):
        item_id = edit.id or f"item-{index + 1}"
        if item_id in seen:
            problems.append(
                Problem(f"#/items/{index}/id", f"the id {item_id!r} is used twice", "Give every item an id of its own.")
            )
        seen.add(item_id)
        try:
            items.append(_item(item_id, edit, table, language))
        except UnknownFoodError as error:
            problems.append(
                Problem(
                    f"#/items/{index}/food_id", str(error), "Search with GET /v1/foods?q= and use an id from there."
                )
            )
        except LookupError as error:
            problems.append(
                Problem(
                    f"#/items/{index}/portion_id",
                    str(error.args[0]),
                    "Use a portion id of GET /v1/foods/{id}, or grams.",
                )
            )
    if problems:
        raise InvalidRequest("; ".join(problem.detail for problem in problems), problems=problems)
    return tuple(items)


def _item(item_id: str, edit: EditedItem, table: NutritionTable, language: str) -> Item:
    food = None if edit.food_id is None else table.get(edit.food_id)
    return Item(
        id=item_id,
        box=None if edit.box is None else Box(edit.box.x, edit.box.y, edit.box.width, edit.box.height),
        label=UNIDENTIFIED if food is None else food.name,
        confidence=1.0 if edit.confirmed else edit.confidence or 0.0,
        food=food,
        portion=_portion(edit, food, table, language),
        alternatives=tuple(Candidate(table.get(other.food_id), other.confidence) for other in edit.alternatives),
        confirmed=edit.confirmed,
        on_my_plate=edit.on_my_plate,
    )


def _portion(edit: EditedItem, food: Food | None, table: NutritionTable, language: str) -> PortionEstimate:
    eaten = edit.eaten_fraction
    if edit.grams is not None and edit.low_grams is not None and edit.high_grams is not None:
        return portions.ranged(edit.grams, edit.low_grams, edit.high_grams, eaten_fraction=eaten, language=language)
    if edit.grams is not None:
        return portions.given(edit.grams, eaten_fraction=eaten, language=language)
    if food is None:
        return portions.nameless(eaten_fraction=eaten, language=language)
    if edit.portion_id is not None:
        return portions.named(food, edit.portion_id, edit.count or 1.0, eaten_fraction=eaten, language=language)
    return portions.prior(food, food.name, table, eaten_fraction=eaten, language=language)
