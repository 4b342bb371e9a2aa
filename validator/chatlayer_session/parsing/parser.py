"""Strict JSON: text to a value, and the issues in text that still has one."""

from __future__ import annotations

import json
import math
from enum import Enum, auto
from itertools import islice
from operator import attrgetter
from typing import TYPE_CHECKING, cast

import msgspec

from ..issues import KEY_PLACEHOLDER, Issue, IssueList
from ..rules import Rule, describe
from .grammar import MAX_NESTING, SURROGATE, skip_whitespace
from .positions import LineIndex
from .tokens import AFTER_VALUE, CLOSINGS, ITEM, MEMBER, OPENINGS, TOKEN, lone_surrogate

if TYPE_CHECKING:
    from ..jsonpointer import JsonValue
    from ..rules import Wording

_LITERALS: dict[str, JsonValue] = {"true": True, "false": False, "null": None}


class JsonSyntaxError(ValueError):
    """The text stops being JSON at ``offset``; ``issues`` are those before it."""

    def __init__(self, offset: int, issues: IssueList) -> None:
        super().__init__(offset)
        self.offset = offset
        self.issues = issues


class _Expected(Enum):
    VALUE = auto()
    VALUE_OR_END = auto()
    KEY = auto()
    KEY_OR_END = auto()
    COLON = auto()
    COMMA_OR_END = auto()


# A tuple compares identities; a set would hash the members, which is slow for an Enum.
_VALUES_EXPECTED = (_Expected.VALUE, _Expected.VALUE_OR_END)
_KEYS_EXPECTED = (_Expected.KEY, _Expected.KEY_OR_END)


class _Frame(msgspec.Struct):
    """A container that is being parsed: ``key`` is that of the next value, ``key_offsets`` are those of its keys.

    A deep document has hundreds of them, and objects of this kind of class are the fastest to create.
    """

    container: dict[str, JsonValue] | list[JsonValue]
    key: str | int
    key_offsets: dict[str, int] = {}


_container_of = attrgetter("container")
_NO_KEYS: dict[str, int] = {}
"""The offsets of the keys of arrays."""


def parse_strict(text: str) -> tuple[JsonValue, IssueList]:
    """Return the value of ``text``, and the issues in it.

    The last of equal keys counts. The value omits what is nested deeper than `MAX_NESTING`.

    Raises:
        JsonSyntaxError: the text is not JSON.
    """
    return _Parser(text).document()


