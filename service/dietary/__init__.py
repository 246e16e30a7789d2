"""The dietary judgement: profiles, rules, verdicts, scores and totals. Pure functions."""

from service.dietary.allergens import AllergenFinding, allergen_facts
from service.dietary.catalogue import Catalogue, Rule, load_catalogue
from service.dietary.judge import FINE_CONFIDENCE, judge
from service.dietary.parse import ParsedProfile, parse_profile
from service.dietary.profile import (
    AVOID_KEYS,
    CONDITION_KEYS,
    DIET_KEYS,
    MINIMUM_DAILY_ENERGY_KCAL,
    AllergenConcern,
    Limit,
    LimitPeriod,
    Profile,
    Severity,
)
from service.dietary.remedies import Change, Remedy, Swap, remedies
from service.dietary.score import health_score
from service.dietary.totals import daily_values, totals

__all__ = [
    "AVOID_KEYS",
    "CONDITION_KEYS",
    "DIET_KEYS",
    "FINE_CONFIDENCE",
    "MINIMUM_DAILY_ENERGY_KCAL",
    "AllergenConcern",
    "AllergenFinding",
    "Catalogue",
    "Change",
    "Limit",
    "LimitPeriod",
    "ParsedProfile",
    "Profile",
    "Remedy",
    "Rule",
    "Severity",
    "Swap",
    "allergen_facts",
    "daily_values",
    "health_score",
    "judge",
    "load_catalogue",
    "parse_profile",
    "remedies",
    "totals",
]
