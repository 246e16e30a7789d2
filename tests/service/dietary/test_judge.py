"""Verdicts: their order, doubt about the name, missing facts and the meal as a whole."""

from dataclasses import replace

import pytest

from nutrition_db.food import Presence
from service.dietary import FINE_CONFIDENCE, Limit, Profile, judge
from service.meal import Item, Judgement, Verdict, Verdicts, Weight
from tests.service.dietary.builders import concern, food, item, least, most, profile, rule_ids

YES, MAYBE, LIKELY, UNSURE = Presence.CONTAINS, Presence.MAY_CONTAIN, Presence.LIKELY, Presence.UNKNOWN

RICE = food("Rice, white, cooked", nutrients={"carbohydrate_g": 28.0, "sodium_mg": 1.0})
EGG_RICE = food("Egg fried rice", allergens={"egg": YES}, facts={"egg": YES}, single=False)
BURGER = food("Beef patty", facts={"meat": YES}, nutrients={"saturated_fat_g": 8.0})
CHEESE = food("Cheese, cheddar", facts={"dairy": YES}, allergens={"milk": YES}, nutrients={"saturated_fat_g": 19.0})


def only(of: Item, asks: Profile) -> Judgement:
    return judge([of], [asks]).by_item[of.id][0]


def meal(items: list[Item], asks: Profile) -> Judgement:
    return judge(items, [asks]).meal[0]


def test_a_plausible_alternative_with_the_allergen_is_never_fine() -> None:
    doubtful = item(RICE, confidence=0.5, alternatives=[(EGG_RICE, 0.3)])
    judgement = only(doubtful, profile(allergens="egg"))
    assert judgement.verdict is Verdict.AVOID
    assert judgement.reasons[0].text.startswith("If this is Egg fried rice: ")


@pytest.mark.parametrize(
    ("probability", "confirmed", "verdict"),
    [(0.10, False, Verdict.AVOID), (0.09, False, Verdict.FINE), (0.9, True, Verdict.FINE)],
    ids=["at the line", "below the line", "confirmed by a person"],
)
def test_alternatives_count_from_a_tenth_until_confirmed(probability: float, confirmed: bool, verdict: Verdict) -> None:
    doubtful = item(RICE, confidence=0.9, confirmed=confirmed, alternatives=[(EGG_RICE, probability)])
    assert only(doubtful, profile(allergens="egg")).verdict is verdict


@pytest.mark.parametrize(
    ("confidence", "confirmed", "verdict"),
    [
        (FINE_CONFIDENCE + 0.001, False, Verdict.FINE),
        (FINE_CONFIDENCE, False, Verdict.UNKNOWN),
        (0.0, True, Verdict.FINE),
    ],
)
def test_fine_needs_a_name_that_is_sure_enough(confidence: float, confirmed: bool, verdict: Verdict) -> None:
    judgement = only(item(RICE, confidence=confidence, confirmed=confirmed), profile(diets="vegan"))
    assert judgement.verdict is verdict
    assert rule_ids(judgement) == ([] if verdict is Verdict.FINE else ["food.name_uncertain"])


@pytest.mark.parametrize("asks", [profile(), profile(diets="vegan"), profile(limits=[most("sodium_mg", 2000)])])
def test_a_food_nobody_knows_is_unknown_for_every_profile(asks: Profile) -> None:
    judgement = only(item(None, None, alternatives=[(RICE, 0.9)]), asks)
    assert (judgement.verdict, rule_ids(judgement), judgement.score) == (Verdict.UNKNOWN, ["food.unknown"], None)


