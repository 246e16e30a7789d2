"""Documents: a profile as the JSON its row keeps, and back. The edge has its own schema; rows outlive its changes."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from service.dietary.profile import AllergenConcern, Limit, LimitPeriod, Profile, Severity

__all__ = ["document_of", "profile_of"]

COLUMNS = ("id", "name")


def document_of(profile: Profile) -> dict[str, Any]:
    """Everything but what has a column of its own."""
    return {key: value for key, value in asdict(profile).items() if key not in COLUMNS}


def profile_of(profile_id: str, name: str, document: Mapping[str, Any]) -> Profile:
    """Rebuild a profile; fields a row from an older version lacks take their defaults."""
    plain: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in document.items()}
    plain["allergens"] = tuple(
        AllergenConcern(each["allergen"], Severity(each["severity"]), each["traces_matter"])
        for each in document.get("allergens", ())
    )
    plain["limits"] = tuple(
        Limit(each["nutrient"], each["max"], each["min"], LimitPeriod(each["per"]))
        for each in document.get("limits", ())
    )
    return Profile(id=profile_id, name=name, **plain)
