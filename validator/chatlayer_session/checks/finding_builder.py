"""Issues to findings: with line and column, and without private names and values."""

from __future__ import annotations

import json
import re
from functools import partial
from typing import TYPE_CHECKING

from ..escaping import quote_name
from ..findings import Excerpt, Finding, Kind
from ..issues import KEY_PLACEHOLDER, Anchor
from ..parsing.key_search import find_unique_keys
from ..parsing.positions import LineIndex, end_of_member, locate_all
from ..visibility import PointerFormatter, visible_path
from .size import MAX_WRITTEN_BITS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from ..document import Document
    from ..issues import Issue
    from ..jsonpointer import InstancePath, JsonValue
    from ..parsing.outline import Outline
    from ..spec.fields import Field

MAX_VALUE_LENGTH = 80
"""Most characters of a payload's text that a finding shows with ``show_values``."""

EXCERPT_BEFORE, EXCERPT_AFTER = 40, 60
"""Most characters of a line that an excerpt shows before a place, and from the place on."""

_SPACES = re.compile(r"\s+")


class FindingBuilder:
    """Builds the findings of one document, which starts at line ``first_line`` of its source.

    ``paths`` are those of its payloads.
    """

    def __init__(
        self, document: Document, first_line: int, paths: Iterable[InstancePath] = ((),), *, show_values: bool
    ) -> None:
        self.paths = paths
        self.document = document
        self.line_offset = first_line
        self.show_values = show_values
        self.offsets: dict[Anchor, int] = {}
        self._lines: LineIndex | None = None
        self._pointers = PointerFormatter()
        self._extents: Mapping[InstancePath, tuple[int, int]] | Outline | None = None

    def resolve(self, anchors: Iterable[Anchor], base: InstancePath = ()) -> None:
        """Look up the offsets of anchors in the payload at ``base``; their paths start at the root of the document.

        Only the text of the payload is searched, and the offsets replace those of the payload before.
        """
        unique = set(anchors)
        lines = self._text_lines() if unique else None
        self.offsets = {}
        if lines is None:
            return
        if base:
            if self._extents is None:
                self._extents = self.document.extents(lines.text, self.paths)
            start, end = self._extents[base]
            inner = {Anchor(anchor.path[len(base) :], anchor.part): anchor for anchor in unique}
            self._locate(lines.text[start:end], set(inner))
            self.offsets = {inner[anchor]: start + offset for anchor, offset in self.offsets.items()}
        else:
            self._locate(lines.text, unique)

    def _locate(self, text: str, unique: set[Anchor]) -> None:
        if self.document.is_clean:
            self.offsets = find_unique_keys(text, unique)
        if len(self.offsets) < len(unique):
            remaining = unique.difference(self.offsets)
            self.offsets.update(locate_all(text, remaining, unique_keys=self.document.is_clean))

    def build(
        self, issues: Sequence[Issue], base: InstancePath, kind: Kind | None, visible_fields: Field | None = None
    ) -> tuple[Finding, ...]:
        """Return the findings of the payload at ``base``, in the order of their places in the text.

        ``visible_fields`` has the same meaning as for `visible_path`.
        """
        positioned = [
            (issue.anchor if isinstance(issue.anchor, int) else self.offsets.get(issue.anchor), issue)
            for issue in issues
        ]
        if len(positioned) > 1:
            # The sort is stable: issues without an offset, or with the same one, stay in the order of the rules.
            positioned.sort(key=lambda pair: -1 if pair[0] is None else pair[0])
        return tuple([self._finding(issue, offset, base, kind, visible_fields) for offset, issue in positioned])

    def _finding(
        self,
        issue: Issue,
        offset: int | None,
        base: InstancePath,
        kind: Kind | None,
        visible_fields: Field | None,
    ) -> Finding:
        path = _below(base, issue.path)
        visible = partial(visible_path, kind=kind, show_values=self.show_values, visible_fields=visible_fields)
        shown = visible(path, at_root=not base)
        message, hint = issue.message, issue.hint
        if KEY_PLACEHOLDER in message:
            message = message.replace(KEY_PLACEHOLDER, _key_name(path, shown))
        if hint and KEY_PLACEHOLDER in hint and isinstance(issue.anchor, Anchor):
            key = _below(base, issue.anchor.path)
            hint = hint.replace(KEY_PLACEHOLDER, _key_name(key, visible(key, at_root=not base), "the similar key"))
        line, column = self._position(offset)
        pointer, value, excerpt = self._pointers.format(shown), None, None
        if self.show_values:
            value, excerpt = self._value(issue.path, offset), self._excerpt(offset)
        return Finding(issue.rule, pointer, message, hint, line, column, issue.schema_pointer, value, excerpt)

    def _position(self, offset: int | None) -> tuple[int | None, int | None]:
        lines = None if offset is None else self._text_lines()
        if offset is None or lines is None:
            return None, None
        line, column = lines.position(offset)
        return line + self.line_offset - 1, column

    def _value(self, path: InstancePath, offset: int | None) -> str | None:
        """Return the text at an offset, or the scalar at a path in a parsed payload, on one line and shortened."""
        lines = self._text_lines()
        if lines is None:
            return _parsed_value(self.document.instance, path)
        start = offset or 0
        # Twice the length leaves room for white space, which is collapsed.
        window = lines.text[start : start + 2 * MAX_VALUE_LENGTH]
        # In text that is not JSON the end of a value is not known, so what follows it is shown too.
        end = end_of_member(window, 0) if self.document.is_json else len(window)
        return _shorten(window[:end], is_cut=end == len(window) and start + end < len(lines.text))

    def _excerpt(self, offset: int | None) -> Excerpt | None:
        """Return the line around an offset, cut before and after it."""
        lines = None if offset is None else self._text_lines()
        if offset is None or lines is None:
            return None
        text = lines.text
        start, end = max(offset - EXCERPT_BEFORE, 0), min(offset + EXCERPT_AFTER, len(text))
        first, last = text.rfind("\n", start, offset) + 1, text.find("\n", offset, end)
        left = "\u2026" if start and not first else ""
        right = "\u2026" if end < len(text) and last < 0 else ""
        start, end = first or start, end if last < 0 else last
        return Excerpt(left + text[start:end].rstrip("\r") + right, len(left) + offset - start)

    def _text_lines(self) -> LineIndex | None:
        """Return the lines of the document's text; None for a payload that was parsed elsewhere."""
        if self._lines is None:
            # Most large documents have nothing to position, and need no text.
            text = self.document.text
            self._lines = None if text is None else LineIndex(text)
        return self._lines


