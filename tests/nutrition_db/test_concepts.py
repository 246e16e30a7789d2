"""Every label that a detector or classifier of ours may say means something sensible in the table."""

import csv
import re
from pathlib import Path
from typing import Final

import pytest

import nutrition_db
from nutrition_db.concepts import tidy_label
from nutrition_db.food import Concept, Presence
from nutrition_db.table import NutritionTable

ROOT: Final = Path(__file__).resolve().parents[2]
SHAPES: Final = {"flat", "mound", "sphere", "cylinder", "vessel", "piece"}
COCO: Final = "apple|banana|broccoli|cake|carrot|donut|hot dog|orange|pizza|sandwich"
# Food and drink among the 601 classes; animals, plants that are not eaten and tableware are left out.
OPEN_IMAGES: Final = (
    "Apple|Artichoke|Bagel|Baked goods|Banana|Beer|Bell pepper|Bread|Broccoli|Burrito|Cabbage|Cake|Candy|Cantaloupe|"
    "Carrot|Cheese|Chicken|Cocktail|Coconut|Coffee|Common fig|Cookie|Crab|Cream|Croissant|Cucumber|Dairy Product|"
    "Dessert|Donut|Drink|Egg (Food)|Fast food|Fish|Food|French fries|Fruit|Garden Asparagus|Grape|Grapefruit|"
    "Guacamole|Hamburger|Honeycomb|Hot dog|Ice cream|Juice|Lemon|Lobster|Mango|Milk|Muffin|Mushroom|Orange|Oyster|"
    "Pancake|Pasta|Pastry|Peach|Pear|Pineapple|Pizza|Pomegranate|Popcorn|Potato|Pretzel|Pumpkin|Radish|Salad|"
    "Sandwich|Seafood|Shellfish|Shrimp|Snack|Squash (Plant)|Squid|Strawberry|Submarine sandwich|Sushi|Taco|Tart|Tea|"
    "Tomato|Turkey|Vegetable|Waffle|Watermelon|Wine|Winter melon|Zucchini"
)
FOOD_101: Final = (
    "apple_pie|baby_back_ribs|baklava|beef_carpaccio|beef_tartare|beet_salad|beignets|bibimbap|bread_pudding|"
    "breakfast_burrito|bruschetta|caesar_salad|cannoli|caprese_salad|carrot_cake|ceviche|cheesecake|cheese_plate|"
    "chicken_curry|chicken_quesadilla|chicken_wings|chocolate_cake|chocolate_mousse|churros|clam_chowder|"
    "club_sandwich|crab_cakes|creme_brulee|croque_madame|cup_cakes|deviled_eggs|donuts|dumplings|edamame|"
    "eggs_benedict|escargots|falafel|filet_mignon|fish_and_chips|foie_gras|french_fries|french_onion_soup|"
    "french_toast|fried_calamari|fried_rice|frozen_yogurt|garlic_bread|gnocchi|greek_salad|grilled_cheese_sandwich|"
    "grilled_salmon|guacamole|gyoza|hamburger|hot_and_sour_soup|hot_dog|huevos_rancheros|hummus|ice_cream|lasagna|"
    "lobster_bisque|lobster_roll_sandwich|macaroni_and_cheese|macarons|miso_soup|mussels|nachos|omelette|onion_rings|"
    "oysters|pad_thai|paella|pancakes|panna_cotta|peking_duck|pho|pizza|pork_chop|poutine|prime_rib|"
    "pulled_pork_sandwich|ramen|ravioli|red_velvet_cake|risotto|samosa|sashimi|scallops|seaweed_salad|"
    "shrimp_and_grits|spaghetti_bolognese|spaghetti_carbonara|spring_rolls|steak|strawberry_shortcake|sushi|tacos|"
    "takoyaki|tiramisu|tuna_tartare|waffles"
)
LVIS: Final = (
    "almond|apple|apricot|artichoke|asparagus|avocado|banana|bean curd/tofu|bell pepper/capsicum|blackberry|blueberry|"
    "broccoli|brussels sprouts|cantaloup/cantaloupe|carrot|cauliflower|"
    "cayenne/cayenne spice/cayenne pepper/cayenne pepper spice/red pepper/red pepper|celery|cherry|chickpea/garbanzo|"
    "chili/chili vegetable/chili pepper/chili pepper vegetable/chilli/chilli vegetable/chilly/chilly|clementine|"
    "coconut/cocoanut|edible corn/corn/maize|cucumber/cuke|date/date fruit|eggplant/aubergine|fig/fig fruit|garlic/ail|"
    "ginger/gingerroot|Strawberry|gourd|grape|green bean|green onion/spring onion/scallion|Tomato|kiwi fruit|lemon|"
    "lettuce|lime|mandarin orange|melon|mushroom|onion|orange/orange fruit|papaya|pea/pea food|peach|pear|persimmon|"
    "pickle|pineapple|potato|prune|pumpkin|radish/daikon|raspberry|strawberry|sweet potato|tomato|turnip|watermelon|"
    "zucchini/courgette"
)
MULTIDISH: Final = (
    "Dal_or_sambar|accompaniment|bread_or_Roti_naan|curry_dish|drink|dry_vegetable|eggs|fish_dish|fruits|pasta|"
    "rice_dish|salad|snack_item|soup|south_indian_breakfast|sweet_item"
)
INGREDIENTS: Final = (
    "almond_milk|avocado|banana|carrot|courgette|cured_goat_cheese|egg|milk|oat_milk|oats|olive_oil|potato|quinoa|"
    "rice|salmon|spaghetti|sweet_potato|tomato"
)
GROCERY: Final = (
    "Asparagus|Aubergine|Brown-Cap-Mushroom|Cabbage|Carrots|Cucumber|Garlic|Ginger|Leek|Onion|Yellow-Onion|Pepper|"
    "Green-Bell-Pepper|Orange-Bell-Pepper|Red-Bell-Pepper|Yellow-Bell-Pepper|Potato|Sweet-Potato|Floury-Potato|"
    "Solid-Potato|Red-Beet|Tomato|Beef-Tomato|Regular-Tomato|Vine-Tomato|Zucchini|Apple|Golden-Delicious|Granny-Smith|"
    "Pink-Lady|Red-Delicious|Royal-Gala|Avocado|Banana|Kiwi|Lemon|Lime|Mango|Melon|Cantaloupe|Galia-Melon|"
    "Honeydew-Melon|Watermelon|Nectarine|Orange|Papaya|Passion-Fruit|Peach|Pear|Anjou|Conference|Kaiser|Pineapple|"
    "Plum|Pomegranate|Red-Grapefruit|Satsumas|Juice|Milk|Oat-Milk|Oatghurt|Sour-Cream|Sour-Milk|Soy-Milk|Soyghurt|"
    "Yoghurt"
)
NAMELESS: Final = {
    *("accompaniment", "baked goods", "dairy product", "dessert", "drink", "fast food", "food", "fruit", "fruits"),
    *("seafood", "snack", "snack item", "sweet item", "vegetable"),
}
EATEN_RAW: Final = {"oyster", "oysters", "sashimi"}
NOT_AS_EATEN: Final = re.compile(
    r"\b(?:dry(?! roasted)|powder(?:ed)?|dehydrated|(?<!trail )(?<!snack )mix|concentrate"
    r"|not reconstituted|condensed|uncooked|as ingredient|baby ?food|infant|toddler|formula|human)\b",
    re.IGNORECASE,
)
RAW_FLESH: Final = re.compile(
    r"\b(?:beef|pork|lamb|veal|chicken|turkey|duck|goose|game|meat|fish|salmon|tuna|crab|shrimp|lobster|oysters?|clams?"
    r"|mollusks?|crustaceans?|egg)\b.*\braw\b",
    re.IGNORECASE,
)
UNMISTAKABLE: Final = (
    "apple|apricot|avocado|banana|blueberry|broccoli|celery|cherry|cucumber|date|fig|garlic|grape|grapefruit|kiwi|"
    "lettuce|mango|orange|passion fruit|pear|persimmon|pineapple|plum|pomegranate|strawberry|tomato|watermelon"
)


