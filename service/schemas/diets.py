"""The catalogue as JSON."""

from nutrition_db import ALLERGEN_KEYS, NUTRIENT_KEYS
from service.dietary import AVOID_KEYS, CONDITION_KEYS, DIET_KEYS, Catalogue, Rule
from service.dietary.catalogue import FactRule, NumberRule
from service.dietary.names import unit_of
from service.language import Language
from service.schemas.item import Out

__all__ = ["CatalogueOut"]


class RuleOut(Out):
    """One rule: what it asks, and for numbers the line, its unit, basis and the shares of it from which it speaks."""

    id: str
    text: str
    nutrient: str | None
    facts: list[str]
    threshold: float | None
    unit: str | None
    basis: str | None
    limit_from: float | None
    avoid_from: float | None
    threshold_origin: str
    source: str

    @classmethod
    def of(cls, rule: Rule, language: Language) -> "RuleOut":
        """Show a rule."""
        number = rule if isinstance(rule, NumberRule) else None
        return cls(
            id=rule.id,
            text=language.fixed(rule.text),
            nutrient=number.nutrient if number else None,
            facts=[key for group in rule.groups for key in group] if isinstance(rule, FactRule) else [],
            threshold=number.threshold if number else None,
            unit=number.unit if number else None,
            basis=number.basis if number else None,
            limit_from=number.limit_from if number else None,
            avoid_from=number.avoid_from if number else None,
            threshold_origin=rule.origin.value,
            source=language.fixed(rule.source),
        )


class ChoiceOut(Out):
    """A diet or condition and its rules."""

    key: str
    name: str
    rules: list[RuleOut]


class KeyOut(Out):
    """A key a profile may name."""

    key: str
    name: str


class GoalOut(Out):
    """A nutrient a profile may set a number for."""

    nutrient: str
    name: str
    unit: str


class CatalogueOut(Out):
    """Everything a profile can be made of."""

    diets: list[ChoiceOut]
    conditions: list[ChoiceOut]
    allergens: list[KeyOut]
    avoids: list[KeyOut]
    goals: list[GoalOut]

    @classmethod
    def of(cls, catalogue: Catalogue, language: Language) -> "CatalogueOut":
        """Show the catalogue."""

        def choices(family: str, keys: tuple[str, ...]) -> list[ChoiceOut]:
            return [
                ChoiceOut(
                    key=key,
                    name=language.name(f"{family}s", key),
                    rules=[RuleOut.of(rule, language) for rule in catalogue.by_owner.get(f"{family}.{key}", ())],
                )
                for key in keys
            ]

        return cls(
            diets=choices("diet", DIET_KEYS),
            conditions=choices("condition", CONDITION_KEYS),
            allergens=[KeyOut(key=key, name=language.name("allergens", key)) for key in ALLERGEN_KEYS],
            avoids=[KeyOut(key=key, name=language.avoided(key)) for key in AVOID_KEYS],
            goals=[
                GoalOut(nutrient=key, name=language.name("nutrients", key), unit=unit_of(key)) for key in NUTRIENT_KEYS
            ],
        )