@pytest.mark.parametrize(
    ("asks", "probability", "verdict", "first"),
    [
        (profile(allergens="egg"), 0.10, Verdict.AVOID, "allergen.egg"),
        (profile(diets="vegan"), 0.10, Verdict.AVOID, "diet.vegan.egg"),
        (profile(diets="vegan"), 0.09, Verdict.UNKNOWN, "food.unknown"),
        (profile(dislikes=["egg"]), 0.9, Verdict.UNKNOWN, "food.unknown"),
    ],
    ids=["an allergen it may hold", "a diet it may break", "too improbable", "not knowing outweighs a limit"],
)
def test_a_food_nobody_knows_may_be_one_to_avoid(
    asks: Profile, probability: float, verdict: Verdict, first: str
) -> None:
    judgement = only(item(None, None, alternatives=[(RICE, 0.9), (EGG_RICE, probability)]), asks)
    assert (judgement.verdict, rule_ids(judgement)[0]) == (verdict, first)
    assert judgement.score == (0.0 if verdict is Verdict.AVOID else None)
    assert verdict is Verdict.UNKNOWN or judgement.reasons[0].text.startswith("If this is Egg fried rice: ")


@pytest.mark.parametrize(
    "limit", [most("energy_kcal", 600, "meal"), most("energy_kcal", 1300), least("energy_kcal", 900)]
)
@pytest.mark.parametrize("energy", [450.0, 700.0, None])
def test_hidden_energy_is_in_no_reason(limit: Limit, energy: float | None) -> None:
    asks = profile(limits=[limit])
    guest = profile("guest", hide_energy=True)
    dish = item(food(nutrients={"energy_kcal": energy}))
    for profiles in ([asks, guest], [replace(asks, hide_energy=True)]):
        verdicts = judge([dish], profiles)
        reasons = [*verdicts.by_item["item-1"][0].reasons, *verdicts.meal[0].reasons]
        assert reasons
        assert [reason.nutrient for reason in reasons if reason.value or reason.threshold] == []
        assert not [reason.text for reason in reasons if any(letter.isdigit() for letter in reason.text)]


@pytest.mark.parametrize(
    ("severity", "traces", "presence", "single", "verdict"),
    [
        ("mild", False, YES, True, Verdict.AVOID),
        ("mild", False, LIKELY, False, Verdict.AVOID),
        ("mild", False, MAYBE, False, Verdict.UNKNOWN),
        ("mild", True, MAYBE, False, Verdict.AVOID),
        ("moderate", False, MAYBE, False, Verdict.AVOID),
        ("severe", True, Presence.NOT_DETECTED, False, Verdict.UNKNOWN),
        ("severe", False, Presence.NOT_DETECTED, False, Verdict.UNKNOWN),
        ("mild", True, Presence.NOT_DETECTED, False, Verdict.UNKNOWN),
        ("moderate", False, Presence.NOT_DETECTED, False, Verdict.FINE),
        ("severe", True, Presence.NOT_DETECTED, True, Verdict.FINE),
        ("mild", False, UNSURE, True, Verdict.UNKNOWN),
    ],
)
def test_allergens_follow_severity_and_traces(
    severity: str, traces: bool, presence: Presence, single: bool, verdict: Verdict
) -> None:
    dish = food(allergens={"soy": presence}, single=single)
    assert only(item(dish), profile(allergens=[concern("soy", severity, traces=traces)])).verdict is verdict


@pytest.mark.parametrize(
    ("heavier", "lighter"),
    [
        (profile(diets="vegan"), profile(diets="halal")),
        (profile(diets="halal"), profile(dislikes=["beef"])),
        (profile(dislikes=["beef"]), profile(limits=[most("fibre_g", 10)])),
        (profile(limits=[most("fibre_g", 10)]), profile()),
    ],
    ids=["avoid over unknown diet", "unknown diet over limit", "limit over unknown number", "unknown number over fine"],
)
def test_the_order_of_verdicts_holds_inside_and_across_profiles(heavier: Profile, lighter: Profile) -> None:
    beef = item(food("Beef", facts={"meat": YES}, nutrients={"fibre_g": None}))
    both = Profile(
        "both",
        "both",
        (*lighter.diets, *heavier.diets),
        limits=(*lighter.limits, *heavier.limits),
        dislikes=(*lighter.dislikes, *heavier.dislikes),
    )
    first, second = only(beef, heavier), only(beef, lighter)
    assert first.weight < second.weight
    assert only(beef, both).verdict is first.verdict
    assert judge([beef], [lighter, heavier]).worst("item-1") is first.verdict


