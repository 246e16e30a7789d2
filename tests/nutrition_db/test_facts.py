"""Allergens and diet facts: the reviewed tables, how recipes carry them, and that they agree with each other."""

import csv
import dataclasses
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import nutrition_db
from nutrition_db import ALLERGEN_KEYS, FACT_KEYS, NUTRIENT_KEYS, Fact, Ingredient, NutritionTable, Portion, Presence
from nutrition_db.build import RawFood, SourceError
from nutrition_db.build.recipes import read_recipes
from nutrition_db.build.sources import read_rows
from nutrition_db.build.tagging import IMPLIED, carry_facts
from nutrition_db.build.tagging_evidence import Evidence, Part, combine, combine_alternatives
from nutrition_db.build.tagging_priors import read_priors
from nutrition_db.build.tagging_tables import BASES, KEYS, read_ingredients, read_sr
from nutrition_db.build.tagging_words import spoken

FOLDER = Path(nutrition_db.__file__).parent
INGREDIENTS = read_ingredients(FOLDER / "ingredient_facts.csv")
JUDGED = sorted(name for name, row in INGREDIENTS.items() if row.is_judged)
RANKED = (Presence.NOT_DETECTED, Presence.UNKNOWN, Presence.MAY_CONTAIN, Presence.LIKELY, Presence.CONTAINS)
HELD = {Presence.CONTAINS, Presence.LIKELY}
HEADER = ["name", "basis", "contains", "maybe", "unknown", "absent", "reason"]


def rank(presence: Presence) -> int:
    return RANKED.index(presence)


def recipe_of(name: str, lines: list[tuple[str, float]], food_id: str = "fndds:1") -> RawFood:
    return RawFood(
        id=food_id,
        name=name,
        aliases=(),
        source=food_id.partition(":")[0],
        category="Dishes",
        nutrients=dict.fromkeys(NUTRIENT_KEYS),
        portions=(Portion("1-cup", "1 cup", 240.0),),
        recipe=tuple(Ingredient(line, grams) for line, grams in lines),
        leaves=(),
        single_ingredient=False,
        fruit_veg_share=None,
        is_beverage=False,
        density_g_per_ml=None,
        sr_group=None,
    )


def facts_of(food: RawFood, *others: RawFood) -> dict[str, Fact]:
    allergens, facts = carry_facts([food, *others])[food.id]
    return {**facts, **allergens}


def named(name: str, **figures: float) -> dict[str, Fact]:
    """Facts of a dish of water under this name, so that only the name and the figures speak."""
    food = recipe_of(name, [("Beverages, water, tap, municipal", 100.0)])
    return facts_of(dataclasses.replace(food, nutrients={**food.nutrients, **figures}))


def test_every_ingredient_of_the_source_is_reviewed(usda: Path) -> None:
    columns = ("Ingredient code", "Ingredient description")
    rows = list(read_rows(usda / "fndds_2021_2023" / "FNDDS_Ingredients.csv.gz", columns))
    codes = {row[columns[0]].strip() for row in rows}
    names = {" ".join(row[columns[1]].split()) for row in rows}

    assert len(codes) == 2336
    assert len(names) == 2333
    assert names <= INGREDIENTS.keys()


def test_every_leaf_of_a_recipe_is_judged(usda: Path) -> None:
    book = read_recipes(usda)
    codes = {
        row["Food code"] for row in read_rows(usda / "fndds_2021_2023" / "FNDDS_Ingredients.csv.gz", ("Food code",))
    }
    leaves = {" ".join(leaf.name.split()) for code in codes for leaf in book.leaves(code)}

    assert {name for name in leaves if not INGREDIENTS[name].is_judged} == set()


def test_ingredient_table_is_complete_sorted_and_unique() -> None:
    with (FOLDER / "ingredient_facts.csv").open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        names = [row["name"] for row in reader]

    assert reader.fieldnames == HEADER
    assert names == sorted(names, key=lambda name: (name.lower(), name))
    assert len(names) == len(set(names)) >= 2333


