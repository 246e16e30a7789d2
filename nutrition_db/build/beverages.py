"""Which foods are drunk: by category, powders and concentrates apart."""

import re
from typing import Final

__all__ = ["is_fndds_beverage", "is_sr_beverage"]

_FNDDS_CATEGORIES: Final = (range(1002, 1210), range(1402, 1404), range(1902, 1903), range(7002, 7900))
_FNDDS_BABY: Final = frozenset({"9202", "9204", "9402", "9404", "9602"})
_POWDER: Final = re.compile(r"powder|\bdry\b|\bmix\b|not reconstituted|unreconstituted|concentrate", re.IGNORECASE)
_PREPARED: Final = re.compile(
    r"prepared|made with|reconstituted with|\bdiluted|ready[- ]to|from (?:powder|frozen)", re.IGNORECASE
)
_SR_DRINK: Final = re.compile(
    r"^(?:milk|buttermilk|kefir|eggnog|soymilk|.* juice|.*\bdrink\b|coconut water|alcoholic beverage|beverage)\b",
    re.IGNORECASE,
)
_SR_DRINK_GROUPS: Final = frozenset(
    {
        "Dairy and Egg Products",
        "Fruits and Fruit Juices",
        "Vegetables and Vegetable Products",
        "Legumes and Legume Products",
    }
)
_SR_NOT_A_DRINK: Final = re.compile(
    r"canned in|in (?:heavy |light |extra )?(?:juice|syrup)|juice pack|packed in|clam juice|condensed|evaporated|"
    r"lemon juice|lime juice|milk shakes?, dry|unsweetened, frozen|, (?:canned|solids and liquids).*juice pack",
    re.IGNORECASE,
)


_FNDDS_NOT_A_DRINK: Final = re.compile(
    r"not reconstituted|\bdry mix$|, powder$|, dry$|condensed|evaporated|used in cooking|^Coconut cream"
)


def is_fndds_beverage(category: str, name: str) -> bool:
    """True for the drink categories of What We Eat in America, milk and plant milks included."""
    number = int(category)
    drink = any(number in numbers for numbers in _FNDDS_CATEGORIES) or category in _FNDDS_BABY
    return drink and not _FNDDS_NOT_A_DRINK.search(name)


def is_sr_beverage(group: str, name: str) -> bool:
    """True for beverages, fluid milks and juices of SR; powders, mixes and undiluted concentrates are not drunk."""
    if _POWDER.search(name) and not _PREPARED.search(name):
        return False
    if group == "Beverages":
        return True
    return group in _SR_DRINK_GROUPS and bool(_SR_DRINK.match(name)) and not _SR_NOT_A_DRINK.search(name)
