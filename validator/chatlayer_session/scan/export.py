"""References in JSON, such as the export of a bot: every string is a template, a path, code, or plain text."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from dataclasses import replace
from typing import TYPE_CHECKING, cast

from ..errors import MissingExtra
from ..issues import Anchor, AnchorPart
from ..parsing.grammar import KNOWN_STRING
from ..parsing.positions import locate_all
from ..rules import Rule
from ..spec.kinds import INTERNAL
from .references import Extract, Remark, parse_path
from .scopes import CERTAIN_SET_LIST, SET_LISTS
from .templates import extract_template

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..jsonpointer import InstancePath, JsonValue

_STRING = re.compile(KNOWN_STRING)
_COLON = re.compile(r"[ \t\r\n]*:")
_ESCAPE = re.compile(r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|(?s:.))")
_RELEVANT = re.compile(rf"\{{|{INTERNAL}|SessionVariable|\\u00[4-7]|\bargs\b")
_CODE = re.compile(r"\bargs\b|SessionVariable")


def extract_json(text: str, extract: Extract) -> None:
    """Add the references in the strings of a JSON text, each with its place in the text."""
    value = _parse(text, extract)
    keys = _keys_of_writes(text, value)
    for match in _STRING.finditer(text):
        raw, start = match[0], match.start()
        if start not in keys and _RELEVANT.search(raw) is None:
            continue
        string, inner = _String(raw, start), Extract(extract.language)
        if start in keys:
            inner.write(string.value, 0, is_certain=keys[start])
        elif _COLON.match(text, match.end()):
            extract_template(string.value, inner)
        else:
            _extract_string(string.value, inner)
        extract.references += [
            replace(found, offsets=tuple(None if step is None else string.place(step) for step in found.offsets))
            for found in inner.references
        ]
        extract.remarks += [replace(found, offset=string.place(found.offset)) for found in inner.remarks]


def _parse(text: str, extract: Extract) -> JsonValue:
    """Return the value of a text. If it is not JSON, that is a remark, and its strings are read all the same."""
    try:
        return cast("JsonValue", json.loads(text))
    except ValueError as error:
        offset = error.pos if isinstance(error, json.JSONDecodeError) else 0
    except RecursionError:
        offset = 0
    extract.remarks.append(Remark(Rule.UNRESOLVED_READ, "file", offset))
    return None


def _extract_string(text: str, extract: Extract) -> None:
    path = parse_path(text) if text.lstrip().startswith(INTERNAL) else None
    if path is not None:
        # It may as well be the name of a host or of a translation.
        extract.read(*path, is_certain=False)
    elif not (_CODE.search(text) and _extract_code(text, extract)):
        extract_template(text, extract)


def _extract_code(text: str, extract: Extract) -> bool:
    """Add the references in a code action; return whether the text is one."""
    # Few files have code.
    from .javascript import extract_javascript  # noqa: PLC0415 - slow to load

    inner = Extract(extract.language)
    try:
        extract_javascript(text, inner)
    except MissingExtra:
        if INTERNAL in text:
            extract.remarks.append(Remark(Rule.UNRESOLVED_READ, "code", 0))
        return False
    if any(remark.rule is Rule.UNRESOLVED_READ for remark in inner.remarks):
        return False
    extract.references += inner.references
    extract.remarks += inner.remarks
    return True


def _keys_of_writes(text: str, value: JsonValue) -> dict[int, bool]:
    """Return the offsets of the keys that buttons write, and whether the list of each is certainly one of a button."""
    paths = dict(_written(value)) if any(f'"{name}"' in text for name in SET_LISTS) else {}
    offsets = locate_all(text, [Anchor(path, AnchorPart.VALUE) for path in paths])
    return {offset: paths[anchor.path] for anchor, offset in offsets.items()}


def _written(root: JsonValue) -> Iterator[tuple[InstancePath, bool]]:
    waiting: list[tuple[InstancePath, JsonValue]] = [((), root)]
    while waiting:
        path, value = waiting.pop()
        if isinstance(value, dict):
            waiting.extend(((*path, name), child) for name, child in value.items() if isinstance(child, dict | list))
        elif isinstance(value, list):
            is_set = bool(path) and path[-1] in SET_LISTS
            for index, item in enumerate(value):
                if is_set and isinstance(item, dict) and isinstance(item.get("key"), str) and "value" in item:
                    yield (*path, index, "key"), path[-1] == CERTAIN_SET_LIST
                elif isinstance(item, dict | list):
                    waiting.append(((*path, index), item))


class _String:
    """A string in a JSON text: its value, and the places of the characters of the value in the text."""

    def __init__(self, raw: str, start: int) -> None:
        self.start = start + 1
        self.value = raw[1:].removesuffix('"')
        self._values: list[int] = [0]
        self._places: list[int] = [self.start]
        if "\\" not in raw:
            return
        try:
            value = json.loads(raw, strict=False)
        except ValueError:
            # In text that is not JSON, an escape may be invalid.
            return
        self._raw, self.value = self.value, value
        self._find_escapes()

    def _find_escapes(self) -> None:
        shift = 0
        for match in _ESCAPE.finditer(self._raw):
            shift += len(match[0]) - 1
            self._values.append(match.end() - shift)
            self._places.append(self.start + match.end())

    def place(self, index: int) -> int:
        """Return the place of a character of the value in the text."""
        number = bisect_right(self._values, index) - 1
        return self._places[number] + index - self._values[number]
