"""Several people at one table: foods against profiles, side by side."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.actions import PESCATARIAN, dot
from tests.browser.axe import violations
from tests.browser.conftest import PATIENCE_MS

pytestmark = pytest.mark.browser

OTHERS = ("Vegan", "Diabetes", "High blood pressure")


def compare(page: Page) -> Locator:
    page.get_by_test_id("profile-select").select_option(PESCATARIAN)
    page.get_by_text("Compare with more profiles").click()
    for name in OTHERS:
        page.get_by_role("checkbox", name=name, exact=True).check()
    table = page.get_by_test_id("compared")
    expect(table.get_by_role("columnheader")).to_have_count(2 + len(OTHERS))
    return table


def test_every_food_is_judged_for_every_profile_in_one_table(result: Page) -> None:
    expect(result.get_by_test_id("compared")).to_be_hidden()
    with result.expect_response(lambda answer: len(answer.json()["meal_verdicts"]) == 1 + len(OTHERS)) as judged:
        table = compare(result)
    answer = judged.value.json()
    expect(table.get_by_role("columnheader")).to_have_text(["Food", "Pescatarian with high cholesterol", *OTHERS])
    words = {"fine": "Fine", "limit": "Limit", "avoid": "Avoid", "unknown": "Not known"}
    rows = table.locator("tbody tr")
    expect(rows).to_have_count(len(answer["items"]))
    for row, item in zip(rows.all(), answer["items"], strict=True):
        expect(row.get_by_role("cell")).to_have_text([words[each["verdict"]] for each in item["verdicts"]])
        expect(row.locator("td use")).to_have_count(1 + len(OTHERS))
    expect(table.locator("tfoot td")).to_have_text([words[each["verdict"]] for each in answer["meal_verdicts"]])
    result.get_by_role("checkbox", name="Vegan", exact=True).uncheck()
    expect(table.get_by_role("columnheader")).to_have_count(1 + len(OTHERS))


@pytest.mark.parametrize("width", [320, 360])
def test_on_a_phone_the_table_scrolls_and_the_foods_stay(
    browser: Browser, base_url: str, photo: Path, width: int
) -> None:
    context = browser.new_context(base_url=base_url, viewport={"width": width, "height": 740}, reduced_motion="reduce")
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    page.goto("/")
    page.get_by_test_id("upload").set_input_files(photo)
    dot(page, "apple").wait_for()
    table = compare(page)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert violations(page) == []
    first = table.locator("tbody th").first
    before = first.bounding_box()
    table.focus()
    table.evaluate("area => area.scrollLeft = area.scrollWidth")
    after, last = first.bounding_box(), table.locator("tbody tr td").last.bounding_box()
    assert before is not None
    assert after is not None
    assert last is not None
    assert after["x"] == pytest.approx(before["x"], abs=1)
    assert last["x"] + last["width"] <= width
    dot(page, "apple").click()
    page.get_by_test_id("grams").fill("300")
    expect(page.locator(".row", has_text="Apple")).to_contain_text("300 g")
    assert table.evaluate("area => area.scrollLeft") > 0, "an edit does not scroll the table back"
    context.close()
