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
"""The JSON types by their names in schemas, each with its article."""

NAMES_BY_TYPE: dict[type, str] = {
    dict: "object",
    list: "array",
    str: "string",
    int: "number",
    float: "number",
    bool: "boolean",
    type(None): "null",
}
"""The names of the JSON types of parsed values, by their Python types."""


def json_type(value: JsonValue) -> str:
    """Return the name of a value's JSON type as schemas have it; every number is a ``number``."""
    if value is None or isinstance(value, bool):
        return "null" if value is None else "boolean"
    if isinstance(value, str):
        return "string"
    if isinstance(value, int | float):
        return "number"
    return "object" if isinstance(value, dict) else "array"


def json_type_name(value: JsonValue) -> str:
    """Return the name of a value's JSON type, with its article."""
    return TYPES[json_type(value)]


def join_names(names: Iterable[str], conjunction: str) -> str:
    """Return names in code marks, as a list with ``conjunction`` before the last one."""
    *others, last = [f"`{name}`" for name in names]
    return f"{', '.join(others)} {conjunction} {last}" if others else last
