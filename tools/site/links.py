"""Links of the site that lead nowhere, and requests to other hosts."""

from __future__ import annotations

from html.parser import HTMLParser
from posixpath import dirname, join, normpath
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LOADING = {"script": "src", "img": "src", "link": "href", "iframe": "src", "source": "src"}
"""The attribute of the elements that load a file without a click."""


class _Page(HTMLParser):
    """The anchors of a page, its links, and what it loads."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.anchors = {"", "top"}
        self.links: set[str] = set()
        self.loaded: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Collect the identifier and the links of an element."""
        values = {name: value for name, value in attrs if value is not None}
        self.anchors |= {values[name] for name in ("id", "name") if name in values}
        if tag == "a" and "href" in values:
            self.links.add(values["href"])
        elif LOADING.get(tag) in values and values.get("rel") not in {"canonical", "next", "prev"}:
            self.loaded.add(values[LOADING[tag]])


def dead_links(folder: Path) -> Iterator[str]:
    """Yield a line for each link below a folder that leads nowhere, and for each file from another host."""
    pages = {
        file.relative_to(folder).as_posix(): _Page(file.read_text(encoding="utf-8")) for file in folder.rglob("*.html")
    }
    for name, page in sorted(pages.items()):
        for target in sorted(page.links | page.loaded):
            parts = urlsplit(target)
            if parts.scheme == "data" or (parts.scheme and target in page.links):
                continue
            if parts.scheme or parts.netloc:
                yield f"{name}: loads {target}"
                continue
            # The page of an error is shown for any address, so that its links start at the root.
            path = unquote(parts.path)
            found = normpath(join(dirname(name), path).lstrip("/")) if path else name
            if (folder / found).is_dir():
                found = normpath(f"{found}/index.html")
            if not (folder / found).is_file() or (
                found in pages and unquote(parts.fragment) not in pages[found].anchors
            ):
                yield f"{name}: {target}"
