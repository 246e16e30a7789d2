"""Profiles as JSON: what callers send is checked here, once, and is a domain profile from then on."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Annotated, Final, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    StringConstraints,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from nutrition_db.food import ALLERGEN_KEYS, NUTRIENT_KEYS
from service.dietary.parse import ParsedProfile
from service.dietary.profile import (
    CONDITION_KEYS,
    DIET_KEYS,
    MINIMUM_DAILY_ENERGY_KCAL,
    AllergenConcern,
    Limit,
    LimitPeriod,
    Profile,
    Severity,
)
from service.errors import EnergyTooLow
from service.schemas.few import Few

__all__ = ["ParseIn", "ParsedProfileOut", "ProfileDraft", "ProfileIn", "ProfileOut", "ProfilePage"]

MOST_LIMITS: Final = 60
MOST_DISLIKES: Final = 100
MOST_ENERGY_KCAL: Final = 10_000
MOST_OF_A_NUTRIENT: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class OneOf:
    """Annotation of a string that is one of `keys`; the refusal names them all, the JSON schema too."""

    kind: str
    keys: Sequence[str]

    def __get_pydantic_core_schema__(self, source: type, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self._known, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"type": "string", "enum": list(self.keys)}

    def _known(self, value: str) -> str:
        if value not in self.keys:
            raise PydanticCustomError(
                f"unknown_{self.kind}", f"there is no such {self.kind}; use {', '.join(self.keys)}"
            )
        return value


def _unique(values: list[str]) -> list[str]:
    return list(dict.fromkeys(values))


def _printable(value: str) -> str:
    if any(unicodedata.category(character) in {"Cc", "Cs"} for character in value):
        raise PydanticCustomError("control_character", "control characters are not taken")
    return value


def _enough_energy(value: float) -> float:
    if value < MINIMUM_DAILY_ENERGY_KCAL:
        raise PydanticCustomError(EnergyTooLow.code, f"{EnergyTooLow.title}. {EnergyTooLow.remedy}")
    return value


def _agreeing(limits: list["LimitDocument"]) -> list["LimitDocument"]:
    """Refuse limits that no meal can keep together, and a day's energy below the floor under another name."""
    for most in limits:
        if most.max is None:
            continue
        if (most.nutrient, most.per) == ("energy_kcal", LimitPeriod.DAY):
            _enough_energy(most.max)
        for least in limits:
            if least.nutrient == most.nutrient and _asks_more(least, most):
                raise PydanticCustomError(
                    "contradictory_limits",
                    "{nutrient}: a minimum of {least} per {of} is above a maximum of {most} per {per}",
                    {
                        "nutrient": most.nutrient,
                        "least": f"{least.min:g}",
                        "of": least.per.value,
                        "most": f"{most.max:g}",
                        "per": most.per.value,
                    },
                )
    return limits


def _asks_more(least: "LimitDocument", most: "LimitDocument") -> bool:
    """Whether a minimum lies above a maximum that counts over the same or, for a meal's minimum, over the whole day."""
    comparable = least.per is most.per or (least.per is LimitPeriod.MEAL and most.per is LimitPeriod.DAY)
    return comparable and least.min is not None and most.max is not None and least.min > most.max


ONCE_EACH: Final = AfterValidator(_unique)
MOST_KEYS: Final = Field(max_length=100)

Allergen = Annotated[str, OneOf("allergen", ALLERGEN_KEYS)]
Condition = Annotated[str, OneOf("condition", CONDITION_KEYS)]
Diet = Annotated[str, OneOf("diet", DIET_KEYS)]
Nutrient = Annotated[str, OneOf("nutrient", NUTRIENT_KEYS)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80), AfterValidator(_printable)]
Amount = Annotated[float, Field(ge=0, le=MOST_OF_A_NUTRIENT, allow_inf_nan=False)]
Energy = Annotated[float, Field(le=MOST_ENERGY_KCAL, allow_inf_nan=False), AfterValidator(_enough_energy)]


