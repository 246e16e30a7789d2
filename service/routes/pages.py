"""Pages: the web page, and the same analysis for browsers without JavaScript."""

import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files
from typing import Annotated, Any

from fastapi import APIRouter, File, Form, Request, UploadFile
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.concurrency import run_in_threadpool

from service.context import Context, ContextDep
from service.dietary import Profile, daily_values, parse_profile
from service.errors import DishcernError, InvalidRequest
from service.language import language_of
from service.owner import OwnerDep
from service.profiles import judged_profiles
from service.routes.meals import analyze_upload, data_info, model_info, told
from service.schemas.report import MealReportOut
from service.web.examples import EXAMPLES
from service.web.strings import LANGUAGES, preferred_language, texts

__all__ = ["router"]

router = APIRouter(include_in_schema=False)

LEAST_PLATE_CM, MOST_PLATE_CM = 5, 100


@dataclass(frozen=True, slots=True)
class View:
    """What one page shows beside the form."""

    choice: str = ""
    sentence: str = ""
    note: str = ""
    plate: str = ""
    profiles: Sequence[Profile] = ()
    not_understood: Sequence[str] = ()
    report: Mapping[str, Any] | None = None
    error: DishcernError | None = None

    @property
    def names(self) -> dict[str, str]:
        """Profile ids of the report and their names."""
        return {profile.id: profile.name for profile in self.profiles}

    @property
    def hide_energy(self) -> bool:
        """Whether any judged profile asks not to see energy."""
        return any(profile.hide_energy for profile in self.profiles)


@router.get("/")
async def home(request: Request, context: ContextDep, owner: OwnerDep, lang: str | None = None) -> HTMLResponse:
    """Show the page."""
    return await _page(request, context, owner, _language(request, lang), View())


@router.post("/analyze")
async def analyze_form(
    request: Request,
    context: ContextDep,
    owner: OwnerDep,
    image: Annotated[UploadFile | None, File()] = None,
    choice: Annotated[str, Form(max_length=200)] = "",
    sentence: Annotated[str, Form(max_length=2000)] = "",
    sample: Annotated[str, Form(max_length=20)] = "",
    note: Annotated[str, Form(max_length=500)] = "",
    plate_diameter_cm: Annotated[str, Form(max_length=20)] = "",
    lang: Annotated[str, Form(max_length=5)] = "",
) -> HTMLResponse:
    """Analyze a photo sent by the plain form and show the page with the result, or with what went wrong."""
    language = _language(request, lang)
    view = View(choice, sentence, note, plate_diameter_cm.strip())
    try:
        view = await _with_profiles(view, context, owner, language)
        upload = UploadFile(io.BytesIO(_sample_photo()), filename="coffee.jpg") if sample else image
        stored = [choice.removeprefix("stored:")] if choice.startswith("stored:") else []
        hints = await told(context, owner, stored, note, _diameter(view.plate))
        report = await analyze_upload(context, upload, list(view.profiles), language_of(language), hints=hints)
    except DishcernError as error:
        return await _page(request, context, owner, language, replace(view, error=error))
    answer = MealReportOut.of(report, model=model_info(context), data=data_info(context))
    return await _page(request, context, owner, language, replace(view, report=answer.model_dump(mode="json")))


async def _with_profiles(view: View, context: Context, owner: str, language: str) -> View:
    """Read the form's choice ("example:KEY", "stored:ID" or nothing) and its sentence."""
    kind, _, key = view.choice.partition(":")
    drafts = []
    if kind == "example" and key in EXAMPLES:
        drafts.append(json.dumps({"name": texts(language)[f"example.{key}"], **EXAMPLES[key]}))
    profiles = await judged_profiles(context, owner, [key] if kind == "stored" else [], drafts)
    if not view.sentence.strip():
        return replace(view, profiles=profiles)
    parsed = parse_profile(view.sentence, language_of(language))
    if parsed.understood:
        profiles.append(replace(parsed.profile, id=f"inline-{len(drafts) + 1}"))
    return replace(view, profiles=profiles, not_understood=parsed.not_understood)


async def _page(request: Request, context: Context, owner: str, language: str, view: View) -> HTMLResponse:
    stored = await run_in_threadpool(context.profiles.list, owner)
    boot = {
        "language": language,
        "texts": dict(texts(language)),
        "examples": {key: dict(draft) for key, draft in EXAMPLES.items()},
        "stored": [{"id": each.id, "name": each.name, "hide_energy": each.hide_energy} for each in stored],
        "daily_values": dict(daily_values()),
        "max_upload_bytes": context.settings.max_upload_bytes,
    }
    html = (
        _environment()
        .get_template("page.html")
        .render(
            boot=boot,
            language=language,
            languages=LANGUAGES,
            view=view,
            logout=context.door is not None,
            megabytes=context.settings.max_upload_bytes // 1_000_000,
            t=lambda key, **values: texts(language)[key].format(**values),
        )
    )
    status, headers = (view.error.status, view.error.headers) if view.error else (200, {})
    return HTMLResponse(html, status, headers={"Vary": "Accept-Language", **headers})


def _diameter(text: str) -> float | None:
    """Read the plain form's plate, which is "" where nothing was typed; raises InvalidRequest."""
    try:
        centimetres = float(text.replace(",", ".")) if text else None
    except ValueError:
        centimetres = float("nan")
    if centimetres is not None and not LEAST_PLATE_CM <= centimetres <= MOST_PLATE_CM:
        raise InvalidRequest(f"The plate is {text!r} cm; give 5 to 100.", pointer="#/plate_diameter_cm")
    return centimetres


def _language(request: Request, lang: str | None) -> str:
    return preferred_language(request.headers.get("accept-language", ""), lang)


@lru_cache(maxsize=1)
def _environment() -> Environment:
    loader = PackageLoader("service.web", "templates")
    made = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    made.policies["json.dumps_kwargs"] = {"sort_keys": False}  # the page lists diets and nutrients in their own order
    return made


@lru_cache(maxsize=1)
def _sample_photo() -> bytes:
    return (files("service.web") / "static" / "coffee.jpg").read_bytes()