def test_worst_of_no_profiles_is_nothing() -> None:
    assert judge([item(RICE)], []).worst("item-1") is None


def test_worst_tells_an_unknown_on_a_diet_from_one_on_a_number() -> None:
    limit = Judgement("a", Verdict.LIMIT, None, only(item(BURGER), profile(dislikes=["beef"])).reasons)
    missing = only(item(food(nutrients={"sodium_mg": None})), profile(limits=[most("sodium_mg", 100)]))
    slaughter = only(item(BURGER), profile(diets="halal"))
    assert (missing.weight, slaughter.weight) == (Weight.UNKNOWN_NUMBER, Weight.UNKNOWN_FACT)
    assert Verdicts({"x": (missing, limit)}).worst("x") is Verdict.LIMIT
    assert Verdicts({"x": (limit, slaughter)}).worst("x") is Verdict.UNKNOWN


def test_judgements_come_in_the_order_of_the_profiles() -> None:
    verdicts = judge([item(BURGER)], [profile("b", diets="vegan"), profile("a")])
    assert [judgement.profile_id for judgement in verdicts.by_item["item-1"]] == ["b", "a"]
    assert [judgement.profile_id for judgement in verdicts.meal] == ["b", "a"]


def test_a_listed_food_with_an_unknown_fact_is_not_fine_in_pregnancy() -> None:
    steak = food("Steak", facts={"meat": YES, "raw_animal": UNSURE})
    assert rule_ids(only(item(steak), profile(diets="pregnancy"))) == ["diet.pregnancy.not_listed"]


def test_kosher_judges_meat_and_dairy_over_the_whole_meal() -> None:
    judgement = meal([item(BURGER), item(CHEESE, item_id="item-2")], profile(diets="kosher"))
    assert (judgement.verdict, rule_ids(judgement)[0]) == (Verdict.AVOID, "diet.kosher.meat_with_dairy")
    assert "Beef patty; Cheese, cheddar" in judgement.reasons[0].text


def test_only_what_is_on_my_plate_counts_in_the_meal() -> None:
    items = [item(RICE), item(BURGER, item_id="item-2", on_my_plate=False)]
    verdicts = judge(items, [profile(diets="vegan")])
    assert verdicts.by_item["item-2"][0].verdict is Verdict.AVOID
    assert verdicts.meal[0].verdict is Verdict.FINE


def test_a_sum_breaks_a_limit_no_item_breaks() -> None:
    salty = food(nutrients={"sodium_mg": 300.0})
    items = [item(salty, 100, item_id=f"item-{number}") for number in range(5)]
    verdicts = judge(items, [profile(conditions="hypertension")])
    assert {judgements[0].verdict for judgements in verdicts.by_item.values()} == {Verdict.FINE}
    assert (verdicts.meal[0].verdict, verdicts.meal[0].reasons[0].value) == (Verdict.AVOID, 1500.0)
    assert "in this meal: 100 % of the 1500 mg a day" in verdicts.meal[0].reasons[0].text


def test_an_empty_plate_is_never_fine() -> None:
    assert meal([], profile(diets="vegan")).verdict is Verdict.UNKNOWN
    assert meal([item(RICE, on_my_plate=False)], profile()).verdict is Verdict.UNKNOWN


@pytest.mark.parametrize(
    ("protein", "asks", "verdict"),
    [
        (30.0, least("protein_g", 30.0), Verdict.FINE),
        (29.9, least("protein_g", 30.0), Verdict.LIMIT),
        (None, least("protein_g", 30.0), Verdict.UNKNOWN),
        (30.0, least("protein_g", 90.0, "day"), Verdict.FINE),
        (29.0, least("protein_g", 90.0, "day"), Verdict.LIMIT),
    ],
)
def test_a_minimum_is_judged_on_the_meal_only(protein: float | None, asks: object, verdict: Verdict) -> None:
    dish = item(food(nutrients={"protein_g": protein}))
    verdicts = judge([dish], [profile(limits=[asks])])
    assert verdicts.by_item["item-1"][0].verdict is Verdict.FINE
    assert verdicts.meal[0].verdict is verdict


