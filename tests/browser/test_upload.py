"""Ways a photo gets onto the page, what is told while it is under way, and what when it does not arrive."""

import io
import os
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.axe import violations
from tests.browser.conftest import PATIENCE_MS

pytestmark = pytest.mark.browser

# A file as people drag or copy it, in an event of the browser's own kinds.
BRING = """async ([kind, address, type]) => {
    const blob = await (await fetch(address)).blob();
    const bag = new DataTransfer();
    bag.items.add(new File([blob], "brought", { type }));
    const event = kind === "paste"
        ? new ClipboardEvent(kind, { clipboardData: bag, bubbles: true, cancelable: true })
        : new DragEvent(kind, { dataTransfer: bag, bubbles: true, cancelable: true });
    document.body.dispatchEvent(event);
}"""
PHOTO = ("/static/coffee.jpg", "image/jpeg")
TEXT = ("/static/main.js", "text/javascript")


@pytest.mark.parametrize("kind", ["paste", "drop"])
def test_a_photo_is_pasted_or_dropped_anywhere(page: Page, kind: str) -> None:
    page.evaluate(BRING, [kind, *PHOTO])
    expect(page.get_by_test_id("dot")).to_have_count(4)


def test_a_photo_dropped_on_another_view_leads_to_the_meal(page: Page) -> None:
    page.get_by_role("link", name="Diary").click()
    page.evaluate(BRING, ["drop", *PHOTO])
    expect(page.get_by_test_id("dot")).to_have_count(4)
    expect(page.get_by_role("link", name="Meal")).to_have_attribute("aria-current", "page")


def test_the_place_to_drop_shows_itself_while_something_is_dragged(page: Page) -> None:
    page.evaluate(BRING, ["dragover", *PHOTO])
    expect(page.locator("#drop")).to_have_class("panel over")
    page.evaluate(BRING, ["drop", *PHOTO])
    expect(page.locator("#drop")).to_have_class("panel")


def test_what_is_dropped_and_is_no_photo_is_refused(page: Page) -> None:
    page.evaluate(BRING, ["drop", *TEXT])
    expect(page.get_by_test_id("error")).to_contain_text("is not a photo")


def test_pasted_text_is_left_alone(page: Page) -> None:
    page.evaluate(BRING, ["paste", *TEXT])
    page.get_by_test_id("profile-sentence").focus()
    page.wait_for_timeout(200)
    expect(page.get_by_test_id("error")).to_be_hidden()
    expect(page.locator("#result")).to_be_empty()


def test_a_phone_offers_its_camera(browser: Browser, base_url: str, photo: Path) -> None:
    context = browser.new_context(
        base_url=base_url, viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True
    )
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    page.goto("/")
    camera = page.locator("input[capture=environment]")
    expect(camera).to_have_attribute("accept", "image/*")
    expect(page.get_by_text("Take a photo")).to_be_visible()
    camera.set_input_files(photo)
    expect(page.get_by_test_id("dot")).to_have_count(4)
    context.close()


def test_the_way_of_a_photo_is_told_in_stages(page: Page, tmp_path: Path) -> None:
    noise = Image.frombytes("RGB", (400, 300), os.urandom(400 * 300 * 3))
    data = io.BytesIO()
    noise.save(data, "JPEG", quality=95)
    (tmp_path / "large.jpg").write_bytes(data.getvalue())
    devtools = page.context.new_cdp_session(page)
    slow = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": len(data.getvalue())}
    page.evaluate("""() => {
        window.told = [];
        new MutationObserver(() => {
            const text = document.querySelector(".busy p")?.textContent;
            if (text && text !== window.told.at(-1)) window.told.push(text);
        }).observe(document.getElementById("result"), { childList: true, subtree: true, characterData: true });
    }""")
    devtools.send("Network.emulateNetworkConditions", slow)  # a second for the photo
    page.get_by_test_id("upload").set_input_files(tmp_path / "large.jpg")
    page.get_by_test_id("dot").first.wait_for()
    told = page.evaluate("window.told")
    assert told[0] == "Sending the photo: 0 %"
    assert told[-1].startswith("Finding foods")
    shares = [int(text.removeprefix("Sending the photo: ").removesuffix(" %")) for text in told[:-1]]
    assert shares == sorted(shares)
    assert len(shares) > 1, "there are steps on the way"


def test_the_photo_is_shown_while_it_is_looked_at(page: Page, photo: Path) -> None:
    held: list[Route] = []
    page.route("**/v1/meals", lambda route: held.append(route))
    page.get_by_test_id("upload").set_input_files(photo)
    preview = page.get_by_role("img", name="Your photo")
    expect(preview).to_be_visible()
    assert preview.evaluate("async (image) => { await image.decode(); return image.naturalWidth }") == 800
    assert violations(page) == []
    held[0].continue_()
    expect(page.get_by_test_id("dot")).to_have_count(4)


def test_a_photo_sent_offline_goes_when_the_line_is_back(page: Page, photo: Path) -> None:
    page.context.set_offline(True)
    page.get_by_test_id("upload").set_input_files(photo)
    expect(page.get_by_test_id("error")).to_contain_text("cannot be reached")
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280
    page.context.set_offline(False)
    page.get_by_test_id("again").click()
    expect(page.get_by_test_id("dot")).to_have_count(4)


@pytest.mark.parametrize("language", ["de", "es"])
def test_a_busy_server_is_told_in_every_language(page: Page, photo: Path, language: str) -> None:
    page.goto(f"/?lang={language}")
    page.route("**/v1/meals", lambda route: route.fulfill(status=503, headers={"Retry-After": "7"}, body="{}"))
    page.get_by_test_id("upload").set_input_files(photo)
    expect(page.get_by_test_id("error")).to_contain_text("7 s")


def test_a_busy_server_while_correcting_is_told_and_tried_again(result: Page) -> None:
    result.route(
        "**/v1/meals/evaluate",
        lambda route: route.fulfill(status=503, headers={"Retry-After": "3"}, body="{}"),
        times=1,
    )
    result.get_by_test_id("profile-select").select_option("example:vegan")
    expect(result.get_by_test_id("error")).to_contain_text("Try again in 3 s")
    result.get_by_test_id("again").click()
    expect(result.get_by_test_id("error")).to_be_hidden()
    expect(result.get_by_test_id("dot").first).to_have_attribute("data-verdict", "avoid")
