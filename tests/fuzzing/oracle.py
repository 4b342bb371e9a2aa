"""A second opinion on JSON text, from the standard library: what a strict reader accepts, and what it means."""

from __future__ import annotations

import json
import math
from typing import Any


class Refused(ValueError):
    """The text is not strict JSON."""


def strict_value(data: bytes) -> Any:
    """Return the value of a text that nothing is to be told of, but for a byte order mark.

    An integer may have more digits than Python reads by default: see ``sys.set_int_max_str_digits``.

    Raises:
        Refused: a strict reader would tell something.
    """
    try:
        text = data.decode().removeprefix("\ufeff")
        value = json.loads(text, object_pairs_hook=_unique, parse_constant=_no_number, parse_float=_finite)
    except (ValueError, RecursionError) as error:
        raise Refused from error
    _whole(value)
    return value


def same(one: object, other: object) -> bool:
    """Compare values of JSON with their types and the sign of zero, however deep they are."""
    pairs = [(one, other)]
    while pairs:
        first, second = pairs.pop()
        if type(first) is not type(second):
            return False
        if isinstance(first, dict) and isinstance(second, dict):
            if list(first) != list(second):
                return False
            pairs += zip(first.values(), second.values(), strict=True)
        elif isinstance(first, list) and isinstance(second, list):
            if len(first) != len(second):
                return False
            pairs += zip(first, second, strict=True)
        elif repr(first) != repr(second):
            return False
    return True


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        raise Refused
    return members


def _no_number(word: str) -> None:
    raise Refused(word)


def _finite(literal: str) -> float:
    number = float(literal)
    if math.isinf(number):
        raise Refused
    return number


def _whole(value: Any, depth: int = 0) -> None:
    """Refuse half surrogate pairs, integers beyond a double, and nesting beyond 500 levels."""
    if isinstance(value, str):
        try:
            value.encode()
        except UnicodeEncodeError as error:
            raise Refused from error
    elif isinstance(value, int) and not isinstance(value, bool):
        try:
            float(value)
        except OverflowError as error:
            raise Refused from error
    elif isinstance(value, dict | list):
        if depth == 500:
            raise Refused
        for inner in [*value, *value.values()] if isinstance(value, dict) else value:
            _whole(inner, depth + 1)