class _Parser:
    """One pass over one text; ``start`` is the offset of the token being taken."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines = LineIndex(text)
        self.start = 0
        self.frames: list[_Frame] = []
        self.root: JsonValue = None
        self.issues = IssueList()
        self.too_deep = False
        # Deeper levels are only checked against the grammar, for which two frames are enough.
        self.deep_object = _Frame({}, "")
        self.deep_array = _Frame([], 0)

    def document(self) -> tuple[JsonValue, IssueList]:
        match_token, text = TOKEN.match, self.text
        offset, expected = 0, _Expected.VALUE
        while expected is not _Expected.COMMA_OR_END or self.frames:
            if expected is _Expected.COMMA_OR_END:
                offset = self.close_arrays(offset)
            offset, expected = self._fast_forward(offset, expected)
            if expected is _Expected.COMMA_OR_END and not self.frames:
                break
            token = match_token(text, offset)
            if token is None:
                raise self.stop(offset)
            group = token.lastgroup or ""
            self.start = token.start(group)
            step = self.accept(group, token[group], expected)
            if step is None:
                raise self.stop(offset)
            offset, expected = token.end(), step
        if skip_whitespace(text, offset) != len(text):
            raise self.stop(offset)
        return self.root, self.issues

    def _fast_forward(self, offset: int, expected: _Expected) -> tuple[int, _Expected]:
        """Take whole members and items while they are as expected; return the next offset and what is expected."""
        frames, text = self.frames, self.text
        while 0 < len(frames) <= MAX_NESTING:
            container = frames[-1].container
            if expected is _Expected.COMMA_OR_END:
                mark = AFTER_VALUE.match(text, offset)
                step = self.mark(mark[1], expected) if mark else None
                if mark is None or step is None:
                    break
                offset, expected = mark.end(), step
            elif isinstance(container, dict) and expected in _KEYS_EXPECTED:
                before = offset
                offset, expected = self.members(frames[-1], container, offset, expected)
                if offset == before:
                    break
            elif isinstance(container, list) and expected in _VALUES_EXPECTED:
                before = offset
                offset, expected = self.items(frames[-1], container, offset, expected)
                if offset == before:
                    break
            else:
                break
        return offset, expected

    def members(
        self, frame: _Frame, container: dict[str, JsonValue], offset: int, expected: _Expected
    ) -> tuple[int, _Expected]:
        """Take members with the commas after them, up to the first without a comma or with a container as its value."""
        match, text, key_offsets = MEMBER.match, self.text, frame.key_offsets
        while (member := match(text, offset)) is not None:
            name, string, number, literal, comma, bracket = member.groups()
            self.start = start = member.start(1)
            key = frame.key = name[1:-1] if "\\" not in name else self.string(name, is_key=True)
            if key_offsets.setdefault(key, start) != start:
                self.duplicate_key(key_offsets[key])
            offset = member.end()
            if string is not None and "\\" not in string:
                container[key] = string[1:-1]
            elif bracket is not None:
                self.start = offset - 1
                expected = self.open(bracket)
                return self.open_arrays(offset) if bracket == "[" else offset, expected
            else:
                self.start = max(map(member.start, (2, 3, 4)))
                container[key] = self.value(string, number, literal)
            if comma is None:
                return offset, _Expected.COMMA_OR_END
            expected = _Expected.KEY
        return offset, expected

    def items(
        self, frame: _Frame, container: list[JsonValue], offset: int, expected: _Expected
    ) -> tuple[int, _Expected]:
        """Take items as `members` takes members, including the items of arrays in the array."""
        match, text = ITEM.match, self.text
        while (item := match(text, offset)) is not None:
            string, number, literal, comma, bracket = item.groups()
            offset = item.end()
            if bracket is not None:
                self.start = offset - 1
                expected = self.open(bracket)
                offset = self.open_arrays(offset) if bracket == "[" else offset
                if bracket == "{" or len(self.frames) > MAX_NESTING:
                    return offset, expected
                frame = self.frames[-1]
                container = cast("list[JsonValue]", frame.container)
                continue
            self.start = max(map(item.start, (1, 2, 3)))
            container.append(self.value(string, number, literal))
            if comma is None:
                return offset, _Expected.COMMA_OR_END
            frame.key = int(frame.key) + 1
            expected = _Expected.VALUE
        return offset, expected

    def open_arrays(self, offset: int) -> int:
        """Open arrays that start one directly after the other, each as the first item of the previous one."""
        run = OPENINGS.match(self.text, offset)
        end = run.end() if run else offset
        frames = self.frames
        opened: list[list[JsonValue]] = [[] for _ in range(min(end - offset, MAX_NESTING - len(frames)))]
        for outer, inner in zip((cast("list[JsonValue]", frames[-1].container), *opened), opened, strict=False):
            outer.append(inner)
        frames.extend([_Frame(inner, 0, _NO_KEYS) for inner in opened])
        offset += len(opened)
        if offset < end and not self.too_deep:
            self.start = offset
            self.open("[")
            offset += 1
        frames.extend([self.deep_array] * (end - offset))
        return end

    def close_arrays(self, offset: int) -> int:
        """Close arrays that end one directly after the other; return the offset after the last."""
        run = CLOSINGS.match(self.text, offset)
        if run is None:
            return offset
        end = run.end()
        offset = skip_whitespace(self.text, offset)
        frames = self.frames
        kinds = list(map(type, map(_container_of, islice(reversed(frames), end - offset))))
        count = kinds.index(dict) if dict in kinds else len(kinds)
        del frames[len(frames) - count :]
        offset += count
        return offset

    def value(self, string: str | None, number: str | None, literal: str | None) -> JsonValue:
        """Return the scalar with one of three spellings; the other two are None."""
        if string is not None:
            return self.string(string)
        return self.scalar("literal" if number is None else "number", number or literal or "")

    def stop(self, offset: int) -> JsonSyntaxError:
        return JsonSyntaxError(skip_whitespace(self.text, offset), self.issues)

    def accept(self, group: str, raw: str, expected: _Expected) -> _Expected | None:
        """Take one token and return what is expected next; None if the token is not expected here."""
        if group == "mark":
            return self.mark(raw, expected)
        if group == "string" and expected in _KEYS_EXPECTED:
            self.key(self.string(raw, is_key=True))
            return _Expected.COLON
        if expected not in _VALUES_EXPECTED:
            return None
        self.store(self.string(raw) if group == "string" else self.scalar(group, raw))
        return _Expected.COMMA_OR_END

    def mark(self, mark: str, expected: _Expected) -> _Expected | None:
        if mark == ":":
            return _Expected.VALUE if expected is _Expected.COLON else None
        if mark == ",":
            return self.comma() if expected is _Expected.COMMA_OR_END else None
        if mark in "{[":
            return self.open(mark) if expected in _VALUES_EXPECTED else None
        in_object = isinstance(self.frames[-1].container, dict) if self.frames else None
        may_end = expected is _Expected.COMMA_OR_END or expected is (
            _Expected.KEY_OR_END if in_object else _Expected.VALUE_OR_END
        )
        if not may_end or in_object is not (mark == "}"):
            return None
        self.frames.pop()
        return _Expected.COMMA_OR_END

    def comma(self) -> _Expected:
        frame = self.frames[-1]
        if isinstance(frame.key, str):
            return _Expected.KEY
        frame.key += 1
        return _Expected.VALUE

    def open(self, mark: str) -> _Expected:
        is_object = mark == "{"
        if len(self.frames) < MAX_NESTING:
            frame = _Frame({}, "") if is_object else _Frame([], 0)
            self.store(frame.container)
        else:
            frame = self.deep_object if is_object else self.deep_array
            if not self.too_deep:
                self.too_deep = True
                self.report(Rule.TOO_DEEP, self.start, describe(Rule.TOO_DEEP, "nesting", levels=MAX_NESTING))
        self.frames.append(frame)
        return _Expected.KEY_OR_END if is_object else _Expected.VALUE_OR_END

    def key(self, key: str) -> None:
        if len(self.frames) > MAX_NESTING:
            return
        frame = self.frames[-1]
        frame.key = key
        first = frame.key_offsets.setdefault(key, self.start)
        if first != self.start:
            self.duplicate_key(first)

    def duplicate_key(self, first: int) -> None:
        place = self.lines.describe(first)
        self.report(
            Rule.DUPLICATE_KEY, self.start, describe(Rule.DUPLICATE_KEY, "repeated", key=KEY_PLACEHOLDER, place=place)
        )

    def store(self, value: JsonValue) -> None:
        if not self.frames:
            self.root = value
            return
        if len(self.frames) > MAX_NESTING:
            return
        frame = self.frames[-1]
        if isinstance(frame.container, dict):
            frame.container[str(frame.key)] = value
        else:
            frame.container.append(value)

    def string(self, raw: str, *, is_key: bool = False) -> str:
        if "\\" not in raw:
            return raw[1:-1]
        value: str = json.loads(raw)
        if SURROGATE.search(value):
            if is_key:
                # The issue is about the member of this name, not about the one before it.
                self.frames[-1].key = value
            offset = self.start + lone_surrogate(raw)
            self.report(Rule.ENCODING, offset, describe(Rule.ENCODING, "surrogate", "escape"))
        return value

    def scalar(self, group: str, raw: str) -> JsonValue:
        if group == "literal":
            if raw in _LITERALS:
                return _LITERALS[raw]
            self.report(Rule.NOT_A_NUMBER, self.start, describe(Rule.NOT_A_NUMBER, "nan"))
            return float(raw)
        number = float(raw)
        if math.isinf(number):
            self.report(Rule.NOT_A_NUMBER, self.start, describe(Rule.NOT_A_NUMBER, "too-large"))
            return number
        return int(raw) if raw.lstrip("-").isdigit() else number

    def report(self, rule: Rule, offset: int, wording: Wording) -> None:
        if len(self.frames) > MAX_NESTING or not self.issues.try_reserve(rule):
            return
        path = tuple(frame.key for frame in self.frames)
        self.issues.append(Issue(rule, path, offset, *wording))
