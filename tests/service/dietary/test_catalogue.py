"""The catalogue against the written specification: the same rules, numbers and words, each with a source."""

import re
from pathlib import Path

import pytest

from nutrition_db.food import ALLERGEN_KEYS, FACT_KEYS, NUTRIENT_KEYS
from service.dietary import CONDITION_KEYS, DIET_KEYS, load_catalogue
from service.dietary.catalogue import NumberRule
from service.dietary.totals import daily_values
from service.language import ENGLISH
from service.meal import ThresholdOrigin

SPECIFICATION = (Path(__file__).parents[2] / "golden" / "README.md").read_text(encoding="utf-8")
RULES = load_catalogue().rules


def specified_ids() -> set[str]:
    """Read ids such as "diet.vegan.meat .poultry" and "condition.diabetes.added_sugars" from the rule tables."""
    found = set()
    for cell in re.findall(r"^\| ((?:diet|condition)\.[^|]+) \|", SPECIFICATION, re.MULTILINE):
        for group in cell.split(","):
            first, *others = group.split()
            found |= {first, *(f"{first.rpartition('.')[0]}{other}" for other in others)}
    return found


def test_the_rules_are_those_of_the_specification() -> None:
    assert {rule.id for rule in RULES} == specified_ids()


def test_every_diet_and_condition_has_rules() -> None:
    owners = {f"diet.{key}" for key in DIET_KEYS} | {f"condition.{key}" for key in CONDITION_KEYS}
    assert set(load_catalogue().by_owner) == owners


def test_ids_are_unique_and_ordered() -> None:
    assert len({rule.id for rule in RULES}) == len(RULES)
    assert [rule.order for rule in RULES] == sorted(rule.order for rule in RULES)


@pytest.mark.parametrize("rule", RULES, ids=[rule.id for rule in RULES])
def test_a_rule_has_a_text_and_a_source(rule: NumberRule) -> None:
    assert rule.text.endswith((".", "?"))
    assert rule.source
    if rule.origin is ThresholdOrigin.DERIVED:
        assert rule.formula


@pytest.mark.parametrize(
    ("rule_id", "energy", "line"),
    [
        ("condition.high_cholesterol.saturated_fat", None, 13),
        ("condition.high_cholesterol.saturated_fat", 1500, 10),
        ("diet.mediterranean.saturated_fat", 2000, 22),
        ("condition.diabetes.added_sugars", 2400, 30),
        ("condition.hypertension.sodium", 3000, 1500),
    ],
)
def test_lines_that_follow_energy_follow_it(rule_id: str, energy: float | None, line: float) -> None:
    rule = next(rule for rule in RULES if rule.id == rule_id)
    assert isinstance(rule, NumberRule)
    assert rule.line(energy) == line


def test_every_key_has_a_name() -> None:
    assert all(ENGLISH.name("nutrients", key) for key in NUTRIENT_KEYS)
    assert all(ENGLISH.fact(key) for key in FACT_KEYS)
    assert all(ENGLISH.name("allergens", key) for key in ALLERGEN_KEYS)
    assert set(daily_values()) <= set(NUTRIENT_KEYS)


@pytest.mark.parametrize(
    ("value", "written"), [(0.0, "0 g"), (0.424, "0.42 g"), (3.44, "3.4 g"), (11.02, "11 g"), (1500.0, "1500 g")]
)
def test_amounts_are_written_as_people_read_them(value: float, written: str) -> None:
    assert ENGLISH.amount(value, "g") == written
