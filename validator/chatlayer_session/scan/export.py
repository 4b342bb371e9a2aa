"""References in JSON, such as the export of a bot: every string is a template, a path, code, or plain text."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from dataclasses import replace
from typing import TYPE_CHECKING, cast

import msgspec

from ..errors import MissingExtra
from ..issues import Anchor, AnchorPart
from ..parsing.grammar import KNOWN_STRING
from ..parsing.parser import JsonSyntaxError, parse_strict
from ..parsing.positions import locate_all
from ..rules import Rule
from ..spec.kinds import INTERNAL
from .references import Extract, Reference, Remark, parse_path
from .scopes import CERTAIN_SET_LIST, SET_LISTS
from .templates import extract_template

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..jsonpointer import InstancePath, JsonValue

_STRING = re.compile(KNOWN_STRING)
_WORD = re.compile(r"nternal|NTERNAL|SessionVariable|\\u00[4-7]")
_COLON = re.compile(r"[ \t\r\n]*:")
_ESCAPE = re.compile(r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|(?s:.))")
_RELEVANT = re.compile(rf"\{{|{INTERNAL}|SessionVariable|\\u00[4-7]|\bargs\b")
_decode = json.JSONDecoder(strict=False).decode
_validate = msgspec.json.Decoder(msgspec.Raw).decode
_CODE = re.compile(r"\bargs\b|SessionVariable")


def extract_json(text: str, extract: Extract) -> None:
    """Add the references in the strings of a JSON text, each with its place in the text."""
    keys: dict[int, bool] = {}
    is_json = _is_json(text)
    if not is_json:
        extract.remarks.append(Remark(Rule.UNRESOLVED_READ, "file", _first_mistake(text)))
    elif any(f'"{name}"' in text for name in SET_LISTS):
        keys = _keys_of_writes(text, json.loads(text))
    starts = _relevant(text) if extract.is_narrow and is_json else _all(text)
    for start in sorted({*starts, *keys}):
        match = cast("re.Match[str]", _STRING.match(text, start))
        string, inner = _String(match[0], start), Extract(extract.language, extract.is_narrow)
        if start in keys:
            inner.write(string.value, 0, is_certain=keys[start])
        elif _COLON.match(text, match.end()):
            extract_template(string.value, inner)
        else:
            _extract_string(string.value, inner)
        extract.references += [string.moved(found) for found in inner.references]
        extract.remarks += [replace(found, offset=string.place(found.offset)) for found in inner.remarks]


def _relevant(text: str) -> Iterator[int]:
    """Yield the places of the strings with words of references to `internal`; the text must be JSON."""
    end = 0
    while word := _WORD.search(text, end):
        start = text.rfind('"', end, word.start())
        while start > 0 and _is_escaped(text, start):
            start = text.rfind('"', end, start)
        string = _STRING.match(text, start) if start >= 0 else None
        if string is not None:
            yield start
        end = word.end() if string is None else max(string.end(), word.end())


def _is_escaped(text: str, offset: int) -> bool:
    """Return whether an odd number of backslashes precedes a place."""
    start = offset
    while start > 0 and text[start - 1] == "\\":
        start -= 1
    return (offset - start) % 2 == 1


def _all(text: str) -> Iterator[int]:
    return (match.start() for match in _STRING.finditer(text) if _RELEVANT.search(match[0]))


def _is_json(text: str) -> bool:
    try:
        _validate(text.encode())
    except (ValueError, msgspec.DecodeError, RecursionError):
        return False
    return True


def _first_mistake(text: str) -> int:
    try:
        parse_strict(text)
    except JsonSyntaxError as error:
        return error.offset
    return 0


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

    inner = Extract(extract.language, extract.is_narrow)
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
            value = _decode(raw)
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

    def moved(self, found: Reference) -> Reference:
        """Return a reference in the value with its places in the text."""
        offsets = tuple([None if step is None else self.place(step) for step in found.offsets])
        return Reference(found.path, offsets, found.language, found.access, found.is_certain)

    def place(self, index: int) -> int:
        """Return the place of a character of the value in the text."""
        number = bisect_right(self._values, index) - 1
        return self._places[number] + index - self._values[number]