def test_rows_of_doubt_and_corrections_say_why() -> None:
    silent = [
        name
        for name, row in INGREDIENTS.items()
        if (row.basis in ("corrected", "alternatives") or row.maybe & set(ALLERGEN_KEYS)) and not row.reason
    ]

    assert silent == []


def test_rows_whose_recipe_is_opened_say_nothing_themselves() -> None:
    assert {row.basis for row in INGREDIENTS.values()} == set(BASES)
    assert all(
        not (row.contains or row.maybe or row.unknown)
        for row in INGREDIENTS.values()
        if row.basis in ("recipe", "alternatives")
    )


def test_every_single_food_of_the_table_is_reviewed(table: NutritionTable) -> None:
    reviewed = read_sr(FOLDER / "sr_facts.csv")

    assert {food_id.removeprefix("sr:") for food_id in table if food_id.startswith("sr:")} <= reviewed.keys()


def test_reviewed_rows_agree_with_themselves() -> None:
    rows = [*INGREDIENTS.values(), *read_sr(FOLDER / "sr_facts.csv").values()]

    for key, implied in IMPLIED:
        wrong = [
            row for row in rows if row.is_judged and key in row.contains and implied not in row.contains | row.maybe
        ]
        assert [row for row in wrong if key != "lactose"] == [], (key, implied)


