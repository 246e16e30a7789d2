"""Produce: how much of a food is fruit, vegetable or legume, after Nutri-Score 2023."""

from collections.abc import Sequence
from typing import Final

from nutrition_db.build.plain import Leaf, any_of

__all__ = ["fruit_veg_share"]

_COUNTS_GROUPS: Final = frozenset({"Fruits and Fruit Juices", "Vegetables and Vegetable Products"})
# Tubers, and what pressing, frying or mixing has made into something else, are outside the definition.
_COUNTS_NOT: Final = any_of(
    r"^potato|sweet ?potato(?! leaves)|^yams?\b|cassava|^taro\b(?!.*(?:leaves|shoots))|tapioca|french fried|hash brown",
    r"pancake|puffs|chips|catsup|ketchup|salad dressing|pickle relish|seaweed|yeast",
)
_LEGUMES_NOT: Final = any_of(
    r"peanut|soy ?sauce|soy ?milk|tofu|miso|natto|tempeh|soy protein|soy flour|soy meal|meatless|bacon bits|extender",
    r"burger|sausage|frankfurter|fillets|meatloaf|patties|yogurt|vermicelli|papad|textured|defatted|curd|nuts|butter",
)
_LEGUME_DISHES: Final = any_of(r"hummus|falafel|chili with")
_UNKNOWN_GROUPS: Final = frozenset(
    {
        "American Indian/Alaska Native Foods",
        "Baby Foods",
        "Fast Foods",
        "Meals, Entrees, and Side Dishes",
        "Restaurant Foods",
        "Soups, Sauces, and Gravies",
    }
)
_SAVOURY_LIQUIDS: Final = any_of(
    r"broth|stock|bouillon|gravy|fish sauce|sauce, fish|oyster|hoisin|teriyaki|worcestershire|sauce, cheese"
)
_OTHER_PRODUCE: Final = any_of(
    r"^(?:bananas|grapes|lettuce|tomato|tomatoes|onions|apples|carrots|peaches|pears|strawberries|peppers|squash|broccoli|"
    r"spinach|cabbage|mushrooms?|cucumber|celery|kale|melons|cauliflower|blueberries|raspberries|oranges|mandarin|"
    r"cherries|nectarines|plums|pineapple|beans|blackberries|kiwifruit|mango|garlic|eggplant|olives|figs)\b"
)
_UNKNOWN_LIMIT: Final = 10.0  # grams per 100 g of parts nobody can look into, above which the share is not stated


def fruit_veg_share(leaves: Sequence[Leaf]) -> float | None:
    """Share by weight, 0..1; None when more than a tenth of the food cannot be looked into.

    No potatoes, cassava, yams, nuts, oils or protein extracts count. Weights are those that go into the dish, set
    against its finished weight or theirs, whichever is larger.
    """
    counted = sum(leaf.grams for leaf in leaves if _counts(leaf))
    unknown = sum(leaf.grams for leaf in leaves if _counts(leaf) is None)
    if unknown > _UNKNOWN_LIMIT:
        return None
    return round(counted / max(100.0, sum(leaf.grams for leaf in leaves)), 3)


def _counts(leaf: Leaf) -> bool | None:
    """None where a composed part may hold anything."""
    if leaf.group in _COUNTS_GROUPS:
        return not _COUNTS_NOT.search(leaf.name)
    if leaf.group == "Legumes and Legume Products":
        if _LEGUME_DISHES.search(leaf.name):
            return None
        return not _LEGUMES_NOT.search(leaf.name)
    if leaf.group is None:
        return bool(_OTHER_PRODUCE.search(leaf.name)) and not _COUNTS_NOT.search(leaf.name)
    return None if leaf.group in _UNKNOWN_GROUPS and not _SAVOURY_LIQUIDS.search(leaf.name) else False
