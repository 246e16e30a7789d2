"""System: is it alive, is it ready, what is it made of."""

from importlib.metadata import version

from fastapi import APIRouter, Response
from fastapi.responses import PlainTextResponse
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.concurrency import run_in_threadpool

from models import load_manifest
from service.context import ContextDep
from service.errors import Unavailable

__all__ = ["router"]

router = APIRouter(tags=["system"])


@router.get("/healthz")
async def healthz() -> dict[str, str]:
    """The process answers."""
    return {"status": "ok"}


@router.get("/readyz")
async def readyz(context: ContextDep) -> dict[str, str]:
    """Photos can be taken: detector and table were loaded before the server started, and the database answers."""
    try:
        await run_in_threadpool(context.profiles.list, "readyz")
    except Exception as error:
        raise Unavailable("the database does not answer: check DISHCERN_DATABASE_URL and its server") from error
    return {"status": "ready", "detector": context.detector.name, "data": context.table.release}


@router.get("/metrics", response_class=PlainTextResponse)
async def metrics(context: ContextDep) -> Response:
    """Prometheus metrics."""
    return Response(context.metrics.text(), media_type=CONTENT_TYPE_LATEST)


@router.get("/v1/info")
async def info(context: ContextDep) -> dict[str, object]:
    """Versions, models and data with their licences."""
    table = context.table.info()
    return {
        "name": "Dishcern",
        "version": version("dishcern"),
        "licence": "AGPL-3.0-only",
        "detector": {"name": context.detector.name, "labels": list(context.detector.labels)},
        "models": [
            {
                "name": entry.name,
                "task": entry.task,
                "sha256": entry.sha256,
                "licence": entry.licence,
                "threshold": entry.threshold,
                "input_size": entry.input_size,
                "training_data": entry.training_data,
            }
            for entry in load_manifest()
        ],
        "data": {
            "release": table.release,
            "foods": table.foods,
            "counts": dict(table.counts),
            "sources": [dict(source) for source in table.sources],
        },
    }