def _below(base: InstancePath, path: InstancePath) -> InstancePath:
    """Return a path from the payload at ``base``; empty if the path leads elsewhere."""
    return path[len(base) :] if path[: len(base)] == base else ()


def _key_name(path: InstancePath, shown: InstancePath, private: str = "a key") -> str:
    """Return the quoted key at the end of a path, or ``private`` if it may not be shown."""
    return quote_name(str(path[-1])) if path and shown == path else private


def _parsed_value(value: JsonValue, path: InstancePath) -> str | None:
    """Return the scalar at a path as JSON text; None if it is missing, too long to format, or a container."""
    for step in path:
        if isinstance(value, dict) and step in value:
            value = value[str(step)]
        elif isinstance(value, list) and isinstance(step, int) and step < len(value):
            value = value[step]
        else:
            return None
    # json.dumps fails on containers that are too deep and integers that are too long.
    if isinstance(value, dict | list) or (isinstance(value, int) and value.bit_length() > MAX_WRITTEN_BITS):
        return None
    return _shorten(json.dumps(value))


def _shorten(raw: str, *, is_cut: bool = False) -> str:
    folded = _SPACES.sub(" ", raw).strip()
    if len(folded) > MAX_VALUE_LENGTH or is_cut:
        return folded[: MAX_VALUE_LENGTH - 1] + "\u2026"
    return folded
