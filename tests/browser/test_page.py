"""The page in a real browser: from a photo to dots, cards and corrections."""

import json
import re
from math import floor
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.browser.actions import PESCATARIAN, dot, draw_box, energy
from tests.browser.conftest import PATIENCE_MS

pytestmark = pytest.mark.browser


def test_a_photo_becomes_one_dot_an_item_at_its_place(result: Page) -> None:
    expect(result.get_by_test_id("dot")).to_have_count(4)
    stage = result.locator(".stage").bounding_box()
    mark = dot(result, "apple").locator("svg").bounding_box()
    assert stage is not None
    assert mark is not None
    # The apple's box centre is (200, 430) of 800 x 600.
    across = (mark["x"] + mark["width"] / 2 - stage["x"]) / stage["width"]
    down = (mark["y"] + mark["height"] / 2 - stage["y"]) / stage["height"]
    assert (across, down) == pytest.approx((200 / 800, 430 / 600), abs=0.01)


def test_a_dot_tells_its_name_verdict_and_score_to_screen_readers(result: Page) -> None:
    label = dot(result, "apple").get_attribute("aria-label")
    assert label is not None
    assert re.fullmatch(r"Apple, No profile, Score \d+\.\d, \d+ kcal", label)


def test_the_score_is_readable_without_opening_anything(result: Page) -> None:
    assert re.fullmatch(r"\d+\.\d", dot(result, "apple").locator(".pill").inner_text())
    assert dot(result, "which food").locator(".pill").inner_text() == "–"


def test_hovering_shows_the_card_and_leaving_hides_it(result: Page) -> None:
    dot(result, "cheese").hover()
    expect(result.get_by_test_id("card")).to_be_visible()
    result.mouse.move(5, 5)
    expect(result.get_by_test_id("card")).to_be_hidden()


def test_a_click_keeps_the_card_open_and_escape_returns_to_the_dot(result: Page) -> None:
    dot(result, "cheese").click()
    card = result.get_by_test_id("card")
    result.mouse.move(5, 5)
    result.wait_for_timeout(400)
    expect(card).to_be_visible()
    expect(card).to_contain_text("kcal")
    result.keyboard.press("Escape")
    expect(card).to_be_hidden()
    expect(dot(result, "cheese")).to_be_focused()


def test_the_keyboard_alone_opens_and_uses_a_card(result: Page) -> None:
    dot(result, "apple").focus()
    result.keyboard.press("Enter")
    expect(result.get_by_test_id("card")).to_be_visible()
    before = energy(result)
    for _ in range(30):
        result.keyboard.press("Tab")
        if result.evaluate("document.activeElement.dataset.testid") == "grams":
            break
    for _ in range(10):
        result.keyboard.press("ArrowUp")
    expect(result.get_by_test_id("totals-energy")).not_to_have_text(before)
    assert result.evaluate("document.activeElement.dataset.testid") == "grams", "the focus stays while numbers change"


def test_a_tap_opens_the_card_on_a_phone(browser: Browser, base_url: str, photo: Path) -> None:
    phone = browser.new_context(
        base_url=base_url, viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True
    )
    phone.set_default_timeout(PATIENCE_MS)
    page = phone.new_page()
    page.goto("/")
    page.get_by_test_id("upload").set_input_files(photo)
    dot(page, "apple").tap()
    card = page.get_by_test_id("card")
    expect(card).to_be_visible()
    page.wait_for_timeout(400)
    expect(card).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    phone.close()


def test_a_profile_recolours_the_dots_without_a_new_analysis(result: Page) -> None:
    asked: list[str] = []
    result.on("request", lambda request: asked.append(request.url.split("/v1")[-1]))
    expect(dot(result, "curry")).to_have_attribute("data-verdict", "none")
    result.get_by_test_id("profile-select").select_option(PESCATARIAN)
    expect(dot(result, "curry")).to_have_attribute("data-verdict", "avoid")
    expect(dot(result, "which food")).to_have_attribute("data-verdict", "unknown")
    assert "/meals/evaluate" in asked
    assert "/meals" not in asked


def test_reasons_carry_numbers_and_their_rule(result: Page) -> None:
    result.get_by_test_id("profile-select").select_option(PESCATARIAN)
    expect(dot(result, "curry")).to_have_attribute("data-verdict", "avoid")
    dot(result, "curry").click()
    reasons = result.get_by_test_id("card").locator(".reasons").first
    expect(reasons).to_contain_text("Rule diet.pescatarian")
    expect(reasons).to_contain_text(re.compile(r"\d"))


