"""Scores: Nutri-Score points by hand, the interpolated health score, and what a profile takes off it."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nutrition_db.food import Food, Presence
from service.dietary import health_score, judge
from service.dietary.score import interpolated_points, nutri_kind, nutri_points, step_points
from tests.service.dietary.builders import food, item, profile

INPUTS = ("energy_kcal", "sugars_g", "saturated_fat_g", "sodium_mg", "fibre_g", "protein_g", "fat_g")


def made(name: str, cells: str, *, category: str = "Test foods", beverage: bool = False) -> Food:
    """kJ, sugars g, saturated fat g, salt g, fruit and vegetables %, fibre g, protein g, fat g."""
    kj, sugars, saturated, salt, fruit, fibre, protein, fat = map(float, cells.split())
    amounts = (kj / 4.184, sugars, saturated, salt * 400, fibre, protein, fat)
    nutrients = dict(zip(INPUTS, amounts, strict=True))
    return food(name, nutrients=nutrients, fruit_veg=fruit / 100, beverage=beverage, category=category)


HAND_COMPUTED = [
    # name, category, beverage, inputs, points
    ("nothing at all", "", False, "0 0 0 0 0 0 0 0", 0),
    ("energy at the first line", "", False, "335 0 0 0 0 0 0 0", 0),
    ("energy just over it", "", False, "336 0 0 0 0 0 0 0", 1),
    ("energy over the last line", "", False, "3400 0 0 0 0 0 0 0", 10),
    ("sugars at the first line", "", False, "0 3.4 0 0 0 0 0 0", 0),
    ("sugars over it", "", False, "0 3.5 0 0 0 0 0 0", 1),
    ("sugars over the last", "", False, "0 51.1 0 0 0 0 0 0", 15),
    ("saturated fat at ten", "", False, "0 0 10 0 0 0 0 20", 9),
    ("saturated fat over ten", "", False, "0 0 10.1 0 0 0 0 20", 10),
    ("salt at 0.2", "", False, "0 0 0 0.2 0 0 0 0", 0),
    ("salt 1 g", "", False, "0 0 0 1.01 0 0 0 0", 5),
    ("salt over the last", "", False, "0 0 0 4.1 0 0 0 0", 20),
    ("fruit at 40 %", "", False, "0 0 0 0 40 0 0 0", 0),
    ("fruit over 40 %", "", False, "0 0 0 0 41 0 0 0", -1),
    ("fruit over 60 %", "", False, "0 0 0 0 61 0 0 0", -2),
    ("fruit over 80 %", "", False, "0 0 0 0 81 0 0 0", -5),
    ("fibre at 3", "", False, "0 0 0 0 0 3.0 0 0", 0),
    ("fibre over 3", "", False, "0 0 0 0 0 3.1 0 0", -1),
    ("fibre over 7.4", "", False, "0 0 0 0 0 7.5 0 0", -5),
    ("protein at 2.4", "", False, "0 0 0 0 0 0 2.4 0", 0),
    ("protein over 17", "", False, "0 0 0 0 0 0 17.1 0", -7),
    ("plain oats", "", False, "1568 1 1.2 0 0 10 13 7", -5),
    ("white bread", "", False, "1100 4 0.6 1.1 0 2.8 8.5 2.5", 6),
    ("cooked lentils", "", False, "485 1.8 0.1 0.01 100 7.9 9 0.4", -12),
    ("apple", "", False, "218 10.4 0 0.003 100 2.4 0.3 0.2", -2),
    ("milk chocolate: protein no longer counts", "", False, "2240 51.5 18.5 0.2 0 3.4 7.6 30", 30),
    ("ten negative points: protein counts", "", False, "1670 0 6.5 0 0 0 9 20", 7),
    ("eleven negative points: it does not", "", False, "1670 0 6.5 0.3 0 0 9 20", 11),
    ("crisps", "", False, "2200 0.5 2.6 1.3 0 4 6 33", 13),
    ("cheddar: protein counts for cheese", "Cheese", False, "1700 0.3 18.9 1.8 0 0 23 33", 16),
    ("beef: red meat keeps two protein points", "Beef, excludes ground", False, "850 0 4.2 0.15 0 0 27 10", 4),
    ("chicken: protein counts in full", "Chicken, whole pieces", False, "690 0 1.0 0.19 0 0 31 3.6", -5),
    ("olive oil", "Salad dressings and vegetable oils", False, "3700 0 14 0 0 0 0 100", 5),
    ("butter", "Butter and animal fats", False, "3000 0.1 51 0.02 0 0 0.9 81", 19),
    ("sunflower oil", "Salad dressings and vegetable oils", False, "3700 0 9.9 0 0 0 0 100", 3),
    ("almonds", "Nuts and seeds", False, "2420 4.3 3.8 0 0 12.5 21 50", -10),
    ("ratio at ten per cent counts", "Nuts and seeds", False, "0 0 1 0 0 0 0 10", 1),
    ("ratio just under ten", "Nuts and seeds", False, "0 0 0.99 0 0 0 0 10", 0),
    ("cola", "Soft drinks", True, "180 10.6 0 0 0 0 0 0", 12),
    ("diet cola pays for sweetener", "Diet soft drinks", True, "2 0 0 0.02 0 0 0 0", 4),
    ("orange juice", "Citrus juice", True, "190 8.4 0 0 100 0.2 0.7 0.2", 4),
    ("skimmed milk", "Milk, nonfat", True, "144 5 0.1 0.1 0 0 3.4 0.1", -2),
    ("whole milk", "Milk, whole", True, "255 4.8 1.9 0.1 0 0 3.2 3.2", 2),
    ("unsweetened tea", "Tea", True, "4 0 0 0 0 0 0 0", 0),
]


@pytest.mark.parametrize(
    ("name", "category", "beverage", "cells", "points"), HAND_COMPUTED, ids=[row[0] for row in HAND_COMPUTED]
)
def test_published_points_by_hand(name: str, category: str, beverage: bool, cells: str, points: int) -> None:
    assert nutri_points(made(name, cells, category=category, beverage=beverage)) == points


@pytest.mark.parametrize(
    ("of", "kind"),
    [
        (food("Water, tap", category="Tap water", beverage=True), "water"),
        (food("Water, flavored", category="Flavored or carbonated water", beverage=True), "beverage"),
        (food("Cheese, cheddar", category="Dairy and Egg Products"), "cheese"),
        (food("Cheesecake", category="Cakes and pies"), "general"),
        (food("Pork, loin", category="Pork Products"), "red_meat"),
        (food("Bologna, turkey", category="Sausages and Luncheon Meats"), "general"),
        (food("Walnuts", category="Nuts and seeds"), "fats"),
        (food("Chestnuts, roasted", category="Nut and Seed Products"), "general"),
    ],
    ids=lambda value: value.name if isinstance(value, Food) else "",
)
def test_the_special_cases_are_told_by_category_and_name(of: Food, kind: str) -> None:
    assert nutri_kind(of) == kind


@pytest.mark.parametrize("key", [*INPUTS, "fruit_veg"])
def test_a_missing_input_leaves_no_score(key: str) -> None:
    whole = food()
    missing = (
        replace(whole, fruit_veg_share=None)
        if key == "fruit_veg"
        else replace(whole, nutrients={**whole.nutrients, key: None})
    )
    assert health_score(whole) is not None
    assert health_score(missing) is None
    assert nutri_points(missing) is None


def test_alcoholic_drinks_get_no_score() -> None:
    assert health_score(food("Wine, red", nutrients={"alcohol_g": 10.0}, beverage=True)) is None


def test_water_is_the_only_drink_with_ten() -> None:
    assert health_score(food("Water, tap", category="Tap water", beverage=True)) == 10.0
    tea = health_score(food("Tea", category="Tea", beverage=True))
    assert tea is not None
    assert tea < 10


@given(st.floats(0, 5000), st.sampled_from([(335, 670, 1005), (40, 60, 80, 80, 80), (40, 40, 60, 60, 80, 80)]))
def test_interpolated_points_stay_near_the_published_steps(value: float, thresholds: tuple[float, ...]) -> None:
    most_at_one = max(thresholds.count(line) for line in thresholds)
    assert abs(interpolated_points(value, thresholds) - step_points(value, thresholds)) <= most_at_one / 2 + 1e-9


@given(
    st.sampled_from(["energy_kcal", "sugars_g", "saturated_fat_g", "sodium_mg"]),
    st.lists(st.floats(0, 900), min_size=2, max_size=2).map(sorted),
    st.booleans(),
)
def test_more_of_a_negative_nutrient_never_raises_the_score(key: str, amounts: list[float], beverage: bool) -> None:
    inputs = {"fat_g": 50.0, "protein_g": 9.0}
    scores = [health_score(food(nutrients={**inputs, key: amount}, beverage=beverage)) for amount in amounts]
    assert scores[0] is not None
    assert scores[1] is not None
    assert scores[1] <= scores[0]
    assert 0 <= scores[1] <= 10


@given(st.sampled_from(["fibre_g", "protein_g"]), st.lists(st.floats(0, 40), min_size=2, max_size=2).map(sorted))
def test_more_fibre_or_protein_never_lowers_the_score(key: str, amounts: list[float]) -> None:
    lower, higher = (health_score(food(nutrients={"energy_kcal": 300.0, key: amount})) for amount in amounts)
    assert lower is not None
    assert higher is not None
    assert higher >= lower


def test_the_protein_step_is_where_the_published_rule_has_it() -> None:
    amounts = {"energy_kcal": 399.0, "saturated_fat_g": 6.5, "protein_g": 9.0, "fat_g": 20.0}
    saltier = [food(nutrients={**amounts, "sodium_mg": salt}) for salt in (79.0, 81.0)]
    before, after = (health_score(of) or 0.0 for of in saltier)
    assert before - after > 0.5


def test_a_profile_takes_off_more_the_more_there_is() -> None:
    salty = food(nutrients={"sodium_mg": 100.0})
    portions = [item(salty, grams, item_id=str(grams)) for grams in (0, 100, 374, 376, 700, 800, 1500, 4000)]
    verdicts = judge(portions, [profile(conditions="hypertension")])
    scores = [verdicts.by_item[one.id][0].score for one in portions]
    assert scores[0] == health_score(salty)
    assert all(first is not None and second is not None and first >= second for first, second in pairwise(scores))
    assert scores[-1] == 0.0


def test_an_avoided_fact_scores_nothing_even_without_a_health_score() -> None:
    pork = food("Pork", facts={"pork": Presence.CONTAINS}, fruit_veg=None)
    judgement = judge([item(pork)], [profile(diets="halal")]).by_item["item-1"][0]
    assert judgement.score == 0.0
