"""What people do on the page, in the words of the tests."""

import re

from playwright.sync_api import Locator, Page, expect

__all__ = ["PESCATARIAN", "choose", "dot", "draw_box", "energy", "show_view"]

PESCATARIAN = "example:pescatarian_cholesterol"


def dot(page: Page, name: str) -> Locator:
    return page.get_by_test_id("dot").and_(page.get_by_role("button", name=re.compile(name, re.I)))


def energy(page: Page) -> str:
    return page.get_by_test_id("totals-energy").inner_text()


def choose(page: Page, profile: str = PESCATARIAN) -> None:
    """Choose a profile and wait for the dots to follow."""
    page.get_by_test_id("profile-select").select_option(profile)
    expect(dot(page, "which food")).to_have_attribute("data-verdict", "unknown")


def draw_box(page: Page) -> None:
    """Draw a box in the middle of the photo."""
    page.get_by_role("button", name="Add by drawing").click()
    pad = page.locator(".pad").bounding_box()
    assert pad is not None
    page.mouse.move(pad["x"] + pad["width"] * 0.4, pad["y"] + pad["height"] * 0.4)
    page.mouse.down()
    page.mouse.move(pad["x"] + pad["width"] * 0.6, pad["y"] + pad["height"] * 0.6, steps=4)
    page.mouse.up()


def show_view(page: Page, name: str) -> None:
    page.get_by_role("navigation", name="Views").get_by_role("link", name=name).click()
