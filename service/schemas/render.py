"""A report to draw: what `POST /v1/meals/render` takes, and its way into domain items and verdicts."""

import json
from collections.abc import Mapping
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from models.detection import Box
from nutrition_db import NutritionTable, UnknownFoodError
from service import dietary
from service.errors import InvalidRequest, MalformedJson
from service.language import ENGLISH, Language
from service.meal import Item, Judgement, PortionEstimate, Verdict, Verdicts
from service.pipeline import Assessment
from service.problems import rejection
from service.schemas.edit import MOST_ITEMS, BoxIn, FoodId, Share

__all__ = ["ReportIn", "drawn_report"]

Grams = Annotated[float, Field(ge=0, le=10_000, allow_inf_nan=False)]
Score = Annotated[float, Field(ge=0, le=10, allow_inf_nan=False)]


class Drawn(BaseModel):
    """Base of what is drawn: a whole MealReport may be sent, the parts that are not drawn are passed over."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class FoodIn(Drawn):
    """A food of the table; its name and numbers are looked up, not taken from the caller."""

    id: FoodId


class PortionIn(Drawn):
    """How much is drawn beside the name."""

    grams: Grams | None = None
    low_grams: Grams | None = None
    high_grams: Grams | None = None
    eaten_fraction: Share = 1.0


class VerdictIn(Drawn):
    """What one profile says of the item."""

    profile_id: Annotated[str, Field(max_length=80)]
    verdict: Verdict
    score: Score | None = None

    def to_domain(self) -> Judgement:
        """A judgement without its reasons, which are not drawn."""
        return Judgement(self.profile_id, self.verdict, self.score, ())


class ItemIn(Drawn):
    """One item of a report."""

    id: Annotated[str, Field(min_length=1, max_length=80)]
    label: Annotated[str, Field(max_length=300)] = ""
    confidence: Share = 1.0
    confirmed: bool = False
    food: FoodIn | None = None
    box: BoxIn | None = None
    portion: PortionIn = PortionIn()
    on_my_plate: bool = True
    health_score: Score | None = None
    verdicts: Annotated[list[VerdictIn], Field(max_length=20)] = []

    def to_domain(self, table: NutritionTable) -> Item:
        """The item with its food looked up; raises UnknownFoodError."""
        portion = self.portion
        return Item(
            id=self.id,
            box=None if self.box is None else Box(self.box.x, self.box.y, self.box.width, self.box.height),
            label=self.label,
            confidence=self.confidence,
            food=None if self.food is None else table.get(self.food.id),
            portion=PortionEstimate(
                portion.grams, portion.low_grams, portion.high_grams, eaten_fraction=portion.eaten_fraction
            ),
            confirmed=self.confirmed,
            on_my_plate=self.on_my_plate,
        )


class ReportIn(Drawn):
    """A MealReport as corrected; `hide_energy` leaves kcal out of the picture."""

    items: Annotated[list[ItemIn], Field(max_length=MOST_ITEMS)]
    hide_energy: bool = False

    def to_assessment(self, table: NutritionTable, language: Language) -> Assessment:
        """What to draw: verdicts as given, totals summed anew; raises UnknownFoodError."""
        items = tuple(item.to_domain(table) for item in self.items)
        verdicts: Mapping[str, tuple[Judgement, ...]] = {
            item.id: tuple(verdict.to_domain() for verdict in item.verdicts) for item in self.items
        }
        return Assessment(
            items=items,
            verdicts=Verdicts(verdicts),
            scores={item.id: item.health_score for item in self.items},
            totals=dietary.totals(items),
            hide_energy=self.hide_energy,
            language=language,
        )


def drawn_report(text: str, table: NutritionTable, language: Language = ENGLISH) -> Assessment:
    """Read the `report` form field, to be drawn in this language; raises MalformedJson or InvalidRequest."""
    try:
        return ReportIn.model_validate(json.loads(text)).to_assessment(table, language)
    except ValidationError as error:
        raise rejection(error, "#/report") from error
    except UnknownFoodError as error:
        raise InvalidRequest(str(error), pointer="#/report/items") from error
    except (ValueError, RecursionError) as error:
        raise MalformedJson(f"report is not JSON: {text[:60]!r}", pointer="#/report") from error
