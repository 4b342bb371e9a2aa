"""Equality of JSON values as JSON Schema has it: 1 and 1.0 are the same, 1 and true are not."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, cast

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..jsonpointer import JsonValue


# What msgspec writes in another way than json: characters beyond ASCII, and numbers with fraction or exponent.
_UNSURE = re.compile(r"[^ -~]|[0-9][.e]|\\\\")
_encode = msgspec.json.Encoder(order="sorted").encode


def key_of(value: JsonValue) -> str:
    """Return a text that is the same for equal values only."""
    try:
        text = _encode(value).decode()
    except (msgspec.MsgspecError, OverflowError, UnicodeError):
        text = "0."
    return json.dumps(_plain(value), sort_keys=True, separators=(",", ":")) if _UNSURE.search(text) else text


def distinct(values: Iterable[JsonValue]) -> tuple[JsonValue, ...]:
    """Return the values without those that equal an earlier one."""
    found: dict[str, JsonValue] = {}
    for value in values:
        found.setdefault(key_of(value), value)
    return tuple(found.values())


def _plain(value: object) -> object:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, list):
        return [_plain(item) for item in cast("list[object]", value)]
    if isinstance(value, dict):
        return {name: _plain(member) for name, member in cast("dict[str, object]", value).items()}
    return value
