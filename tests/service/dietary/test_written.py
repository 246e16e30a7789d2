"""What is written of a food: looking only for words a food can hold finds what looking for all of them finds."""

import random

import pytest

from nutrition_db import NutritionTable
from service.dietary import Profile
from service.dietary.catalogue import WordRule
from service.dietary.ruleset import Ruleset, ruleset
from service.dietary.written import first_words, found_word, written_words

TABLE = NutritionTable.load()
DICE = random.Random(7)  # noqa: S311 - a seeded sample
FOODS = [TABLE.get(each) for each in DICE.sample(sorted(TABLE), 400)]
OWN = [
    "olives",
    "crème fraîche",
    "7-up",
    "m&m's",
    "cheese, blue",
    "(raw)",
    "ſalt",
    "K",
    "tomato",
    "berries",
    "%",
    "ice cream",
]
# From the foods themselves, so that most are found somewhere; two words in a row now and then.
WORDS = [*OWN, *(" ".join(DICE.choice(FOODS).name.split()[: DICE.choice((1, 2))]) for _ in range(180))]


def rules_of(words: list[str]) -> Ruleset:
    return ruleset(Profile("", "Kim", avoids=tuple(words[:100]), dislikes=tuple(words[100:])))


def words_in(rules: Ruleset) -> set[WordRule]:
    everywhere = (rule for rule in rules.always if isinstance(rule, WordRule))
    return {*everywhere, *(rule for under in rules.named.values() for rule in under)}


def test_no_word_is_missed_by_looking_only_where_it_can_be() -> None:
    rules = rules_of(WORDS)
    every = words_in(rules)
    found = {(food.id, rule.id) for food in FOODS for rule in every if found_word(food, rule)}
    asked = {
        (food.id, rule.id)
        for food in FOODS
        for rule in rules.asking(food)
        if isinstance(rule, WordRule) and found_word(food, rule)
    }
    assert len(found) > len(FOODS)
    assert asked == found


def test_of_two_hundred_words_a_food_is_asked_about_few() -> None:
    rules = rules_of([f"nowhere{number}" for number in range(200)])
    assert len(words_in(rules)) == 200
    assert [rule for food in FOODS for rule in rules.asking(food)] == []


@pytest.mark.parametrize(
    ("word", "firsts"),
    [
        ("olives", {"olives", "olive"}),
        ("blue cheese", {"blue"}),
        ("7-up", {"7"}),
        ("crème", None),
        ("(raw)", None),
    ],
)
def test_a_rule_knows_the_words_a_food_must_hold(word: str, firsts: set[str] | None) -> None:
    rule = next(iter(words_in(rules_of([word]))))
    known = first_words(rule)
    assert known is None if firsts is None else firsts <= (known or frozenset())


def test_no_food_is_written_with_letters_whose_lower_case_is_another() -> None:
    """İ, ı, ſ and the Kelvin sign match i, s and k whatever their case; `written_words` would miss them."""
    written = "".join(word for each in TABLE for word in written_words(TABLE.get(each)))
    assert {"ı", "ſ", "\u212a", "\u0307"} & set(written) == set()
