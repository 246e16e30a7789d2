"""The page is light and quick: what it weighs, and the work an edit costs the browser."""

import statistics

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.actions import choose, dot
from tests.browser.conftest import PATIENCE_MS

pytestmark = pytest.mark.browser

EDITS = 12
MOST_MS = 100


def test_the_page_weighs_little(browser: Browser, base_url: str) -> None:
    context = browser.new_context(base_url=base_url)
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    sizes: list[int] = []
    page.on("response", lambda response: sizes.append(len(response.body())))
    page.goto("/", wait_until="networkidle")
    assert 0 < sum(sizes) <= 150_000
    context.close()


def test_an_edit_costs_the_browser_little(result: Page) -> None:
    # Time on the CPU, not on the clock: other work on the machine must not fail it.
    choose(result)
    dot(result, "apple").click()
    grams = result.get_by_test_id("grams")
    devtools = result.context.new_cdp_session(result)
    devtools.send("Performance.enable", {"timeDomain": "threadTicks"})

    def worked() -> float:
        metrics = {each["name"]: each["value"] for each in devtools.send("Performance.getMetrics")["metrics"]}
        return 1000 * float(metrics["TaskDuration"])

    costs = []
    for amount in range(300, 300 + 50 * EDITS, 50):
        before, total = worked(), result.get_by_test_id("totals-energy").inner_text()
        grams.fill(str(amount))
        expect(result.get_by_test_id("totals-energy")).not_to_have_text(total)
        costs.append(worked() - before)
    assert 0 < statistics.median(costs) <= MOST_MS, costs


WALL_BOUND_MS = 2_000  # a loaded machine; the figure of a quiet one is in the README
WAIT_FOR_TOTAL = """([grams]) => new Promise((resolve) => {
    const input = document.querySelector("[data-testid=grams]");
    const before = document.querySelector("[data-testid=totals-energy]").textContent;
    const started = performance.now();
    const look = new MutationObserver(() => {
        if (document.querySelector("[data-testid=totals-energy]").textContent === before) return;
        look.disconnect();
        resolve(performance.now() - started);
    });
    look.observe(document.querySelector(".totals"), { childList: true, subtree: true, characterData: true });
    input.value = String(grams);
    input.dispatchEvent(new Event("input", { bubbles: true }));
})"""


def test_an_edit_shows_soon_on_the_clock(result: Page) -> None:
    """From the input to the changed page, the round trip to evaluate in it: 12 items, 4 profiles. `-s` prints it."""
    choose(result)
    result.get_by_text("Compare with more profiles").click()
    for name in ("Vegan", "Diabetes", "High blood pressure"):
        result.get_by_role("checkbox", name=name, exact=True).check()
    for more in range(12 - 4):
        result.get_by_role("button", name="Add a food").click()
        result.get_by_test_id("food-search").fill("banana")
        result.get_by_test_id("card").get_by_role("option").first.click()
        expect(result.locator(".rows .row")).to_have_count(5 + more)
    dot(result, "apple").click()
    times = sorted(result.evaluate(WAIT_FOR_TOTAL, [grams]) for grams in range(300, 1300, 50))
    p50, p95 = statistics.median(times), times[int(0.95 * len(times)) - 1]
    print(f"an edit, 12 items, 4 profiles: p50 {p50:.0f} ms, p95 {p95:.0f} ms")  # noqa: T201 - the figure is asked for
    assert p50 <= WALL_BOUND_MS
