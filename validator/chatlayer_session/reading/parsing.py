"""Strict JSON: text to an instance, with what is wrong in text that can still be understood."""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import TYPE_CHECKING

from ..findings import Rule
from ..locating import Lines
from ..observations import Observation, Observations

if TYPE_CHECKING:
    from ..pointers import JsonValue

MAX_DEPTH = 500
"""Levels of nested arrays and objects that are read; deeper ones break the rule too-deep."""

SURROGATE = re.compile("[\ud800-\udfff]")
NO_NUMBER_MESSAGE = "JSON has no NaN and no infinity"
NO_NUMBER_HINT = "write null, or leave the field out"
TOO_LARGE_MESSAGE = "this number is too large for a double, so that most readers take it for infinity"
TOO_LARGE_HINT = "write it as a string"
LONE_SURROGATE_MESSAGE = "this escape is half of a surrogate pair and stands for no character without the other half"
LONE_SURROGATE_HINT = "write both halves, or the character itself; text cut inside an emoji looks like this"
TOO_DEEP_MESSAGE = f"arrays and objects are nested more than {MAX_DEPTH} levels deep; nothing deeper was checked"
DUPLICATE_KEY_HINT = "keep one of the two: some readers take the first, others the last"
TOO_DEEP_HINT = "flatten the value, or store it as a string"

_STRING = r'"[^"\\\x00-\x1f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\x00-\x1f]*)*"'
_NUMBER = r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?"
_TOKEN = re.compile(
    rf"[ \t\n\r]*(?:(?P<mark>[\[\]{{}},:])|(?P<string>{_STRING})|(?P<literal>true|false|null|NaN|-?Infinity)"
    rf"|(?P<number>{_NUMBER}))"
)
_SPACE = re.compile(r"[ \t\n\r]*")
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|.)")
_LITERALS: dict[str, JsonValue] = {"true": True, "false": False, "null": None}


class NotJson(ValueError):
    """The text stops being JSON at ``offset``; ``observations`` holds what was seen before."""

    def __init__(self, offset: int, observations: tuple[Observation, ...]) -> None:
        super().__init__(offset)
        self.offset = offset
        self.observations = observations


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


@dataclass(slots=True)
class _Frame:
    """A container that is being read: ``key`` is where the next value goes, ``places`` is where the keys stand."""

    container: dict[str, JsonValue] | list[JsonValue]
    key: str | int
    places: dict[str, int] = field(default_factory=dict[str, int])


def parse(text: str) -> tuple[JsonValue, tuple[Observation, ...]]:
    """Return the value that ``text`` stands for, and what is wrong with it.

    Of equal keys the last one counts. What is nested deeper than `MAX_DEPTH` is left out of the value.

    Raises:
        NotJson: the text is not JSON.
    """
    return _Parser(text).document()


class _Parser:
    """One pass over one text; ``start`` is the offset of the token being taken."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines = Lines(text)
        self.start = 0
        self.frames: list[_Frame] = []
        self.root: JsonValue = None
        self.observations = Observations()
        self.too_deep = False
        # What is too deep is held to the grammar only: two frames are enough for any number of levels.
        self.deep_object = _Frame({}, "")
        self.deep_array = _Frame([], 0)

    def document(self) -> tuple[JsonValue, tuple[Observation, ...]]:
        match_token, text = _TOKEN.match, self.text
        offset, expected = 0, _Expected.VALUE
        while expected is not _Expected.COMMA_OR_END or self.frames:
            token = match_token(text, offset)
            if token is None:
                raise self.stop(offset)
            group = token.lastgroup or ""
            self.start = token.start(group)
            step = self.take(group, token[group], expected)
            if step is None:
                raise self.stop(offset)
            offset, expected = token.end(), step
        if _end_of_space(text, offset) != len(text):
            raise self.stop(offset)
        return self.root, self.observations.all()

    def stop(self, offset: int) -> NotJson:
        return NotJson(_end_of_space(self.text, offset), self.observations.all())

    def take(self, group: str, raw: str, expected: _Expected) -> _Expected | None:
        """Take one token and say what is expected next; None if the token stands in the wrong place."""
        if group == "mark":
            return self.mark(raw, expected)
        if group == "string" and expected in _KEYS_EXPECTED:
            self.key(self.string(raw))
            return _Expected.COLON
        if expected not in _VALUES_EXPECTED:
            return None
        self.put(self.string(raw) if group == "string" else self.scalar(group, raw))
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
        if len(self.frames) < MAX_DEPTH:
            frame = _Frame({}, "") if is_object else _Frame([], 0)
            self.put(frame.container)
        else:
            frame = self.deep_object if is_object else self.deep_array
            if not self.too_deep:
                self.too_deep = True
                self.see(Rule.TOO_DEEP, self.start, TOO_DEEP_MESSAGE, TOO_DEEP_HINT)
        self.frames.append(frame)
        return _Expected.KEY_OR_END if is_object else _Expected.VALUE_OR_END

    def key(self, key: str) -> None:
        if len(self.frames) > MAX_DEPTH:
            return
        frame = self.frames[-1]
        frame.key = key
        first = frame.places.setdefault(key, self.start)
        if first != self.start:
            line, column = self.lines.position(first)
            message = f"{{key}} stands in this object already, at line {line}, column {column}"
            self.see(Rule.DUPLICATE_KEY, self.start, message, DUPLICATE_KEY_HINT)

    def put(self, value: JsonValue) -> None:
        if not self.frames:
            self.root = value
            return
        if len(self.frames) > MAX_DEPTH:
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
            offset = self.start + _lone_surrogate(raw)
            self.see(Rule.ENCODING, offset, LONE_SURROGATE_MESSAGE, LONE_SURROGATE_HINT)
        return value

    def scalar(self, group: str, raw: str) -> JsonValue:
        if group == "literal":
            if raw in _LITERALS:
                return _LITERALS[raw]
            self.see(Rule.NOT_A_NUMBER, self.start, NO_NUMBER_MESSAGE, NO_NUMBER_HINT)
            return float(raw)
        number = float(raw)
        if math.isinf(number):
            self.see(Rule.NOT_A_NUMBER, self.start, TOO_LARGE_MESSAGE, TOO_LARGE_HINT)
            return number
        return int(raw) if raw.lstrip("-").isdigit() else number

    def see(self, rule: Rule, offset: int, message: str, hint: str) -> None:
        if len(self.frames) > MAX_DEPTH or not self.observations.has_room():
            return
        path = tuple(frame.key for frame in self.frames)
        self.observations.add(Observation(rule, path, offset, message, hint))


def _end_of_space(text: str, offset: int) -> int:
    space = _SPACE.match(text, offset)
    return space.end() if space else offset


def _lone_surrogate(raw: str) -> int:
    """Return the offset of the first escape in a string that is half of a pair."""
    high: int | None = None
    for escape in _ESCAPE.finditer(raw):
        code = int(escape[1] or "0", 16)
        is_low = 0xDC00 <= code <= 0xDFFF
        if high is not None and is_low and escape.start() == high + 6:
            high = None
            continue
        if high is not None or is_low:
            return escape.start() if high is None else high
        high = escape.start() if 0xD800 <= code <= 0xDBFF else None
    return 0 if high is None else high
