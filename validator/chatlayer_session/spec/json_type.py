"""Names of JSON types, and lists of names, as messages and hints have them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..jsonpointer import JsonValue

TYPES = {
    "object": "an object",
    "array": "an array",
    "string": "a string",
    "number": "a number",
    "integer": "an integer",
    "boolean": "a boolean",
    "null": "null",
}
"""The JSON types by the names that schemas have for them, each with its article."""


def json_type_name(value: JsonValue) -> str:
    """Return the name of a value's JSON type, with its article."""
    if value is None or isinstance(value, bool):
        return "null" if value is None else "a boolean"
    if isinstance(value, str):
        return "a string"
    if isinstance(value, int | float):
        return "a number"
    return "an object" if isinstance(value, dict) else "an array"


def join_names(words: Iterable[str], last: str) -> str:
    """Return words in code marks, as a list with ``last`` before the last one."""
    *others, final = [f"`{word}`" for word in words]
    return f"{', '.join(others)} {last} {final}" if others else final