@pytest.mark.parametrize(
    ("per", "value", "verdict"),
    [
        ("day", 249.0, Verdict.FINE),
        ("day", 250.0, Verdict.LIMIT),
        ("day", 500.0, Verdict.AVOID),
        ("meal", 499.0, Verdict.FINE),
        ("meal", 500.0, Verdict.LIMIT),
        ("meal", 1000.0, Verdict.AVOID),
        ("portion", 1000.0, Verdict.FINE),
        ("portion", 1001.0, Verdict.AVOID),
    ],
)
def test_personal_maxima_have_their_lines(per: str, value: float, verdict: Verdict) -> None:
    dish = item(food(nutrients={"sodium_mg": value}))
    assert only(dish, profile(limits=[most("sodium_mg", 1000, per)])).verdict is verdict


@pytest.mark.parametrize(("value", "verdict"), [(0.0, Verdict.FINE), (0.1, Verdict.AVOID)])
def test_a_maximum_of_nothing_allows_nothing(value: float, verdict: Verdict) -> None:
    assert only(item(food(nutrients={"alcohol_g": value})), profile(limits=[most("alcohol_g", 0)])).verdict is verdict


def test_only_the_eaten_part_counts() -> None:
    salty = food(nutrients={"sodium_mg": 600.0})
    asks = profile(conditions="hypertension")
    assert only(item(salty), asks).verdict is Verdict.LIMIT
    assert only(item(salty, eaten=0.5), asks).verdict is Verdict.FINE


def test_added_sugars_nobody_added_are_none() -> None:
    apple = food("Apple, raw", nutrients={"added_sugars_g": None})
    bun = food("Bun", nutrients={"added_sugars_g": None}, facts={"added_sugar": YES})
    asks = profile(diets="dash")
    assert only(item(apple), asks).verdict is Verdict.FINE
    assert only(item(bun), asks).verdict is Verdict.UNKNOWN


def test_a_reason_carries_its_numbers_in_words_and_fields() -> None:
    reason = only(item(BURGER, 137.5), profile(conditions="high_cholesterol")).reasons[0]
    assert reason.text == "Saturated fat 11 g in this portion: 85 % of the 13 g a day your profile asks for."
    assert (reason.value, reason.threshold, reason.unit, reason.basis) == (11.0, 13.0, "g", "day")
    assert (reason.threshold_origin, reason.nutrient) == ("derived", "saturated_fat_g")


def test_avoided_words_are_looked_for_in_names_and_recipes() -> None:
    stew = food("Stew", single=False, recipe=["Mushrooms, white, raw"])
    closed = food("Sauce", single=False)
    asks = profile(avoids=["mushroom"])
    assert [only(item(dish), asks).verdict for dish in (stew, closed, RICE)] == [
        Verdict.AVOID,
        Verdict.UNKNOWN,
        Verdict.FINE,
    ]


def test_no_text_promises_anything() -> None:
    dishes = [
        food(others=presence, single=single, nutrients={"sodium_mg": 900.0})
        for presence in Presence
        for single in (True, False)
    ]
    items = [item(dish, item_id=str(number), confidence=0.4) for number, dish in enumerate(dishes)]
    everything = profile(
        diets="vegan halal kosher low_fodmap pregnancy dash", conditions="gout kidney_disease", allergens="milk soy"
    )
    verdicts = judge(items, [everything, profile("q", allergens=[concern("milk", "mild", traces=False)])])
    texts = [
        reason.text
        for given in (*verdicts.by_item.values(), verdicts.meal)
        for each in given
        for reason in each.reasons
    ]
    assert texts
    assert not [
        text for text in texts if "safe" in text.lower() or "-free" in text.lower() or "free from" in text.lower()
    ]
