"""Strict JSON at the speed of a parser in C, for text in which nothing is to be told."""

from __future__ import annotations

from itertools import accumulate, chain, compress
from typing import TYPE_CHECKING, Any, cast

import msgspec

from .limits import MAX_NESTING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..jsonpointer import JsonValue

# An integer with fewer digits is within the range of a double. Of so many digits in a row four stand at such steps.
_LONG_INTEGER = b"0" * 309
_STEP = 309 // 4
_DIGITS_AS_ZEROS = bytes(ord("0") if chr(byte).isdigit() and byte < 128 else 0 for byte in range(256))
_ROUNDS = 8
_NO_MARKS = bytes(set(range(256)) - set(b'[]{}"'))
_STEPS = [1 if chr(byte) in "[{" else -1 if chr(byte) in "]}" else 0 for byte in range(256)]
_CONTAINERS: frozenset[type] = frozenset({dict, list})
_decode = msgspec.json.Decoder(Any).decode
_encode = msgspec.json.Encoder().encode


class NeedsStrictParse(ValueError):
    """The text may be broken, or hold what a strict reader would tell."""


def parse_fast(data: bytes) -> JsonValue:
    """Return what `parse` returns for the text of ``data``, if that has nothing to tell of it.

    Raises:
        NeedsStrictParse: there may be something to tell; `parse` knows.
    """
    if b"0000" in data[::_STEP].translate(_DIGITS_AS_ZEROS) and _LONG_INTEGER in data.translate(_DIGITS_AS_ZEROS):
        raise NeedsStrictParse
    try:
        value = cast("JsonValue", _decode(data))
        written = _encode(value)
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        raise NeedsStrictParse from error
    if not has_no_duplicate_keys(data, written) or exceeds_depth(data, value):
        raise NeedsStrictParse
    return value


def exceeds_depth(data: bytes, value: JsonValue) -> bool:
    """Say whether arrays and objects are nested more than `MAX_DEPTH` levels deep."""
    if len(data) <= 2 * MAX_NESTING or data.count(b"[") + data.count(b"{") <= MAX_NESTING:
        return False
    # With no quotation mark inside, a string is two marks in a row if it has no bracket, and else leaves one.
    marks = data.translate(None, _NO_MARKS).replace(b'""', b"")
    if b'"' in marks or b'\\"' in data:
        return _is_nested(value)
    left = marks
    for _ in range(_ROUNDS):
        left = left.replace(b"[]", b"").replace(b"{}", b"")
    # Each round takes two levels at most.
    return bool(left) and max(accumulate(map(_STEPS.__getitem__, marks))) > MAX_NESTING


def _is_nested(value: JsonValue) -> bool:
    """Say what `exceeds_depth` says, by going through the value."""
    level: list[Any] = [value]
    for _ in range(MAX_NESTING + 1):
        # Most values are no containers: they are passed over without a step in Python for each.
        level = list(compress(level, map(_CONTAINERS.__contains__, map(type, level))))
        if not level:
            return False
        level = list(chain.from_iterable(map(_children, level)))
    return True


def _children(container: dict[str, Any] | list[Any]) -> Iterable[Any]:
    return container.values() if isinstance(container, dict) else container


def has_no_duplicate_keys(data: bytes, written: bytes) -> bool:
    r"""Say whether ``data`` has no key twice in an object, given how its value is ``written`` by msgspec.

    Each string in a text takes two quotation marks, and one more for each mark inside it, written ``\"``. A second
    value for a key makes the text have at least two marks more than what is written of its value. Only ``\u0022`` makes
    it have less: with one of those in the text nothing is said.
    """
    if data == written:
        return True
    return data.count(b'"') == written.count(b'"') and not (b"\\" in data and b"\\u0022" in data)
