"""Errors of what is looked up or kept: profiles and foods."""

from service.errors.base import DishcernError

__all__ = [
    "ConsentRequired",
    "EnergyTooLow",
    "FoodNotFound",
    "PortionNotFound",
    "ProfileError",
    "ProfileNotFound",
]


class ProfileError(DishcernError):
    """A dietary profile cannot be used."""

    code = "profile_error"
    status = 422
    title = "The profile cannot be used"
    remedy = "Correct the profile and send it again."


class ProfileNotFound(ProfileError):
    """No such profile for this owner."""

    code = "profile_not_found"
    status = 404
    title = "There is no such profile"
    remedy = "List the profiles with GET /v1/profiles, or send the profile inline."


class ConsentRequired(ProfileError):
    """Health data may be stored only when the person says so."""

    code = "consent_required"
    title = "Storing health data needs consent"
    pointer = "#/consent_to_store"
    remedy = "Set `consent_to_store` to true if the person agrees, or use the profile inline, which stores nothing."


class EnergyTooLow(ProfileError):
    """A day's energy below the floor of any advice."""

    code = "energy_too_low"
    title = "The day's energy is below what Dishcern gives advice for"
    pointer = "#/daily_energy_kcal"
    remedy = "Set `daily_energy_kcal` to 1200 or more, or leave it out. Plans below that belong with a clinician."


class PortionNotFound(DishcernError):
    """The profile remembers no portion of this food."""

    code = "portion_not_found"
    status = 404
    title = "No portion of this food is remembered"
    remedy = "List what a profile remembers with GET /v1/profiles/{id}/portions."


class FoodNotFound(DishcernError):
    """No such food in the table."""

    code = "food_not_found"
    status = 404
    title = "There is no such food"
    remedy = "Search with GET /v1/foods?q=name and use an id it returns."
