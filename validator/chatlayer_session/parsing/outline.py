"""Large documents whose values are parsed one at a time, so that they are never in memory together."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING, cast

from .fast import NeedsStrictParse, parse_fast
from .grammar import skip_whitespace
from .positions import iter_members

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..jsonpointer import InstancePath, JsonValue


class Outline:
    """A JSON text without issues, whose values ``depth`` steps from the root are parsed when they are needed.

    ``instance`` is the value of the text, with a number in place of each of these values.

    Raises:
        NeedsStrictParse: there may be issues, which `parse_strict` finds.
    """

    def __init__(self, text: str, depth: int) -> None:
        self.text = text
        self._depth = depth
        self._starts, self._ends = array("q"), array("q")
        written, copied = bytearray(), 0
        try:
            for start, end in _extents(text, depth):
                # The spaces separate the number from its neighbours: the outline is JSON only if the text is.
                written += f"{text[copied:start]} {len(self._starts)} ".encode()
                self._starts.append(start)
                self._ends.append(end)
                self.parse(len(self._starts) - 1)
                copied = end
            written += text[copied:].encode()
        except (IndexError, ValueError, RecursionError) as error:
            raise NeedsStrictParse from error
        self.instance = parse_fast(bytes(written))

    def parse(self, number: JsonValue) -> JsonValue:
        """Return the value in place of which ``instance`` has a number."""
        index = cast("int", number)
        text = self.text[self._starts[index] : self._ends[index]]
        # Its nesting counts from the root of the text.
        value: JsonValue = parse_fast(("[" * self._depth + text + "]" * self._depth).encode())
        for _ in range(self._depth):
            value = cast("list[JsonValue]", value)[0]
        return value

    def __getitem__(self, path: InstancePath) -> tuple[int, int]:
        """Return the extent in the text of the value at a path of ``depth`` steps."""
        value: JsonValue = self.instance
        for step in path:
            value = cast("dict[str | int, JsonValue]", value)[step]
        index = cast("int", value)
        return self._starts[index], self._ends[index]


def _extents(text: str, depth: int) -> Iterator[tuple[int, int]]:
    """Yield the extent of each value that is ``depth`` steps from the root; the text need not be JSON."""
    start = skip_whitespace(text, 0)
    open_containers = [iter_members(text, start)]
    while open_containers:
        member = next(open_containers[-1], None)
        if member is None:
            open_containers.pop()
        elif len(open_containers) == depth:
            yield member[1:]
        else:
            open_containers.append(iter_members(text, member[1]))