@pytest.mark.parametrize(
    ("ingredient", "key", "presence"),
    [
        ("Nuts, coconut meat, raw", "tree_nut", Presence.NOT_DETECTED),
        ("Nuts, coconut milk, raw (liquid expressed from grated meat and water)", "milk", Presence.NOT_DETECTED),
        ("Spices, nutmeg, ground", "tree_nut", Presence.NOT_DETECTED),
        ("Waterchestnuts, chinese, canned, solids and liquids", "tree_nut", Presence.NOT_DETECTED),
        ("Nuts, pine nuts, dried", "tree_nut", Presence.CONTAINS),
        ("Peanut butter, smooth style, without salt", "milk", Presence.NOT_DETECTED),
        ("Peanut butter, smooth style, without salt", "tree_nut", Presence.NOT_DETECTED),
        ("Peanut butter, smooth style, without salt", "peanut", Presence.CONTAINS),
        ("Cocoa, dry powder, unsweetened", "milk", Presence.NOT_DETECTED),
        ("Soy milk, unsweetened, plain, shelf stable", "milk", Presence.NOT_DETECTED),
        ("Almond milk, unsweetened, plain, shelf stable", "milk", Presence.NOT_DETECTED),
        ("Almond milk, unsweetened, plain, shelf stable", "tree_nut", Presence.CONTAINS),
        ("Buttermilk, low fat", "milk", Presence.CONTAINS),
        ("Buttermilk, low fat", "lactose", Presence.CONTAINS),
        ("Cream substitute, powdered", "milk", Presence.CONTAINS),
        ("Cheese, cheddar", "lactose", Presence.NOT_DETECTED),
        ("Cheese, cheddar", "rennet", Presence.MAY_CONTAIN),
        ("Cheese, brie", "soft_cheese", Presence.CONTAINS),
        ("Eggplant, raw", "egg", Presence.NOT_DETECTED),
        ("Noodles, egg, enriched, cooked", "egg", Presence.CONTAINS),
        ("Pasta, cooked, enriched, without added salt", "egg", Presence.NOT_DETECTED),
        ("Rice noodles, cooked", "wheat", Presence.NOT_DETECTED),
        ("Salad dressing, mayonnaise, regular", "egg", Presence.CONTAINS),
        ("Salad dressing, mayonnaise, regular", "milk", Presence.NOT_DETECTED),
        ("Salad dressing, mayonnaise, regular", "mustard", Presence.MAY_CONTAIN),
        ("Sauce, worcestershire", "fish", Presence.CONTAINS),
        ("Salad dressing, caesar dressing, regular", "fish", Presence.CONTAINS),
        ("Margarine, regular, 80% fat, composite, stick, with salt", "milk", Presence.MAY_CONTAIN),
        ("Margarine, regular, 80% fat, composite, stick, with salt", "soy", Presence.MAY_CONTAIN),
        ("Oil, soybean", "soy", Presence.NOT_DETECTED),
        ("Oil, sesame, salad or cooking", "sesame", Presence.CONTAINS),
        ("Bread, white, commercially prepared", "wheat", Presence.CONTAINS),
        ("Bread, white, commercially prepared", "sesame", Presence.MAY_CONTAIN),
        ("Cereals, oats, regular and quick, not fortified, dry", "gluten", Presence.MAY_CONTAIN),
        ("Barley, pearled, cooked", "gluten", Presence.CONTAINS),
        ("Barley, pearled, cooked", "wheat", Presence.NOT_DETECTED),
        ("Flour, buckwheat", "wheat", Presence.NOT_DETECTED),
        ("Alcoholic beverage, beer, regular, all", "gluten", Presence.CONTAINS),
        ("Soy sauce made from soy and wheat (shoyu)", "wheat", Presence.CONTAINS),
        ("Crustaceans, crab, alaska king, imitation, made from surimi", "fish", Presence.CONTAINS),
        ("Crustaceans, crab, alaska king, imitation, made from surimi", "egg", Presence.CONTAINS),
        ("Crustaceans, crab, alaska king, imitation, made from surimi", "crustacean", Presence.MAY_CONTAIN),
        ("Crackers, saltines (includes oyster, soda, soup)", "mollusc", Presence.NOT_DETECTED),
        ("Soup, chicken broth, ready-to-serve", "celery", Presence.MAY_CONTAIN),
        ("Mustard greens, raw", "mustard", Presence.CONTAINS),
        ("Alcoholic beverage, wine, table, red", "sulphite", Presence.CONTAINS),
        ("Apricots, dried, sulfured, uncooked", "sulphite", Presence.CONTAINS),
        (
            "Raisins, dark, seedless (Includes foods for USDA's Food Distribution Program)",
            "sulphite",
            Presence.NOT_DETECTED,
        ),
        ("Candies, marshmallows", "gelatine", Presence.CONTAINS),
        ("Candies, marshmallows", "egg", Presence.NOT_DETECTED),
        ("Bacon bits, meatless", "pork", Presence.NOT_DETECTED),
        ("Bacon, turkey, microwaved", "pork", Presence.NOT_DETECTED),
        ("Kielbasa, fully cooked, grilled", "pork", Presence.CONTAINS),
        ("Frankfurter, meat and poultry, unheated", "pork", Presence.MAY_CONTAIN),
        ("Refried beans, canned, traditional style", "pork", Presence.MAY_CONTAIN),
        ("Dove, cooked (includes squab)", "poultry", Presence.CONTAINS),
        ("Fish, shark, mixed species, raw", "high_mercury_fish", Presence.CONTAINS),
        ("Fish, catfish, channel, farmed, raw", "fish_without_scales", Presence.CONTAINS),
        ("Fish, swordfish, raw", "fish_without_scales", Presence.MAY_CONTAIN),
        ("Beef, variety meats and by-products, liver, cooked, pan-fried", "high_purine", Presence.CONTAINS),
        ("Onions, raw", "fructan", Presence.CONTAINS),
        ("Lentils, mature seeds, cooked, boiled, without salt", "galactan", Presence.CONTAINS),
        (
            "Apples, raw, with skin (Includes foods for USDA's Food Distribution Program)",
            "excess_fructose",
            Presence.CONTAINS,
        ),
        ("Cauliflower, raw", "polyol", Presence.CONTAINS),
        ("Honey", "honey", Presence.CONTAINS),
        ("Honey", "added_sugar", Presence.CONTAINS),
        ("Beverages, water, tap, drinking", "added_sugar", Presence.NOT_DETECTED),
    ],
)
def test_known_traps_of_ingredient_names(ingredient: str, key: str, presence: Presence) -> None:
    assert INGREDIENTS[ingredient].states("it")[key].presence is presence


