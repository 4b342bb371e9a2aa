"""Strict JSON at the speed of a parser in C, for text without issues."""

from __future__ import annotations

from itertools import accumulate, chain, compress
from typing import TYPE_CHECKING, Any, cast

import msgspec

from .grammar import MAX_NESTING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..jsonpointer import JsonValue

# An integer with fewer digits is within the range of a double. A run of so many digits covers four of these steps.
_LONG_INTEGER = b"0" * 309
_STEP = 309 // 4
_DIGITS_AS_ZEROS = bytes(ord("0") if chr(byte).isdigit() and byte < 128 else 0 for byte in range(256))
_ROUNDS = 8
_NO_MARKS = bytes(set(range(256)) - set(b'[]{}"'))
_STEPS = [1 if chr(byte) in "[{" else -1 if chr(byte) in "]}" else 0 for byte in range(256)]
_CONTAINERS: frozenset[type] = frozenset({dict, list})
_decode = msgspec.json.Decoder(Any).decode
_encoder = msgspec.json.Encoder()

_LARGE = 1 << 20


class NeedsStrictParse(ValueError):
    """The text may not be JSON, or may have issues that only the strict parser finds."""


def parse_fast(data: bytes) -> JsonValue:
    """Return the value that `parse_strict` returns for the text of ``data``, if there are no issues.

    Raises:
        NeedsStrictParse: there may be issues, which `parse_strict` finds.
    """
    if b"0000" in data[::_STEP].translate(_DIGITS_AS_ZEROS) and _LONG_INTEGER in data.translate(_DIGITS_AS_ZEROS):
        raise NeedsStrictParse
    try:
        value = cast("JsonValue", _decode(data))
        written = _encode(value, len(data))
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        raise NeedsStrictParse from error
    if not has_no_duplicate_keys(data, written) or exceeds_depth(data, value):
        raise NeedsStrictParse
    return value


def _encode(value: JsonValue, size: int) -> bytes | bytearray:
    """Return a value as msgspec encodes it, which is about ``size`` bytes."""
    if size < _LARGE:
        return _encoder.encode(value)
    # `encode` ends the process with a segmentation fault where it runs out of memory.
    written = bytearray(size)
    _encoder.encode_into(value, written)
    return written


def exceeds_depth(data: bytes, value: JsonValue) -> bool:
    """Return whether arrays and objects are nested more than `MAX_NESTING` levels deep."""
    if len(data) <= 2 * MAX_NESTING or data.count(b"[") + data.count(b"{") <= MAX_NESTING:
        return False
    # A string without a bracket leaves two adjacent quotes, and any other string a single quote.
    marks = data.translate(None, _NO_MARKS).replace(b'""', b"")
    if b'"' in marks or b'\\"' in data:
        return _is_nested(value)
    unmatched = marks
    for _ in range(_ROUNDS):
        unmatched = unmatched.replace(b"[]", b"").replace(b"{}", b"")
    # Each round removes at most two levels.
    return bool(unmatched) and max(accumulate(map(_STEPS.__getitem__, marks))) > MAX_NESTING


def _is_nested(value: JsonValue) -> bool:
    """Return what `exceeds_depth` returns, by walking the value."""
    level: list[Any] = [value]
    for _ in range(MAX_NESTING + 1):
        # Most values are not containers: these functions skip them without Python code for each.
        level = list(compress(level, map(_CONTAINERS.__contains__, map(type, level))))
        if not level:
            return False
        level = list(chain.from_iterable(map(_children, level)))
    return True


def _children(container: dict[str, Any] | list[Any]) -> Iterable[Any]:
    return container.values() if isinstance(container, dict) else container


def has_no_duplicate_keys(data: bytes, written: bytes | bytearray) -> bool:
    r"""Return True only if no object in ``data`` has a key twice; ``written`` is its value as msgspec encodes it.

    A string has two quotation marks, and one more for each mark inside it, written ``\"``. A repeated key therefore
    gives the text at least two marks more than its encoded value. Only the escape ``\u0022`` gives it fewer marks, so
    the result is False if the text contains one.
    """
    if data == written:
        return True
    return data.count(b'"') == written.count(b'"') and not (b"\\" in data and b"\\u0022" in data)
