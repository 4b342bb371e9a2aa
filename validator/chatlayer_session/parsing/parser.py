"""Strict JSON: text to an instance, with what is wrong in text that can still be understood."""

from __future__ import annotations

import json
import math
from enum import Enum, auto
from itertools import islice
from operator import attrgetter
from typing import TYPE_CHECKING, cast

import msgspec

from ..issues import Issue, IssueList
from ..rules import Rule
from .limits import (
    DUPLICATE_KEY_HINT,
    LONE_SURROGATE_HINT,
    LONE_SURROGATE_MESSAGE,
    MAX_NESTING,
    NAN_HINT,
    NAN_MESSAGE,
    SURROGATE,
    TOO_DEEP_HINT,
    TOO_DEEP_MESSAGE,
    TOO_LARGE_HINT,
    TOO_LARGE_MESSAGE,
)
from .positions import LineIndex
from .tokens import BEHIND_A_VALUE, CLOSINGS, ITEM, MEMBER, OPENINGS, TOKEN, end_of_space, lone_surrogate

if TYPE_CHECKING:
    from ..jsonpointer import JsonValue

_LITERALS: dict[str, JsonValue] = {"true": True, "false": False, "null": None}


class JsonSyntaxError(ValueError):
    """The text stops being JSON at ``offset``; ``observations`` holds what was seen before."""

    def __init__(self, offset: int, observations: tuple[Issue, ...]) -> None:
        super().__init__(offset)
        self.offset = offset
        self.issues = observations


class _Expected(Enum):
    VALUE = auto()
    VALUE_OR_END = auto()
    KEY = auto()
    KEY_OR_END = auto()
    COLON = auto()
    COMMA_OR_END = auto()


# Looking into a tuple compares identities; a set would hash the members, which is slow for an Enum.
_VALUES_EXPECTED = (_Expected.VALUE, _Expected.VALUE_OR_END)
_KEYS_EXPECTED = (_Expected.KEY, _Expected.KEY_OR_END)


class _Frame(msgspec.Struct):
    """A container that is being read: ``key`` is where the next value goes, ``places`` is where the keys stand.

    There are hundreds in a deep document, and this kind of class makes its objects fastest.
    """

    container: dict[str, JsonValue] | list[JsonValue]
    key: str | int
    places: dict[str, int] = {}


_container_of = attrgetter("container")
_NO_PLACES: dict[str, int] = {}
"""Where the keys of arrays stand."""


