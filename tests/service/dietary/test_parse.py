"""Sentences into profiles, in three languages, with typos and negations, and what is left over."""

import time
from collections.abc import Callable
from statistics import median
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.dietary import parse_profile
from service.dietary.parse import MAX_SENTENCE_CHARS

SENTENCES: list[tuple[str, dict[str, Any]]] = [
    ("I am pescatarian with high cholesterol", {"diets": ["pescatarian"], "conditions": ["high_cholesterol"]}),
    (
        "vegan, allergic to tree nuts and soy, max 1500 mg sodium a day",
        {"diets": ["vegan"], "allergens": ["tree_nut", "soy"], "limits": [("sodium_mg", 1500, None, "day")]},
    ),
    ("coeliac", {"diets": ["gluten_free"], "allergens": ["gluten"]}),
    ("I have celiac disease", {"diets": ["gluten_free"], "allergens": ["gluten"]}),
    ("no pork or alcohol", {"avoids": ["pork", "alcohol"]}),
    ("type 2 diabetic, dislikes mushrooms", {"conditions": ["diabetes"], "dislikes": ["mushroom"]}),
    ("8 months pregnant", {"diets": ["pregnancy"]}),
    ("not vegan", {}),
    ("I'm not a vegetarian", {}),
    ("no longer lactose intolerant", {}),
    ("no nut allergy", {}),
    ("no known allergies", {}),
    ("not allergic to peanuts but allergic to soy", {"allergens": ["soy"]}),
    ("vegan but not gluten free", {"diets": ["vegan"]}),
    ("nut allergy", {"allergens": ["tree_nut", "peanut"]}),
    ("shellfish allergy", {"allergens": ["crustacean", "mollusc"]}),
    ("peanut, milk and egg allergy", {"allergens": ["peanut", "milk", "egg"]}),
    ("no pork, milk and egg allergy", {"avoids": ["pork"], "allergens": ["milk", "egg"]}),
    ("allergic to peanuts, no pork, halal", {"diets": ["halal"], "avoids": ["pork"], "allergens": ["peanut"]}),
    ("pescatarain with hgih cholestrol", {"diets": ["pescatarian"], "conditions": ["high_cholesterol"]}),
    ("alergic to penuts", {"allergens": ["peanut"]}),
    ("gluten-free, dairy-free", {"diets": ["gluten_free"], "avoids": ["dairy"]}),
    ("lactose intolerant with acid reflux", {"diets": ["lactose_free"], "conditions": ["gerd"]}),
    ("vegetarian but eats fish", {"diets": ["pescatarian"]}),
    (
        "I don't eat red meat and hate olives and Brussels sprouts",
        {"avoids": ["meat"], "dislikes": ["olive", "brussels sprout"]},
    ),
    ("I can't eat meat", {"avoids": ["meat", "poultry"]}),
    ("allergic to kiwi", {"avoids": ["kiwi"]}),
    ("low sodium", {"limits": [("sodium_mg", 2000, None, "day")]}),
    ("sodium under 1.5 g per day", {"limits": [("sodium_mg", 1500, None, "day")]}),
    ("less than 1,500 mg of sodium", {"limits": [("sodium_mg", 1500, None, "day")]}),
    ("salt below 5 g a day", {"limits": [("sodium_mg", 2000, None, "day")]}),
    ("at least 30 g of fibre", {"limits": [("fibre_g", None, 30, "day")]}),
    ("at most 20 g fat per meal", {"limits": [("fat_g", 20, None, "meal")]}),
    ("max 600 kcal per meal", {"limits": [("energy_kcal", 600, None, "meal")]}),
    ("2000 kcal a day", {"energy": 2000}),
    (
        "keto, chronic kidney disease, gout and heart failure",
        {"diets": ["keto"], "conditions": ["kidney_disease", "gout", "heart_failure"]},
    ),
    (
        "Ich bin Vegetarier mit Erdnussallergie und Bluthochdruck",
        {"diets": ["vegetarian"], "conditions": ["hypertension"], "allergens": ["peanut"]},
    ),
    ("glutenfrei, kein Schweinefleisch", {"diets": ["gluten_free"], "avoids": ["pork"]}),
    (
        "Soy vegano, alérgico a los cacahuetes, con colesterol alto",
        {"diets": ["vegan"], "conditions": ["high_cholesterol"], "allergens": ["peanut"]},
    ),
    ("vegan and allergic to soy", {"diets": ["vegan"], "allergens": ["soy"]}),
    ("embarazada, sin cerdo", {"diets": ["pregnancy"], "avoids": ["pork"]}),
    ("", {}),
]


