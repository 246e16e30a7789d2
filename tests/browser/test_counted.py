"""Foods that are counted say how many there are."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from models.detection import Box, Detection, Detections, Guess
from tests.browser.conftest import PATIENCE_MS, serving

pytestmark = pytest.mark.browser

EGGS = Detections(foods=tuple(Detection(Box(x, 200, 90, 90), 0.9, (Guess("egg", 0.95),)) for x in (100, 200, 300)))


def test_three_eggs_are_one_row_that_counts_them(browser: Browser, tmp_path: Path, photo: Path) -> None:
    with serving(EGGS, tmp_path) as address:
        context = browser.new_context(base_url=address)
        context.set_default_timeout(PATIENCE_MS)
        page = context.new_page()
        page.goto("/")
        page.get_by_test_id("upload").set_input_files(photo)
        expect(page.locator(".row-sum")).to_contain_text("3 × egg")
        page.get_by_test_id("dot").click()
        page.get_by_test_id("grams").fill("60")
        expect(page.locator(".row-sum")).not_to_contain_text("×")
        context.close()
