"""Equality of JSON values as JSON Schema defines it: 1 and 1.0 are equal, 1 and true are not."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, cast

import msgspec

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ...jsonpointer import JsonValue


# Parts that msgspec and json write differently: non-ASCII characters, and numbers with a fraction or an exponent.
_ENCODER_DEPENDENT = re.compile(r"[^ -~]|[0-9][.e]|\\\\")
_encode = msgspec.json.Encoder(order="sorted").encode


def key_of(value: JsonValue) -> str:
    """Return a text that equal values share, and no others."""
    try:
        text = _encode(value).decode()
    except (msgspec.MsgspecError, OverflowError, UnicodeError):
        return _slow_key(value)
    return _slow_key(value) if _ENCODER_DEPENDENT.search(text) else text


def distinct(values: Iterable[JsonValue]) -> tuple[JsonValue, ...]:
    """Return the values without those that equal an earlier one."""
    by_key: dict[str, JsonValue] = {}
    for value in values:
        by_key.setdefault(key_of(value), value)
    return tuple(by_key.values())


def _slow_key(value: JsonValue) -> str:
    def with_integer(part: object) -> object:
        return int(part) if isinstance(part, float) and part.is_integer() else part

    return json.dumps(copy_with(value, with_integer), sort_keys=True, separators=(",", ":"))


def copy_with(value: object, change: Callable[[object], object]) -> object:
    """Return a copy of a value with ``change`` applied to it and to each part of the results."""
    changed = change(value)
    if isinstance(changed, dict):
        return {name: copy_with(member, change) for name, member in cast("dict[str, object]", changed).items()}
    return [copy_with(item, change) for item in cast("list[object]", changed)] if isinstance(changed, list) else changed
