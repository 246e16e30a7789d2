"""What must hold for every food and profile: asking more never helps, more food never helps, doubt is never green."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from nutrition_db.food import ALLERGEN_KEYS, FACT_KEYS, Fact, Food, Presence
from service.dietary import CONDITION_KEYS, DIET_KEYS, AllergenConcern, Limit, LimitPeriod, Profile, Severity, judge
from service.dietary.catalogue import FactRule, load_catalogue
from service.meal import Item, Verdict
from tests.service.dietary.builders import food, item

NUTRIENTS = (
    "energy_kcal",
    "saturated_fat_g",
    "sodium_mg",
    "carbohydrate_g",
    "added_sugars_g",
    "potassium_mg",
    "cholesterol_mg",
    "fat_g",
    "caffeine_mg",
    "phosphorus_mg",
)

presences = st.sampled_from(Presence)
foods = st.builds(
    food,
    st.sampled_from(["Rice, white, cooked", "Stew", "Tomato soup", "Cheese, cheddar"]),
    nutrients=st.dictionaries(st.sampled_from(NUTRIENTS), st.none() | st.floats(0, 500)),
    facts=st.dictionaries(st.sampled_from(FACT_KEYS), presences, max_size=4),
    allergens=st.dictionaries(st.sampled_from(ALLERGEN_KEYS), presences, max_size=4),
    others=presences,
    single=st.booleans(),
)
concerns = st.builds(AllergenConcern, st.sampled_from(ALLERGEN_KEYS), st.sampled_from(Severity), st.booleans())
maxima = st.builds(
    Limit, st.sampled_from(NUTRIENTS), max=st.floats(0, 2000), min=st.none(), per=st.sampled_from(LimitPeriod)
)
words = st.lists(st.sampled_from(["pork", "mushroom", "tomato", "honey", "fish"]), max_size=2).map(tuple)
profiles = st.builds(
    Profile,
    st.just("p"),
    st.just("p"),
    diets=st.lists(st.sampled_from(DIET_KEYS), max_size=3).map(tuple),
    conditions=st.lists(st.sampled_from(CONDITION_KEYS), max_size=3).map(tuple),
    avoids=words,
    allergens=st.lists(concerns, max_size=2).map(tuple),
    limits=st.lists(maxima, max_size=2).map(tuple),
    dislikes=words,
    daily_energy_kcal=st.none() | st.floats(1200, 4000),
)
items = st.builds(
    item,
    foods,
    st.floats(0, 1000),
    confidence=st.floats(0, 1),
    confirmed=st.booleans(),
    alternatives=st.lists(st.tuples(foods, st.floats(0, 1)), max_size=2),
)


def weight(of: Item, asks: Profile) -> int:
    return judge([of], [asks]).by_item[of.id][0].weight


@given(items, profiles, concerns | maxima)
def test_one_more_allergen_or_limit_never_improves(of: Item, asks: Profile, more: AllergenConcern | Limit) -> None:
    if isinstance(more, AllergenConcern):
        stricter = replace(asks, allergens=(*asks.allergens, more))
    else:
        stricter = replace(asks, limits=(*asks.limits, more))
    before, after = judge([of], [asks, stricter]).by_item[of.id]
    assert after.weight <= before.weight
    assert before.score is None or after.score is None or after.score <= before.score
    meal_before, meal_after = judge([of], [asks, stricter]).meal
    assert meal_after.weight <= meal_before.weight


@given(items, profiles, st.floats(1, 5))
def test_a_bigger_portion_never_improves(of: Item, asks: Profile, times: float) -> None:
    grams = of.portion.grams or 0.0
    bigger = replace(of, portion=replace(of.portion, grams=grams * times))
    assert weight(bigger, asks) <= weight(of, asks)
    before, after = (judge([one], [asks]).by_item[one.id][0].score for one in (of, bigger))
    assert before is None or after is None or after <= before


FACT_RULES = [rule for rule in load_catalogue().rules if isinstance(rule, FactRule) and len(rule.groups) == 1]


@given(st.sampled_from(FACT_RULES), st.data(), foods)
def test_an_unknown_fact_a_rule_asks_for_is_never_fine(rule: FactRule, data: st.DataObject, dish: Food) -> None:
    key = data.draw(st.sampled_from(rule.groups[0]))
    unsure = {key.name: Fact(Presence.UNKNOWN, "not known")}
    if key.is_allergen:
        dish = replace(dish, allergens={**dish.allergens, **unsure})
    else:
        dish = replace(dish, facts={**dish.facts, **unsure})
    family, owner, _ = rule.id.split(".")
    asks = Profile("p", "p", diets=(owner,)) if family == "diet" else Profile("p", "p", conditions=(owner,))
    assert judge([item(dish, confirmed=True)], [asks]).by_item["item-1"][0].verdict is not Verdict.FINE


@given(profiles, st.booleans())
def test_a_food_of_which_nothing_is_known_is_never_fine(asks: Profile, single: bool) -> None:
    blank = replace(food(others=Presence.UNKNOWN, single=single), nutrients={})
    numbers_or_facts = asks.diets or asks.conditions or asks.allergens or asks.limits or asks.avoids
    verdict = judge([item(blank, confirmed=True)], [asks]).by_item["item-1"][0].verdict
    if numbers_or_facts and not _only_words(asks, single=single):
        assert verdict is not Verdict.FINE


def _only_words(asks: Profile, *, single: bool) -> bool:
    """A plain food's name says whether it is a mushroom; nothing else about it need be known."""
    asked = asks.diets or asks.conditions or asks.allergens or asks.limits
    return single and not asked and set(asks.avoids) <= {"mushroom", "tomato"}


@given(items, profiles, profiles)
def test_the_order_of_profiles_changes_nothing(of: Item, first: Profile, second: Profile) -> None:
    forward, backward = judge([of], [first, second]), judge([of], [second, first])
    assert forward.by_item[of.id] == tuple(reversed(backward.by_item[of.id]))
    assert forward.meal == tuple(reversed(backward.meal))
    assert forward.worst(of.id) == backward.worst(of.id)


@given(items, profiles)
def test_the_order_inside_a_profile_changes_nothing(of: Item, asks: Profile) -> None:
    turned = replace(
        asks,
        diets=asks.diets[::-1],
        conditions=asks.conditions[::-1],
        avoids=asks.avoids[::-1],
        allergens=asks.allergens[::-1],
        limits=asks.limits[::-1],
        dislikes=asks.dislikes[::-1],
    )
    assert judge([of], [asks]) == judge([of], [turned])


@settings(max_examples=50)
@given(st.lists(items, min_size=1, max_size=4), profiles)
def test_the_meal_is_never_better_than_its_worst_item(plate: list[Item], asks: Profile) -> None:
    named = [replace(one, id=str(place)) for place, one in enumerate(plate)]
    verdicts = judge(named, [asks])
    assert verdicts.meal[0].weight <= min(verdicts.by_item[one.id][0].weight for one in named)


@given(items, profiles)
def test_a_doubtful_name_is_never_fine(of: Item, asks: Profile) -> None:
    doubtful = replace(of, confirmed=False, confidence=0.2)
    assert judge([doubtful], [asks]).by_item[of.id][0].verdict is not Verdict.FINE
