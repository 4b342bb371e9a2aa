"""How long people wait for a verdict, measured in the browser of the system."""

from __future__ import annotations

import functools
import http.server
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LOCAL = "127.0.0.1"
LATER = """async () => {
    const content = document.querySelector("#editor .cm-content");
    const list = document.querySelector("#findings");
    const times = [];
    for (let turn = 0; turn < 20; turn++) {
        await new Promise((resolve) => setTimeout(resolve, 200));
        const start = performance.now();
        const changed = new Promise((resolve) => new MutationObserver(resolve).observe(list, { childList: true }));
        document.execCommand("insertText", false, " ");
        await changed;
        times.push(performance.now() - start);
    }
    return times.sort((one, other) => one - other)[times.length / 2];
}"""
"""Types 20 characters, and returns the median of the milliseconds until the findings are shown again."""


class _QuietHandler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name of the overridden method
        """Write nothing."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder on this machine as any static host does, and yield its address."""
    handler = functools.partial(_QuietHandler, directory=str(folder))
    with http.server.ThreadingHTTPServer((LOCAL, 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://{LOCAL}:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()


def waiting_times(folder: Path, browser: str) -> tuple[float, float]:
    """Return the seconds from the address to the first verdict, and from a key to the verdict of a payload of 3 KB."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - an extra

    with served(folder) as address, sync_playwright() as playwright:
        program = playwright.chromium.launch(executable_path=browser, args=["--no-sandbox"])
        page = program.new_page()
        page.goto(f"{address}playground/", wait_until="commit")
        page.locator("#example").select_option("realistic.json")
        page.locator("#findings > li").first.wait_for(timeout=120_000)
        first = page.evaluate("() => performance.now()") / 1000
        page.locator("#editor .cm-content").click()
        later = page.evaluate(LATER) / 1000
        program.close()
    return first, later
