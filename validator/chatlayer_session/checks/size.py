"""The size of a payload in bytes, as the limit on sessions counts it: compact JSON in UTF-8."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from ..errors import UnsupportedType
from ..parsing.grammar import KNOWN_STRING

if TYPE_CHECKING:
    from ..jsonpointer import JsonValue

MAX_BYTES = 10_485_760
"""Most bytes of a session."""

NOTE_BYTES = 10_000_000
"""Bytes above which a session is reported to be close to the limit."""

MAX_WRITTEN_BITS = 4096
"""Bits of an integer that Python formats; it refuses much longer ones."""

_WHITESPACE = " \t\n\r"
_ESCAPED = re.compile('[\x00-\x1f"\\\\\ud800-\udfff]')
_SHORT_ESCAPES = frozenset('"\\\b\f\n\r\t')
_STRING = re.compile(KNOWN_STRING)


def compact_size(value: JsonValue) -> int:
    """Return the bytes of the compact UTF-8 serialization of a parsed value.

    There is no white space between tokens, strings are escaped as little as JSON allows, and numbers are formatted as
    by Python's ``json``. A lone surrogate, which UTF-8 does not have, counts as its escape.

    Raises:
        UnsupportedType: a value has a type that JSON does not have, or contains itself.
    """
    if not isinstance(value, dict | list):
        return _scalar_size(value)
    # The size of each container, None while it is being measured. Each is measured once, without recursion.
    sizes: dict[int, int | None] = {}
    stack: list[dict[str, JsonValue] | list[JsonValue]] = [value]
    while stack:
        container = stack[-1]
        if id(container) in sizes:
            stack.pop()
            if sizes[id(container)] is None:
                sizes[id(container)] = _container_size(container, sizes)
            continue
        sizes[id(container)] = None
        for child in container.values() if isinstance(container, dict) else container:
            if isinstance(child, dict | list):
                if sizes.get(id(child), 0) is None:
                    raise UnsupportedType("", f"{type(child).__name__} that contains itself")
                stack.append(child)
    return sizes[id(value)] or 0


def _container_size(container: dict[str, JsonValue] | list[JsonValue], sizes: dict[int, int | None]) -> int:
    """Return the size of a container with its brackets and commas, given the sizes of the containers in it."""
    size = 1 + max(len(container), 1)
    if isinstance(container, dict):
        size += sum(map(string_size, container)) + len(container)
    for child in container.values() if isinstance(container, dict) else container:
        size += (sizes[id(child)] or 0) if isinstance(child, dict | list) else _scalar_size(child)
    return size


def _scalar_size(value: object) -> int:
    if isinstance(value, str):
        return string_size(value)
    if value is None or value is True:
        return 4
    if value is False:
        return 5
    if isinstance(value, int):
        return _integer_size(value)
    if isinstance(value, float):
        # Python writes nan and inf; JSON texts that contain them write NaN and Infinity.
        return len(float.__repr__(value).replace("inf", "Infinity"))
    raise UnsupportedType("", type(value).__name__)


def string_size(text: object) -> int:
    """Return the bytes of a string with its quotation marks, escaped as little as JSON allows."""
    if not isinstance(text, str):
        raise UnsupportedType("", f"dict with a key of type {type(text).__name__}")
    size = 2 + utf8_size(text)
    if text.isprintable() and '"' not in text and "\\" not in text:
        return size
    return size + sum(map(_escape_cost, _ESCAPED.findall(text)))


def _escape_cost(character: str) -> int:
    """Return how many more bytes the escape of a character has than the character."""
    if character in _SHORT_ESCAPES:
        return 1
    return 5 if character < " " else 3


def _integer_size(value: int) -> int:
    if value.bit_length() <= MAX_WRITTEN_BITS:
        return len(int.__repr__(value))
    # The first bit gives at least so many digits; the other bits can add one.
    digits = (value.bit_length() - 1) * 30_102_999_566 // 100_000_000_000 + 1
    if abs(value) >= 10**digits:
        digits += 1
    return digits + (value < 0)


def text_size(text: str) -> int:
    """Return the bytes of a JSON text without the white space between its tokens.

    Strings count with as few escapes as possible, numbers as they are spelled. ``text`` must be JSON.
    """
    outside_strings = _STRING.sub("", text)
    size = utf8_size(text) - sum(map(outside_strings.count, _WHITESPACE))
    # Backslashes are only inside strings.
    if "\\" not in text:
        return size
    strings = (match[0] for match in _STRING.finditer(text))
    return size - sum(utf8_size(raw) - string_size(json.loads(raw)) for raw in strings if "\\" in raw)


def utf8_size(text: str) -> int:
    """Return the bytes of a text in UTF-8; half of a surrogate pair, which UTF-8 does not have, counts as three."""
    return len(text) if text.isascii() else len(text.encode("utf-8", "surrogatepass"))
