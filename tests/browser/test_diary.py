"""The diary and one's own data on the page: saved, shown day by day, exported and deleted."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.actions import choose, dot, energy, show_view
from tests.browser.axe import violations

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
    expect(result.get_by_test_id("kept")).to_contain_text("Profiles: 0. Meals in the diary: 1.")
    with result.expect_download() as copy:
        result.get_by_test_id("export").click()
    copy.value.save_as(tmp_path / "mine.json")
    assert [meal["title"] for meal in json.loads((tmp_path / "mine.json").read_text("utf-8"))["diary"]] == ["Lunch"]
    result.get_by_test_id("delete-all").click()
    result.get_by_test_id("delete-everything").click()
    expect(result.get_by_test_id("kept")).to_contain_text("Profiles: 0. Meals in the diary: 0.")


def reopen(page: Page, title: str) -> None:
    show_view(page, "Diary")
    page.get_by_role("button", name=f"Correct {title}").click()
    expect(page.get_by_test_id("origin")).to_contain_text(f"From your diary: {title}")


def meal_energy(page: Page) -> Locator:
    """That of the meal, not of the day."""
    return page.locator("#result").get_by_test_id("totals-energy")


def test_a_kept_meal_is_opened_again_and_corrected(result: Page) -> None:
    keep(result, "Lunch")
    reopen(result, "Lunch")
    expect(result.get_by_test_id("dot")).to_have_count(4)
    before = meal_energy(result).inner_text()
    dot(result, "curry").click()
    result.get_by_test_id("grams").fill("500")
    expect(meal_energy(result)).not_to_have_text(before)
    result.keyboard.press("Escape")
    changed = meal_energy(result).inner_text()
    result.get_by_role("button", name="Save changes").click()
    assert violations(result) == []
    result.get_by_test_id("meal-title").fill("Late lunch")
    with result.expect_response(lambda answer: answer.request.method == "PATCH") as patched:
        result.get_by_test_id("save-meal").get_by_role("button", name="Save", exact=True).click()
    assert patched.value.status == 200
    assert set(json.loads(patched.value.request.post_data or "")) == {"items", "title"}, (
        "what was not changed stays as it was"
    )
    show_view(result, "Diary")
    meal = result.get_by_test_id("diary-meal")
    expect(meal).to_have_count(1)
    expect(meal).to_contain_text("Late lunch")
    expect(meal).to_contain_text(f"{changed} kcal")


def test_a_kept_meal_can_be_drawn_with_its_corrections(result: Page) -> None:
    keep(result, "Lunch")
    reopen(result, "Lunch")
    with result.expect_response("**/v1/meals/render") as drawn, result.expect_download():
        result.get_by_test_id("download-image").click()
    assert drawn.value.status == 200


def test_a_meal_kept_without_its_photo_is_corrected_in_the_list(result: Page) -> None:
    keep(result, "Lunch", photo=False)
    reopen(result, "Lunch")
    expect(result.locator(".stage")).to_be_hidden()
    expect(result.get_by_test_id("download-image")).to_have_count(0)
    before = meal_energy(result).inner_text()
    row = result.locator(".row", has_text="Apple")
    row.locator("summary").first.click()
    row.get_by_label("Grams").fill("400")
    expect(meal_energy(result)).not_to_have_text(before)
    assert violations(result) == []


def test_a_deleted_meal_comes_back_with_one_click(result: Page) -> None:
    keep(result, "Lunch")
    show_view(result, "Diary")
    meal = result.get_by_test_id("diary-meal")
    told = meal.inner_text()
    meal.get_by_role("button", name="Delete Lunch").click()
    meal.get_by_role("button", name="Really delete?").click()
    expect(result.get_by_test_id("diary-empty")).to_be_visible()
    expect(result.get_by_test_id("undo-delete")).to_be_focused()
    assert violations(result) == []
    result.get_by_test_id("undo-delete").click()
    expect(meal).to_have_count(1)
    assert meal.inner_text() == told
    assert meal.locator("img").evaluate("async (image) => { await image.decode(); return image.naturalWidth }") > 0
    expect(result.get_by_test_id("undo-delete")).to_be_hidden()


def test_foods_without_an_amount_are_not_told_as_nothing(result: Page) -> None:
    keep(result, "Lunch")
    show_view(result, "Diary")
    result.get_by_test_id("diary-meal").locator("summary").click()
    foods = result.locator(".foods li")
    expect(foods.filter(has_text="Which food")).to_contain_text("amount not known")
    assert not any(re.search(r"\b0 g", text) for text in foods.all_inner_texts())


def test_a_usual_portion_is_remembered_used_listed_and_forgotten(result: Page, photo: Path) -> None:
    result.get_by_test_id("profile-new").click()
    result.get_by_test_id("profile-name").fill("Kim")
    result.get_by_test_id("profile-editor").get_by_role("button", name="Save", exact=True).click()
    dot(result, "apple").click()
    result.get_by_test_id("grams").fill("300")
    result.get_by_test_id("card").get_by_role("button", name="Remember 300 g as usual").click()
    expect(result.get_by_role("status").first).to_contain_text("Kim: 300 g")
    result.get_by_test_id("card").get_by_role("button", name="Close").click()
    result.get_by_test_id("upload").set_input_files(photo)
    result.get_by_test_id("ask").get_by_role("button", name="Analyze the new photo").click()
    dot(result, "apple").click()
    expect(result.get_by_test_id("grams")).to_have_value("300")
    expect(result.get_by_test_id("card")).to_contain_text("as you corrected it before")
    result.keyboard.press("Escape")
    show_view(result, "Your data")
    kept = result.get_by_test_id("remembered")
    expect(kept).to_contain_text("300 g")
    assert violations(result) == []
    kept.get_by_role("button", name=re.compile("^Forget Apple")).click()
    expect(kept).to_have_count(0)