def parse_strict(text: str) -> tuple[JsonValue, tuple[Issue, ...]]:
    """Return the value that ``text`` stands for, and what is wrong with it.

    Of equal keys the last one counts. What is nested deeper than `MAX_DEPTH` is left out of the value.

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
        self.observations = IssueList()
        self.too_deep = False
        # What is too deep is held to the grammar only: two frames are enough for any number of levels.
        self.deep_object = _Frame({}, "")
        self.deep_array = _Frame([], 0)

    def document(self) -> tuple[JsonValue, tuple[Issue, ...]]:
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
        if end_of_space(text, offset) != len(text):
            raise self.stop(offset)
        return self.root, self.observations.to_tuple()

    def _fast_forward(self, offset: int, expected: _Expected) -> tuple[int, _Expected]:
        """Take whole members and items as long as all is as expected; return where to go on, and with what."""
        frames, text = self.frames, self.text
        while 0 < len(frames) <= MAX_NESTING:
            container = frames[-1].container
            if expected is _Expected.COMMA_OR_END:
                behind = BEHIND_A_VALUE.match(text, offset)
                step = self.mark(behind[1], expected) if behind else None
                if behind is None or step is None:
                    break
                offset, expected = behind.end(), step
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
        """Take members with the commas behind them, up to the first one without, or with a container as its value."""
        match, text, places = MEMBER.match, self.text, frame.places
        while (stride := match(text, offset)) is not None:
            name, string, number, literal, comma, bracket = stride.groups()
            self.start = start = stride.start(1)
            key = frame.key = name[1:-1] if "\\" not in name else self.string(name)
            if places.setdefault(key, start) != start:
                self.duplicate_key(places[key])
            offset = stride.end()
            if string is not None and "\\" not in string:
                container[key] = string[1:-1]
            elif bracket is not None:
                self.start = offset - 1
                expected = self.open(bracket)
                return self.open_arrays(offset) if bracket == "[" else offset, expected
            else:
                self.start = max(map(stride.start, (2, 3, 4)))
                container[key] = self.value(string, number, literal)
            if comma is None:
                return offset, _Expected.COMMA_OR_END
            expected = _Expected.KEY
        return offset, expected

    def items(
        self, frame: _Frame, container: list[JsonValue], offset: int, expected: _Expected
    ) -> tuple[int, _Expected]:
        """Take items as `members` takes members, those of arrays in an array along with them."""
        match, text = ITEM.match, self.text
        while (stride := match(text, offset)) is not None:
            string, number, literal, comma, bracket = stride.groups()
            offset = stride.end()
            if bracket is not None:
                self.start = offset - 1
                expected = self.open(bracket)
                offset = self.open_arrays(offset) if bracket == "[" else offset
                if bracket == "{" or len(self.frames) > MAX_NESTING:
                    return offset, expected
                frame = self.frames[-1]
                container = cast("list[JsonValue]", frame.container)
                continue
            self.start = max(map(stride.start, (1, 2, 3)))
            container.append(self.value(string, number, literal))
            if comma is None:
                return offset, _Expected.COMMA_OR_END
            frame.key = int(frame.key) + 1
            expected = _Expected.VALUE
        return offset, expected

    def open_arrays(self, offset: int) -> int:
        """Open the arrays that begin one right behind the other, each as the first item of the one before."""
        run = OPENINGS.match(self.text, offset)
        end = run.end() if run else offset
        frames = self.frames
        opened: list[list[JsonValue]] = [[] for _ in range(min(end - offset, MAX_NESTING - len(frames)))]
        for outer, inner in zip((cast("list[JsonValue]", frames[-1].container), *opened), opened, strict=False):
            outer.append(inner)
        frames.extend([_Frame(inner, 0, _NO_PLACES) for inner in opened])
        offset += len(opened)
        if offset < end and not self.too_deep:
            self.start = offset
            self.open("[")
            offset += 1
        frames.extend([self.deep_array] * (end - offset))
        return end

    def close_arrays(self, offset: int) -> int:
        """Close arrays that end one right behind the other; return the offset behind the last."""
        run = CLOSINGS.match(self.text, offset)
        if run is None:
            return offset
        end = run.end()
        offset = end_of_space(self.text, offset)
        frames = self.frames
        kinds = list(map(type, map(_container_of, islice(reversed(frames), end - offset))))
        count = kinds.index(dict) if dict in kinds else len(kinds)
        del frames[len(frames) - count :]
        offset += count
        return offset

    def value(self, string: str | None, number: str | None, literal: str | None) -> JsonValue:
        """Return the scalar that is spelled in one of three ways; the others are None."""
        if string is not None:
            return self.string(string)
        return self.scalar("literal" if number is None else "number", number or literal or "")

    def stop(self, offset: int) -> JsonSyntaxError:
        return JsonSyntaxError(end_of_space(self.text, offset), self.observations.to_tuple())

    def accept(self, group: str, raw: str, expected: _Expected) -> _Expected | None:
        """Take one token and say what is expected next; None if the token stands in the wrong place."""
        if group == "mark":
            return self.mark(raw, expected)
        if group == "string" and expected in _KEYS_EXPECTED:
            self.key(self.string(raw))
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
                self.report(Rule.TOO_DEEP, self.start, TOO_DEEP_MESSAGE, TOO_DEEP_HINT)
        self.frames.append(frame)
        return _Expected.KEY_OR_END if is_object else _Expected.VALUE_OR_END

    def key(self, key: str) -> None:
        if len(self.frames) > MAX_NESTING:
            return
        frame = self.frames[-1]
        frame.key = key
        first = frame.places.setdefault(key, self.start)
        if first != self.start:
            self.duplicate_key(first)

    def duplicate_key(self, first: int) -> None:
        message = f"{{key}} stands in this object already, at {self.lines.describe(first)}"
        self.report(Rule.DUPLICATE_KEY, self.start, message, DUPLICATE_KEY_HINT)

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

    def string(self, raw: str) -> str:
        if "\\" not in raw:
            return raw[1:-1]
        value: str = json.loads(raw)
        if SURROGATE.search(value):
            offset = self.start + lone_surrogate(raw)
            self.report(Rule.ENCODING, offset, LONE_SURROGATE_MESSAGE, LONE_SURROGATE_HINT)
        return value

    def scalar(self, group: str, raw: str) -> JsonValue:
        if group == "literal":
            if raw in _LITERALS:
                return _LITERALS[raw]
            self.report(Rule.NOT_A_NUMBER, self.start, NAN_MESSAGE, NAN_HINT)
            return float(raw)
        number = float(raw)
        if math.isinf(number):
            self.report(Rule.NOT_A_NUMBER, self.start, TOO_LARGE_MESSAGE, TOO_LARGE_HINT)
            return number
        return int(raw) if raw.lstrip("-").isdigit() else number

    def report(self, rule: Rule, offset: int, message: str, hint: str) -> None:
        if len(self.frames) > MAX_NESTING or not self.observations.try_reserve():
            return
        path = tuple(frame.key for frame in self.frames)
        self.observations.append(Issue(rule, path, offset, message, hint))