@pytest.mark.parametrize(
    ("name", "key", "least"),
    [
        ("Chicken satay", "peanut", Presence.CONTAINS),
        ("Caesar salad", "fish", Presence.LIKELY),
        ("Caesar salad", "egg", Presence.LIKELY),
        ("Linguine with pesto", "tree_nut", Presence.LIKELY),
        ("Linguine with pesto", "milk", Presence.LIKELY),
        ("Steak with Worcestershire sauce", "fish", Presence.CONTAINS),
        ("Vegetable tempura", "egg", Presence.LIKELY),
        ("Vegetable tempura", "wheat", Presence.LIKELY),
        ("Gumbo with okra", "wheat", Presence.LIKELY),
        ("Mutton curry", "mustard", Presence.MAY_CONTAIN),
        ("Mutton curry", "tree_nut", Presence.MAY_CONTAIN),
        ("Pad Thai", "peanut", Presence.LIKELY),
        ("Pad Thai", "fish", Presence.LIKELY),
        ("Sushi, NFS", "soy", Presence.MAY_CONTAIN),
        ("Sushi, NFS", "sesame", Presence.MAY_CONTAIN),
        ("Sushi, NFS", "raw_animal", Presence.LIKELY),
        ("Hummus with herbs", "sesame", Presence.CONTAINS),
        ("Garlic naan", "milk", Presence.LIKELY),
        ("Lamb korma", "tree_nut", Presence.LIKELY),
        ("Baklava", "tree_nut", Presence.CONTAINS),
        ("Pork gyoza", "wheat", Presence.CONTAINS),
        ("Salmon teriyaki", "soy", Presence.CONTAINS),
        ("Tonkotsu ramen", "egg", Presence.LIKELY),
        ("Steak fries", "gluten", Presence.MAY_CONTAIN),
        ("Lamb sausage", "celery", Presence.MAY_CONTAIN),
        ("Steak tartare", "raw_animal", Presence.CONTAINS),
        ("Tuna steak", "high_mercury_fish", Presence.MAY_CONTAIN),
        ("Brie on toast", "soft_cheese", Presence.CONTAINS),
        ("Chopped liver", "high_purine", Presence.CONTAINS),
    ],
)
def test_dish_names_raise_what_their_recipe_hides(name: str, key: str, least: Presence) -> None:
    fact = named(name)[key]

    assert rank(fact.presence) >= rank(least)
    assert fact.why


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Tamarind", "soy"),
        ("Kielbasa", "fish_without_scales"),
        ("Cape Cod", "fish"),
        ("Butternut squash", "tree_nut"),
        ("Doughnut, plain", "tree_nut"),
        ("Water chestnuts", "tree_nut"),
        ("Coconut, fresh", "tree_nut"),
        ("Mushrooms, oyster, raw", "mollusc"),
        ("Squash, scallop", "mollusc"),
        ("Honeydew melon", "honey"),
        ("Root beer", "gluten"),
        ("Root beer", "alcohol"),
        ("Ginger ale", "alcohol"),
        ("Red wine vinegar", "alcohol"),
        ("Kidney beans", "high_purine"),
        ("Custard-apple", "egg"),
        ("Eggplant", "egg"),
        ("Goldfish crackers", "fish"),
        ("Turkey bacon", "pork"),
        ("Peppers, serrano", "pork"),
        ("Poke greens, cooked", "sesame"),
        ("Buckwheat", "wheat"),
        ("Dove dark chocolate candies", "poultry"),
    ],
)
def test_names_that_only_sound_like_an_ingredient_raise_nothing(name: str, key: str) -> None:
    assert named(name)[key].presence is Presence.NOT_DETECTED


def test_prior_never_lowers_what_the_recipe_holds() -> None:
    sure = recipe_of("Beef curry", [("Peanuts, all types, raw", 5.0)])

    assert facts_of(sure)["peanut"].presence is Presence.CONTAINS


