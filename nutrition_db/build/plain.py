"""Plainness: whether a food is one ingredient, and whether sugar was added to it.

Read from names and SR food groups. Whatever the rules do not recognise counts as composed.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

__all__ = ["Leaf", "any_of", "has_no_sugar_added", "is_single"]


@dataclass(frozen=True, slots=True)
class Leaf:
    """A leaf of a recipe: its name, its SR food group (None when it is not an SR food), grams per 100 g of dish."""

    name: str
    group: str | None
    grams: float


def any_of(*words: str) -> re.Pattern[str]:
    """One pattern, blind to case, for alternatives listed in groups."""
    return re.compile("|".join(words), re.IGNORECASE)


# Water, salt and nutrients added by law do not make an apple or a bowl of rice a composed food.
_NEUTRAL: Final = any_of(r"\bwater, (?:tap|bottled)", r"^salt, table", r"as ingredient$")

_PLAIN_GROUPS: Final = frozenset(
    {
        "American Indian/Alaska Native Foods",
        "Beef Products",
        "Cereal Grains and Pasta",
        "Dairy and Egg Products",
        "Fats and Oils",
        "Finfish and Shellfish Products",
        "Fruits and Fruit Juices",
        "Lamb, Veal, and Game Products",
        "Legumes and Legume Products",
        "Nut and Seed Products",
        "Pork Products",
        "Poultry Products",
        "Spices and Herbs",
        "Vegetables and Vegetable Products",
    }
)

# Phrases that only deny an addition are cut out before looking for additions.
_DENIALS: Final = any_of(
    r"unsweetened|not sweetened|no sugar added|without (?:added )?(?:sugar|sauce|salt|fat|skin|seeds)|no sauce",
    r"no added (?:fat|sugar|salt)|sweet[- ]?(?:potato|pepper|corn|cherr)\w*|(?:potato\w*|peppers|corn|cherries), sweet",
    r"sauce[- ]?pan|unprepared|unseasoned|sugar[- ]?(?:snap|apple|cane|beet)\w*|cake flour|pastry flour|bread flour",
    r"all-purpose",
)

_COMPOSED: Final = any_of(
    # cut, coated, cured or formed
    r"bread|batter|nugget|patt(?:y|ies)|sausage|frankfurter|bologna|salami|luncheon|\brolls?\b|\bloaf\b|meatball",
    r"\bcured\b|\bbacon\b|\bham\b|corned|jerky|pastrami|\bmeal\b|\bkit\b|\bpies?\b|seasoned|enhanced|marinad",
    r"pre-basted|basting|self-basting|injected|solution|broth|rotisserie|smoked|spread|\bdeli\b|formed|surimi|gefilte",
    r"canned in oil|fish sticks|(?:tuna|salmon|fish|chicken|turkey|crab|clams?|shrimp|oysters?|meat\w*).*\bcanned\b",
    # cooked with something
    r"\bsauces?\b|gravy|creamed|cream style|au gratin|scalloped|casserole|salad|souffle|fritter|hush ?pupp|o'brien",
    r"tater|tots|puffs|french fried|hash brown|pancake|stuffed|stuffing|glazed|glaced|candied|soup|stir-fried",
    r"\bstews?\b(?! meat)|pickled?\b|pickles|catsup|ketchup|relish|sauerkraut|kimchi|maraschino|mashed|omelet",
    r"scrambled|refried|tempura|barbecue|home-?prepared|homemade|prepared (?:from|with)|restaurant|fast food|school",
    r"microwaved.*frozen|household",
    r"with (?:cheese|butter|pork|meat|beef|chicken|frank|onion|pepper|added (?:fat|butter|milk)|green|tomato|raisin)",
    r"made with|baked, (?:canned|home)|and (?:carrots|onions|tomatoes|cheese|franks)|with sauce|in tomato",
    # sweetened or flavoured
    r"flavou?red?\b|syrup|sweeten|sugar added|with sugar|added sugar|sugared|\bcocktail\b|pie filling|nectar|\bdrink\b",
    r"beverage(?!s, (?:coffee|tea|water))|\bpunch\b|smoothie|dulce|\bhoney\b(?!$)|\bdiet\b|chocolate|cocoa|vanilla",
    r"dessert|eggnog|ice cream|topping|creamer|milk ?shake|instant breakfast|baby|toddler|infant|\bpaste\b|\bdip\b",
    # industrial
    r"imitation|substitute|process|products?\b(?!,? (?:canned)?$)|formulated|blend|\bmix(?:es|ed|ture)?\b|seasoning",
    r"curry powder|chili powder|\bspice\b|pumpkin pie|extract|mustard, prepared|capers|dressing|mayonnaise|margarine",
    r"shortening|industrial|fat[- ]free|nonfat or|low ?fat, (?:cheddar|cream)|cheese, (?:american|cream|pasteur)",
    r"cream cheese|cottage|sour cream|whipped|half and half, fat|self-rising|leaven|dough|ready-to-heat|nutrition",
    r"koyadofu|okara|soy sauce|miso\b|natto|tempeh|tofu yogurt|fuyu|soy protein|vegetable protein|meat extender",
    r"soybean curd (?:cheese)|deep fried|fried\b(?! no added)|meatless|vegetarian|veggie|burger|falafel|hummus|papad",
    r"peanut butter|peanut spread|vermicelli|coconut (?:milk|cream)|soy ?milk|almond milk|rice milk|oat milk",
    r"pasta|noodle|macaroni|spaghetti(?! squash)|tortilla|dumpling|cakes?\b|crackers?|chips|cereal|piki|agutuk|mush",
    r"trail|party|mincemeat|succotash|gluten[- ]free|restructured|imported from|USDA Commodity|candy|replacement",
    r"butter, light|additives|stabilized|oil[- ]roasted|\bin oil\b|cooking spray|chili with|yogurt(?!.*\bplain\b)",
)
_BRAND: Final = re.compile(r"\b(?!NFS|USDA|KAMUT|ZESPRI)[A-Z]{3,}\b")
_SINGLE_OUTSIDE: Final = any_of(
    r"^sugars?, (?:brown|granulated|white)|^honey$|^molasses$|^syrups?, (?:maple|sorghum)$|^agave",
    r"^beverages, (?:tea|coffee), (?:black|green|herb|brewed|oolong)(?!.*(?:instant|sweet|mix|latte|mocha|cappuccino))",
    r"^beverages, (?:tea|coffee), .*\bbrewed\b(?!.*sweet)|^beverages, water|^water, bottled",
)
_PRODUCE_OUTSIDE: Final = any_of(
    r"^(?:bananas|grapes|lettuce|tomato|tomatoes|onions|apples|carrots|peaches|pears|strawberries|potatoes|peppers|squash|"
    r"broccoli|spinach|cabbage|mushrooms?|cucumber|celery|kale|melons|cauliflower|blueberries|raspberries|oranges|"
    r"mandarin|cherries|nectarines|plums|pineapple|beans|blackberries|kiwifruit|mango|garlic|eggplant|figs)\b",
    r"^flour, (?:corn|rice|soy|almond|coconut|potato|oat|rye|cassava|barley|buckwheat)|^oil, |^eggs?, |^rice, |^oats\b",
)


def is_single(name: str, leaves: Sequence[Leaf]) -> bool:
    """True when the food is one plain thing: neither its name nor any of its leaves speaks of anything else.

    Water, salt and added vitamins do not count; several leaves are one thing when they begin alike, as kinds of milk.
    """
    main = [leaf for leaf in leaves if not _NEUTRAL.search(leaf.name)] or list(leaves)
    heads = {leaf.name.split(",")[0].lower() for leaf in main}
    return len(heads) == 1 and not _speaks_of_more(name) and all(_is_plain(leaf) for leaf in main)


def _speaks_of_more(name: str) -> bool:
    return bool(_COMPOSED.search(_DENIALS.sub("", name)) or _BRAND.search(name))


def _is_plain(leaf: Leaf) -> bool:
    if _SINGLE_OUTSIDE.search(leaf.name):
        return True
    known = leaf.group in _PLAIN_GROUPS or (leaf.group is None and _PRODUCE_OUTSIDE.search(leaf.name))
    return bool(known) and not _speaks_of_more(leaf.name)


_SWEET: Final = any_of(
    r"sugar|syrup|honey|sweet|molasses|candied|glaced|\bjams?\b|jelly|nectar|cocktail|drink|chocolate|punch|agave",
    r"flavou?red|ketchup|catsup|\bsauces?\b|cranberr(?:y|ies), dried|glaze|teriyaki|maraschino|condensed",
)
_SEASONINGS: Final = "Spices and Herbs"


def has_no_sugar_added(name: str, leaves: Sequence[Leaf]) -> bool:
    """True when every part is plain and none is a sweetener, so that sugars can only be its own, as in fruit."""
    return all(
        (leaf.group == _SEASONINGS or _NEUTRAL.search(leaf.name) or _is_plain(leaf))
        and not _SWEET.search(_DENIALS.sub("", leaf.name))
        for leaf in leaves
    ) and not _SWEET.search(_DENIALS.sub("", name))
