"""Small foods, items and profiles for tests of the judgement."""

from collections.abc import Mapping, Sequence
from typing import Any

from nutrition_db.food import ALLERGEN_KEYS, FACT_KEYS, NUTRIENT_KEYS, Fact, Food, Ingredient, Presence, Source
from service.dietary import AllergenConcern, Limit, LimitPeriod, Profile, Severity
from service.meal import Candidate, Item, Judgement, PortionEstimate

ABSENT = Presence.NOT_DETECTED


def food(
    name: str = "Plain food",
    *,
    nutrients: Mapping[str, float | None] | None = None,
    facts: Mapping[str, Presence] | None = None,
    allergens: Mapping[str, Presence] | None = None,
    others: Presence = ABSENT,
    single: bool = True,
    recipe: Sequence[str] = (),
    fruit_veg: float | None = 0.0,
    beverage: bool = False,
    category: str = "Test foods",
) -> Food:
    """A food without any nutrient and with nothing detected, unless said otherwise; `others` answers other facts."""
    return Food(
        id=f"test:{name}",
        name=name,
        aliases=(),
        source=Source("test", name, "1"),
        category=category,
        nutrients={**dict.fromkeys(NUTRIENT_KEYS, 0.0), **(nutrients or {})},
        portions=(),
        recipe=tuple(Ingredient(line, 10.0) for line in recipe),
        allergens=_answers(ALLERGEN_KEYS, allergens or {}, others),
        facts=_answers(FACT_KEYS, facts or {}, others),
        single_ingredient=single,
        fruit_veg_share=fruit_veg,
        is_beverage=beverage,
        density_g_per_ml=None,
    )


def item(
    of: Food | None,
    grams: float | None = 100.0,
    *,
    item_id: str = "item-1",
    confidence: float = 1.0,
    confirmed: bool = False,
    alternatives: Sequence[tuple[Food, float]] = (),
    on_my_plate: bool = True,
    low: float | None = None,
    high: float | None = None,
    eaten: float = 1.0,
    method: str = "given",
    shared_share: float = 0.0,
) -> Item:
    """An item of so many grams; its name is certain unless said otherwise."""
    return Item(
        id=item_id,
        box=None,
        label="unidentified food" if of is None else of.name,
        confidence=confidence,
        food=of,
        portion=PortionEstimate(
            grams,
            grams if low is None else low,
            grams if high is None else high,
            eaten_fraction=eaten,
            method=method,
            shared_share=shared_share,
        ),
        alternatives=tuple(Candidate(other, probability) for other, probability in alternatives),
        confirmed=confirmed,
        on_my_plate=on_my_plate,
    )


def profile(profile_id: str = "p", **asks: Any) -> Profile:
    """A profile; `diets="vegan halal"`, `allergens="peanut soy"` and so on may be given as words."""
    read: dict[str, Any] = {}
    for key, value in asks.items():
        given = value.split() if isinstance(value, str) else value
        strict = key == "allergens" and isinstance(value, str)
        read[key] = tuple(AllergenConcern(word) for word in given) if strict else given
        if isinstance(given, list) and not strict:
            read[key] = tuple(given)
    return Profile(id=profile_id, name=profile_id, **read)


def concern(allergen: str, severity: str = "severe", *, traces: bool = True) -> AllergenConcern:
    """An allergen with its severity."""
    return AllergenConcern(allergen, Severity(severity), traces)


def most(nutrient: str, amount: float, per: str = "day") -> Limit:
    """A personal maximum."""
    return Limit(nutrient, max=amount, per=LimitPeriod(per))


def least(nutrient: str, amount: float, per: str = "meal") -> Limit:
    """A personal minimum."""
    return Limit(nutrient, min=amount, per=LimitPeriod(per))


def rule_ids(judgement: Judgement) -> list[str]:
    """The rules that speak, heaviest first."""
    return [reason.rule_id for reason in judgement.reasons]


def _answers(keys: Sequence[str], given: Mapping[str, Presence], others: Presence) -> dict[str, Fact]:
    return {key: Fact(given.get(key, others), f"{given.get(key, others)} by the builder") for key in keys}
