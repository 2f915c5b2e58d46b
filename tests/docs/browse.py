"""Look at the built site in a headless Chromium: every page, wide and narrow, light and dark.

    python -m tests.docs.browse build/docs build/screens

A page fails that is wider than its window, reports an error to the console or asks for a file that
is not there; the search fails that does not find an event by its type. Pictures of the pages
that are named in `SHOWN` are written to the second folder, for a person to look at.
`CHROMIUM` names a browser other than the one that ``playwright install chromium`` brings.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from itertools import product
from pathlib import Path
from typing import Literal

from playwright.sync_api import ConsoleMessage, Page, sync_playwright

__all__ = ["main"]

WIDTHS = {"desktop": 1280, "phone": 390}
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
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


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def served(site: Path) -> Iterator[str]:
    """The address of *site* on loopback."""
    handler = partial(_Quiet, directory=str(site))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def look(page: Page, address: str, names: list[str]) -> Iterator[tuple[str, str]]:
    """What is wrong with each page: its name, and the fault."""
    faults: list[str] = []
    page.on("console", lambda m: faults.append(_told(m)) if m.type == "error" else None)
    page.on("requestfailed", lambda r: faults.append(f"no {r.url}"))
    page.on("pageerror", lambda error: faults.append(str(error)))
    for name in names:
        page.goto(f"{address}/{name}.html", wait_until="load")
        beyond = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if beyond > 0:
            faults.append(f"{beyond} px too wide")
        yield from ((name, fault) for fault in faults)
        faults.clear()


def _told(message: ConsoleMessage) -> str:
    return f"{message.text} {message.location['url']}"


def search(page: Page, address: str) -> Iterator[str]:
    """What the search does not find."""
    for query, found in SEARCHES.items():
        page.goto(f"{address}/search.html?q={query}")
        page.wait_for_selector("#search-results ul.search li, #search-results p.search-summary")
        page.wait_for_timeout(500)
        links = page.eval_on_selector_all("#search-results li a", "all => all.map(a => a.href)")
        if not any(found in link for link in links[:5]):
            yield f"search for {query}: {links[:5]}"


def main(site: Path, screens: Path) -> int:
    pages = sorted(site.rglob("*.html"))
    names = [path.relative_to(site).with_suffix("").as_posix() for path in pages]
    faults = []
    with sync_playwright() as playwright, served(site) as address:
        browser = playwright.chromium.launch(executable_path=os.environ.get("CHROMIUM"))
        for device, scheme in product(WIDTHS, SCHEMES):
            page = browser.new_page(
                viewport={"width": WIDTHS[device], "height": 900}, color_scheme=scheme
            )
            found = look(page, address, names)
            faults += [f"{name} ({device}, {scheme}): {fault}" for name, fault in found]
            for name in SHOWN:
                page.goto(f"{address}/{name}.html", wait_until="load")
                picture = f"{name.replace('/', '-')}-{device}-{scheme}.png"
                page.screenshot(path=screens / picture)
            page.close()
        faults += search(browser.new_page(), address)
        browser.close()
    print(*faults, f"{len(names)} pages, {len(faults)} faults", sep="\n")
    return 1 if faults or not names else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
