"""The built site, every page of it.

Pictures of the pages that `SHOWN` names are left in `build/screens`, for a person to look at.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from .looks import beyond, changes_with_the_focus, violations
from .screens import DESKTOP_DARK, PHONE_DARK, PHONE_LIGHT, View

BUILD = Path(__file__).parents[2] / "build"
SITE, SCREENS = BUILD / "docs", BUILD / "screens"
NAMES = sorted(path.relative_to(SITE).with_suffix("").as_posix() for path in SITE.rglob("*.html"))
SHOWN = (
    "index",
    "quickstart",
    "migration",
    "performance",
    "guarantees",
    "mutation",
    "versions",
    "concepts/items-and-attributes",
    "concepts/sending",
    "how-to/websockets",
    "reference/api",
    "reference/decoding",
    "reference/model",
    "reference/reader",
    "reference/stand-in",
    "reference/testing",
    "reference/events/index",
    "reference/events/response.audio.delta",
    "reference/events/session.update",
    "reference/events/session.updated",
    "reference/events/conversation.item.create",
    "reference/models/request_items",
    "reference/models/session",
    "reference/models/enums",
)
SEARCHES = {
    "response.audio.delta": "events/response.audio.delta.html",
    "response.audio_transcript.delta": "events/response.audio_transcript.delta.html",
    "session.avatar.connect": "events/session.avatar.connect.html",
    "session.update": "events/session.update.html",
    "viseme": "viseme",
    "audio_end_ms": "events/conversation.item.truncate.html",
    "previous_item_id": "events/conversation.item.create.html",
    "turn_detection": "models/session.html",
    "azure_semantic_vad": "models/enums.html",
    "FieldError": "reference/errors.html",
    "SessionTracer": "reference/otel.html",
    "Recorder.rotate": "reference/recording.html",
    "voicelive_service": "reference/stand-in.html",
    "voicelive-events serve": "command.html",
    "gen_ai.usage.input_tokens": "how-to/traces.html",
}
"""What is looked for, and what a page that is found for it has in its address."""
KEYED = ("index", "how-to/websockets", "reference/events/response.audio.delta", "search")
"""Pages of each kind, on which the Tab key is pressed until it has been everywhere."""


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    """The address of the site on loopback."""
    handler = partial(_Quiet, directory=str(SITE))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def test_the_site_is_built() -> None:
    assert len(NAMES) > 150
    assert {*SHOWN, *KEYED} <= set(NAMES)


@pytest.mark.parametrize("name", SHOWN)
def test_a_page_on_every_screen(name: str, view: View, page: Page, address: str) -> None:
    page.goto(f"{address}/{name}.html")
    picture = f"{name.replace('/', '-')}-{view.device}-{view.scheme}.png"
    page.screenshot(path=SCREENS / picture)
    assert beyond(page) == 0
    assert violations(page) == []


@pytest.mark.parametrize("view", [DESKTOP_DARK, PHONE_LIGHT], indirect=True, ids=str)
@pytest.mark.parametrize("name", sorted(set(NAMES) - set(SHOWN)))
def test_any_other_page(name: str, page: Page, address: str) -> None:
    """Where two screens are enough: what the width decides is the same in light and dark."""
    page.goto(f"{address}/{name}.html")
    assert beyond(page) == 0
    assert violations(page) == []


@pytest.mark.parametrize("name", ["index", "timeline"])
def test_a_phone_shows_the_narrow_picture(name: str, view: View, page: Page, address: str) -> None:
    page.goto(f"{address}/{name}.html")
    [shown] = page.locator("article img:visible").all()
    assert shown.get_attribute("class") == ("narrow" if view.device == "phone" else "wide")


# --- By the keyboard ---------------------------------------------------------------------------

CONTROLS = """[...document.querySelectorAll("a[href], button, input, [tabindex='0']")].filter(
    (each) => each.type !== "hidden" && each.checkVisibility({visibilityProperty: true})
        && !each.matches(".back-to-top")  // it comes and goes with scrolling
)"""


@pytest.mark.parametrize("name", KEYED)
def test_the_tab_key_gets_everywhere_and_shows_where(name: str, page: Page, address: str) -> None:
    page.goto(f"{address}/{name}.html")
    count = page.evaluate(f"{CONTROLS}.length")
    assert count >= 5
    unseen = []
    for number in range(count):
        page.keyboard.press("Tab")
        assert page.evaluate(f"{CONTROLS}.indexOf(document.activeElement)") == number
        what = page.evaluate("document.activeElement.outerHTML")
        if not changes_with_the_focus(page):
            unseen.append(what)
    assert unseen == []


def test_the_first_link_leads_past_the_menus(page: Page, address: str) -> None:
    page.goto(f"{address}/quickstart.html")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Skip to content")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('article') !== null")


@pytest.mark.parametrize("view", [PHONE_LIGHT, PHONE_DARK], indirect=True, ids=str)
@pytest.mark.parametrize(
    ("menu", "drawer"), [("navigation", ".sidebar-drawer"), ("contents", ".toc-drawer")]
)
def test_a_menu_of_a_phone_opens_and_closes(
    menu: str, drawer: str, page: Page, address: str
) -> None:
    page.goto(f"{address}/quickstart.html")
    button = page.get_by_role("button", name=menu)
    link = page.locator(f"{drawer} a:visible").first
    for key in "Enter", "Space":
        expect(link).to_be_hidden()
        button.focus()
        page.keyboard.press(key)
        expect(button).to_have_attribute("aria-expanded", "true")
        expect(link).to_be_in_viewport()
        assert violations(page) == []
        link.focus()
        page.keyboard.press("Escape")
        expect(button).to_have_attribute("aria-expanded", "false")
        expect(button).to_be_focused()


def test_the_theme_is_changed(page: Page, address: str) -> None:
    page.goto(f"{address}/index.html")
    page.locator(".theme-toggle:visible").focus()
    seen = set()
    for _ in range(3):
        page.keyboard.press("Enter")
        seen.add(page.evaluate("document.body.dataset.theme"))
    assert seen == {"auto", "dark", "light"}


# --- The search --------------------------------------------------------------------------------


@pytest.mark.parametrize(("query", "found"), SEARCHES.items())
def test_the_search_finds(query: str, found: str, page: Page, address: str) -> None:
    page.goto(f"{address}/search.html?q={query}")
    page.wait_for_selector("#search-results ul.search li, #search-results p.search-summary")
    page.wait_for_timeout(500)
    links = page.eval_on_selector_all("#search-results li a", "all => all.map(a => a.href)")
    assert any(found in link for link in links[:5]), links[:5]
