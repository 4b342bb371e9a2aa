"""How stories name values, places and times."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

from ...escaping import escape_control
from ...jsonpointer import format_pointer
from ...writes.diff import MISSING, iter_differences
from .protocol import INTERNAL

if TYPE_CHECKING:
    from ...writes.diff import Difference, MaybeValue
    from .protocol import Session

MAX_LENGTH = 120
"""Characters of a value that a story shows."""

JSON_TYPES = frozenset({dict, list, str, int, float, bool, type(None)})
"""The types that ``json`` reads JSON as."""

_UNITS = (("day", timedelta(days=1)), ("second", timedelta(seconds=1)), ("microsecond", timedelta(microseconds=1)))


def format_value(value: object) -> str:
    """Return a value as compact JSON in ASCII, shortened; what JSON cannot say is told by its Python type."""
    if isinstance(value, str) and len(value) > MAX_LENGTH:
        return f"a text of {len(value):,} characters"
    try:
        text = json.dumps(value)
    except (TypeError, ValueError, RecursionError):
        return f"a value of the Python type {type(value).__name__}"
    return text if len(text) <= MAX_LENGTH else f"{text[: MAX_LENGTH - 1]}\u2026"


def format_difference(difference: Difference) -> str:
    """Return what was expected at a place, and what was found there."""
    place = _format_place(difference)
    expected, found = (_format(value) for value in (difference.before, difference.after))
    if expected == found:
        expected, found = (f"{text} ({len(str(value)):,} characters)" for text, value in _both(difference))
    return f"expected {expected}{place}, got {found}"


def format_write(variables: Session, session: Session | None) -> str:
    """Return what is written to a session, with an ``internal`` as far as it differs from that of the session."""
    if INTERNAL not in variables:
        return format_value(variables)
    rest = format_value({name: value for name, value in variables.items() if name != INTERNAL})
    current: MaybeValue = MISSING if session is None else session[INTERNAL]
    for difference in iter_differences(current, variables[INTERNAL], (INTERNAL,), exact=True):
        return f"{rest} and an internal with {_format(difference.after)}{_format_place(difference)}"
    return f"{rest} and the internal that it has"


def _format_place(difference: Difference) -> str:
    path = escape_control(format_pointer(difference.path))
    return f" at {path if len(path) <= MAX_LENGTH else path[: MAX_LENGTH - 1] + chr(0x2026)}" if path else ""


def _both(difference: Difference) -> list[tuple[str, object]]:
    return [(_format(value), value) for value in (difference.before, difference.after)]


def _format(value: object) -> str:
    if value is MISSING:
        return "nothing"
    if type(value) not in JSON_TYPES:
        return f"a value of the Python type {type(value).__name__}, which JSON does not have"
    return format_value(value)


def format_duration(duration: timedelta) -> str:
    """Return a length of time in days, seconds and microseconds, as few of them as say it exactly."""
    if duration and -duration % timedelta(days=1) == timedelta(microseconds=1):
        return f"1 microsecond less than {_counted((duration + timedelta(microseconds=1)) // timedelta(days=1), 'day')}"
    parts: list[str] = []
    for unit, length in _UNITS:
        count, duration = divmod(duration, length)
        parts += [_counted(count, unit)] if count else []
    return " and ".join(parts) or "no time"


def _counted(count: int, unit: str) -> str:
    return f"{count:,} {unit}" + ("" if count == 1 else "s")