def test_every_prior_has_a_reason_and_no_pattern_matches_everything() -> None:
    priors = read_priors(FOLDER / "dish_priors.csv")

    assert len(priors) > 200
    assert all(prior.reason and not prior.pattern.search("plain") for prior in priors)
    assert not any(re.search(r"safe\b|free from", prior.reason) for prior in priors)


def test_trail_names_ingredient_grams_and_the_line_that_brings_it() -> None:
    sauce = recipe_of("House sauce", [("Cheese, cheddar", 40.0), ("Beverages, water, tap, municipal", 60.0)], "fndds:2")
    supper = recipe_of("Supper", [("House sauce", 30.0), ("Rice, white, long-grain, regular, raw, enriched", 70.0)])

    facts = facts_of(supper, sauce)

    assert facts["milk"] == Fact(Presence.CONTAINS, "contains cheddar cheese (12 g of 100 g), in house sauce")
    assert facts["rennet"].why.startswith("may be in cheddar cheese (12 g of 100 g), in house sauce: ")
    assert facts["fish"] == Fact(Presence.NOT_DETECTED, "in none of its 2 ingredients")


def test_smallest_amount_counts() -> None:
    supper = recipe_of(
        "Supper", [("Sauce, worcestershire", 0.004), ("Beef, ground, 80% lean meat / 20% fat, raw", 100.0)]
    )

    assert facts_of(supper)["fish"] == Fact(Presence.CONTAINS, "contains worcestershire sauce (0.01 g of 100 g)")


def test_strongest_ingredient_decides() -> None:
    supper = recipe_of(
        "Supper",
        [
            ("Margarine, regular, 80% fat, composite, stick, with salt", 50.0),
            ("Butter, stick, salted", 1.0),
            ("Soup, egg drop, Chinese restaurant", 49.0),
        ],
    )
    facts = facts_of(supper)

    assert facts["milk"].presence is Presence.CONTAINS
    assert facts["soy"].presence is Presence.MAY_CONTAIN
    assert facts["crustacean"].presence is Presence.UNKNOWN


def test_market_mix_is_sure_only_of_what_every_part_holds() -> None:
    mix = recipe_of("Non-dairy milk, NFS", [("Almond milk, unsweetened, plain, shelf stable", 60.0), ("Tea", 40.0)])
    tea = recipe_of("Tea", [("Beverages, water, tap, municipal", 100.0)], "fndds:2")

    fact = facts_of(mix, tea)["tree_nut"]

    assert fact.presence is Presence.MAY_CONTAIN
    assert "one of several kinds" in fact.why


def test_correction_replaces_what_a_stand_in_says() -> None:
    facts = facts_of(recipe_of("Vegan mayonnaise", [("Salad dressing, mayonnaise, regular", 100.0)]))

    assert facts["egg"].presence is Presence.NOT_DETECTED
    assert facts["mustard"].presence is Presence.MAY_CONTAIN
    assert INGREDIENTS["Milk, lactose free, whole"].absent == {"lactose"}


def test_own_recipe_resolves_foods_by_id_and_by_name() -> None:
    salt_cod = recipe_of("Salt cod", [("Fish, cod, Atlantic, canned, solids and liquid", 100.0)], "fndds:2")
    by_id = recipe_of("Brandade", [("fndds:2", 50.0)], "own:brandade")
    by_name = recipe_of("Brandade", [("Salt cod", 50.0)], "own:brandade-2")

    assert facts_of(by_id, salt_cod)["fish"].presence is Presence.CONTAINS
    assert facts_of(by_name, salt_cod)["fish"].presence is Presence.CONTAINS


def test_ingredient_nobody_reviewed_stops_the_build() -> None:
    with pytest.raises(SourceError, match=r"'Moon dust' is not reviewed\. Add a row"):
        carry_facts([recipe_of("Supper", [("Moon dust", 1.0)])])


def test_recipe_that_contains_itself_stops_the_build() -> None:
    with pytest.raises(SourceError, match="contains itself"):
        carry_facts([recipe_of("Supper", [("Supper", 1.0)])])


