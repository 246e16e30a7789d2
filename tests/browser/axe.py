"""Axe-core over a page: what it finds, one line a violation. The package axe-playwright-python pins axe (MPL 2.0)."""

from collections.abc import Iterator

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

__all__ = ["violations"]

_AXE = Axe()


def violations(page: Page) -> list[str]:
    """Every rule that is broken and where; colour contrast included."""
    return list(_lines(_AXE.run(page).response["violations"]))


def _lines(found: list[dict[str, object]]) -> Iterator[str]:
    for rule in found:
        nodes = rule["nodes"]
        assert isinstance(nodes, list)
        for node in nodes:
            yield f"{rule['id']} ({rule['impact']}): {node['target']} {node['failureSummary']}"
