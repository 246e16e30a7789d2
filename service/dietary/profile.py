"""The profile: what one person asks of their food. Frozen domain objects; their JSON is checked at the edge."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

__all__ = [
    "AVOID_KEYS",
    "CONDITION_KEYS",
    "DIET_KEYS",
    "MINIMUM_DAILY_ENERGY_KCAL",
    "AllergenConcern",
    "Limit",
    "LimitPeriod",
    "Profile",
    "Severity",
]

DIET_KEYS: Final = (
    "vegan",
    "vegetarian",
    "ovo_vegetarian",
    "lacto_vegetarian",
    "pescatarian",
    "halal",
    "kosher",
    "gluten_free",
    "lactose_free",
    "low_fodmap",
    "low_carb",
    "keto",
    "mediterranean",
    "dash",
    "pregnancy",
)
"""Every diet the catalogue holds rules for, in the order of the API contract."""

CONDITION_KEYS: Final = (
    "high_cholesterol",
    "hypertension",
    "diabetes",
    "prediabetes",
    "kidney_disease",
    "gout",
    "heart_failure",
    "gerd",
)
"""Every condition the catalogue holds rules for, in the order of the API contract."""

AVOID_KEYS: Final = (
    "meat",
    "pork",
    "poultry",
    "seafood",
    "egg",
    "dairy",
    "honey",
    "gelatine",
    "rennet",
    "insect",
    "alcohol",
    "gluten",
    "lactose",
    "onion_garlic",
    "raw_animal",
    "liver",
    "deli_meat",
    "added_sugar",
    "caffeine",
)
"""What a person can ask to leave out by name: diet facts people speak of, and caffeine from the nutrient table."""

MINIMUM_DAILY_ENERGY_KCAL: Final = 1200.0
"""No advice below this: a day's energy under it belongs in a clinician's hands."""


class Severity(StrEnum):
    """How badly a person reacts."""

    MILD = "mild"
    MODERATE = "moderate"
    SEVERE = "severe"


class LimitPeriod(StrEnum):
    """What a personal limit counts over."""

    PORTION = "portion"
    MEAL = "meal"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class AllergenConcern:
    """One allergen a person reacts to; strict unless they say otherwise."""

    allergen: str
    severity: Severity = Severity.SEVERE
    traces_matter: bool = True

    @property
    def strict(self) -> bool:
        """Whether a dish in which nothing was detected still needs a question."""
        return self.severity is Severity.SEVERE or self.traces_matter


@dataclass(frozen=True, slots=True)
class Limit:
    """A personal number for one nutrient, in that nutrient's unit. `min` counts on the meal only."""

    nutrient: str
    max: float | None = None
    min: float | None = None
    per: LimitPeriod = LimitPeriod.DAY


@dataclass(frozen=True, slots=True)
class Profile:
    """One person's diets, conditions, allergens and personal numbers. Keys come from the tuples above."""

    id: str
    name: str
    diets: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    avoids: tuple[str, ...] = ()
    allergens: tuple[AllergenConcern, ...] = ()
    limits: tuple[Limit, ...] = ()
    dislikes: tuple[str, ...] = ()
    daily_energy_kcal: float | None = None
    hide_energy: bool = False
    consent_to_store: bool = False

    @property
    def is_health_data(self) -> bool:
        """Whether storing it needs consent: allergens, conditions and pregnancy tell of someone's health."""
        return bool(self.conditions or self.allergens or "pregnancy" in self.diets)
