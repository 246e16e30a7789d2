"""Judged profiles: the stored and inline profiles one request names."""

import json
from collections import Counter
from collections.abc import Sequence

from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool

from service.context import Context
from service.dietary import Profile
from service.errors import InvalidRequest, MalformedJson, ProfileNotFound
from service.problems import rejection
from service.schemas.profile import ProfileIn

__all__ = ["MOST_PROFILES", "judged_profiles", "remembered_portions"]

MOST_PROFILES = 20


async def judged_profiles(
    context: Context, owner: str, ids: Sequence[str], inline: Sequence[str | ProfileIn]
) -> list[Profile]:
    """Stored profiles by id, then inline ones as inline-1, inline-2 ...; each id once.

    Raises ProfileNotFound, MalformedJson or InvalidRequest.
    """
    if len(ids) + len(inline) > MOST_PROFILES:
        raise InvalidRequest(
            f"{len(ids) + len(inline)} profiles in one request: judge at most {MOST_PROFILES} at a time",
            pointer="#/profile",
        )
    # dict.fromkeys: a form sent twice must not judge twice.
    stored = [await _stored(context, owner, profile_id) for profile_id in dict.fromkeys(ids)]
    drafts = [
        parsed(text, f"#/profile/{index}") if isinstance(text, str) else text for index, text in enumerate(inline)
    ]
    profiles = stored + [draft.to_domain(f"inline-{number}") for number, draft in enumerate(drafts, start=1)]
    twice = [profile_id for profile_id, count in Counter(profile.id for profile in profiles).items() if count > 1]
    if twice:
        raise InvalidRequest(
            f"the profile id {twice[0]!r} is used twice: give every profile its own", pointer="#/profile"
        )
    return profiles


async def remembered_portions(context: Context, owner: str, ids: Sequence[str]) -> dict[str, float]:
    """Food id -> grams, as the stored profiles remember it; of two that know a food the one named first counts."""
    known: dict[str, float] = {}
    for profile_id in dict.fromkeys(ids):
        for portion in await run_in_threadpool(context.profiles.portions, owner, profile_id):
            known.setdefault(portion.food_id, portion.grams)
    return known


async def _stored(context: Context, owner: str, profile_id: str) -> Profile:
    if not (profile_id.isascii() and profile_id.isprintable()):  # databases refuse some characters with an error
        raise ProfileNotFound(f"There is no profile {profile_id[:80]!r}. Ids are those GET /v1/profiles lists.")
    return await run_in_threadpool(context.profiles.get, owner, profile_id)


def parsed(text: str, pointer: str) -> ProfileIn:
    """Read one inline profile from its JSON text."""
    try:
        return ProfileIn.model_validate(json.loads(text))
    except ValidationError as error:
        raise rejection(error, pointer) from error
    except (ValueError, RecursionError) as error:
        raise MalformedJson(f"profile is not JSON: {text[:60]!r}", pointer=pointer) from error
