"""Serialization of JSON values in many equivalent forms."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from operator import itemgetter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from ..jsonpointer import JsonValue
    from .choices import Choices

MAX_ODD_GAPS = 8
"""The most places with white space that differs from the layout."""

SPACES = (" ", "\n", "\t", "\r\n", " \n\t ", "")
"""White space between two tokens."""

BYTE_ORDER_MARK = b"\xef\xbb\xbf"

_EXACT = 2**53
# Line break, indentation, and white space after a comma and a colon.
_LAYOUTS = (("", "", "", ""), ("", "", " ", " "), ("\n", "  ", "", " "), ("\r\n", "\t", "", "  "))


@dataclass(frozen=True, slots=True)
class RawPayload:
    """A JSON text as bytes, and its parsed value; a number can be 1.0 in the text and 1 in the value, or vice versa."""

    data: bytes
    value: Any = field(compare=False)


def raw_payload(value: JsonValue, choices: Choices, *, byte_order_mark: bool = False) -> RawPayload:
    """Return a value as JSON text; with ``byte_order_mark``, one text in four starts with one."""
    data = serialize(value, choices).encode()
    has_mark = byte_order_mark and choices.chance(1, 4)
    return RawPayload(BYTE_ORDER_MARK + data if has_mark else data, value)


def serialize(value: JsonValue, choices: Choices) -> str:
    """Return a JSON text for a value; the simplest is compact, with the keys in their order."""
    return _Serializer(choices).text(value)


class _Serializer:
    """Writes one text in one style, with some odd white space."""

    def __init__(self, choices: Choices) -> None:
        self.pieces: list[str] = []
        self.gaps: list[int] = []
        self.choices = choices
        self.line_break, self.indentation, self.comma, self.colon = choices.pick(_LAYOUTS)
        self.escape = choices.pick(_ESCAPES)
        self.escape_interval = choices.integer(1, 4)
        self.order = choices.pick(_ORDERS)
        self.number = choices.pick(_NUMBER_FORMATS)

    def text(self, value: JsonValue) -> str:
        self.gap("")
        self.value(value, 0)
        self.gap("")
        for _ in range(MAX_ODD_GAPS):
            if not self.choices.chance(1, 2):
                break
            self.pieces[self.choices.pick(self.gaps)] = self.choices.pick(SPACES)
        return "".join(self.pieces)

    def gap(self, space: str) -> None:
        self.gaps.append(len(self.pieces))
        self.pieces.append(space)

    def value(self, value: JsonValue, level: int) -> None:
        if isinstance(value, dict):
            self.container("{}", self.order(value.items()), level, self.member)
        elif isinstance(value, list):
            self.container("[]", value, level, self.value)
        elif isinstance(value, str):
            self.pieces.append(self.string(value))
        elif isinstance(value, bool) or value is None:
            self.pieces.append(json.dumps(value))
        else:
            self.pieces.append(self.number(value))

    def container(self, brackets: str, children: Sequence[Any], level: int, write: Callable[[Any, int], None]) -> None:
        self.pieces.append(brackets[0])
        for index, child in enumerate(children):
            if index:
                self.gap("")
                self.pieces.append(",")
            self.gap(self.new_line(level + 1) or (self.comma if index else ""))
            write(child, level + 1)
        self.gap(self.new_line(level) if children else "")
        self.pieces.append(brackets[1])

    def new_line(self, level: int) -> str:
        return self.line_break + self.indentation * level

    def member(self, member: tuple[str, JsonValue], level: int) -> None:
        self.pieces.append(self.string(member[0]))
        self.gap("")
        self.pieces.append(":")
        self.gap(self.colon)
        self.value(member[1], level)

    def string(self, text: str) -> str:
        if self.escape is None:
            return json.dumps(text, ensure_ascii=False)
        positions = (index % self.escape_interval for index in range(len(text)))
        return '"' + "".join(map(self.escape, text, positions)) + '"'


def _units(character: str, position: int) -> str:
    r"""Return the escapes of a character at position 0, and ``\/`` for a slash elsewhere."""
    if position:
        return "\\/" if character == "/" else json.dumps(character, ensure_ascii=False)[1:-1]
    units = character.encode("utf-16-be")
    return "".join(f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2))


def _fractional(number: float) -> str:
    text = json.dumps(number)
    if isinstance(number, int):
        return f"{text}.0" if abs(number) < _EXACT else text
    return text if "e" in text else f"{text}00"


def _exponential(number: float) -> str:
    text = json.dumps(number)
    if "e" in text or (isinstance(number, int) and abs(number) >= _EXACT):
        return text.replace("e", "E")
    return f"{text}0E-1" if isinstance(number, int) and number else f"{text}e+0"


_ESCAPES: tuple[Callable[[str, int], str] | None, ...] = (None, lambda text, _: json.dumps(text)[1:-1], _units)
_NUMBER_FORMATS: tuple[Callable[[float], str], ...] = (json.dumps, _fractional, _exponential)
_ORDERS: tuple[Callable[[Iterable[Any]], list[Any]], ...] = (
    list,
    lambda members: list(members)[::-1],
    lambda members: sorted(members, key=itemgetter(0)),
)
