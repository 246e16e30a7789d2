"""The food: what the table knows about one thing people eat, per 100 g, with its source."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Final

__all__ = [
    "ALLERGEN_KEYS",
    "FACT_KEYS",
    "NUTRIENT_KEYS",
    "Concept",
    "Fact",
    "Food",
    "Ingredient",
    "Nutrients",
    "Portion",
    "Presence",
    "Source",
    "TrailStep",
    "sum_nutrients",
]

NUTRIENT_KEYS: Final = (
    "energy_kcal",
    "protein_g",
    "fat_g",
    "saturated_fat_g",
    "monounsaturated_fat_g",
    "polyunsaturated_fat_g",
    "trans_fat_g",
    "carbohydrate_g",
    "sugars_g",
    "added_sugars_g",
    "fibre_g",
    "cholesterol_mg",
    "sodium_mg",
    "potassium_mg",
    "calcium_mg",
    "iron_mg",
    "magnesium_mg",
    "phosphorus_mg",
    "zinc_mg",
    "copper_mg",
    "manganese_mg",
    "selenium_ug",
    "vitamin_a_rae_ug",
    "vitamin_c_mg",
    "vitamin_d_ug",
    "vitamin_e_mg",
    "vitamin_k_ug",
    "thiamin_mg",
    "riboflavin_mg",
    "niacin_mg",
    "vitamin_b6_mg",
    "folate_dfe_ug",
    "vitamin_b12_ug",
    "choline_mg",
    "epa_g",
    "dha_g",
    "caffeine_mg",
    "alcohol_g",
    "water_g",
)
"""Every nutrient the project speaks of, in the order of the API contract. The unit is the last part of the key."""

ALLERGEN_KEYS: Final = (
    "milk",
    "egg",
    "fish",
    "crustacean",
    "mollusc",
    "tree_nut",
    "peanut",
    "wheat",
    "gluten",
    "soy",
    "sesame",
    "celery",
    "mustard",
    "lupin",
    "sulphite",
)
"""Union of the US nine and the EU fourteen; wheat is named apart from gluten because the US lists it so."""

FACT_KEYS: Final = (
    "meat",  # flesh or fat of a land mammal, pork included
    "pork",  # pig in any form: flesh, lard, bacon bits
    "poultry",
    "seafood",  # fish, crustaceans, molluscs and sauces made of them
    "egg",
    "dairy",
    "honey",
    "gelatine",  # gelatine, lard-free or not: of animal origin and usually unnamed
    "rennet",  # animal rennet may be used: most cheese
    "insect",  # carmine, shellac
    "alcohol",
    "gluten",  # wheat, barley, rye, spelt; oats count as may_contain
    "lactose",
    "onion_garlic",
    "fructan",  # FODMAP groups as taught by the diet's authors
    "galactan",
    "excess_fructose",
    "polyol",
    "raw_animal",  # raw or undercooked egg, meat, fish or shellfish as served
    "high_mercury_fish",
    "liver",
    "soft_cheese",  # mould-ripened or made from unpasteurised milk
    "deli_meat",
    "high_purine",
    "fish_without_scales",
    "added_sugar",
    "added_salt",
)
"""What diets ask about a food. Each is answered by a `Presence`."""


class Presence(StrEnum):
    """How sure we are that something is in a food; the five states of the API contract."""

    CONTAINS = "contains"
    LIKELY = "likely"  # in most versions of the dish
    MAY_CONTAIN = "may_contain"  # depends on the brand or the recipe
    NOT_DETECTED = "not_detected"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Fact:
    """A presence and what led to it, in words for people; `ingredient` names what brings it, with its grams per 100 g.

    Both are None where no single ingredient does: a dish's name speaks, or nothing was found.
    """

    presence: Presence
    why: str
    ingredient: str | None = field(default=None, compare=False)
    grams: float | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Source:
    """Where a food's numbers come from: database, its code there, its release."""

    database: str
    code: str
    release: str


@dataclass(frozen=True, slots=True)
class Portion:
    """A household measure of one food; `grams` is the weight of one of it, edible part."""

    id: str
    description: str
    grams: float


@dataclass(frozen=True, slots=True)
class TrailStep:
    """One recipe line that bears on an allergen or a fact: grams of it per 100 g of the dish, what it brings."""

    ingredient: str
    grams: float
    presence: Presence


@dataclass(frozen=True, slots=True)
class Ingredient:
    """One line of a recipe: grams of it per 100 g of the dish as its source lists them."""

    name: str
    grams: float


Nutrients = Mapping[str, float | None]
"""All of `NUTRIENT_KEYS` -> amount in the key's unit, None where the source has no value."""


@dataclass(frozen=True, slots=True, eq=False)
class Food:
    """One food with everything the table knows; nutrients are per 100 g edible part.

    The table makes each food once and shares it, so a food equals itself alone and may be the key of a cache.

    `id` is stable: "fndds:58106225", "sr:09040" or "own:gyoza". `portions[0]` is the default portion.
    `allergens` has every key of `ALLERGEN_KEYS`, `facts` every key of `FACT_KEYS`.
    `single_ingredient` is true for plain foods such as an apple or boiled rice.
    """

    id: str
    name: str
    aliases: tuple[str, ...]
    source: Source
    category: str
    nutrients: Nutrients
    portions: tuple[Portion, ...]
    recipe: tuple[Ingredient, ...]
    allergens: Mapping[str, Fact]
    facts: Mapping[str, Fact]
    single_ingredient: bool
    fruit_veg_share: float | None  # 0..1 by weight: fruit, vegetables and legumes (Nutri-Score 2023)
    is_beverage: bool
    density_g_per_ml: float | None


@dataclass(frozen=True, slots=True)
class Concept:
    """What a label of a detector or classifier means in the table.

    `food_id` is the default food, None where the label names no food by itself ("food", "drink").
    `alternatives` are food ids that look alike; `shape` is one of flat, mound, sphere, cylinder, vessel, piece.
    """

    label: str
    food_id: str | None
    alternatives: tuple[str, ...]
    portion_grams: float | None
    shape: str
    note: str


def sum_nutrients(parts: list[Nutrients]) -> tuple[dict[str, float | None], frozenset[str]]:
    """Sum amounts key by key; the set names keys where a part had no value, so the sum is "at least".

    A key without a value in any part stays None: null is never 0.
    """
    totals: dict[str, float | None] = {}
    at_least: set[str] = set()
    for key in NUTRIENT_KEYS:
        known = [value for part in parts if (value := part.get(key)) is not None]
        totals[key] = sum(known) if known else None
        if known and len(known) < len(parts):
            at_least.add(key)
    return totals, frozenset(at_least)


def frozen(mapping: dict[str, float | None]) -> Nutrients:
    """Wrap nutrients read from the table so that no caller can change what all share."""
    return MappingProxyType(mapping)
