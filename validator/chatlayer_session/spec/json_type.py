"""Names of JSON types, and lists of names, for messages and hints."""

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
"""The JSON types with an article, by their names in schemas."""


def json_type_name(value: JsonValue) -> str:
    """Return the name of the JSON type of a value, with an article."""
    if value is None or isinstance(value, bool):
        return "null" if value is None else "a boolean"
    if isinstance(value, str):
        return "a string"
    if isinstance(value, int | float):
        return "a number"
    return "an object" if isinstance(value, dict) else "an array"


def join_names(names: Iterable[str], conjunction: str) -> str:
    """Return names in backticks as a list, with the conjunction before the last name."""
    *others, last = [f"`{name}`" for name in names]
    return f"{', '.join(others)} {conjunction} {last}" if others else last
