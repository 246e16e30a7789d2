"""The log: what the routes of the diary do, in the terms of a request."""

import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from starlette.concurrency import run_in_threadpool

from service.context import Context
from service.diary.entry import DiaryEntry, KeptPhoto
from service.diary.intake import Intake
from service.dietary import Profile
from service.errors import ConsentRequired, InvalidRequest
from service.language import ENGLISH, Language
from service.photos import encode_photo, read_photo
from service.pipeline import assess
from service.profiles import judged_profiles
from service.schemas.diary import DiaryEntryOut, DiaryIn, DiaryPatch
from service.schemas.edit import check_judgements, edited_items
from service.store.diary import RequestKey

__all__ = ["change_entry", "keep_meal", "shown"]


async def keep_meal(context: Context, owner: str, intake: Intake, key: str | None) -> tuple[DiaryEntry, bool]:
    """Keep a meal once for each key: the entry, and whether it was there before.

    Raises IdempotencyKeyReused, ConsentRequired, ProfileNotFound, InvalidRequest, PhotoError or Busy.
    """
    named = None if key is None else RequestKey(key, intake.sha256)
    if named is not None:
        earlier = await run_in_threadpool(context.diary.replayed, owner, named)
        if earlier is not None:
            return earlier, True
    entry = await _entry(context, owner, intake.meal)
    if intake.photo is not None:
        entry = replace(entry, photo=await _kept_photo(context, intake.photo))
    try:
        kept, replayed = await run_in_threadpool(context.diary.create, owner, entry, named)
    except BaseException:
        _forget_photo(context, entry.photo)
        raise
    if replayed:
        _forget_photo(context, entry.photo)
    return kept, replayed


async def change_entry(context: Context, owner: str, entry_id: str, patch: DiaryPatch) -> DiaryEntry:
    """Change what a patch names, numbers computed anew; raises as keep_meal does, and DiaryEntryNotFound."""
    given: dict[str, Any] = {name: getattr(patch, name) for name in patch.model_fields_set}
    if {"profile_ids", "profiles"} & given.keys():
        inline = await _inline_profiles(context, owner, patch)
        given |= {"profiles": inline} if "profiles" in given else {}
    if "profile_ids" in given:
        given["profile_ids"] = tuple(dict.fromkeys(patch.profile_ids))
    if "items" in given:
        given["items"] = await run_in_threadpool(edited_items, patch.items, context.table)
    return await run_in_threadpool(context.diary.change, owner, entry_id, lambda entry: _changed(entry, given))


def shown(
    context: Context, owner: str, entries: Sequence[DiaryEntry], language: Language = ENGLISH
) -> list[DiaryEntryOut]:
    """Judge entries against their profiles as they are now; profiles deleted since say nothing any more."""
    stored = {profile.id: profile for profile in context.profiles.list(owner)}
    return [_shown(entry, stored, language) for entry in entries]


def _shown(entry: DiaryEntry, stored: dict[str, Profile], language: Language) -> DiaryEntryOut:
    ids = [profile_id for profile_id in entry.profile_ids if profile_id in stored]
    profiles = [*(stored[each] for each in ids), *entry.profiles]
    return DiaryEntryOut.show(entry, assess(entry.items, profiles, language), ids)


def _changed(entry: DiaryEntry, given: dict[str, Any]) -> DiaryEntry:
    """The entry with what is given; a patch may bring items to kept profiles, so only now both are known."""
    changed = replace(entry, **given, updated_at=datetime.now(UTC))
    try:
        check_judgements(len(changed.items), len(changed.profile_ids) + len(changed.profiles))
    except ValueError as error:
        raise InvalidRequest(str(error), pointer="#/items" if "items" in given else "#/profiles") from error
    return changed


async def _entry(context: Context, owner: str, meal: DiaryIn) -> DiaryEntry:
    inline = await _inline_profiles(context, owner, meal)
    items = await run_in_threadpool(edited_items, meal.items, context.table)
    written = datetime.now(UTC)
    return DiaryEntry(
        id=str(uuid.uuid4()),
        eaten_at=meal.eaten_at or written.astimezone(),
        title=meal.title,
        note=meal.note,
        items=items,
        profile_ids=tuple(dict.fromkeys(meal.profile_ids)),
        profiles=inline,
        photo=None,
        created_at=written,
        updated_at=written,
    )


async def _inline_profiles(context: Context, owner: str, asked: DiaryIn | DiaryPatch) -> tuple[Profile, ...]:
    """Check that stored profiles are there and that inline ones may be kept; the inline ones."""
    profiles = await judged_profiles(context, owner, asked.profile_ids, asked.profiles)
    inline = profiles[len(profiles) - len(asked.profiles) :]
    for index, profile in enumerate(inline):
        if profile.is_health_data and not profile.consent_to_store:
            raise ConsentRequired(
                f"The diary would keep the profile {profile.name!r} with the meal, it tells of someone's health, and "
                f"its `consent_to_store` is not true. {ConsentRequired.remedy}",
                pointer=f"#/profiles/{index}/consent_to_store",
            )
    return tuple(inline)


async def _kept_photo(context: Context, data: bytes) -> KeptPhoto:
    """Decode and encode anew in a lane, then keep; raises PhotoError or Busy."""

    def work() -> KeptPhoto:
        photo = read_photo(data, context.photo_limits)
        kept = KeptPhoto(str(uuid.uuid4()), photo.width, photo.height)
        context.shelf.put(kept.id, encode_photo(photo))
        return kept

    return await context.lanes.run(work)


def _forget_photo(context: Context, photo: KeptPhoto | None) -> None:
    if photo is not None:
        context.shelf.remove(photo.id)
