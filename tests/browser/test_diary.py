"""The diary and one's own data on the page: saved, shown day by day, exported and deleted."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.actions import choose, energy, show_view

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("nothing_kept")]


def keep(page: Page, title: str, *, photo: bool = True) -> None:
    page.get_by_test_id("save-meal-button").click()
    page.get_by_test_id("meal-title").fill(title)
    page.get_by_role("checkbox", name=re.compile("^Keep the photo")).set_checked(photo)
    page.get_by_test_id("save-meal").get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_test_id("save-meal")).to_have_count(0)


def test_a_saved_meal_is_in_the_diary_with_the_same_energy(result: Page) -> None:
    shown = energy(result)
    keep(result, "Lunch")
    expect(result.get_by_role("status").first).to_have_text("Saved to the diary.")
    show_view(result, "Diary")
    meal = result.get_by_test_id("diary-meal")
    expect(meal).to_contain_text("Lunch")
    expect(meal).to_contain_text(f"{shown} kcal")
    expect(result.get_by_test_id("day-summary").get_by_test_id("totals-energy")).to_have_text(shown)
    assert meal.locator("img").evaluate("async (image) => { await image.decode(); return image.naturalWidth }") > 0
    meal.locator("summary").click()
    # Every food on the photo, also the one nobody has named.
    expect(meal.locator(".foods li")).to_have_count(result.get_by_test_id("dot").count())


def test_another_day_is_empty_and_the_address_leads_back_to_the_diary(page: Page) -> None:
    show_view(page, "Diary")
    page.get_by_role("button", name="Day before").click()
    expect(page.get_by_test_id("diary-empty")).to_be_visible()
    page.reload()
    expect(page.get_by_test_id("diary-day")).to_be_visible()
    page.go_back()
    expect(page.get_by_test_id("profile-select")).to_be_visible()


def test_a_meal_is_deleted_after_asking_once_more(result: Page) -> None:
    keep(result, "Lunch", photo=False)
    show_view(result, "Diary")
    meal = result.get_by_test_id("diary-meal")
    expect(meal.locator("img")).to_have_count(0)
    meal.get_by_role("button", name="Delete Lunch").click()
    meal.get_by_role("button", name="Really delete?").click()
    expect(result.get_by_test_id("diary-empty")).to_be_visible()


@pytest.mark.parametrize("agreed", [False, True], ids=["no consent", "consent"])
def test_health_information_goes_into_the_diary_only_with_consent(result: Page, agreed: bool) -> None:
    choose(result)
    result.get_by_test_id("save-meal-button").click()
    result.get_by_test_id("meal-consent").set_checked(agreed)
    with result.expect_response("**/v1/diary") as answer:
        result.get_by_test_id("save-meal").get_by_role("button", name="Save", exact=True).click()
    assert len(answer.value.json()["profiles"]) == int(agreed)


def test_a_failed_save_says_so_and_trying_again_keeps_the_meal_once(result: Page) -> None:
    result.route("**/v1/diary", lambda route: route.abort())
    result.get_by_test_id("save-meal-button").click()
    button = result.get_by_test_id("save-meal").get_by_role("button", name="Save", exact=True)
    button.click()
    expect(result.get_by_test_id("save-meal").get_by_role("alert")).to_contain_text("cannot be reached")
    result.unroute("**/v1/diary")
    button.click()
    expect(result.get_by_test_id("save-meal")).to_have_count(0)
    show_view(result, "Diary")
    expect(result.get_by_test_id("diary-meal")).to_have_count(1)


def test_ones_data_is_told_exported_and_deleted_for_good(result: Page, tmp_path: Path) -> None:
    keep(result, "Lunch")
    show_view(result, "Your data")
    expect(result.get_by_test_id("kept")).to_contain_text("0 profiles, 1 meals")
    with result.expect_download() as copy:
        result.get_by_test_id("export").click()
    copy.value.save_as(tmp_path / "mine.json")
    assert [meal["title"] for meal in json.loads((tmp_path / "mine.json").read_text("utf-8"))["diary"]] == ["Lunch"]
    result.get_by_test_id("delete-all").click()
    result.get_by_test_id("delete-everything").click()
    expect(result.get_by_test_id("kept")).to_contain_text("0 profiles, 0 meals")
