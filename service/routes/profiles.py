"""Profiles: kept for an owner, or drafted from a sentence without keeping anything."""

from dataclasses import replace

from fastapi import APIRouter, Request, Response
from pydantic import ValidationError

from service.context import ContextDep
from service.dietary import parse_profile
from service.errors import InvalidRequest, Problem
from service.owner import OwnerDep
from service.problems import rejection
from service.reader import LanguageDep
from service.schemas.profile import ParsedProfileOut, ParseIn, ProfileIn, ProfileOut, ProfilePage

__all__ = ["router"]

router = APIRouter(prefix="/v1/profiles", tags=["profiles"])


@router.get("")
def list_profiles(context: ContextDep, owner: OwnerDep) -> ProfilePage:
    """All profiles, oldest first."""
    items = [ProfileOut.from_domain(profile) for profile in context.profiles.list(owner)]
    return ProfilePage(items=items, total=len(items))


@router.post("", status_code=201)
def create_profile(
    profile: ProfileIn, context: ContextDep, owner: OwnerDep, request: Request, response: Response
) -> ProfileOut:
    """Keep a profile under a new id. Conditions, allergens and pregnancy need `consent_to_store`."""
    kept = context.profiles.create(owner, profile.to_domain(""))
    response.headers["Location"] = request.app.url_path_for("get_profile", profile_id=kept.id)
    return ProfileOut.from_domain(kept)


@router.post("/parse")
def parse(sentence: ParseIn, language: LanguageDep) -> ParsedProfileOut:
    """Draft a profile from a sentence in English, German or Spanish; nothing is kept."""
    try:
        return ParsedProfileOut.of(parse_profile(sentence.text, language))
    except ValidationError as error:  # a number in it is beyond what a profile takes
        raise rejection(error, "#/text") from error


@router.get("/{profile_id}")
def get_profile(profile_id: str, context: ContextDep, owner: OwnerDep) -> ProfileOut:
    """One profile."""
    return ProfileOut.from_domain(context.profiles.get(owner, profile_id))


@router.put("/{profile_id}")
def replace_profile(profile_id: str, profile: ProfileIn, context: ContextDep, owner: OwnerDep) -> ProfileOut:
    """Put a profile in another's place; the id stays."""
    if profile.id not in {None, profile_id}:
        detail = f"the body's id is {profile.id!r}, the address says {profile_id!r}"
        raise InvalidRequest(detail, problems=[Problem("#/id", detail, "Leave the id out, or make both the same.")])
    kept = context.profiles.replace(owner, replace(profile.to_domain(profile_id), id=profile_id))
    return ProfileOut.from_domain(kept)


@router.delete("/{profile_id}", status_code=204)
def delete_profile(profile_id: str, context: ContextDep, owner: OwnerDep) -> None:
    """Forget a profile."""
    context.profiles.delete(owner, profile_id)
