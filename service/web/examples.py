"""Example profiles the page offers; they are sent inline, so choosing one stores nothing."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

__all__ = ["EXAMPLES"]

EXAMPLES: Final[Mapping[str, Mapping[str, Any]]] = MappingProxyType(
    {
        "pescatarian_cholesterol": {"diets": ["pescatarian"], "conditions": ["high_cholesterol"]},
        "vegetarian": {"diets": ["vegetarian"]},
        "vegan": {"diets": ["vegan"]},
        "nut_allergy": {"allergens": [{"allergen": "peanut"}, {"allergen": "tree_nut"}]},
        "gluten_milk": {"diets": ["gluten_free"], "avoids": ["dairy"]},
        "hypertension": {"conditions": ["hypertension"]},
        "diabetes": {"conditions": ["diabetes"]},
        "halal": {"diets": ["halal"]},
    }
)
"""Key -> profile without its name, which is the text `example.<key>`."""
