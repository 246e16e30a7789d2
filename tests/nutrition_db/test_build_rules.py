"""Rules of the build that read names and measures: density, portions, plainness, produce, drinks, aliases."""

import pytest

from nutrition_db import Portion
from nutrition_db.build.aliases import from_description
from nutrition_db.build.beverages import is_fndds_beverage, is_sr_beverage
from nutrition_db.build.densities import density
from nutrition_db.build.plain import Leaf, has_no_sugar_added, is_single
from nutrition_db.build.portions import default_first, sensible_first
from nutrition_db.build.produce import fruit_veg_share

FRUIT, MEAT, SWEETS, SOUPS = "Fruits and Fruit Juices", "Beef Products", "Sweets", "Soups, Sauces, and Gravies"


@pytest.mark.parametrize(
    ("measures", "expected"),
    [
        ([("1 cup", 240.0)], 1.014),
        ([("1 tablespoon", 15.0), ("1 fl oz", 30.0)], 1.014),
        ([("1 fl oz (with ice)", 20.0)], None),
        ([("1 cup, dry, yields", 480.0)], None),
        ([("1 cup, with shell, edible yield", 40.0)], None),
        ([("1 slice", 30.0)], None),
        ([("1 cup", 900.0)], None),
    ],
)
def test_density_comes_from_volumes_only(measures: list[tuple[str, float]], expected: float | None) -> None:
    assert density(measures) == expected


def test_the_source_s_default_leads_under_its_own_name_when_it_has_one() -> None:
    measures = [("Guideline amount per cup", 60.0), ("1 fl oz", 30.5), ("1 cup", 244.0)]
    assert [p.description for p in default_first(measures, 244.0)] == ["1 cup", "1 fl oz", "Guideline amount per cup"]
    assert default_first(measures, 100.0)[0] == Portion("1-typical-portion", "1 typical portion", 100.0)
    assert default_first([], None)[0].grams == 100.0


def test_a_sensible_household_measure_leads_where_the_source_has_no_default() -> None:
    measures = [("1 lb", 453.6), ("1 cup, mashed", 225.0), ('1 medium (7" long)', 118.0), ('1 medium (7" long)', 119.0)]
    portions = sensible_first(measures)
    assert portions[0].grams == 118.0
    assert portions[-1].description == "1 lb"
    assert len({portion.id for portion in portions}) == 4


@pytest.mark.parametrize(
    ("name", "leaves", "single"),
    [
        ("Apple, raw", [Leaf("Apples, raw", FRUIT, 60), Leaf("Apples, honeycrisp, raw", FRUIT, 40)], True),
        ("Rice", [Leaf("Rice, white, cooked", "Cereal Grains and Pasta", 99), Leaf("Salt, table", None, 1)], True),
        ("Beef, stew meat", [Leaf("Beef, chuck, raw", MEAT, 120)], True),
        ("Beef stew", [Leaf("Beef, chuck, raw", MEAT, 60), Leaf("Potatoes, raw", FRUIT, 40)], False),
        ("Apple, candied", [Leaf("Apples, raw", FRUIT, 100)], False),
        ("Tomato soup", [Leaf("Soup, tomato", SOUPS, 100)], False),
        ("Something new", [Leaf("Something new", None, 100)], False),
        ("SILK Plain", [Leaf("Soybeans, raw", "Legumes and Legume Products", 100)], False),
        ("Honey", [Leaf("Honey", SWEETS, 100)], True),
    ],
)
def test_one_plain_thing_is_single(name: str, leaves: list[Leaf], single: bool) -> None:
    assert is_single(name, leaves) is single


@pytest.mark.parametrize(
    ("name", "leaf", "unsweetened"),
    [
        ("Apples, raw", Leaf("Apples, raw", FRUIT, 100), True),
        ("Sweet potato, baked", Leaf("Sweet potato, raw, unprepared", "Vegetables and Vegetable Products", 100), True),
        ("Applesauce, unsweetened", Leaf("Applesauce, canned, unsweetened", FRUIT, 100), True),
        ("Peaches in syrup", Leaf("Peaches, canned, heavy syrup", FRUIT, 100), False),
        ("Honey", Leaf("Honey", SWEETS, 100), False),
        ("Cookie", Leaf("Cookies, oatmeal", "Baked Products", 100), False),
    ],
)
def test_added_sugar_is_ruled_out_only_for_plain_foods(name: str, leaf: Leaf, unsweetened: bool) -> None:
    assert has_no_sugar_added(name, [leaf]) is unsweetened


@pytest.mark.parametrize(
    ("leaves", "share"),
    [
        ([Leaf("Apples, raw", FRUIT, 50), Leaf("Beef, raw", MEAT, 50)], 0.5),
        ([Leaf("Potatoes, raw", "Vegetables and Vegetable Products", 100)], 0.0),
        ([Leaf("Lentils, raw", "Legumes and Legume Products", 40), Leaf("Water, tap", None, 60)], 0.4),
        ([Leaf("Peanuts, raw", "Legumes and Legume Products", 100)], 0.0),
        ([Leaf("Tomatoes, raw", "Vegetables and Vegetable Products", 150)], 1.0),
        ([Leaf("Soup, minestrone", SOUPS, 100)], None),
        ([Leaf("Soup, beef broth", SOUPS, 80), Leaf("Carrots, raw", "Vegetables and Vegetable Products", 20)], 0.2),
    ],
)
def test_share_counts_fruit_vegetables_and_legumes(leaves: list[Leaf], share: float | None) -> None:
    assert fruit_veg_share(leaves) == share


@pytest.mark.parametrize(
    ("category", "name", "drunk"),
    [
        ("1002", "Milk, whole", True),
        ("7302", "Coffee, brewed", True),
        ("9999", "Coffee, instant, not reconstituted", False),
        ("1202", "Milk, condensed, sweetened", False),
        ("1602", "Cheese, Brie", False),
    ],
)
def test_fndds_drinks(category: str, name: str, drunk: bool) -> None:
    assert is_fndds_beverage(category, name) is drunk


@pytest.mark.parametrize(
    ("group", "name", "drunk"),
    [
        ("Beverages", "Beverages, tea, green, brewed", True),
        ("Beverages", "Beverages, cocoa mix, powder", False),
        ("Beverages", "Beverages, cocoa mix, powder, prepared with water", True),
        (FRUIT, "Orange juice, raw", True),
        (FRUIT, "Orange juice, frozen concentrate, unsweetened, undiluted", False),
        (FRUIT, "Pineapple, canned, juice pack, drained", False),
    ],
)
def test_sr_drinks(group: str, name: str, drunk: bool) -> None:
    assert is_sr_beverage(group, name) is drunk


def test_remarks_of_coders_are_no_aliases() -> None:
    text = "leche fresca; NS as to fat; all types; Nido Fortificada; other fruit flavors; leche fresca"
    assert from_description(text) == ("leche fresca", "Nido Fortificada")
