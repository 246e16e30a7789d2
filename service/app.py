"""The app: a value made from settings; nothing is built at import."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import numpy as np
from fastapi import FastAPI

from models import build_detector
from models.detection import Detector
from nutrition_db import NutritionTable
from service import problems, security
from service.access import Doorkeeper, Sessions, session_key
from service.context import Context
from service.diary import PhotoShelf
from service.diary.retention import keep_sweeping
from service.identify import food_labels
from service.lanes import Lanes
from service.logs import log_request
from service.metrics import Metrics
from service.routes import diary, diets, docs, foods, login, me, meals, pages, portions, system
from service.routes import profiles as profile_routes
from service.settings import Settings
from service.store import ProfileStore, Store, open_store
from service.tracing import Tracing, tracing
from service.web.files import PageFiles

__all__ = ["build_context", "create_app"]

WEB = Path(__file__).parent / "web" / "static"
# A form holds one photo, up to 20 profiles and their ids, and a few more fields.
MOST_FILES, MOST_FIELDS = 4, 64
DESCRIPTION = (
    "A meal photo goes in; out come its foods, their nutrition, and what they mean for each person's dietary profile."
)


def create_app(
    settings: Settings | None = None,
    *,
    detector: Detector | None = None,
    profiles: ProfileStore | None = None,
    traces: Tracing | None = None,
) -> FastAPI:
    """Build a server. Raises ModelError when the detector cannot be built, with what to do.

    `detector`, `profiles` and `traces` replace the parts made from the settings: tests pass fakes.
    """
    settings = settings or Settings()
    context = build_context(settings, detector=detector, profiles=profiles)
    if traces is None and settings.trace_endpoint:
        traces = tracing(settings.trace_endpoint)

    app = FastAPI(
        title="Dishcern",
        version="1",
        description=DESCRIPTION,
        lifespan=partial(running, context, traces),
        docs_url=None,
        redoc_url=None,
        form_limits={"max_files": MOST_FILES, "max_fields": MOST_FIELDS, "max_part_size": settings.max_json_bytes},
    )
    app.state.context = context
    add_routes(app)
    problems.install(app)
    observers = [context.metrics.observe, log_request, *([traces.observe] if traces else [])]
    security.install(app, settings, observers, context.door)
    return app


def add_routes(app: FastAPI) -> None:
    """Give the app its routes and the files of its pages."""
    for routes in (meals, foods, diets, profile_routes, portions, diary, me, login, system, docs, pages):
        app.include_router(routes.router)
    app.mount("/static", PageFiles(directory=WEB), name="static")
    # fastapi-offline is pinned for the Swagger UI files it carries, which FastAPI's own page would load from a CDN.
    app.mount("/swagger", PageFiles(packages=[("fastapi_offline", "static")]), name="swagger")


@asynccontextmanager
async def running(context: Context, traces: Tracing | None, _: FastAPI) -> AsyncIterator[None]:
    """From the first request to the last: warm before, everything closed after."""
    context.lanes.open()
    context.desk.open()
    await warm_up(context)
    sweeping = asyncio.create_task(keep_sweeping(context.diary, context.shelf, context.settings.photo_retention_days))
    yield
    sweeping.cancel()
    context.lanes.close()
    context.desk.close()
    context.profiles.close()
    context.store.close()
    if traces is not None:
        traces.close()


async def warm_up(context: Context) -> None:
    """Do what only a first time needs now, side by side, not while the first person waits."""
    blank = np.zeros((context.settings.working_side_px, context.settings.working_side_px, 3), np.uint8)
    await asyncio.gather(
        asyncio.to_thread(context.table.search, ""),  # builds the index
        asyncio.to_thread(context.detector.detect, blank),  # the first run lays out the memory of all that follow
    )


def build_context(
    settings: Settings, *, detector: Detector | None = None, profiles: ProfileStore | None = None
) -> Context:
    """Build the parts a server, or the command line, works with."""
    table = NutritionTable.load()
    store = open_store(settings, table)
    detector = detector or build_detector(
        settings.detector_weights,
        foods=food_labels(table),
        runtime=settings.detector_runtime,
        threads=settings.threads_per_lane,
        lone_threads=settings.lone_photo_threads,
        precision=settings.detector_precision,
    )
    lanes = Lanes(settings.lanes, settings.queue_limit, settings.request_deadline_s)
    return Context(
        settings=settings,
        table=table,
        detector=detector,
        profiles=profiles or store.profiles,
        store=store,
        shelf=PhotoShelf(settings.photo_dir),
        lanes=lanes,
        desk=Lanes(settings.lanes, settings.queue_limit, settings.request_deadline_s),
        metrics=Metrics(lanes, detector, table),
        door=open_door(settings, store) if settings.auth == "token" else None,
    )


def open_door(settings: Settings, store: Store) -> Doorkeeper:
    """The doorkeeper of a server that asks for tokens."""
    return Doorkeeper(store.tokens.find, Sessions(session_key(settings), settings.session_hours * 3600))
