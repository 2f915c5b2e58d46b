"""What is asked of every page, whatever is on it."""

from __future__ import annotations

from collections.abc import Iterator

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

__all__ = ["beyond", "changes_with_the_focus", "violations"]

_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def beyond(page: Page) -> int:
    """By how many pixels the page is wider than the screen."""
    pixels: int = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return max(pixels, 0)


def violations(page: Page) -> list[str]:
    """What the page has against the rules of WCAG 2.2, levels A and AA, as far as axe can tell."""
    options = {"runOnly": _RULES, "resultTypes": ["violations"]}
    found = Axe().run(page, options=options).response
    assert found["passes"]
    return list(_lines(found["violations"]))


def _lines(found: list[dict[str, list[dict[str, str]]]]) -> Iterator[str]:
    for violation in found:
        for node in violation["nodes"]:
            yield f"{violation['id']}: {node['html'][:200]}: {node['failureSummary']}"


def changes_with_the_focus(page: Page) -> bool:
    """Whether one sees that what has the focus has it; it loses it."""
    box = page.evaluate(
        """() => {
            const {x, y, width, height} = document.activeElement.getBoundingClientRect();
            const left = Math.max(x - 4, 0), top = Math.max(y - 4, 0);
            return {
                x: left, y: top,
                width: Math.min(x + width + 4, innerWidth) - left,
                height: Math.min(y + height + 4, innerHeight) - top,
            };
        }"""
    )
    if box["width"] <= 0 or box["height"] <= 0:  # out of sight
        return False
    focused: bytes = page.screenshot(clip=box, animations="disabled")
    page.evaluate("document.activeElement.blur()")
    blurred: bytes = page.screenshot(clip=box, animations="disabled")
    return focused != blurred
