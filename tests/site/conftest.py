"""The site on a local server, and a browser that must not send a request to any other host."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from tools.site.measure import LOCAL, served
from tools.site.playground import build_playground, install_packages

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request

    from .playground import Playground

LOADED = 90_000
"""Milliseconds that a busy machine has to load the runtime."""


@pytest.fixture(scope="session")
def chromium() -> str:
    """Return the path of the installed browser.

    Without playwright, npm or chromium the tests are skipped. They fail if CHATLAYER_SESSION_REQUIRE contains ``site``.
    """
    required = "site" in os.environ.get("CHATLAYER_SESSION_REQUIRE", "").split()
    if not required:
        pytest.importorskip("playwright")
    path = shutil.which("chromium")
    missing = [name for name, found in (("npm", shutil.which("npm")), ("chromium", path)) if found is None]
    if missing:
        (pytest.fail if required else pytest.skip)(f"needs {' and '.join(missing)}")
    return str(path)


@pytest.fixture(scope="session")
def site(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the site: CHATLAYER_SITE if it is set, else a new one."""
    del chromium  # without it, nothing is built
    built = os.environ.get("CHATLAYER_SITE")
    if built:
        return Path(built)
    folder = tmp_path_factory.mktemp("site")
    build_playground(folder / "playground")
    return folder


@pytest.fixture(scope="session")
def axe(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the script of axe, which finds barriers for people who use a keyboard or a screen reader."""
    del chromium
    folder = tmp_path_factory.mktemp("packages")
    install_packages(folder)
    return (folder / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def address(site: Path) -> Iterator[str]:
    """Yield the address of the playground on a local server."""
    with served(site) as address:
        yield f"{address}playground/"


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """Yield the browser. Until it is closed, no other test can run an event loop."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - may be missing

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def watched(browser: Browser) -> Iterator[Callable[[], tuple[Page, list[str]]]]:
    """Yield a function that opens a page, and the list of what must not happen in it: the page fails if it grows."""
    contexts: list[BrowserContext] = []

    def open_page() -> tuple[Page, list[str]]:
        context = browser.new_context(viewport={"width": 1280, "height": 1200})
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        contexts.append(context)
        page, faults = context.new_page(), list[str]()

        def on_request(request: Request) -> None:
            if urlsplit(request.url).hostname != LOCAL and not request.url.startswith(("blob:", "data:")):
                faults.append(f"request to {request.url}")

        def on_console(message: ConsoleMessage) -> None:
            if message.type == "error":
                faults.append(message.text)

        context.on("request", on_request)
        page.on("console", on_console)
        page.on("pageerror", lambda error: faults.append(str(error)))
        return page, faults

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture(scope="module")
def loaded(watched: Callable[[], tuple[Page, list[str]]], address: str) -> tuple[Playground, list[str]]:
    """Return the page with the runtime loaded, which all tests share."""
    from .playground import Playground  # noqa: PLC0415 - playwright may be missing

    page, faults = watched()
    page.goto(address)
    page.wait_for_selector("body[data-ready]", timeout=LOADED)
    return Playground(page), faults


@pytest.fixture
def playground(loaded: tuple[Playground, list[str]]) -> Iterator[Playground]:
    """Yield the page as it is at first; afterwards, nothing may have gone wrong in it."""
    playground, faults = loaded
    playground.reset()
    yield playground
    assert faults == []


@pytest.fixture
def severe(axe: str) -> Callable[[Page], list[Any]]:
    """Return a function to the serious findings of axe on a page."""

    def run(page: Page) -> list[Any]:
        page.evaluate(axe)
        result = page.evaluate("() => axe.run(document, { resultTypes: ['violations'] })")
        return [
            (violation["id"], [node["html"] for node in violation["nodes"]])
            for violation in result["violations"]
            if violation["impact"] in {"serious", "critical"}
        ]

    return run
