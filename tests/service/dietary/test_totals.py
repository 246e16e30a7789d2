"""Totals over one's plate: sums, what they miss, the energy range and shares of a day."""

import pytest

from service.dietary import totals
from tests.service.dietary.builders import food, item

PORRIDGE = food("Porridge", nutrients={"energy_kcal": 100.0, "iron_mg": 1.8})
MYSTERY = food("Mystery", nutrients={"energy_kcal": 50.0, "iron_mg": None})


def test_portions_are_summed_and_set_against_a_day() -> None:
    summed = totals([item(PORRIDGE, 200), item(PORRIDGE, 100, item_id="item-2", eaten=0.5)])
    assert summed.nutrition["energy_kcal"] == pytest.approx(250)
    assert summed.daily_value_percent["energy_kcal"] == pytest.approx(12.5)
    assert summed.daily_value_percent["iron_mg"] == pytest.approx(25)
    assert (summed.reference, summed.at_least) == ("fda_2016", ())


def test_a_missing_value_makes_a_sum_at_least() -> None:
    summed = totals([item(PORRIDGE), item(MYSTERY, item_id="item-2")])
    assert summed.nutrition["iron_mg"] == pytest.approx(1.8)
    assert summed.at_least == ("iron_mg",)


def test_what_nobody_knows_stays_unknown() -> None:
    alone = totals([item(MYSTERY)])
    assert alone.nutrition["iron_mg"] is None
    assert alone.daily_value_percent["iron_mg"] is None


def test_an_unidentified_food_leaves_every_sum_open() -> None:
    summed = totals([item(PORRIDGE), item(None, None, item_id="item-2")])
    assert summed.nutrition["energy_kcal"] == pytest.approx(100)
    assert "energy_kcal" in summed.at_least


def test_only_what_is_on_my_plate_counts() -> None:
    assert totals([item(PORRIDGE), item(PORRIDGE, item_id="2", on_my_plate=False)]).nutrition["energy_kcal"] == 100


def test_an_empty_plate_has_no_numbers() -> None:
    empty = totals([])
    assert (empty.nutrition["energy_kcal"], empty.energy_low, empty.energy_high) == (None, None, None)


@pytest.mark.parametrize(
    ("shared", "low", "high"),
    [(0.0, 200 - 2**0.5 * 30, 200 + 2**0.5 * 50), (1.0, 140, 300)],
    ids=["own errors add as squares", "errors of one plate add up"],
)
def test_the_energy_range_combines_the_portions_ranges(shared: float, low: float, high: float) -> None:
    parts = [item(PORRIDGE, 100, item_id=str(n), low=70, high=150, shared_share=shared) for n in range(2)]
    summed = totals(parts)
    assert summed.energy_low == pytest.approx(low)
    assert summed.energy_high == pytest.approx(high)
