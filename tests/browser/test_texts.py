"""The page's texts: every language whole, nothing missing, nothing left over, nothing promised."""

import re
from importlib.resources import files
from string import Formatter

import pytest

from nutrition_db.food import ALLERGEN_KEYS, NUTRIENT_KEYS
from service.dietary import AVOID_KEYS, CONDITION_KEYS, DIET_KEYS, LimitPeriod, Severity
from service.meal import Verdict
from service.web.examples import EXAMPLES
from service.web.strings import LANGUAGES, preferred_language, texts

WEB = files("service.web")
SOURCES = [
    entry.read_text("utf-8")
    for folder in ("static", "templates")
    for entry in (WEB / folder).iterdir()
    if entry.name.endswith((".js", ".html"))
]
# Keys put together at run time: the part before the dot.
CHOICES = {
    "diet": DIET_KEYS,
    "condition": CONDITION_KEYS,
    "avoid": AVOID_KEYS,
    "allergen": ALLERGEN_KEYS,
    "severity": tuple(Severity),
    "per": tuple(LimitPeriod),
    "nutrient": NUTRIENT_KEYS,
    "verdict": tuple(Verdict),
    "example": tuple(EXAMPLES),
}
FAMILIES = {*CHOICES, "state", "legend"}


def used_keys() -> set[str]:
    return {key for source in SOURCES for key in re.findall(r"""\bt\(\s*["']([a-z]+\.[a-z_]+)["']""", source)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_texts_with_the_same_blanks(language: str) -> None:
    def blanks(text: str) -> set[str]:
        return {name for _, name, _, _ in Formatter().parse(text) if name}

    given, english = texts(language), texts("en")
    assert set(given) == set(english)
    assert {key for key in english if blanks(given[key]) != blanks(english[key])} == set()
    assert {key for key in given if not given[key].strip()} == set()


def test_every_text_the_page_asks_for_is_there() -> None:
    assert used_keys() - set(texts("en")) == set()


def test_no_text_is_left_over() -> None:
    chosen_at_run_time = ("card.origin_", "totals.energy")
    left = {key for key in texts("en") if key.split(".")[0] not in FAMILIES and not key.startswith(chosen_at_run_time)}
    assert left - {key for key in left if any(key in source for source in SOURCES)} == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_key_of_the_domain_has_its_word(language: str) -> None:
    wanted = {f"{family}.{key}" for family, keys in CHOICES.items() for key in keys}
    assert wanted - set(texts(language)) == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_promises_that_a_food_is_safe(language: str) -> None:
    promise = re.compile(r"\b(safe|free from|\w+-free|sicher ist|unbedenklich|frei von|seguro|libre de)\b", re.I)
    assert [text for text in texts(language).values() if promise.search(text)] == []


@pytest.mark.parametrize(
    ("header", "wish", "language"),
    [
        ("", None, "en"),
        ("de-AT,de;q=0.9,en;q=0.5", None, "de"),
        ("fr,es;q=0.8,en;q=0.2", None, "es"),
        ("en;q=0.1,de;q=0", None, "en"),
        ("de", "es", "es"),
        ("de", "xx", "de"),
        ("*;q=high", None, "en"),
    ],
)
def test_the_language_follows_the_wish_then_the_browser(header: str, wish: str | None, language: str) -> None:
    assert preferred_language(header, wish) == language


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_profile_editor_lists_keys_in_the_order_of_the_contract(language: str) -> None:
    """The editor shows a family's keys as the language file has them."""
    for family in ("diet", "condition", "allergen", "nutrient"):
        listed = [key.partition(".")[2] for key in texts(language) if key.startswith(f"{family}.")]
        assert listed == list(CHOICES[family])
