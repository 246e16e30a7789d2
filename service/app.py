"""The app: a value made from settings; nothing is built at import."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from models import build_detector
from models.detection import Detector
from nutrition_db import NutritionTable
from service import problems, security
from service.context import Context
from service.diary import PhotoShelf
from service.identify import food_labels
from service.lanes import Lanes
from service.routes import diary, diets, docs, foods, me, meals, pages, system
from service.routes import profiles as profile_routes
from service.settings import Settings
from service.store import ProfileStore, open_store

__all__ = ["build_context", "create_app"]

WEB = Path(__file__).parent / "web" / "static"
DESCRIPTION = (
    "A meal photo goes in; out come its foods, their nutrition, and what they mean for each person's dietary profile."
)


def create_app(
    settings: Settings | None = None, *, detector: Detector | None = None, profiles: ProfileStore | None = None
) -> FastAPI:
    """Build a server. Raises ModelError when the detector cannot be built, with what to do.

    `detector` and `profiles` replace the parts made from the settings: tests pass fakes.
    """
    context = build_context(settings or Settings(), detector=detector, profiles=profiles)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        context.table.search("")  # builds the index now, not while the first person waits
        yield
        context.lanes.close()
        context.profiles.close()
        context.store.close()

    app = FastAPI(
        title="Dishcern", version="1", description=DESCRIPTION, lifespan=lifespan, docs_url=None, redoc_url=None
    )
    app.state.context = context
    for routes in (meals, foods, diets, profile_routes, diary, me, system, docs, pages):
        app.include_router(routes.router)
    app.mount("/static", StaticFiles(directory=WEB), name="static")
    # fastapi-offline is pinned for the Swagger UI files it carries, which FastAPI's own page would load from a CDN.
    app.mount("/swagger", StaticFiles(packages=[("fastapi_offline", "static")]), name="swagger")
    problems.install(app)
    security.install(app, context.settings)
    return app


def build_context(
    settings: Settings, *, detector: Detector | None = None, profiles: ProfileStore | None = None
) -> Context:
    """Build the parts a server, or the command line, works with."""
    table = NutritionTable.load()
    store = open_store(settings, table)
    return Context(
        settings=settings,
        table=table,
        detector=detector
        or build_detector(
            settings.detector_weights,
            foods=food_labels(table),
            runtime=settings.detector_runtime,
            threads=settings.threads_per_lane,
        ),
        profiles=profiles or store.profiles,
        store=store,
        shelf=PhotoShelf(settings.data_dir / "photos"),
        lanes=Lanes(settings.lanes, settings.queue_limit, settings.request_deadline_s),
    )
