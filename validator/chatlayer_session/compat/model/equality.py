"""Equality of JSON values as JSON Schema defines it: 1 and 1.0 are equal, 1 and true are not."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, cast

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterable

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
    return json.dumps(_with_integers(value), sort_keys=True, separators=(",", ":"))


def _with_integers(value: object) -> object:
    """Return a value whose numbers without fraction are integers."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, list):
        return [_with_integers(item) for item in cast("list[object]", value)]
    if isinstance(value, dict):
        return {name: _with_integers(member) for name, member in cast("dict[str, object]", value).items()}
    return value