def test_a_sentence_becomes_a_profile_and_tells_what_it_did_not_understand(result: Page) -> None:
    result.get_by_test_id("profile-sentence").fill("vegan, likes blue moons")
    result.get_by_role("button", name="Use it").click()
    expect(dot(result, "cheese")).to_have_attribute("data-verdict", "avoid")
    expect(result.locator(".parsed .good")).to_contain_text("vegan")
    expect(result.locator(".parsed .bad")).to_contain_text("blue")


def test_several_profiles_stand_side_by_side(result: Page) -> None:
    result.get_by_test_id("profile-select").select_option(PESCATARIAN)
    result.get_by_text("Compare with more profiles").click()
    result.get_by_role("checkbox", name="Vegan").check()
    expect(result.locator(".totals .judgement")).to_have_count(2)
    dot(result, "cheese").click()
    expect(result.get_by_test_id("card").locator(".who")).to_contain_text(["Pescatarian", "Vegan"])


def test_grams_change_the_totals_as_the_server_counts_them(result: Page) -> None:
    dot(result, "apple").click()
    with result.expect_response("**/v1/meals/evaluate") as answer:
        result.get_by_test_id("grams").fill("300")
    total = answer.value.json()["totals"]["nutrition"]["energy_kcal"]
    expect(result.get_by_test_id("totals-energy")).to_have_text(f"{floor(total + 0.5):,}")
    expect(result.get_by_test_id("grams")).to_be_focused()


def test_removing_can_be_undone(result: Page) -> None:
    before = energy(result)
    dot(result, "cheese").click()
    result.get_by_test_id("remove").click()
    expect(result.get_by_test_id("dot")).to_have_count(3)
    expect(result.get_by_test_id("totals-energy")).not_to_have_text(before)
    result.get_by_test_id("undo").click()
    expect(result.get_by_test_id("dot")).to_have_count(4)
    expect(result.get_by_test_id("totals-energy")).to_have_text(before)


def test_what_is_not_on_my_plate_does_not_count(result: Page) -> None:
    before = energy(result)
    dot(result, "cheese").click()
    result.get_by_test_id("card").get_by_role("checkbox", name="On my plate").uncheck()
    expect(result.get_by_test_id("totals-energy")).not_to_have_text(before)
    expect(dot(result, "not on my plate")).to_have_count(1)


def test_an_alternative_is_chosen_with_one_tap(result: Page) -> None:
    dot(result, "curry").click()
    card = result.get_by_test_id("card")
    card.get_by_role("button", name=re.compile("^Soup")).click()
    expect(card.get_by_role("heading", name=re.compile("Soup"))).to_be_visible()
    expect(card).to_contain_text("Name confirmed")


def test_an_unnamed_item_gets_its_name_from_search(result: Page) -> None:
    dot(result, "which food").click()
    result.get_by_test_id("food-search").fill("doughnut")
    result.get_by_test_id("card").get_by_role("option").first.wait_for()
    result.keyboard.press("ArrowDown")
    result.keyboard.press("Enter")
    expect(dot(result, "which food")).to_have_count(0)
    expect(result.locator(".energy")).not_to_contain_text("at least")


def test_a_food_without_a_place_on_the_photo_can_be_added(result: Page) -> None:
    result.get_by_role("button", name="Add a food").click()
    result.get_by_test_id("food-search").fill("banana")
    result.get_by_test_id("card").get_by_role("option").first.click()
    expect(result.locator(".rows .row")).to_have_count(5)
    expect(result.get_by_test_id("dot")).to_have_count(4)


def test_a_food_is_added_by_drawing_a_box(result: Page) -> None:
    draw_box(result)
    result.get_by_test_id("food-search").fill("banana")
    result.get_by_test_id("card").get_by_role("option").first.click()
    expect(result.get_by_test_id("dot")).to_have_count(5)


def test_the_list_says_what_the_dots_say(result: Page) -> None:
    result.get_by_test_id("profile-select").select_option(PESCATARIAN)
    expect(dot(result, "curry")).to_have_attribute("data-verdict", "avoid")
    row = result.locator(".row", has_text="Chicken curry")
    row.locator("summary").first.click()
    dot(result, "curry").click()
    card = result.get_by_test_id("card").locator(".card-body").inner_text()
    listed = row.locator(".row-body").inner_text()
    assert " ".join(listed.split()) == " ".join(card.split())


def test_picture_and_data_can_be_saved(result: Page, tmp_path: Path) -> None:
    with result.expect_download() as image:
        result.get_by_test_id("download-image").click()
    image.value.save_as(tmp_path / "meal.jpg")
    with Image.open(tmp_path / "meal.jpg") as saved:
        assert saved.format == "JPEG"
        saved.load()
    with result.expect_download() as data:
        result.get_by_test_id("download-json").click()
    data.value.save_as(tmp_path / "meal.json")
    assert len(json.loads((tmp_path / "meal.json").read_text("utf-8"))["items"]) == 4


