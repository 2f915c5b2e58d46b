"""The screens that pages are looked at on: fixtures for the tests beside it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Literal, NamedTuple

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

__all__ = ["DESKTOP_DARK", "PHONE_DARK", "PHONE_LIGHT", "View"]


class View(NamedTuple):
    """A screen that pages are looked at on."""

    device: str
    width: int
    scheme: Literal["light", "dark"]

    def __str__(self) -> str:
        return f"{self.device}-{self.scheme}"


DESKTOP_LIGHT, DESKTOP_DARK = View("desktop", 1280, "light"), View("desktop", 1280, "dark")
PHONE_LIGHT, PHONE_DARK = View("phone", 390, "light"), View("phone", 390, "dark")


@pytest.fixture(params=[DESKTOP_LIGHT, DESKTOP_DARK, PHONE_LIGHT, PHONE_DARK], ids=str)
def view(request: pytest.FixtureRequest) -> View:
    screen: View = request.param
    return screen


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM"), chromium_sandbox=False
        )
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser, view: View) -> Iterator[Page]:
    """A page on that screen, which may report no error and lack no file."""
    size = {"width": view.width, "height": 900}
    page = browser.new_page(viewport=size, color_scheme=view.scheme, reduced_motion="reduce")
    faults: list[str] = []
    page.on("console", lambda m: faults.append(_told(m)) if m.type == "error" else None)
    page.on("requestfailed", lambda request: faults.append(f"no {request.url}"))
    page.on("pageerror", lambda error: faults.append(str(error)))
    yield page
    page.close()
    assert faults == []


def _told(message: ConsoleMessage) -> str:
    return f"{message.text} {message.location['url']}"
