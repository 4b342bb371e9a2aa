"""Second opinions from the standard library: on JSON text and its value, and on patterns for paths."""

from __future__ import annotations

import json
import math
import re
from typing import Any


class NotStrictJson(ValueError):
    """The text is not strict JSON."""


def strict_value(data: bytes) -> Any:
    """Return the value of a strict JSON text, with or without a byte order mark.

    An integer may have more digits than Python reads by default: see ``sys.set_int_max_str_digits``.

    Raises:
        NotStrictJson: a strict parser would report an issue.
    """
    try:
        text = data.decode().removeprefix("\ufeff")
        value = json.loads(
            text, object_pairs_hook=_unique_members, parse_constant=_reject_constant, parse_float=_finite_number
        )
    except (ValueError, RecursionError) as error:
        raise NotStrictJson from error
    _check_limits(value)
    return value


def is_identical(one: object, other: object) -> bool:
    """Return whether two JSON values of any depth are equal, with their types and the sign of zero."""
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


def as_expression(pattern: str) -> re.Pattern[str]:
    """Return a pattern for paths, without sets, as a regular expression."""
    words: dict[str, str] = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    body = pattern.removeprefix("./").rstrip("/")
    parts = (words.get(part, re.escape(part)) for part in list[str](re.findall(r"\*\*/?|.", body, re.DOTALL)))
    return re.compile(("" if "/" in body else "(?:.*/)?") + "".join(parts) + "(?:/.*)?", re.DOTALL)


def _unique_members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        raise NotStrictJson
    return members


def _reject_constant(word: str) -> None:
    raise NotStrictJson(word)


def _finite_number(literal: str) -> float:
    number = float(literal)
    if math.isinf(number):
        raise NotStrictJson
    return number


def _check_limits(value: Any, depth: int = 0) -> None:
    """Reject lone surrogates, integers beyond a double, and more than 500 levels."""
    if isinstance(value, str):
        try:
            value.encode()
        except UnicodeEncodeError as error:
            raise NotStrictJson from error
    elif isinstance(value, int) and not isinstance(value, bool):
        try:
            float(value)
        except OverflowError as error:
            raise NotStrictJson from error
    elif isinstance(value, dict | list):
        if depth == 500:
            raise NotStrictJson
        for inner in [*value, *value.values()] if isinstance(value, dict) else value:
            _check_limits(inner, depth + 1)