def test_a_picture_saved_after_a_correction_shows_it_or_says_that_it_does_not(result: Page) -> None:
    asked: list[int] = []
    result.on("response", lambda answer: asked.append(answer.status) if answer.url.endswith("/render") else None)
    result.get_by_test_id("profile-select").select_option(PESCATARIAN)
    expect(dot(result, "curry")).to_have_attribute("data-verdict", "avoid")
    with result.expect_download():
        result.get_by_test_id("download-image").click()
    told = result.get_by_text("before your corrections").is_visible()
    assert len(asked) == 1
    assert told is (asked[0] != 200)


def test_the_sample_photo_is_one_click_away(page: Page) -> None:
    page.get_by_role("button", name="Try the sample photo").click()
    expect(page.get_by_test_id("dot")).to_have_count(4)


def test_a_file_that_is_no_photo_is_refused_with_what_to_do(page: Page, tmp_path: Path) -> None:
    text = tmp_path / "list.txt"
    text.write_text("eggs")
    page.get_by_test_id("upload").set_input_files(text)
    expect(page.get_by_test_id("error")).to_contain_text("Choose a JPEG")
    disguised = tmp_path / "list.jpg"
    disguised.write_text("eggs")
    page.get_by_test_id("upload").set_input_files(disguised)
    expect(page.get_by_test_id("error")).to_contain_text("Send a JPEG, PNG, WebP or AVIF file")


def test_a_busy_server_says_when_to_try_again(page: Page, photo: Path) -> None:
    page.route("**/v1/meals", lambda route: route.fulfill(status=503, headers={"Retry-After": "7"}, body="{}"))
    page.get_by_test_id("upload").set_input_files(photo)
    expect(page.get_by_test_id("error")).to_contain_text("Try again in 7 s")


def test_a_server_that_cannot_be_reached_is_said_so(result: Page) -> None:
    result.route("**/v1/meals/evaluate", lambda route: route.abort())
    result.get_by_test_id("profile-select").select_option(PESCATARIAN)
    expect(result.get_by_test_id("error")).to_contain_text("cannot be reached")
    result.unroute("**/v1/meals/evaluate")
    result.get_by_test_id("profile-select").select_option("")
    expect(result.get_by_test_id("error")).to_be_hidden()


@pytest.mark.parametrize("language", ["en", "de", "es"])
def test_every_language_shows_a_whole_result(page: Page, photo: Path, language: str) -> None:
    page.goto(f"/?lang={language}")
    assert page.evaluate("document.documentElement.lang") == language
    page.get_by_test_id("upload").set_input_files(photo)
    page.get_by_test_id("dot").first.click()
    expect(page.get_by_test_id("card")).to_be_visible()


def test_without_javascript_the_form_shows_picture_and_table(browser: Browser, base_url: str, photo: Path) -> None:
    context = browser.new_context(base_url=base_url, java_script_enabled=False)
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    page.goto("/")
    page.get_by_test_id("upload").set_input_files(photo)
    page.get_by_test_id("profile-select").select_option(PESCATARIAN)
    page.get_by_role("button", name="Analyze").click()
    expect(page.locator("table.plain tbody")).to_have_count(4)
    expect(page.locator("table.plain")).to_contain_text("diet.pescatarian")
    picture = page.locator(".annotated img")
    expect(picture).to_have_attribute("src", re.compile("^data:image/jpeg;base64,"))
    box = picture.bounding_box()
    assert box is not None
    assert box["width"] > 300
    page.get_by_test_id("upload").set_input_files(photo)
    page.get_by_test_id("profile-select").select_option("")
    page.get_by_label("Or say it in a sentence").fill("vegan")
    page.get_by_role("button", name="Analyze").click()
    expect(page.locator("table.plain")).to_contain_text("diet.vegan")
    context.close()


def test_without_javascript_an_error_is_shown_on_the_page(browser: Browser, base_url: str) -> None:
    context = browser.new_context(base_url=base_url, java_script_enabled=False)
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    page.goto("/")
    page.get_by_role("button", name="Analyze").click()
    expect(page.get_by_test_id("error")).to_contain_text("photo")
    context.close()


