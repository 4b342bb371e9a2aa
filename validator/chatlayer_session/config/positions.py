"""Positions of keys and items in TOML text that a parser accepts."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

if TYPE_CHECKING:
    from ..jsonpointer import InstancePath

_BLANK = re.compile(r"(?:[\s,]|#[^\n]*)*")
_SPACE = re.compile(r"[ \t]*")
_KEY = re.compile(r"[A-Za-z0-9_-]+|'[^'\n]*'|\"(?:[^\"\\\n]|\\.)*\"")
_VALUE = re.compile(
    r"""
    \"{3}(?:[^"\\]|\\.|"{1,2}(?!"))*"{3,5}
    | '{3}(?:[^']|'{1,2}(?!'))*'{3,5}
    | "(?:[^"\\\n]|\\.)*"
    | '[^'\n]*'
    | [^\s,\]}\#]+(?:[ ]\d\d:\d\d[^\s,\]}\#]*)?
    """,
    re.VERBOSE | re.DOTALL,
)


def key_offsets(text: str) -> dict[InstancePath, int]:
    """Return the offset of each key, table and item in TOML text, by its path in the document.

    The first mention counts: a table without a header is where its first key is. The text must be valid TOML.
    """
    scanner = _KeyScanner(text)
    scanner.scan()
    return scanner.offsets


def position(text: str, offset: int) -> tuple[int, int]:
    """Return the line and the column of an offset, both from 1."""
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


class _KeyScanner:
    """Reads statement by statement; ``tables`` counts the tables in each array of tables."""

    def __init__(self, text: str) -> None:
        self.offsets: dict[InstancePath, int] = {}
        self._text = text
        self._at = 0
        self._tables: dict[InstancePath, int] = {}

    def scan(self) -> None:
        """Record the offsets in the whole text."""
        table: InstancePath = ()
        while self._skip(_BLANK):
            start = self._at
            if self._text[start] != "[":
                self._value(self._path(table, self._key(), start))
                continue
            is_item = self._text.startswith("[[", start)
            self._at += 1 + is_item
            table = self._path((), self._key(), start, is_item=is_item)
            self._at += is_item

    def _skip(self, pattern: re.Pattern[str]) -> bool:
        """Skip what the pattern matches; return whether any text is left."""
        match = pattern.match(self._text, self._at)
        self._at = match.end() if match else self._at
        return self._at < len(self._text)

    def _key(self) -> list[str]:
        """Return the parts of a dotted key, and skip it with the sign that ends it."""
        parts: list[str] = []
        while True:
            self._skip(_SPACE)
            start = self._at
            self._skip(_KEY)
            part = self._text[start : self._at]
            parts.append(tomllib.loads(f"key = {part}")["key"] if part[:1] in {"'", '"'} else part)
            self._skip(_SPACE)
            self._at += 1
            if self._text[self._at - 1] != ".":
                return parts

    def _path(self, table: InstancePath, key: list[str], offset: int, *, is_item: bool = False) -> InstancePath:
        """Return the path of a key in a table, and record it; a header leads to the last item of each array."""
        path = table
        for number, part in enumerate(key, 1):
            path = (*path, part)
            self.offsets.setdefault(path, offset)
            if is_item and number == len(key):
                self._tables[path] = self._tables.get(path, 0) + 1
            if path in self._tables:
                path = (*path, self._tables[path] - 1)
                self.offsets.setdefault(path, offset)
        return path

    def _value(self, path: InstancePath) -> None:
        """Skip a value, and record the paths in it; open arrays have the number of their items, tables have None."""
        opened: list[tuple[InstancePath, int | None]] = []
        while True:
            self._skip(_SPACE)
            start = self._text[self._at]
            if start in "[{":
                opened.append((path, 0 if start == "[" else None))
                self._at += 1
            else:
                self._skip(_VALUE)
            while opened and self._skip(_BLANK) and self._text[self._at] in "]}":
                opened.pop()
                self._at += 1
            if not opened:
                return
            parent, items = opened[-1]
            if items is None:
                offset = self._at
                path = self._path(parent, self._key(), offset)
            else:
                opened[-1] = parent, items + 1
                path = (*parent, items)
                self.offsets[path] = self._at
