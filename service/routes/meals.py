"""Meals: a photo in, a report out; an edited meal in, new verdicts out."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Annotated, TypeVar

from fastapi import APIRouter, File, Form, Query, Request, Response, UploadFile

from service import portions
from service.context import Context, ContextDep
from service.dietary import Profile, remedies
from service.errors import NotAcceptable, PhotoMissing
from service.language import Language
from service.owner import OwnerDep
from service.pipeline import NO_HINTS, MealReport, analyze, assess, look, redraw
from service.profiles import judged_profiles, remembered_portions
from service.reader import LanguageDep, told_in
from service.schemas.detections import DetectionsOut
from service.schemas.edit import EvaluateIn, edited_items
from service.schemas.remedies import RemediesOut
from service.schemas.render import drawn_report
from service.schemas.report import EvaluationOut, MealReportOut

__all__ = ["analyze_upload", "data_info", "model_info", "router", "told"]

router = APIRouter(prefix="/v1", tags=["meals"])

T = TypeVar("T")
Image = Annotated[UploadFile | None, File(description="The photo: JPEG, PNG, WebP or AVIF.")]
ProfileIds = Annotated[list[str], Form(description="Stored profiles to judge against.")]
InlineProfiles = Annotated[list[str], Form(alias="profile", description="Inline profiles, each a JSON object.")]
Note = Annotated[str, Form(max_length=500)]
Diameter = Annotated[float | None, Form(ge=5, le=100, allow_inf_nan=False)]
Annotated_ = Annotated[str, Query(alias="annotated", pattern="^(inline|none)$")]


@router.post(
    "/meals",
    response_model=MealReportOut,
    responses={200: {"content": {"image/jpeg": {}}, "description": "The report, or the annotated photo itself."}},
)
async def post_meal(
    request: Request,
    context: ContextDep,
    owner: OwnerDep,
    language: LanguageDep,
    image: Image = None,
    profile_id: ProfileIds = [],  # noqa: B006 - FastAPI copies defaults
    profile: InlineProfiles = [],  # noqa: B006
    note: Note = "",
    plate_diameter_cm: Diameter = None,
    annotated: Annotated_ = "inline",
) -> Response:
    """Analyze a photo against any number of profiles."""
    as_photo = wants_photo(request)
    profiles = await judged_profiles(context, owner, profile_id, profile)
    hints = await told(context, owner, profile_id, note, plate_diameter_cm)
    inline = as_photo or annotated == "inline"
    report = await analyze_upload(context, image, profiles, language, annotated=inline, hints=hints)
    if as_photo and report.picture is not None:
        return Response(report.picture.data, media_type=report.picture.media_type, headers=told_in(language))
    answer = MealReportOut.of(report, model=model_info(context), data=data_info(context))
    return Response(answer.model_dump_json(), media_type="application/json", headers=told_in(language))


async def analyze_upload(
    context: Context,
    image: UploadFile | None,
    profiles: list[Profile],
    language: Language,
    *,
    annotated: bool = True,
    hints: portions.Hints = NO_HINTS,
) -> MealReport:
    """Run the pipeline on an upload in a lane; raises PhotoError, or Busy when every lane is taken."""
    work = partial(
        analyze,
        profiles=profiles,
        detector=context.detector,
        table=context.table,
        limits=context.photo_limits,
        annotated=annotated,
        hints=hints,
        language=language,
    )
    return await in_lane(context, image, work)


async def told(
    context: Context, owner: str, profile_ids: Sequence[str], note: str, plate_diameter_cm: float | None
) -> portions.Hints:
    """What the form tells about portions: its note, its plate, and what the chosen profiles remember."""
    hints = portions.read_note(note)
    plate = plate_diameter_cm or hints.plate_diameter_cm
    return replace(hints, plate_diameter_cm=plate, personal=await remembered_portions(context, owner, profile_ids))


async def in_lane(context: Context, image: UploadFile | None, work: Callable[[bytes], T]) -> T:
    """Run `work` on the bytes of an upload in a lane; raises PhotoMissing when there is none.

    The bytes are read inside the lane: uploads that wait stay in their temporary files.
    """
    if image is None:
        raise PhotoMissing
    upload = image.file
    return await context.lanes.run(lambda: work(upload.read()))


def wants_photo(request: Request) -> bool:
    """Tell whether the caller prefers the annotated photo to JSON; raises NotAcceptable when it takes neither."""
    ranges = [part.split(";") for part in request.headers.get("accept", "*/*").lower().split(",")]
    quality = {parts[0].strip(): _quality(parts[1:]) for parts in ranges}

    def wanted(media_type: str) -> float:
        family = media_type.split("/")[0] + "/*"
        return next((quality[name] for name in (media_type, family, "*/*") if name in quality), 0.0)

    photo, report = wanted("image/jpeg"), wanted("application/json")
    if photo <= 0 and report <= 0:
        raise NotAcceptable(f"Accept is {request.headers['accept'][:80]!r}: ask for application/json or image/jpeg")
    return photo > report


def _quality(parameters: list[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.strip().partition("=")
        if name == "q":
            try:
                return float(value)
            except ValueError:
                return 0.0
    return 1.0


@router.post("/meals/evaluate")
async def evaluate(edited: EvaluateIn, context: ContextDep, owner: OwnerDep, language: LanguageDep) -> EvaluationOut:
    """Judge items as a person edited them; nothing is stored and no photo is needed."""
    profiles = await judged_profiles(context, owner, edited.profile_ids, edited.profiles)

    def judged() -> EvaluationOut:
        items = edited_items(edited.items, context.table, language.code)
        return EvaluationOut.of(assess(items, profiles, language), [])

    # A large meal takes seconds: bounded, so that a crowd of them is refused and does not pile up.
    return await context.desk.run(judged)


@router.post("/meals/remedies")
async def what_would_help(
    edited: EvaluateIn, context: ContextDep, owner: OwnerDep, language: LanguageDep
) -> RemediesOut:
    """Find the largest portion, or other foods of the same kind, that would turn what is limited or avoided green."""
    profiles = await judged_profiles(context, owner, edited.profile_ids, edited.profiles)

    def offered() -> RemediesOut:
        items = edited_items(edited.items, context.table)
        return RemediesOut.of(remedies(items, profiles, context.table.similar), language)

    return await context.desk.run(offered)


@router.post("/meals/render", response_class=Response, responses={200: {"content": {"image/jpeg": {}}}})
async def render(
    context: ContextDep, language: LanguageDep, report: Annotated[str, Form()], image: Image = None
) -> Response:
    """Draw a corrected report on its photo: `report` is the MealReport as JSON text, verdicts are drawn as given."""
    assessment = await context.desk.run(partial(drawn_report, report, context.table, language))
    picture = await in_lane(context, image, partial(redraw, assessment=assessment, limits=context.photo_limits))
    return Response(picture.data, media_type=picture.media_type, headers=told_in(language))


@router.post("/detections")
async def detections(context: ContextDep, image: Image = None) -> DetectionsOut:
    """Only boxes and names, for other programs."""
    work = partial(look, detector=context.detector, limits=context.photo_limits)
    photo, found, timings = await in_lane(context, image, work)
    return DetectionsOut.of(photo, found, timings)


def model_info(context: Context) -> dict[str, object]:
    """Name the detector behind a report."""
    return {"name": context.detector.name, "labels": len(context.detector.labels)}


def data_info(context: Context) -> dict[str, object]:
    """Name the data behind a report."""
    return {"release": context.table.release, "foods": len(context.table)}
