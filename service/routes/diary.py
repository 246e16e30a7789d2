"""The diary: meals people keep, day by day; nutrition is computed here, never taken from the caller."""

from datetime import UTC, date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, Request, Response
from fastapi.responses import StreamingResponse
from starlette.concurrency import run_in_threadpool

from service import dietary
from service.begun import begun
from service.context import Context, ContextDep
from service.diary import csv_lines
from service.diary.intake import REQUEST_BODY, read_intake
from service.diary.log import change_entry, keep_meal, shown
from service.errors import InvalidRequest, PhotoNotKept
from service.owner import OwnerDep
from service.reader import LanguageDep
from service.schemas.diary import DayMealOut, DaySummaryOut, DiaryEntryOut, DiaryPageOut, DiaryPatch
from service.schemas.report import TotalsOut
from service.store.diary import Period, Place
from service.texts import DISCLAIMER

__all__ = ["router"]

router = APIRouter(prefix="/v1/diary", tags=["diary"])

Key = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=255,
        pattern="^[ -~]+$",
        description="A name of your own for this request: sent again with it, the same entry is answered.",
    ),
]
From = Annotated[date | None, Query(alias="from", description="First day, as in 2026-05-01.")]
To = Annotated[date | None, Query(alias="to", description="Last day, included.")]
Answers = dict[int | str, dict[str, Any]]
JPEG: Answers = {200: {"content": {"image/jpeg": {}}, "description": "The photo, without metadata."}}
CSV: Answers = {200: {"content": {"text/csv": {}}, "description": "One line per food."}}


@router.get("")
def list_entries(
    context: ContextDep,
    owner: OwnerDep,
    language: LanguageDep,
    first: From = None,
    last: To = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    cursor: Annotated[str | None, Query(max_length=200, description="`next_cursor` of the page before.")] = None,
) -> DiaryPageOut:
    """Entries, newest meal first, judged against their profiles as they are now."""
    page = context.diary.page(owner, Period(first, last), limit, place(cursor))
    return DiaryPageOut(
        items=shown(context, owner, page.entries, language),
        total=page.total,
        next_cursor=None if page.next is None else str(page.next),
    )


@router.post("", status_code=201, openapi_extra=REQUEST_BODY)
async def create_entry(
    request: Request,
    response: Response,
    context: ContextDep,
    owner: OwnerDep,
    language: LanguageDep,
    key: Key = None,
) -> DiaryEntryOut:
    """Keep a meal: JSON, or a form with the meal as JSON text in `meal` and the photo to keep in `image`."""
    intake = await read_intake(request, context.settings.max_json_bytes)
    entry, replayed = await keep_meal(context, owner, intake, key)
    response.headers["Location"] = request.app.url_path_for("get_entry", entry_id=entry.id)
    if replayed:
        response.headers["Idempotency-Replayed"] = "true"
    return await run_in_threadpool(lambda: shown(context, owner, [entry], language)[0])


@router.get("/summary")
def summary(
    context: ContextDep,
    owner: OwnerDep,
    language: LanguageDep,
    day: Annotated[date, Query(description="As in 2026-05-17.")],
) -> DaySummaryOut:
    """One day: meals, sums and shares of the daily values; sums that miss a number are named in `at_least`."""
    entries = list(context.diary.each(owner, Period(day, day)))
    return DaySummaryOut(
        day=day,
        meals=[DayMealOut.of(entry, dietary.totals(entry.items)) for entry in entries],
        totals=TotalsOut.of(dietary.totals([item for entry in entries for item in entry.items])),
        disclaimer=language.fixed(DISCLAIMER),
    )


@router.get("/export.csv", response_class=StreamingResponse, responses=CSV)
def export(context: ContextDep, owner: OwnerDep, first: From = None, last: To = None) -> StreamingResponse:
    """The diary as a spreadsheet: one line per food, text that a program might run as a formula made inert."""
    name = f"dishcern-diary-{datetime.now(UTC):%Y-%m-%d}.csv"
    return StreamingResponse(
        csv_lines(begun(context.diary.each(owner, Period(first, last)))),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@router.get("/{entry_id}")
def get_entry(entry_id: str, context: ContextDep, owner: OwnerDep, language: LanguageDep) -> DiaryEntryOut:
    """One entry."""
    return shown(context, owner, [context.diary.get(owner, entry_id)], language)[0]


@router.patch("/{entry_id}")
async def edit_entry(
    entry_id: str, patch: DiaryPatch, context: ContextDep, owner: OwnerDep, language: LanguageDep
) -> DiaryEntryOut:
    """Change what the body names; what it leaves out stays."""
    entry = await change_entry(context, owner, entry_id, patch)
    return await run_in_threadpool(lambda: shown(context, owner, [entry], language)[0])


@router.delete("/{entry_id}", status_code=204)
def delete_entry(entry_id: str, context: ContextDep, owner: OwnerDep) -> None:
    """Forget an entry and its photo."""
    photo = context.diary.delete(owner, entry_id)
    if photo is not None:
        context.shelf.remove(photo.id)


@router.get("/{entry_id}/photo", response_class=Response, responses=JPEG)
def get_photo(entry_id: str, context: ContextDep, owner: OwnerDep) -> Response:
    """The photo kept with an entry."""
    return Response(photo_of(context, owner, entry_id), media_type="image/jpeg")


def photo_of(context: Context, owner: str, entry_id: str) -> bytes:
    """Bytes of a kept photo; raises DiaryEntryNotFound or PhotoNotKept."""
    photo = context.diary.get(owner, entry_id).photo
    data = None if photo is None else context.shelf.get(photo.id)
    if data is None:
        raise PhotoNotKept(f"The diary entry {entry_id!r} has no photo. {PhotoNotKept.remedy}")
    return data


def place(cursor: str | None) -> Place | None:
    """Read a cursor; raises InvalidRequest for what none of ours is."""
    try:
        return None if cursor is None else Place.parse(cursor)
    except (ValueError, OverflowError) as error:
        raise InvalidRequest(
            f"cursor {cursor!r} is none: use `next_cursor` of the page before", pointer="#/query/cursor"
        ) from error