def own_classes() -> list[str]:
    """Names of our detector's food classes and the Open Images names they were trained from."""
    with (ROOT / "models" / "training" / "classes.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["kind"] == "food"]
    return [name for row in rows for name in (row["name"], *row["open_images"].split("|"), row["coco"]) if name]


@pytest.fixture(scope="module")
def table() -> NutritionTable:
    return NutritionTable.load()


@pytest.fixture(scope="module")
def named(table: NutritionTable) -> list[tuple[Concept, str]]:
    """Concepts that have a default food, with its name."""
    return [(item, table.get(item.food_id).name) for item in table.concepts.values() if item.food_id]


@pytest.mark.parametrize(
    ("labels", "count"),
    [
        pytest.param(COCO, 10, id="coco"),
        pytest.param(OPEN_IMAGES, 88, id="open-images"),
        pytest.param(FOOD_101, 101, id="food-101"),
        pytest.param(LVIS, 63, id="lvis"),
        pytest.param(MULTIDISH, 16, id="multidish"),
        pytest.param(INGREDIENTS, 18, id="ingredients"),
        pytest.param(GROCERY, 66, id="grocery"),
    ],
)
def test_every_label_of_a_list_has_a_concept(table: NutritionTable, labels: str, count: int) -> None:
    names = labels.split("|")
    assert len(names) == count
    assert [name for name in names if table.concept(name) is None] == []


def test_every_class_of_our_detector_has_a_concept(table: NutritionTable) -> None:
    names = own_classes()
    assert len(names) > 100
    assert [name for name in names if table.concept(name) is None] == []


def test_first_synonym_of_an_lvis_name_means_the_same_food(table: NutritionTable) -> None:
    def food_id(label: str) -> str | None:
        concept = table.concept(label)
        return concept.food_id if concept else None

    assert [name for name in LVIS.split("|") if food_id(name) != food_id(name.split("/")[0])] == []


def test_no_label_is_written_twice() -> None:
    path = Path(nutrition_db.__file__).parent / "concepts.csv"
    with path.open(encoding="utf-8", newline="") as file:
        labels = [tidy_label(row["label"]) for row in csv.DictReader(file)]
    assert sorted(set(labels)) == labels


def test_every_food_id_is_in_the_table(table: NutritionTable) -> None:
    ids = {(item.label, food_id) for item in table.concepts.values() for food_id in (item.food_id, *item.alternatives)}
    assert [(label, food_id) for label, food_id in ids if food_id is not None and food_id not in table] == []


def test_only_labels_that_name_no_food_have_no_default(table: NutritionTable) -> None:
    assert {item.label for item in table.concepts.values() if item.food_id is None} == NAMELESS
    assert [label for label in NAMELESS if len(table.concepts[label].alternatives) < 4] == []


def test_no_default_is_dry_powdered_or_baby_food(named: list[tuple[Concept, str]]) -> None:
    assert [(item.label, name) for item, name in named if NOT_AS_EATEN.search(name)] == []


def test_no_alternative_is_dry_powdered_or_baby_food(table: NutritionTable) -> None:
    names = {table.get(food_id).name for item in table.concepts.values() for food_id in item.alternatives}
    assert [name for name in names if NOT_AS_EATEN.search(name)] == []


def test_no_default_is_raw_flesh_unless_eaten_raw(named: list[tuple[Concept, str]]) -> None:
    assert {item.label for item, name in named if RAW_FLESH.search(name)} == EATEN_RAW


def test_portions_and_shapes_are_plausible(table: NutritionTable) -> None:
    concepts = table.concepts.values()
    assert [item.label for item in concepts if item.portion_grams is None or not 1 <= item.portion_grams <= 1000] == []
    assert {item.shape for item in concepts} == SHAPES


def test_alternatives_are_few_and_differ_from_the_default(table: NutritionTable) -> None:
    concepts = table.concepts.values()
    assert [item.label for item in concepts if len(set(item.alternatives)) != len(item.alternatives)] == []
    assert [item.label for item in concepts if item.food_id in item.alternatives or len(item.alternatives) > 5] == []


@pytest.mark.parametrize("label", UNMISTAKABLE.split("|"))
def test_doubt_does_not_spoil_an_unmistakable_plant(table: NutritionTable, label: str) -> None:
    assert table.concepts[label].alternatives == ()


@pytest.mark.parametrize(
    ("label", "fact"),
    [
        ("curry", "poultry"),
        ("curry", "meat"),
        ("curry", "seafood"),
        ("dal", "dairy"),
        ("dumpling", "meat"),
        ("egg", "dairy"),
        ("fritter", "seafood"),
        ("hamburger", "meat"),
        ("hamburger", "poultry"),
        ("lasagna", "meat"),
        ("milk", "dairy"),
        ("pasta", "seafood"),
        ("pizza", "meat"),
        ("rice", "dairy"),
        ("rice", "poultry"),
        ("soup", "poultry"),
        ("spring rolls", "meat"),
        ("sushi", "seafood"),
        ("wine", "alcohol"),
    ],
)
def test_look_alikes_differ_in_what_matters_to_a_diet(table: NutritionTable, label: str, fact: str) -> None:
    item = table.concepts[label]
    foods = [table.get(food_id) for food_id in (item.food_id, *item.alternatives) if food_id]
    holds = {food.facts[fact].presence is Presence.CONTAINS for food in foods}
    assert holds == {True, False}