def test_food_without_recipe_or_review_is_unknown_in_everything() -> None:
    facts = facts_of(recipe_of("Moon cheese", [], "sr:99999"))

    assert {facts[key].presence for key in ("egg", "pork", "sesame")} == {Presence.UNKNOWN}


def test_composed_single_food_is_unknown_where_nothing_is_found() -> None:
    soup = recipe_of("Soup, chicken noodle, canned, condensed", [], "sr:06419")
    facts = facts_of(soup)

    assert facts["wheat"].presence is Presence.CONTAINS
    assert facts["sesame"].presence is Presence.UNKNOWN
    assert Presence.NOT_DETECTED not in {facts[key].presence for key in ALLERGEN_KEYS}


@pytest.mark.parametrize(
    ("figures", "key", "presence"),
    [
        ({"alcohol_g": 0.6}, "alcohol", Presence.CONTAINS),
        ({"alcohol_g": 0.5}, "alcohol", Presence.NOT_DETECTED),
        ({"added_sugars_g": 3.0}, "added_sugar", Presence.CONTAINS),
        ({"added_sugars_g": 0.0}, "added_sugar", Presence.NOT_DETECTED),
    ],
)
def test_figures_say_alcohol_and_added_sugar(figures: dict[str, float], key: str, presence: Presence) -> None:
    assert named("Supper", **figures)[key].presence is presence


@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        ("Salt,guessed,,,,,", "'guessed'"),
        ("Salt,judged,gold,,,,", "'gold'"),
        ("Salt,judged,milk,milk,,,", "'milk'"),
        ("Salt,corrected,milk,,,milk,", "'milk'"),
    ],
)
def test_mistake_in_the_ingredient_table_names_its_line(tmp_path: Path, cells: str, fault: str) -> None:
    path = tmp_path / "ingredient_facts.csv"
    path.write_text(f"{','.join(HEADER)}\n{cells}\n", encoding="utf-8")

    with pytest.raises(SourceError, match=f"line 2.*{fault}"):
        read_ingredients(path)


def test_ingredient_given_twice_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "ingredient_facts.csv"
    path.write_text(f"{','.join(HEADER)}\nSalt,judged,,,,,\nSalt,judged,,,,,\n", encoding="utf-8")

    with pytest.raises(SourceError, match=r"line 3: 'Salt' is there twice"):
        read_ingredients(path)


@pytest.mark.parametrize(
    "row", ["curry,,,gold,likely,x", "curry,,,milk,not_detected,x", "curry,,,milk,likely,", "curry,,gold,milk,likely,x"]
)
def test_mistake_in_the_priors_names_its_line(tmp_path: Path, row: str) -> None:
    path = tmp_path / "dish_priors.csv"
    path.write_text(f"pattern,unless,when,keys,presence,reason\n{row}\n", encoding="utf-8")

    with pytest.raises(SourceError, match=r"dish_priors\.csv, line 2"):
        read_priors(path)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Cheese, cheddar", "cheddar cheese"),
        ("Nuts, almonds, dry roasted, without salt added", "almonds"),
        ("Bread, crumbs, dry, grated, plain", "bread crumbs"),
        ("Restaurant, Chinese, general tso's chicken", "general tso's chicken"),
        ("Cheese, pasteurized process, American, vitamin D fortified", "american cheese"),
        ("Butter, stick, salted", "butter, salted"),
        ("Honey", "honey"),
    ],
)
def test_usda_names_are_spoken_plainly(name: str, words: str) -> None:
    assert spoken(name) == words


@given(st.lists(st.tuples(st.sampled_from(JUDGED), st.floats(0.01, 500)), min_size=1, max_size=8))
def test_dish_is_at_least_as_sure_as_each_of_its_ingredients(lines: list[tuple[str, float]]) -> None:
    parts = [Part(grams, name, INGREDIENTS[name].states(name)) for name, grams in lines]

    whole = combine(parts, KEYS, single=False)
    mixed = combine_alternatives(parts, KEYS)

    for key in KEYS:
        strongest = max((part.states[key].presence for part in parts), key=rank)
        assert whole[key].presence is strongest
        assert rank(mixed[key].presence) <= rank(strongest)
        assert (mixed[key].presence is Presence.NOT_DETECTED) == (strongest is Presence.NOT_DETECTED)


