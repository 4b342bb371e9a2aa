"""Values, places and times as the steps of a scenario show them."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

from ...escaping import escape_control
from ...jsonpointer import format_pointer
from ...reporters.formatting import pluralize
from ...writes.diff import MISSING, iter_differences
from .protocol import INTERNAL

if TYPE_CHECKING:
    from ...writes.diff import Difference, MaybeValue
    from .protocol import Session

MAX_LENGTH = 120
"""Longest value that a step shows, in characters."""

JSON_TYPES = frozenset({dict, list, str, int, float, bool, type(None)})
"""The types that ``json`` returns."""

_UNITS = (("day", timedelta(days=1)), ("second", timedelta(seconds=1)), ("microsecond", timedelta(microseconds=1)))


def format_value(value: object) -> str:
    """Return a value as compact JSON in ASCII, shortened; a value that is not JSON is named by its Python type."""
    if isinstance(value, str) and len(value) > MAX_LENGTH:
        return f"a string of {len(value):,} characters"
    try:
        text = json.dumps(value)
    except (TypeError, ValueError, RecursionError):
        return f"a value of Python type {type(value).__name__}"
    return text if len(text) <= MAX_LENGTH else f"{text[: MAX_LENGTH - 1]}\u2026"


def format_difference(difference: Difference) -> str:
    """Return the place of a difference with its expected and actual value."""
    values = (difference.before, difference.after)
    expected, actual = (_format_side(value) for value in values)
    if expected == actual:
        expected, actual = (f"{_format_side(value)} ({len(str(value)):,} characters)" for value in values)
    return f"expected {expected}{_format_place(difference)}, got {actual}"


def format_variables(variables: Session, session: Session | None) -> str:
    """Return the variables that are set; an ``internal`` is shown by its first difference from the session's."""
    if INTERNAL not in variables:
        return format_value(variables)
    others = format_value({name: value for name, value in variables.items() if name != INTERNAL})
    current: MaybeValue = MISSING if session is None else session[INTERNAL]
    for difference in iter_differences(current, variables[INTERNAL], (INTERNAL,), exact=True):
        return f"{others} and an internal with {_format_side(difference.after)}{_format_place(difference)}"
    return f"{others} and an unchanged internal"


def _format_place(difference: Difference) -> str:
    path = escape_control(format_pointer(difference.path))
    return f" at {path if len(path) <= MAX_LENGTH else path[: MAX_LENGTH - 1] + chr(0x2026)}" if path else ""


def _format_side(value: object) -> str:
    if value is MISSING:
        return "nothing"
    if type(value) not in JSON_TYPES:
        return f"a value of Python type {type(value).__name__}, which is not a JSON type"
    return format_value(value)


def format_duration(duration: timedelta) -> str:
    """Return an exact duration in days, seconds and microseconds."""
    if duration and -duration % timedelta(days=1) == timedelta(microseconds=1):
        days = (duration + timedelta(microseconds=1)) // timedelta(days=1)
        return f"1 microsecond less than {pluralize(days, 'day')}"
    parts: list[str] = []
    for unit, length in _UNITS:
        count, duration = divmod(duration, length)
        parts += [pluralize(count, unit)] if count else []
    return " and ".join(parts) or "no time"
