"""Profiles on the page: made in the editor or from a sentence, stored with consent, changed and deleted."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.actions import PESCATARIAN, choose, dot

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("nothing_kept")]


def new_profile(page: Page, name: str, *picks: str) -> None:
    page.get_by_test_id("profile-new").click()
    page.get_by_test_id("profile-name").fill(name)
    for pick in picks:
        page.get_by_test_id("profile-editor").get_by_role("checkbox", name=pick, exact=True).check()


def save(page: Page) -> None:
    page.get_by_test_id("profile-editor").get_by_role("button", name="Save", exact=True).click()


def test_a_profile_is_stored_chosen_and_there_after_reloading(result: Page) -> None:
    new_profile(result, "Kim", "Vegan")
    save(result)
    expect(dot(result, "cheese")).to_have_attribute("data-verdict", "avoid")
    expect(result.get_by_test_id("profile-select").locator("option:checked")).to_have_text("Kim")
    result.reload()
    expect(result.get_by_test_id("profile-select")).to_contain_text("Kim")


def test_health_information_is_stored_only_with_consent(result: Page) -> None:
    new_profile(result, "Kim", "Peanut")
    save(result)
    editor = result.get_by_test_id("profile-editor")
    expect(editor.get_by_role("alert")).to_contain_text("consent")
    result.get_by_test_id("consent").check()
    save(result)
    expect(editor).to_have_count(0)
    expect(result.get_by_test_id("profile-select").locator("option:checked")).to_have_text("Kim")


def test_everything_of_a_profile_is_kept_as_it_was_entered(page: Page) -> None:
    new_profile(page, "Kim", "Pescatarian", "High cholesterol", "Peanut", "Milk", "Alcohol")
    editor = page.get_by_test_id("profile-editor")
    editor.get_by_label("Milk: how severe").select_option("mild")
    editor.get_by_role("checkbox", name="traces matter").first.uncheck()
    editor.get_by_label("Leaves out, in other words").fill("veal")
    editor.get_by_label("Does not like").fill("mushroom, coriander")
    editor.get_by_role("button", name="Add a limit").click()
    editor.get_by_label("At most").fill("1500")
    editor.get_by_label("Energy a day").fill("1900")
    editor.get_by_role("checkbox", name="Do not show calories").check()
    page.get_by_test_id("consent").check()
    with page.expect_response("**/v1/profiles") as answer:
        save(page)
    kept = answer.value.json()
    del kept["id"]
    assert kept == {
        "name": "Kim",
        "diets": ["pescatarian"],
        "conditions": ["high_cholesterol"],
        "avoids": ["alcohol", "veal"],
        "allergens": [
            {"allergen": "milk", "severity": "mild", "traces_matter": False},
            {"allergen": "peanut", "severity": "severe", "traces_matter": True},
        ],
        "limits": [{"nutrient": "sodium_mg", "max": 1500, "min": None, "per": "day"}],
        "dislikes": ["mushroom", "coriander"],
        "daily_energy_kcal": 1900,
        "hide_energy": True,
        "consent_to_store": True,
    }
    page.get_by_test_id("profile-edit").click()
    expect(page.get_by_test_id("profile-name")).to_have_value("Kim")
    expect(editor.get_by_label("Milk: how severe")).to_have_value("mild")
    expect(editor.get_by_label("At most")).to_have_value("1500")


def test_a_profile_can_be_changed_and_deleted(result: Page) -> None:
    new_profile(result, "Kim", "Vegan")
    save(result)
    expect(dot(result, "cheese")).to_have_attribute("data-verdict", "avoid")
    result.get_by_test_id("profile-edit").click()
    editor = result.get_by_test_id("profile-editor")
    editor.get_by_role("checkbox", name="Vegan", exact=True).uncheck()
    editor.get_by_role("checkbox", name="Alcohol", exact=True).check()
    save(result)
    expect(dot(result, "cheese")).not_to_have_attribute("data-verdict", "avoid")
    result.get_by_test_id("profile-edit").click()
    editor.get_by_role("button", name="Delete").click()
    editor.get_by_role("button", name="Really delete?").click()
    expect(result.get_by_test_id("profile-select")).not_to_contain_text("Kim")
    expect(dot(result, "cheese")).to_have_attribute("data-verdict", "none")


def test_a_draft_serves_once_and_is_not_stored(result: Page) -> None:
    new_profile(result, "Guest", "Vegan")
    result.get_by_role("button", name="Use without saving").click()
    expect(dot(result, "cheese")).to_have_attribute("data-verdict", "avoid")
    result.reload()
    expect(result.get_by_test_id("profile-select")).not_to_contain_text("Guest")


def test_a_sentence_fills_the_editor_and_says_what_it_did_not_understand(page: Page) -> None:
    page.get_by_test_id("profile-select").select_option(PESCATARIAN)
    page.get_by_test_id("profile-edit").click()
    editor = page.get_by_test_id("profile-editor")
    page.get_by_test_id("editor-sentence").fill("allergic to peanuts, likes blue moons")
    page.get_by_test_id("editor-sentence").press("Enter")
    expect(editor.locator(".good")).to_contain_text("peanut")
    expect(editor.locator(".bad")).to_contain_text("blue")
    for name in ("Pescatarian", "High cholesterol", "Peanut"):
        expect(editor.get_by_role("checkbox", name=name, exact=True)).to_be_checked()


@pytest.mark.parametrize(
    ("label", "value", "told"),
    [("Name", "", re.compile("^Name: ")), ("Energy a day", "900", re.compile("^Energy a day.*1200"))],
    ids=["no name", "too little energy"],
)
def test_the_editor_says_what_is_missing_and_goes_there(
    page: Page, label: str, value: str, told: re.Pattern[str]
) -> None:
    new_profile(page, "Kim", "Vegan")
    editor = page.get_by_test_id("profile-editor")
    editor.get_by_label(label).first.fill(value)
    save(page)
    expect(editor.get_by_role("alert")).to_contain_text(told)
    expect(editor.get_by_label(label).first).to_be_focused()
    page.keyboard.press("Escape")
    expect(editor).to_have_count(0)


def test_a_profile_without_calories_hides_them_everywhere(result: Page) -> None:
    new_profile(result, "Kim", "Do not show calories")
    result.get_by_role("button", name="Use without saving").click()
    expect(result.get_by_test_id("totals-energy")).to_have_count(0)
    dot(result, "apple").click()
    assert "kcal" not in result.locator("#result").inner_text()


def test_what_would_turn_it_green_is_offered_and_taken_with_one_tap(result: Page) -> None:
    choose(result)
    dot(result, "cheese").click()
    card = result.get_by_test_id("card")
    expect(card.get_by_role("heading", name="What would turn it green")).to_be_visible()
    card.locator(".remedies button").first.click()
    expect(card.locator(".verdict").first).to_have_text("Fine")
