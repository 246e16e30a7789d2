"""Foods nobody has named: walked through one after the other, with the photo in sight."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.actions import PESCATARIAN
from tests.browser.axe import violations
from tests.browser.conftest import PATIENCE_MS

pytestmark = pytest.mark.browser

PHONE = {"width": 360, "height": 740}
SHADES = """canvas => {
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    return new Set(Array.from({ length: data.length / 4 }, (_, at) => data[4 * at])).size;
}"""


@pytest.fixture(params=[{"width": 1280, "height": 900}, PHONE], ids=["wide", "phone"])
def walked(browser: Browser, unnamed_url: str, photo: Path, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A judged meal with three foods without a name."""
    context = browser.new_context(base_url=unnamed_url, viewport=request.param, reduced_motion="reduce")
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    page.goto("/")
    page.get_by_test_id("upload").set_input_files(photo)
    page.get_by_test_id("to-name").wait_for()
    page.get_by_test_id("profile-select").select_option(PESCATARIAN)
    expect(asked_for(page).first).not_to_have_attribute("data-verdict", "none")
    yield page
    context.close()


def asked_for(page: Page) -> Locator:
    """Dots that wait for a name."""
    return page.locator("[data-testid=dot][aria-label^='Which food']")


def asked(page: Page) -> Locator:
    """The dot the card asks about."""
    return page.locator("[data-testid=dot][aria-current]")


def test_the_way_leads_through_every_food_without_a_name(walked: Page) -> None:
    card = walked.get_by_test_id("card")
    expect(walked.get_by_test_id("to-name")).to_contain_text("3 foods still need a name")
    walked.get_by_test_id("name-next").click()
    expect(card.locator(".steps")).to_contain_text("Food 1 of 3")
    walked.get_by_test_id("name-next").click()
    expect(card.locator(".steps")).to_contain_text("Food 2 of 3")
    expect(walked.get_by_test_id("name-next")).to_be_focused()
    walked.get_by_test_id("name-before").click()
    expect(card.locator(".steps")).to_contain_text("Food 1 of 3")
    for left in (2, 1):
        card.locator(".chip").first.click()
        expect(asked_for(walked)).to_have_count(left)
        expect(asked(walked)).to_have_attribute("aria-label", asked_for(walked).first.get_attribute("aria-label") or "")
    card.locator(".chip").first.click()
    expect(walked.get_by_test_id("to-name")).to_be_hidden()
    expect(asked(walked)).to_have_count(0)
    expect(walked.locator(".light")).to_be_hidden()


def test_the_food_that_is_asked_about_is_marked_and_in_sight(walked: Page) -> None:
    places = set()
    for _ in range(3):
        walked.get_by_test_id("name-next").click()
        expect(asked(walked)).to_have_count(1)
        dot, card, spot = (
            area.bounding_box() for area in (asked(walked), walked.get_by_test_id("card"), walked.locator(".spot"))
        )
        assert dot is not None
        assert card is not None
        assert spot is not None
        places.add(round(spot["x"]) + 10_000 * round(spot["y"] - dot["y"]))
        middle = (dot["x"] + dot["width"] / 2, dot["y"] + dot["height"] / 2)
        assert spot["x"] < middle[0] < spot["x"] + spot["width"]
        assert dot["y"] >= 0
        covered = card["x"] <= middle[0] <= card["x"] + card["width"] and card["y"] <= dot["y"] + dot["height"]
        assert not covered
    assert len(places) > 1


def test_rows_without_a_name_show_their_part_of_the_photo(walked: Page) -> None:
    crops = walked.locator(".row .crop")
    expect(crops).to_have_count(3)
    expect(walked.locator(".row", has_text="Apple").locator(".crop")).to_have_count(0)
    for crop in crops.all():
        walked.wait_for_function(f"canvas => ({SHADES})(canvas) > 1", arg=crop.element_handle())


def test_what_is_no_food_is_removed_on_the_way(walked: Page) -> None:
    walked.get_by_test_id("name-next").click()
    walked.get_by_test_id("remove").click()
    expect(asked_for(walked)).to_have_count(2)
    expect(walked.get_by_test_id("card").locator(".steps")).to_contain_text("Food 1 of 2")
    walked.get_by_test_id("remove").click()
    expect(asked_for(walked)).to_have_count(1)
    walked.get_by_test_id("remove").click()
    expect(walked.get_by_test_id("card")).to_be_hidden()
    expect(walked.get_by_test_id("undo")).to_be_focused()


def test_closing_the_card_ends_the_way(walked: Page) -> None:
    walked.get_by_test_id("name-next").click()
    walked.keyboard.press("Escape")
    expect(asked(walked)).to_have_count(0)
    expect(walked.get_by_test_id("to-name").get_by_role("button", name="Name now")).to_be_visible()


def test_the_card_asks_for_the_name_before_it_judges(walked: Page) -> None:
    walked.get_by_test_id("name-next").click()
    headings = walked.get_by_test_id("card").get_by_role("heading", level=3).all_inner_texts()
    assert headings.index("Is it one of these?") < headings.index("For you")


def test_axe_finds_nothing_on_the_way(walked: Page) -> None:
    assert violations(walked) == []
    walked.get_by_test_id("name-next").click()
    walked.get_by_test_id("card").locator(".crop").wait_for()
    assert violations(walked) == []
