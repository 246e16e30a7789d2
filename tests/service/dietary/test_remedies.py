"""What would turn it green, and where nothing honest does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nutrition_db.food import Food, Presence
from service.dietary import Profile, judge, remedies
from service.meal import Verdict
from tests.service.dietary.builders import food, item, most, profile

CHEDDAR = food("Cheddar", nutrients={"saturated_fat_g": 20.0}, facts={"dairy": Presence.CONTAINS})
COTTAGE = food("Cottage cheese", nutrients={"saturated_fat_g": 1.0}, facts={"dairy": Presence.CONTAINS})
TOFU = food("Tofu", nutrients={"saturated_fat_g": 1.0}, allergens={"soy": Presence.CONTAINS})
HEART = profile("heart", conditions="high_cholesterol")


def cheeses(_: Food) -> list[Food]:
    return [CHEDDAR, COTTAGE, TOFU]


def test_the_largest_fine_portion_is_just_under_the_line() -> None:
    (remedy,) = remedies([item(CHEDDAR, 50)], [HEART], lambda _: [])
    assert remedy.largest_grams == 16  # 25 % of 13 g is 3.25 g, reached at 16.25 g
    for grams, verdict in ((16, Verdict.FINE), (17, Verdict.LIMIT)):
        assert judge([item(CHEDDAR, grams)], [HEART]).by_item["item-1"][0].verdict is verdict


@pytest.mark.parametrize(
    ("asks", "grams"),
    [(profile(diets="vegan"), 50.0), (profile(allergens="milk"), 50.0), (HEART, 400.0)],
    ids=["a diet", "an allergen", "hardly anything left"],
)
def test_no_smaller_portion_is_offered_where_none_is_honest(asks: Profile, grams: float) -> None:
    dairy = food(
        "Cheddar",
        nutrients={"saturated_fat_g": 20.0},
        facts={"dairy": Presence.CONTAINS},
        allergens={"milk": Presence.CONTAINS},
    )
    (remedy,) = remedies([item(dairy, grams)], [asks], lambda _: [])
    assert remedy.largest_grams is None


def test_swaps_say_what_changes() -> None:
    (remedy,) = remedies([item(CHEDDAR, 50)], [HEART], cheeses)
    assert [swap.food.name for swap in remedy.swaps] == ["Cottage cheese", "Tofu"]
    assert remedy.swaps[0].changes[0].text() == "Saturated fat 10 g → 0.50 g"


def test_a_swap_breaks_no_rule_of_anyone_at_the_table() -> None:
    guest = profile("guest", allergens="soy")
    (remedy,) = remedies([item(CHEDDAR, 50)], [HEART, guest], cheeses)
    assert (remedy.profile_id, [swap.food.name for swap in remedy.swaps]) == ("heart", ["Cottage cheese"])


def test_fine_and_unknown_items_need_no_remedy() -> None:
    assert remedies([item(COTTAGE), item(None, None, item_id="item-2")], [HEART], cheeses) == ()


@given(st.floats(0.1, 900), st.floats(50, 5000), st.floats(1, 1500), st.sampled_from(["day", "meal", "portion"]))
def test_the_offered_portion_is_always_fine(sodium: float, maximum: float, grams: float, per: str) -> None:
    asks = profile(limits=[most("sodium_mg", maximum, per)])
    salty = food("Soup", nutrients={"sodium_mg": sodium})
    for remedy in remedies([item(salty, grams)], [asks], lambda _: []):
        if remedy.largest_grams is not None:
            assert judge([item(salty, remedy.largest_grams)], [asks]).by_item["item-1"][0].verdict is Verdict.FINE


def test_a_swap_brings_no_new_reason_into_the_meal() -> None:
    burger = food("Beef patty", facts={"meat": Presence.CONTAINS}, nutrients={"saturated_fat_g": 1.0})
    kosher = profile("kosher", diets="kosher", conditions="high_cholesterol")
    plain = item(food("Crackers", nutrients={"saturated_fat_g": 20.0}), 50, item_id="item-2")
    (remedy,) = remedies([item(burger), plain], [kosher], cheeses)
    assert [swap.food.name for swap in remedy.swaps] == ["Tofu"]  # dairy beside the beef would be a new reason


def test_versions_of_one_food_are_offered_once() -> None:
    versions = [food(f"Yogurt, plain, {milk}") for milk in ("whole milk", "low fat", "nonfat")]
    (remedy,) = remedies([item(CHEDDAR, 50)], [HEART], lambda _: versions)
    assert [swap.food.name for swap in remedy.swaps] == ["Yogurt, plain, whole milk"]


def test_what_is_not_on_my_plate_needs_no_remedy() -> None:
    assert remedies([item(CHEDDAR, 50, on_my_plate=False)], [HEART], cheeses) == ()


def test_hidden_energy_is_not_told_by_a_swap() -> None:
    asks = profile("heart", conditions="high_cholesterol", hide_energy=True)
    (remedy,) = remedies([item(CHEDDAR, 50)], [asks], cheeses)
    assert [change.nutrient for change in remedy.swaps[0].changes] == ["saturated_fat_g"]