@pytest.mark.parametrize(("sentence", "expected"), SENTENCES, ids=[sentence for sentence, _ in SENTENCES])
def test_a_sentence_is_understood(sentence: str, expected: dict[str, Any]) -> None:
    parsed = parse_profile(sentence)
    profile = parsed.profile
    limits = [(limit.nutrient, limit.max, limit.min, limit.per) for limit in profile.limits]
    assert list(profile.diets) == expected.get("diets", [])
    assert list(profile.conditions) == expected.get("conditions", [])
    assert list(profile.avoids) == expected.get("avoids", [])
    assert [concern.allergen for concern in profile.allergens] == expected.get("allergens", [])
    assert list(profile.dislikes) == expected.get("dislikes", [])
    assert limits == expected.get("limits", [])
    assert profile.daily_energy_kcal == expected.get("energy")
    assert parsed.not_understood == ()


@pytest.mark.parametrize(
    ("sentence", "severity", "traces"),
    [
        ("allergic to sesame", "severe", True),
        ("mild sesame allergy", "mild", True),
        ("allergic to sesame (mild, traces are fine)", "mild", False),
        ("sesame intolerance", "moderate", False),
        ("coeliac", "severe", True),
    ],
)
def test_severity_and_traces_are_read(sentence: str, severity: str, traces: bool) -> None:
    (concern,) = parse_profile(sentence).profile.allergens
    assert (concern.severity, concern.traces_matter) == (severity, traces)


@pytest.mark.parametrize(
    ("sentence", "left"),
    [
        ("keto and quantum flux", ("quantum", "flux")),
        ("vegan except honey", ("honey",)),
        ("800 kcal a day", ("800 kcal a day",)),
        ("peanuts", ("peanuts",)),
        ("allergic to kiwi and xyzzy", ("xyzzy",)),
    ],
    ids=[
        "words",
        "an exception no profile can say",
        "no advice below 1200 kcal",
        "a food without a verb",
        "no allergen",
    ],
)
def test_what_is_not_understood_is_said(sentence: str, left: tuple[str, ...]) -> None:
    assert parse_profile(sentence).not_understood == left


def test_what_was_understood_quotes_the_words() -> None:
    parsed = parse_profile("No Pork, and COELIAC")
    assert parsed.understood == (
        ("Pork", "avoid: pork"),
        ("COELIAC", "diet: without gluten; allergen: gluten (severe, traces matter)"),
    )


def test_the_rest_of_a_long_text_is_not_swallowed() -> None:
    assert parse_profile("vegan " + "x" * MAX_SENTENCE_CHARS).not_understood[-1] == "x" * 6


@given(st.text(max_size=200))
def test_any_text_gives_a_profile(text: str) -> None:
    first = parse_profile(text)
    assert first == parse_profile(text)
    assert all(quoted in text for quoted, _ in first.understood)


@pytest.mark.parametrize(
    "text",
    [
        "vegan, alergic to tree nuts and sooy, max 1500 mg sodium a day, dislikes mushroooms",
        " ".join(f"qv{number:x}zyk" for number in range(300)),
        "," * MAX_SENTENCE_CHARS,
        "1.1,1." * 333,
        "1500 mg " * 250,
        "alergic to penutts and glutten " * 64,
    ],
    ids=["a sentence", "nonsense", "commas", "digits and dots", "amounts", "typos"],
)
def test_any_text_takes_less_than_ten_milliseconds(text: str) -> None:
    """Of a machine that counts to 300,000 in as many; a slower or busier one is slower at both."""
    assert median(seconds_for(lambda: parse_profile(text)) / seconds_for(count) for _ in range(20)) < 1


def count() -> None:
    number = 0
    while number < 300_000:
        number += 1


def seconds_for(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started
