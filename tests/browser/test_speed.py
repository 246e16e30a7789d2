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