@given(st.lists(st.tuples(st.sampled_from(JUDGED), st.floats(0.01, 500)), min_size=1, max_size=6))
def test_diet_facts_follow_allergens_in_any_recipe(lines: list[tuple[str, float]]) -> None:
    parts = [Part(grams, name, INGREDIENTS[name].states(name)) for name, grams in lines]
    states = combine(parts, KEYS, single=False)

    for key, implied in IMPLIED:
        if states[key].presence is Presence.CONTAINS:
            assert rank(states[implied].presence) >= rank(Presence.MAY_CONTAIN)


def test_evidence_without_an_ingredient_speaks_its_reason() -> None:
    assert Evidence(Presence.LIKELY, "", reason="set with gelatine").why == "set with gelatine"


def test_every_food_answers_every_key_with_a_trail(table: NutritionTable) -> None:
    for food_id in table:
        food = table.get(food_id)
        assert tuple(food.allergens) == ALLERGEN_KEYS
        assert tuple(food.facts) == FACT_KEYS
        assert all(fact.why for fact in (*food.allergens.values(), *food.facts.values()))


def test_allergens_and_diet_facts_of_every_food_agree(table: NutritionTable) -> None:
    for food_id in table:
        food = table.get(food_id)
        states = {**food.facts, **food.allergens}
        assert food.allergens["gluten"] == food.facts["gluten"]
        assert food.allergens["egg"] == food.facts["egg"]
        for key, implied in IMPLIED:
            assert rank(states[implied].presence) >= rank(states[key].presence), (food.name, key, implied)


def test_no_food_with_an_animal_ingredient_passes_for_vegan(table: NutritionTable) -> None:
    """By name, so that a slip in the tables cannot hide: what is called beef, cod, cheese or egg has its fact."""
    animal = re.compile(
        r"^(?:beef|pork|veal|lamb|chicken|turkey|fish|crustaceans|mollusks|egg|eggs|milk|cheese|honey)\b,"
    )
    plant = re.compile(r"meatless|almond|soy|oat|rice milk|coconut|vegetarian|imitation")
    keys = ("meat", "poultry", "seafood", "egg", "dairy", "honey")
    named_so = [table.get(food_id) for food_id in table]
    missed = [
        food.name
        for food in named_so
        if animal.match(food.name.lower())
        and not plant.search(food.name.lower())
        and not any(food.facts[key].presence in HELD for key in keys)
    ]

    assert missed == []


@pytest.mark.parametrize(
    ("name", "key", "presence"),
    [
        ("Pizza, cheese, from restaurant or fast food, thin crust", "milk", Presence.CONTAINS),
        ("Egg, whole, boiled or poached", "milk", Presence.NOT_DETECTED),
        ("Milk, lactose free, whole", "lactose", Presence.NOT_DETECTED),
        ("Milk, lactose free, whole", "milk", Presence.CONTAINS),
        ("Green beans, fresh, cooked, fat added, NS as to fat type", "milk", Presence.MAY_CONTAIN),
        ("Tamale, chicken", "poultry", Presence.CONTAINS),
        ("Tamale, chicken", "pork", Presence.MAY_CONTAIN),
        ("Coconut milk", "tree_nut", Presence.NOT_DETECTED),
        ("Bacon bits", "pork", Presence.MAY_CONTAIN),
        ("Steak tartare", "raw_animal", Presence.CONTAINS),
        ("Fish, salmon, baked or broiled", "raw_animal", Presence.NOT_DETECTED),
        ("Apple, raw", "milk", Presence.NOT_DETECTED),
    ],
)
def test_foods_of_the_table(table: NutritionTable, name: str, key: str, presence: Presence) -> None:
    food = next(food for food in map(table.get, table) if food.name == name)

    assert {**food.facts, **food.allergens}[key].presence is presence
