"""How many bytes a payload takes, as the limit on sessions counts them: compact JSON in UTF-8."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from ..errors import UnsupportedType

if TYPE_CHECKING:
    from ..jsonpointer import JsonValue

MAX_BYTES = 10_485_760
"""Bytes that a session may have."""

NOTE_BYTES = 10_000_000
"""Bytes above which a session is noted to come near the limit."""

MAX_WRITTEN_BITS = 4096
"""Bits of an integer that Python is asked to write out; it refuses to for much longer ones."""

_SPACE = " \t\n\r"
_ESCAPED = re.compile('[\x00-\x1f"\\\\\ud800-\udfff]')
_SHORT_ESCAPES = frozenset('"\\\b\f\n\r\t')
_STRING = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"')


def compact_size(value: JsonValue) -> int:
    """Return the bytes of the compact UTF-8 serialisation of a parsed value.

    No white space stands between tokens, strings are escaped as little as JSON allows, and numbers are as Python's
    ``json`` writes them. A lone surrogate, which UTF-8 does not have, counts as its escape.

    Raises:
        UnsupportedType: there is a value of a type that JSON does not have, or one that contains itself.
    """
    if not isinstance(value, dict | list):
        return _scalar_size(value)
    # The size of each container, None while it is being measured: none is measured twice, and no depth is too much.
    sizes: dict[int, int | None] = {}
    waiting: list[dict[str, JsonValue] | list[JsonValue]] = [value]
    while waiting:
        container = waiting[-1]
        if id(container) in sizes:
            waiting.pop()
            if sizes[id(container)] is None:
                sizes[id(container)] = _container_size(container, sizes)
            continue
        sizes[id(container)] = None
        for child in container.values() if isinstance(container, dict) else container:
            if isinstance(child, dict | list):
                if sizes.get(id(child), 0) is None:
                    raise UnsupportedType("", f"{type(child).__name__} that contains itself")
                waiting.append(child)
    return sizes[id(value)] or 0


def _container_size(container: dict[str, JsonValue] | list[JsonValue], sizes: dict[int, int | None]) -> int:
    """Return the size of a container, given those of the containers in it: brackets, commas, and what is between."""
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
        # Python writes nan and inf; JSON texts that have them at all say NaN and Infinity.
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
    """Return how many bytes more an escaped character takes than the same character as it is."""
    if character in _SHORT_ESCAPES:
        return 1
    return 5 if character < " " else 3


def _integer_size(value: int) -> int:
    if value.bit_length() <= MAX_WRITTEN_BITS:
        return len(int.__repr__(value))
    # The first bit alone makes a number of so many digits; with the others there may be one more.
    digits = (value.bit_length() - 1) * 30_102_999_566 // 100_000_000_000 + 1
    if abs(value) >= 10**digits:
        digits += 1
    return digits + (value < 0)


def text_size(text: str) -> int:
    """Return the bytes of a JSON text without the white space between its tokens.

    Strings count as they are escaped at the least, numbers as they are spelled. ``text`` must be JSON.
    """
    between = _STRING.sub("", text)
    size = utf8_size(text) - sum(map(between.count, _SPACE))
    # A backslash stands in strings only.
    if "\\" not in text:
        return size
    strings = (match[0] for match in _STRING.finditer(text))
    return size - sum(utf8_size(raw) - string_size(json.loads(raw)) for raw in strings if "\\" in raw)


def utf8_size(text: str) -> int:
    """Return the bytes of a text in UTF-8; half of a surrogate pair, which UTF-8 does not have, counts as three."""
    return len(text) if text.isascii() else len(text.encode("utf-8", "surrogatepass"))