def test_a_whole_meal_from_the_photo_to_the_saved_picture(result: Page, tmp_path: Path) -> None:
    """The way of the issue: open, change food and grams, remove, undo, add by drawing, switch profile, save."""
    dot(result, "curry").click()
    result.get_by_test_id("card").get_by_role("button", name=re.compile("^Soup")).click()
    result.get_by_test_id("grams").fill("250")
    result.get_by_test_id("card").get_by_role("button", name="Close").click()
    dot(result, "cheese").click()
    result.get_by_test_id("remove").click()
    result.get_by_test_id("undo").click()
    draw_box(result)
    result.get_by_test_id("food-search").fill("banana")
    result.get_by_test_id("card").get_by_role("option").first.click()
    expect(result.get_by_test_id("dot")).to_have_count(5)
    with result.expect_response("**/v1/meals/evaluate") as judged:
        result.get_by_test_id("profile-select").select_option(PESCATARIAN)
    answer = judged.value.json()
    expect(result.get_by_test_id("totals-energy")).to_have_text(
        f"{floor(answer['totals']['nutrition']['energy_kcal'] + 0.5):,}"
    )
    for item in answer["items"]:
        shown = result.locator(f"[data-item-id='{item['id']}']")
        expect(shown).to_have_attribute("data-verdict", item["verdict"])
    with result.expect_response("**/v1/meals/render") as drawn, result.expect_download() as picture:
        result.get_by_test_id("download-image").click()
    assert drawn.value.status == 200
    picture.value.save_as(tmp_path / "meal.jpg")
    with Image.open(tmp_path / "meal.jpg") as saved:
        assert saved.width >= 800


def test_trying_again_after_a_busy_server_sends_the_same_photo(page: Page, photo: Path) -> None:
    page.route("**/v1/meals", lambda route: route.fulfill(status=503, headers={"Retry-After": "7"}, body="{}"), times=1)
    page.get_by_test_id("upload").set_input_files(photo)
    page.get_by_test_id("again").click()
    expect(page.get_by_test_id("dot")).to_have_count(4)
    expect(page.get_by_test_id("error")).to_be_hidden()


def test_the_card_tells_shares_of_a_day_ranges_and_what_was_eaten(result: Page) -> None:
    expect(result.locator(".row-sum").first).to_contain_text(re.compile(r"\d+–\d+ g"))
    dot(result, "apple").click()
    card = result.get_by_test_id("card")
    expect(card).to_contain_text(re.compile(r"Likely \d+ to \d+ g"))
    card.get_by_text("All nutrients").click()
    expect(card.get_by_role("row", name=re.compile("^Vitamin C"))).to_contain_text("%")
    before = energy(result)
    card.get_by_label("Eaten of it").select_option("0.5")
    expect(result.get_by_test_id("totals-energy")).not_to_have_text(before)


def test_foods_without_a_name_are_named_one_after_the_other(result: Page) -> None:
    to_name = result.get_by_test_id("to-name")
    expect(to_name).to_contain_text("1 food still needs a name")
    result.get_by_test_id("name-next").click()
    card = result.get_by_test_id("card")
    expect(card.get_by_role("heading", level=2)).to_have_text("Which food is this?")
    result.get_by_test_id("food-search").fill("doughnut")
    card.get_by_role("option").first.click()
    expect(to_name).to_be_hidden()
    expect(dot(result, "which food")).to_have_count(0)


def test_plate_and_note_go_with_the_photo(page: Page, photo: Path) -> None:
    page.get_by_text("Say more about the amounts").click()
    page.get_by_test_id("plate-diameter").fill("27")
    page.get_by_test_id("meal-note").fill("ate half")
    with page.expect_request("**/v1/meals") as sent:
        page.get_by_test_id("upload").set_input_files(photo)
    page.get_by_test_id("dot").first.wait_for()
    dot(page, "apple").click()
    expect(page.get_by_label("Eaten of it").first).to_have_value("0.5")
    assert sent.value.method == "POST"


def test_reasons_unfold_into_all_of_them_with_their_rules(result: Page) -> None:
    result.get_by_test_id("profile-select").select_option(PESCATARIAN)
    expect(dot(result, "curry")).to_have_attribute("data-verdict", "avoid")
    dot(result, "curry").click()
    reasons = result.get_by_test_id("card").locator(".reasons").first
    expect(reasons.locator("li").first).to_be_visible()
    assert "Rule " not in reasons.inner_text()
    reasons.get_by_text("All reasons with their rules").click()
    shown = reasons.inner_text()
    assert shown.count("Rule ") == reasons.locator("details li").count()
    for line in reasons.locator("details li").all():
        assert shown.count(line.inner_text().splitlines()[0]) == 1, "what is unfolded takes the place of the short list"


def test_foods_come_before_nutrients_and_saving_is_the_first_thing_to_do(result: Page) -> None:
    foods = result.locator(".rows").bounding_box()
    bars = result.locator(".bars").bounding_box()
    assert foods is not None
    assert bars is not None
    assert foods["y"] < bars["y"]
    assert result.locator(".left .button.primary").all_inner_texts() == ["Name now", "Save to diary"]


def test_an_incomplete_sum_is_explained_once(result: Page) -> None:
    expect(result.locator(".energy")).to_contain_text("at least")
    assert result.locator(".result").inner_text().count("at least") == 1 + result.locator(".bars .unseen").count() + 1
    expect(result.locator(".bars li").first).to_contain_text("≥")
