"""The context: what a running server holds, made once by `create_app` and handed to routes."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from models.detection import Detector
from nutrition_db import NutritionTable
from service.access import Doorkeeper
from service.diary import PhotoShelf
from service.lanes import Lanes
from service.metrics import Metrics
from service.photos import PhotoLimits
from service.settings import Settings
from service.store import ProfileStore, SqlDiaryStore, Store

__all__ = ["Context", "ContextDep"]


@dataclass(frozen=True, slots=True)
class Context:
    """Settings and the parts built from them. Everything in it may be used by many threads at once."""

    settings: Settings
    table: NutritionTable
    detector: Detector
    profiles: ProfileStore
    store: Store
    shelf: PhotoShelf
    lanes: Lanes
    desk: Lanes  # where edited meals are judged: their own pool, so that photos do not wait for them
    metrics: Metrics
    door: Doorkeeper | None  # None: nobody is asked who they are

    @property
    def diary(self) -> SqlDiaryStore:
        """The meals people keep."""
        return self.store.diary

    @property
    def photo_limits(self) -> PhotoLimits:
        """What photos are taken."""
        return PhotoLimits.of(self.settings)


def _context(request: Request) -> Context:
    context: Context = request.app.state.context
    return context


ContextDep = Annotated[Context, Depends(_context)]
