"""The tokens of a text that may not be JSON, kept in columns: a text can have millions of them."""

from __future__ import annotations

import json
from array import array
from typing import TYPE_CHECKING, TypeAlias

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

OPENERS = {"{": "}", "[": "]"}
CLOSERS = frozenset("}]")


class Token(msgspec.Struct, gc=False):
    """A piece of text from ``start`` up to ``end``.

    ``kind`` is the bracket, comma or colon itself, or ``string``, ``number``, ``literal``, ``word``, ``elision`` or
    ``other``. ``name`` is the content of a string, and the text of any other token. ``quote`` is the quotation mark of
    a string.
    """

    kind: str
    start: int
    end: int
    name: str = ""
    quote: str = ""


Change: TypeAlias = "tuple[int, int, Sequence[Token]]"
"""Replaces the tokens from one index up to another with others."""


class Tokens:
    """Tokens of ``text``, each built when it is read."""

    def __init__(self, text: str) -> None:
        self.text = text
        offsets = "I" if len(text) < 1 << 32 else "Q"
        self.kinds: list[str] = []
        self.starts = array(offsets)
        self.ends = array(offsets)
        self._contents: dict[int, str] = {}

    def add(self, kind: str, start: int, end: int, content: str | None = None) -> None:
        """Append a token; ``content`` is its name if that is not what its text shows."""
        self.kinds.append(kind)
        self.starts.append(start)
        self.ends.append(end)
        if content is not None:
            self._contents[start] = content

    def changed(self, changes: Iterable[Change]) -> Tokens:
        """Return the tokens with changes applied, which are in the order of their places."""
        tokens, done = Tokens(self.text), 0
        tokens._contents = self._contents
        for start, stop, replacements in (*changes, (len(self), len(self), ())):
            tokens.kinds += self.kinds[done:start]
            tokens.starts += self.starts[done:start]
            tokens.ends += self.ends[done:start]
            for token in replacements:
                tokens.add(token.kind, token.start, token.end)
            done = stop
        return tokens

    def is_string(self, index: int) -> bool:
        """Return whether a token is a string in double quotes."""
        return self.kinds[index] == "string" and self.text[self.starts[index]] == '"'

    def __len__(self) -> int:
        """Return the number of tokens."""
        return len(self.kinds)

    def __getitem__(self, index: int) -> Token:
        """Return a token; negative indices count from the end."""
        kind, start, end = self.kinds[index], self.starts[index], self.ends[index]
        quote = self.text[start] if kind == "string" else ""
        name = self._contents.get(start)
        if name is None:
            raw = self.text[start:end]
            name = raw if not quote else json.loads(raw) if "\\" in raw else raw[1:-1]
        return Token(kind, start, end, name, quote)
