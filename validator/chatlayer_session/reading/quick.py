"""Strict JSON at the speed of a parser in C, for text in which nothing is to be told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import msgspec

from .parsing import MAX_DEPTH

if TYPE_CHECKING:
    from ..pointers import JsonValue

# An integer with fewer digits is within the range of a double.
_LONG_INTEGER = b"0" * 309
_DIGITS_AS_ZEROS = bytes(ord("0") if chr(byte).isdigit() and byte < 128 else 0 for byte in range(256))
_decode = msgspec.json.Decoder(Any).decode
_encode = msgspec.json.Encoder().encode


class Unsure(ValueError):
    """The text may be broken, or hold what a strict reader would tell."""


def parse_quickly(data: bytes) -> JsonValue:
    """Return what `parse` returns for the text of ``data``, if that has nothing to tell of it.

    Raises:
        Unsure: there may be something to tell; `parse` knows.
    """
    if _LONG_INTEGER in data.translate(_DIGITS_AS_ZEROS):
        raise Unsure
    try:
        value = cast("JsonValue", _decode(data))
        written = _encode(value)
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        raise Unsure from error
    if not same_strings(data, written) or _is_deep(data, value):
        raise Unsure
    return value


def _is_deep(data: bytes, value: JsonValue) -> bool:
    """Say whether arrays and objects are nested more than `MAX_DEPTH` levels deep."""
    if data.count(b"[") + data.count(b"{") <= MAX_DEPTH:
        return False
    level: list[dict[str, JsonValue] | list[JsonValue]] = [value] if isinstance(value, dict | list) else []
    for _ in range(MAX_DEPTH):
        if not level:
            break
        level = [
            child
            for container in level
            for child in (container.values() if isinstance(container, dict) else container)
            if isinstance(child, dict | list)
        ]
    return bool(level)


def same_strings(data: bytes, written: bytes) -> bool:
    r"""Say whether ``data`` has no key twice in an object, given how its value is ``written`` by msgspec.

    Each string in a text takes two quotation marks, and one more for each mark inside it, written ``\"``. A second
    value for a key makes the text have at least two marks more than what is written of its value. Only ``\u0022`` makes
    it have less: with one of those in the text nothing is said.
    """
    if data == written:
        return True
    return data.count(b'"') == written.count(b'"') and not (b"\\" in data and b"\\u0022" in data)