class Document(Few, BaseModel):
    """Base of all parts of a profile; an unknown field is a mistake that should not pass unseen."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class AllergenDocument(Document):
    """An allergen someone reacts to; strict unless said otherwise."""

    allergen: Allergen
    severity: Severity = Severity.SEVERE
    traces_matter: bool = True


class LimitDocument(Document):
    """A personal number for one nutrient, in the unit its key ends with. A minimum is judged on the meal only."""

    nutrient: Nutrient
    max: Amount | None = None
    min: Amount | None = None
    per: LimitPeriod = LimitPeriod.DAY

    @model_validator(mode="after")
    def _bounds_make_sense(self) -> Self:
        if self.max is None and self.min is None:
            raise ValueError("a limit needs max, min or both")
        if self.max is not None and self.min is not None and self.min > self.max:
            raise ValueError(f"min {self.min:g} is above max {self.max:g}: swap them")
        return self


class ProfileDraft(Document):
    """Everything a profile says of a person, under a name."""

    name: Name
    diets: Annotated[list[Diet], MOST_KEYS, ONCE_EACH] = []
    conditions: Annotated[list[Condition], MOST_KEYS, ONCE_EACH] = []
    avoids: Annotated[list[Name], MOST_KEYS, ONCE_EACH] = []  # keys such as pork, or any food word
    allergens: Annotated[list[AllergenDocument], Field(max_length=len(ALLERGEN_KEYS))] = []
    limits: Annotated[list[LimitDocument], Field(max_length=MOST_LIMITS), AfterValidator(_agreeing)] = []
    dislikes: Annotated[list[Name], Field(max_length=MOST_DISLIKES), ONCE_EACH] = []
    daily_energy_kcal: Energy | None = None
    hide_energy: bool = False
    consent_to_store: bool = False

    @model_validator(mode="after")
    def _one_word_on_each(self) -> Self:
        _refuse_twice("allergens", (each.allergen for each in self.allergens))
        bounds = ((bound, each) for each in self.limits for bound in ("max", "min") if getattr(each, bound) is not None)
        _refuse_twice("limits", (f"{bound} {each.nutrient} per {each.per}" for bound, each in bounds))
        return self

    @classmethod
    def from_domain(cls, profile: Profile) -> Self:
        """Show a domain profile; raises pydantic's ValidationError for one the contract would not take."""
        # A round trip through plain values: tuples become lists, enums their text.
        return cls.model_validate({key: value for key, value in asdict(profile).items() if key in cls.model_fields})


class ProfileIn(ProfileDraft):
    """A profile as callers send it. `id` names an inline profile in its verdicts; stored ones get one of their own."""

    id: Annotated[str, StringConstraints(min_length=1, max_length=80), AfterValidator(_printable)] | None = None

    def to_domain(self, profile_id: str) -> Profile:
        """Make the domain profile; `profile_id` is its id unless it brought one."""
        return Profile(
            id=self.id or profile_id,
            name=self.name,
            diets=tuple(self.diets),
            conditions=tuple(self.conditions),
            avoids=tuple(self.avoids),
            allergens=tuple(
                AllergenConcern(each.allergen, each.severity, each.traces_matter) for each in self.allergens
            ),
            limits=tuple(Limit(each.nutrient, each.max, each.min, each.per) for each in self.limits),
            dislikes=tuple(self.dislikes),
            daily_energy_kcal=self.daily_energy_kcal,
            hide_energy=self.hide_energy,
            consent_to_store=self.consent_to_store,
        )


class ProfileOut(ProfileDraft):
    """A stored profile."""

    id: str


class ProfilePage(BaseModel):
    """All profiles of an owner."""

    items: list[ProfileOut]
    total: int


class ParseIn(Document):
    """A sentence about a person's food."""

    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2_000)]


class Understood(BaseModel):
    """Words of the sentence and what they were taken as."""

    text: str
    meaning: str = Field(serialization_alias="as")


class ParsedProfileOut(BaseModel):
    """A draft to look through and store, and the words nothing was made of."""

    profile: ProfileDraft
    understood: list[Understood]
    not_understood: list[str]

    @classmethod
    def of(cls, parsed: ParsedProfile) -> Self:
        """Show a parsed sentence."""
        return cls(
            profile=ProfileDraft.from_domain(parsed.profile),
            understood=[Understood(text=words, meaning=meaning) for words, meaning in parsed.understood],
            not_understood=list(parsed.not_understood),
        )


def _refuse_twice(field: str, values: Iterable[str]) -> None:
    seen: set[str] = set()
    for value in values:
        if value in seen:
            raise ValueError(f"{field} speaks of {value} twice: keep one")
        seen.add(value)
