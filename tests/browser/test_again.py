"""After the photo: the form is slim, words about the amounts can change, and no correction is lost unasked."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.actions import dot, energy
from tests.browser.axe import violations
from tests.browser.conftest import PATIENCE_MS

pytestmark = pytest.mark.browser


def say_more(page: Page, note: str) -> None:
    page.get_by_text("Say more about the amounts").click()
    page.get_by_test_id("meal-note").fill(note)


def soup_of_250_grams(page: Page) -> None:
    """Correct the curry."""
    dot(page, "curry").click()
    page.get_by_test_id("card").get_by_role("button", name=re.compile("^Soup")).click()
    page.get_by_test_id("grams").fill("250")
    expect(page.locator(".row", has_text="Soup")).to_contain_text("250 g")
    page.keyboard.press("Escape")


@pytest.mark.parametrize(("width", "most"), [(360, 330), (820, 240), (1440, 900)])
def test_the_form_gives_way_to_the_meal(browser: Browser, base_url: str, photo: Path, width: int, most: int) -> None:
    context = browser.new_context(base_url=base_url, viewport={"width": width, "height": 900}, reduced_motion="reduce")
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    page.goto("/")
    page.get_by_test_id("upload").set_input_files(photo)
    dot(page, "apple").wait_for()
    form = page.locator("#form").bounding_box()
    assert form is not None
    assert form["height"] <= most
    expect(page.get_by_text("New photo")).to_be_visible()
    expect(page.get_by_test_id("profile-select")).to_be_visible()
    if width == 1440:
        expect(page.get_by_role("heading", name="How to read the dots")).to_be_in_viewport()
        page.evaluate("scrollTo(0, document.body.scrollHeight)")
        expect(page.get_by_test_id("profile-select")).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth") == width
    context.close()


def test_a_new_note_is_used_for_the_same_photo_and_corrections_stay(result: Page) -> None:
    soup_of_250_grams(result)
    dot(result, "cheese").click()
    result.get_by_test_id("remove").click()
    expect(result.get_by_test_id("dot")).to_have_count(3)
    before = energy(result)
    again = result.get_by_role("button", name="Use for this photo")
    expect(again).to_be_hidden()
    say_more(result, "ate half")
    assert violations(result) == []
    with result.expect_request("**/v1/meals"):
        again.click()
    expect(result.get_by_test_id("totals-energy")).not_to_have_text(before)
    expect(again).to_be_hidden()
    expect(result.get_by_test_id("dot")).to_have_count(3)
    expect(result.locator(".row", has_text="Soup")).to_contain_text("125 g")
    dot(result, "apple").click()
    expect(result.get_by_test_id("card").get_by_label("Eaten of it")).to_have_value("0.5")


def test_a_new_photo_asks_before_corrections_are_lost(result: Page, photo: Path) -> None:
    soup_of_250_grams(result)
    result.get_by_test_id("upload").set_input_files(photo)
    question = result.get_by_test_id("ask")
    expect(question).to_contain_text("they are lost")
    assert violations(result) == []
    question.get_by_role("button", name="Cancel").click()
    expect(dot(result, "soup")).to_have_count(1)
    result.get_by_test_id("upload").set_input_files(photo)
    question.get_by_role("button", name="Analyze the new photo").click()
    expect(dot(result, "curry")).to_have_count(1)


@pytest.mark.usefixtures("nothing_kept")
def test_a_kept_meal_gives_way_unasked(result: Page, photo: Path) -> None:
    soup_of_250_grams(result)
    result.get_by_test_id("save-meal-button").click()
    result.get_by_test_id("save-meal").get_by_role("button", name="Save", exact=True).click()
    expect(result.get_by_test_id("save-meal")).to_have_count(0)
    result.get_by_test_id("upload").set_input_files(photo)
    expect(dot(result, "curry")).to_have_count(1)


def test_the_energy_range_is_the_servers(result: Page) -> None:
    # The name is judged first, then the grams; an answer that a later one overtakes has no body to read.
    with result.expect_response(lambda answer: '"grams":250' in (answer.request.post_data or "")):
        soup_of_250_grams(result)
    expect(dot(result, "soup")).to_have_count(1)
    with result.expect_response("**/v1/meals/evaluate") as answer:
        dot(result, "apple").click()
        result.get_by_test_id("card").get_by_role("button", name="10 g more").click()
    body = answer.value.json()
    low, high = (f"{round(body['totals']['range']['energy_kcal'][end]):,}" for end in ("low", "high"))
    expect(result.locator(".energy")).to_contain_text(f"likely {low} to {high}")
    sent = json.loads(answer.value.request.post_data or "")["items"]
    assert [("low_grams" in item) for item in sent if item["food_id"]].count(True) == 1, (
        "only cheese is an estimate now"
    )
