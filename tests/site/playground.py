"""The page as a person uses it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

PATIENCE = 30_000
"""Milliseconds that a busy machine has to answer."""


class Playground:
    """The playground in a browser."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.editor = page.get_by_role("textbox", name="Payload")
        self.findings = page.locator("#findings > li")
        self.verdict = page.locator("#verdict")

    def reset(self) -> None:
        """Empty the page, and restore its options."""
        self.page.emulate_media(color_scheme="light")
        self.page.set_viewport_size({"width": 1280, "height": 1200})
        for name in ("kind", "version", "example", "write-kind"):
            self.page.locator(f"#{name}").evaluate("select => { select.selectedIndex = 0 }")
        self.page.locator("#accepted").fill("")
        self.open_tab("Findings")
        self.replace("")
        self.expect("Nothing to check yet.")

    def open_tab(self, name: str) -> None:
        """Show a view of the result."""
        self.page.get_by_role("tab", name=name).click()

    def replace(self, text: str) -> None:
        """Type a text over the payload."""
        self.editor.press("Control+a")
        self.editor.press("Delete")
        if text:
            self.page.keyboard.insert_text(text)

    def paste(self, text: str) -> None:
        """Paste a text over the payload."""
        self.page.evaluate("text => navigator.clipboard.writeText(text)", text)
        self.editor.press("Control+a")
        self.editor.press("Control+v")

    def drop(self, data: bytes, name: str) -> None:
        """Drop a file on the editor."""
        transfer = self.page.evaluate_handle(
            """([bytes, name]) => {
                const transfer = new DataTransfer();
                transfer.items.add(new File([Uint8Array.from(bytes)], name));
                return transfer;
            }""",
            [list(data), name],
        )
        for event in ("dragover", "drop"):
            self.editor.dispatch_event(event, {"dataTransfer": transfer})

    def load(self, example: str) -> None:
        """Choose an example."""
        self.page.locator("#example").select_option(example)

    def expect(self, text: str) -> None:
        """Wait for a verdict that contains a text."""
        expect(self.verdict).to_contain_text(text, timeout=PATIENCE)

    def texts(self, name: str) -> list[str]:
        """Return the text of a part of each finding."""
        return self.findings.locator(f".{name}").all_inner_texts()

    def marks(self) -> list[str]:
        """Return the underlined texts."""
        return self.page.locator("#editor .cm-lintRange").all_inner_texts()

    def gutter(self) -> Locator:
        """Return the marks beside the lines."""
        return self.page.locator("#editor .cm-lint-marker")
