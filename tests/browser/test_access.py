"""For everybody: axe on every view and state, the keyboard alone, and what the browser is allowed to load."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.actions import PESCATARIAN, choose, dot, show_view
from tests.browser.axe import violations
from tests.browser.conftest import PATIENCE_MS

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("nothing_kept")]


def visited(page: Page, photo: Path) -> dict[str, list[str]]:
    """Walk through every view and state of the page and collect what axe finds in each."""
    found = {"start": violations(page)}
    page.get_by_test_id("upload").set_input_files(photo)
    dot(page, "apple").wait_for()
    found["result without profile"] = violations(page)
    choose(page)
    found["result with verdicts"] = violations(page)
    dot(page, "cheese").click()
    page.locator(".remedies button").first.wait_for()
    for fold in page.get_by_test_id("card").locator("details").all():
        fold.evaluate("fold => fold.open = true")
    found["card, all unfolded"] = violations(page)
    page.get_by_test_id("food-search").fill("curry")
    page.get_by_test_id("card").get_by_role("option").first.wait_for()
    found["search"] = violations(page)
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    dot(page, "which food").click()
    found["card of an unnamed food"] = violations(page)
    page.get_by_test_id("remove").click()
    page.get_by_text("Compare with more profiles").click()
    page.get_by_role("checkbox", name="Vegan", exact=True).check()
    expect(page.locator(".totals .judgement")).to_have_count(2)
    page.locator(".row summary").first.click()
    found["two profiles, list unfolded, undo"] = violations(page)
    page.get_by_test_id("profile-edit").click()
    page.get_by_test_id("editor-sentence").fill("allergic to milk, less than 1500 mg sodium a day, blue")
    page.get_by_test_id("editor-sentence").press("Enter")
    page.locator(".dialog .bad").wait_for()
    page.get_by_test_id("profile-editor").get_by_role("button", name="Save", exact=True).click()
    page.locator(".dialog .error").wait_for()
    found["editor with an error"] = violations(page)
    page.keyboard.press("Escape")
    page.get_by_test_id("save-meal-button").click()
    found["saving"] = violations(page)
    page.get_by_test_id("save-meal").get_by_role("button", name="Save", exact=True).click()
    page.locator(".status.seen").wait_for()
    found["saved"] = violations(page)
    show_view(page, "Diary")
    page.get_by_test_id("diary-meal").locator("summary").click()
    page.locator(".foods li").first.wait_for()
    found["diary"] = violations(page)
    page.get_by_role("button", name="Day after").click()
    page.get_by_test_id("diary-empty").wait_for()
    found["empty day"] = violations(page)
    page.get_by_role("button", name="Day before").click()
    page.get_by_test_id("diary-meal").get_by_role("button", name=re.compile("^Correct ")).click()
    page.get_by_test_id("origin").wait_for()
    found["meal of the diary, opened again"] = violations(page)
    page.emulate_media(media="print")
    found["print"] = violations(page)
    page.emulate_media(media="screen")
    show_view(page, "Your data")
    page.get_by_test_id("delete-all").click()
    found["your data"] = violations(page)
    page.route("**/v1/meals", lambda route: route.fulfill(status=503, headers={"Retry-After": "7"}, body="{}"))
    show_view(page, "Meal")
    page.get_by_test_id("upload").set_input_files(photo)
    page.get_by_test_id("again").wait_for()
    found["error"] = violations(page)
    return {state: broken for state, broken in found.items() if broken}


def opened(browser: Browser, base_url: str, **options: object) -> tuple[BrowserContext, Page]:
    context = browser.new_context(base_url=base_url, reduced_motion="reduce", **options)  # type: ignore[arg-type]
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    page.goto("/")
    return context, page


@pytest.mark.parametrize(
    ("scheme", "size"), [("light", (1280, 900)), ("dark", (360, 740))], ids=["light, wide", "dark, phone"]
)
def test_axe_finds_nothing_in_any_view_or_state(
    browser: Browser, base_url: str, photo: Path, scheme: str, size: tuple[int, int]
) -> None:
    viewport = {"width": size[0], "height": size[1]}
    context, page = opened(browser, base_url, color_scheme=scheme, viewport=viewport)
    assert visited(page, photo) == {}
    context.close()


def test_axe_finds_nothing_in_the_page_without_javascript(browser: Browser, base_url: str, photo: Path) -> None:
    # Axe itself is a script: the plain form is sent with scripts on, its answer is the same page.
    context, page = opened(browser, base_url)
    page.evaluate("document.documentElement.classList.remove('js-on')")
    page.get_by_test_id("profile-select").select_option(PESCATARIAN)
    page.locator("#upload").evaluate("(input) => input.replaceWith(input.cloneNode())")
    page.get_by_test_id("upload").set_input_files(photo)
    page.evaluate("HTMLFormElement.prototype.submit.call(document.getElementById('form'))")
    page.locator("table.plain").wait_for()
    page.evaluate("document.documentElement.classList.remove('js-on')")
    assert violations(page) == []
    context.close()


def test_axe_would_find_what_is_wrong(page: Page) -> None:
    page.evaluate("document.getElementById('main').append(new Image())")
    assert [line for line in violations(page) if line.startswith("image-alt")]


@pytest.mark.parametrize("width", [320, 360, 820])
def test_nothing_is_wider_than_the_window(browser: Browser, base_url: str, photo: Path, width: int) -> None:
    context, page = opened(browser, base_url, viewport={"width": width, "height": 700})
    page.get_by_test_id("upload").set_input_files(photo)
    dot(page, "apple").wait_for()
    choose(page)
    widths = [page.evaluate("document.documentElement.scrollWidth")]
    dot(page, "cheese").click()
    card = page.get_by_test_id("card").bounding_box()
    assert card is not None
    assert card["x"] >= 0
    assert card["x"] + card["width"] <= width
    page.keyboard.press("Escape")
    page.get_by_test_id("profile-edit").click()
    widths.append(page.locator(".dialog-body").evaluate("(body) => body.scrollWidth - body.clientWidth + innerWidth"))
    page.keyboard.press("Escape")
    for view in ("Diary", "Your data"):
        show_view(page, view)
        widths.append(page.evaluate("document.documentElement.scrollWidth"))
    assert widths == [width] * 4
    context.close()


def press_until(page: Page, condition: str, key: str = "Tab", most: int = 80) -> None:
    """Press a key until the focused element is the wanted one: what a person without a mouse does."""
    for _ in range(most):
        page.keyboard.press(key)
        if page.evaluate(f"(() => {{ const it = document.activeElement; return {condition} }})()"):
            return
    raise AssertionError(f"{most} presses of {key} never reached {condition}")


def test_the_keyboard_alone_does_everything(result: Page) -> None:
    result.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
    press_until(result, "it.id === 'profile'")
    result.keyboard.press("p")  # a select takes the first letters of an option
    expect(dot(result, "curry")).to_have_attribute("data-verdict", "avoid")
    press_until(result, "it.dataset.testid === 'dot' && it.ariaLabel.startsWith('Cheese')")
    result.keyboard.press("Enter")
    expect(result.get_by_test_id("card")).to_be_visible()
    press_until(result, "it.dataset.testid === 'food-search'")
    result.keyboard.type("gouda")
    result.get_by_test_id("card").get_by_role("option").first.wait_for()
    result.keyboard.press("ArrowDown")
    result.keyboard.press("Enter")
    expect(dot(result, "gouda")).to_have_count(1)
    press_until(result, "it.dataset.testid === 'remove'")
    result.keyboard.press("Space")
    expect(result.get_by_test_id("dot")).to_have_count(3)
    assert result.evaluate("document.activeElement.dataset.testid") == "undo"
    result.keyboard.press("Enter")
    expect(result.get_by_test_id("dot")).to_have_count(4)
    press_until(result, "it.textContent === 'Add a food'")
    result.keyboard.press("Enter")
    result.keyboard.type("banana")
    result.get_by_test_id("card").get_by_role("option").first.wait_for()
    result.keyboard.press("Enter")
    expect(result.locator(".rows .row")).to_have_count(5)
    press_until(result, "it.dataset.testid === 'save-meal-button'")
    result.keyboard.press("Enter")
    press_until(result, "it.type === 'submit' && it.textContent === 'Save'")
    result.keyboard.press("Enter")
    expect(result.get_by_test_id("save-meal")).to_have_count(0)
    press_until(result, "it.hash === '#diary'", "Shift+Tab")
    result.keyboard.press("Enter")
    expect(result.get_by_test_id("diary-meal")).to_have_count(1)


def test_every_stop_of_the_keyboard_shows_where_it_is(result: Page) -> None:
    result.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
    seen = []
    for _ in range(30):
        result.keyboard.press("Tab")
        seen.append(result.evaluate("getComputedStyle(document.activeElement).outlineStyle"))
    # The file input itself is unseen; the button around it is outlined instead.
    assert seen.count("none") <= 1, seen


def test_the_content_policy_forbids_inline_scripts_and_styles(browser: Browser, base_url: str) -> None:
    context, page = opened(browser, base_url)
    policy = page.request.get("/").headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    outcome = page.evaluate("""() => {
        const script = document.createElement('script');
        script.textContent = 'window.ran = true';
        document.body.append(script);
        const styled = document.createElement('p');
        document.body.append(styled);
        styled.setAttribute('style', 'color: red');
        return [Boolean(window.ran), styled.style.color];
    }""")
    assert outcome == [False, ""]
    context.close()
