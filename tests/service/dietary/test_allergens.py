"""Allergen states of an item: the worst over what it may be, with the reason."""

from nutrition_db.food import ALLERGEN_KEYS, Presence
from service.dietary import AllergenFinding, allergen_facts
from service.meal import Item
from tests.service.dietary.builders import food, item

RICE = food("Rice")
SATAY = food(
    "Chicken satay", allergens={"peanut": Presence.LIKELY, "soy": Presence.MAY_CONTAIN}, others=Presence.UNKNOWN
)


def of(one: Item) -> dict[str, AllergenFinding]:
    return {finding.allergen: finding for finding in allergen_facts(one)}


def test_every_allergen_is_answered_in_order() -> None:
    assert tuple(of(item(RICE))) == ALLERGEN_KEYS


def test_a_plausible_alternative_decides_and_is_named() -> None:
    found = of(item(RICE, alternatives=[(SATAY, 0.1)]))
    assert found["peanut"] == AllergenFinding(
        "peanut", Presence.LIKELY, "if this is Chicken satay: likely by the builder"
    )
    assert found["milk"].state is Presence.UNKNOWN


def test_a_confirmed_name_leaves_no_doubt() -> None:
    found = of(item(RICE, confirmed=True, alternatives=[(SATAY, 0.9)]))
    assert {finding.state for finding in found.values()} == {Presence.NOT_DETECTED}


def test_an_unidentified_food_rules_nothing_out() -> None:
    found = of(item(None, None, alternatives=[(SATAY, 0.4), (RICE, 0.6)]))
    assert found["peanut"].state is Presence.LIKELY
    assert found["milk"] == AllergenFinding("milk", Presence.UNKNOWN, "Dishcern does not know what this is")
