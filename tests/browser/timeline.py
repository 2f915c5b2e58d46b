"""The pages that `voicelive-events timeline` writes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from voicelive_events.cli import main

from ..frames import said
from ..sessions import START, WORDS, lines, session_frames
from .looks import beyond, changes_with_the_focus, violations
from .screens import View
from .site import SCREENS

TALK = " ".join(WORDS * 200)


def spoken(text: str) -> bytes:
    return json.dumps(said(text)).encode() + b"\n"


LOGS = {
    "long": lines("a", session_frames(1, turns=60)),
    "paused": [
        *lines("a", session_frames(2, turns=3)),
        *lines("a", session_frames(3, turns=3), start=START + 3600),
    ],
    "wordy": [spoken(TALK)],
}
"""The lines of logs: of a long session, of one with an hour of silence, of one who talks on."""
NAMES = ("sample", *LOGS)


@pytest.fixture(scope="session")
def timelines(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with a page for each log, as the command writes it."""
    folder = tmp_path_factory.mktemp("timelines")
    assert main(["timeline", "--sample", "-o", str(folder / "sample.html")]) == 0
    for name, log in LOGS.items():
        path = folder / f"{name}.jsonl"
        path.write_bytes(b"".join(log))
        assert main(["timeline", str(path), "-o", str(folder / f"{name}.html")]) == 0
    return folder


def marks(page: Page) -> Locator:
    """What has details, of the picture that is shown."""
    return page.locator("main > div:visible .span")


@pytest.mark.parametrize("name", NAMES)
def test_a_page(name: str, view: View, page: Page, timelines: Path) -> None:
    page.goto((timelines / f"{name}.html").as_uri())
    page.screenshot(path=SCREENS / f"timeline-{name}-{view.device}-{view.scheme}.png")
    assert beyond(page) == 0
    assert violations(page) == []
    page.keyboard.press("Tab")
    expect(page.locator("#detail")).to_be_visible()
    assert violations(page) == []


def test_each_colour_of_texts_can_be_read(page: Page, timelines: Path) -> None:
    """axe judges no texts of drawings, so the same colours are written, on all they stand on."""
    page.goto((timelines / "sample.html").as_uri())
    colours = page.eval_on_selector_all(
        "svg text", "all => [...new Set(all.map(each => getComputedStyle(each).fill))]"
    )
    assert len(colours) > 5
    written = [
        f'<p style="color: {colour}; background: var(--{ground}); font-size: 10px">Text</p>'
        for colour in colours
        for ground in ("paper", "band")
    ]
    page.locator("main").evaluate("(main, written) => main.innerHTML = written", "".join(written))
    assert violations(page) == []


# --- By the keyboard ---------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_the_tab_key_goes_from_mark_to_mark(name: str, page: Page, timelines: Path) -> None:
    page.goto((timelines / f"{name}.html").as_uri())
    said = marks(page).evaluate_all("all => all.map(each => each.ariaLabel)")
    detail = page.locator("#detail")
    heard = []
    for _ in said[:60]:
        page.keyboard.press("Tab")
        heard.append(page.evaluate("document.activeElement.ariaLabel"))
        assert detail.evaluate("each => each.textContent") == heard[-1]
        expect(detail).to_be_in_viewport(ratio=0.99)
    assert heard == said[:60] != []


def test_a_mark_shows_that_it_has_the_focus(page: Page, timelines: Path) -> None:
    page.goto((timelines / "sample.html").as_uri())
    page.add_style_tag(content="#detail { display: none }")
    unseen = []
    for _ in range(marks(page).count()):
        page.keyboard.press("Tab")
        label = page.evaluate("document.activeElement.ariaLabel")
        if not changes_with_the_focus(page):
            unseen.append(label)
    assert unseen == []


def test_the_escape_key_hides_the_details(page: Page, timelines: Path) -> None:
    page.goto((timelines / "sample.html").as_uri())
    page.keyboard.press("Tab")
    expect(page.locator("#detail")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#detail")).to_be_hidden()
    page.keyboard.press("Tab")
    expect(page.locator("#detail")).to_be_visible()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
    expect(page.locator("#detail")).to_be_hidden()


def test_the_arrow_keys_scroll_long_details(page: Page, timelines: Path) -> None:
    page.goto((timelines / "wordy.html").as_uri())
    page.keyboard.press("Tab")
    detail = page.locator("#detail")
    assert detail.evaluate("each => each.scrollHeight > each.clientHeight")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    assert detail.evaluate("each => each.scrollTop") == 60
    assert page.evaluate("scrollY") == 0


def test_pointing_shows_the_details(page: Page, timelines: Path) -> None:
    page.goto((timelines / "sample.html").as_uri())
    mark = marks(page).first
    mark.hover()
    expect(page.locator("#detail")).to_have_text(mark.get_attribute("aria-label") or "")
    page.mouse.move(1, 1)
    expect(page.locator("#detail")).to_be_hidden()
