"""One's own data: everything in one file, and gone with one call."""

import base64
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse
from pydantic import TypeAdapter

from service.begun import begun
from service.context import Context, ContextDep
from service.diary.log import shown
from service.language import Language
from service.owner import OwnerDep
from service.reader import LanguageDep
from service.schemas.profile import ProfileOut

__all__ = ["router"]

router = APIRouter(prefix="/v1/me", tags=["my data"])

JSON: TypeAdapter[Any] = TypeAdapter(Any)
Answers = dict[int | str, dict[str, Any]]
EXPORT: Answers = {
    200: {"content": {"application/json": {"schema": {"type": "object"}}}, "description": "Everything kept."}
}


@router.get("/export", response_class=StreamingResponse, responses=EXPORT)
def export(
    context: ContextDep,
    owner: OwnerDep,
    language: LanguageDep,
    photos: Annotated[bool, Query(description="Bring photos along.")] = True,
) -> StreamingResponse:
    """Everything kept for the caller as one JSON file: profiles, their portions, diary, and photos as base64 JPEG."""
    name = f"dishcern-{datetime.now(UTC):%Y-%m-%d}.json"
    return StreamingResponse(
        begun(export_lines(context, owner, language, photos=photos)),
        media_type="application/json",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def export_lines(context: Context, owner: str, language: Language, *, photos: bool) -> Iterator[bytes]:
    """The export piece by piece, so that years of photos are never in memory at once; the first asks for everything."""
    head = {"exported_at": datetime.now(UTC), "owner": owner, "data": context.table.release}
    kept = context.profiles.list(owner)
    profiles = [ProfileOut.from_domain(profile) for profile in kept]
    remembered = {profile.id: context.profiles.portions(owner, profile.id) for profile in kept}
    entries = begun(context.diary.each(owner))
    yield JSON.dump_json(head)[:-1] + b',\n"profiles":' + JSON.dump_json(profiles)
    yield b',\n"portions":' + JSON.dump_json(remembered) + b',\n"diary":['
    for number, entry in enumerate(entries):
        document = shown(context, owner, [entry], language)[0].model_dump(mode="json")
        data = context.shelf.get(entry.photo.id) if photos and entry.photo is not None else None
        if data is not None:
            document["photo"] |= {"media_type": "image/jpeg", "data": base64.b64encode(data).decode("ascii")}
        yield (b",\n" if number else b"\n") + JSON.dump_json(document)
    yield b"\n]}\n"


@router.delete("", status_code=204)
def delete_everything(context: ContextDep, owner: OwnerDep) -> None:
    """Forget everything kept for the caller: profiles, diary and photos. There is no way back."""
    kept = [entry.photo.id for entry in context.diary.each(owner) if entry.photo is not None]
    context.store.forget(owner)
    for profile in context.profiles.list(owner):  # of a store that is not the database's
        context.profiles.delete(owner, profile.id)
    for photo_id in kept:
        context.shelf.remove(photo_id)
