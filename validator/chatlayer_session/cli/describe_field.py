"""Descriptions of declared fields."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..errors import FieldNotDeclared
from ..escaping import escape_control
from ..jsonpointer import WILDCARD, format_pointer
from ..suggestion import closest_match

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ..spec.fields import Field

PAGE = "the platform's session page"
ANYTHING = "any JSON value"
VARIABLE = "A variable, with any name and any JSON value. No version promises anything about it."


def find_field(root: Field, tokens: Sequence[str]) -> tuple[Field, Field, tuple[str, ...]]:
    """Return the field at a pointer, its parent, and the tokens below the field, where the schema allows anything.

    Raises:
        FieldNotDeclared: the schema declares no field there.
    """
    owner = field = root
    for index, token in enumerate(tokens):
        is_item = field.items is not None and (token == WILDCARD or (token.isascii() and token.isdigit()))
        child = field.items if is_item else field.members.get(token)
        if child is None:
            if _is_free(field):
                return field, owner, tuple(tokens[index:])
            nearest = closest_match(token, field.members)
            raise FieldNotDeclared(
                escape_control(format_pointer(tuple(tokens[: index + 1]))),
                format_pointer((*tokens[:index], nearest)) if nearest else None,
            )
        owner, field = field, child
    return field, owner, ()


def field_entry(root: Field, tokens: Sequence[str]) -> dict[str, Any]:
    """Return what the schema says about a place below the root, as JSON without the members that it says nothing about.

    Raises:
        FieldNotDeclared: the schema declares no field there.
    """
    field, owner, inner = find_field(root, tokens)
    variable = root.platform_variables.get(inner[0]) if inner and len(inner) == len(tokens) else None
    if variable is not None:
        return _entry(tokens, variable, "variable")
    if inner:
        outer = format_pointer(tuple(tokens[: len(tokens) - len(inner)]))
        text = f"The schema does not restrict the content of {outer}." if outer else VARIABLE
        return {"pointer": format_pointer(tuple(tokens)), "description": text, "types": []}
    presence = None if field.stability is None else "required" if tokens[-1] in owner.required else "optional"
    return _entry(tokens, field, presence)


def field_entries(field: Field, path: tuple[str, ...] = ()) -> Iterator[dict[str, Any]]:
    """Yield the entries of all declared members below a field, and of the variables that the platform writes."""
    for name, member in field.members.items():
        yield _entry((*path, name), member, "required" if name in field.required else "optional")
        yield from field_entries(member, (*path, name))
    if field.items is not None:
        yield from field_entries(field.items, (*path, "*"))
    for name, variable in field.platform_variables.items():
        yield _entry((*path, name), variable, "variable")


def _entry(tokens: Sequence[str], field: Field, presence: str | None) -> dict[str, Any]:
    minimum, maximum = field.range
    members = {
        "pointer": format_pointer(tuple(tokens)),
        "description": field.description or None,
        "types": list(field.types),
        "values": list(field.values) or None,
        "minimum": minimum,
        "maximum": maximum,
        "presence": presence,
        "stability": field.stability,
        "since": field.since,
        "knownValues": list(field.known_values) or None,
        "personalData": field.personal_data,
        "writtenBy": field.written_by,
        "source": field.source or PAGE,
        "schema": field.schema_pointer,
    }
    return {name: value for name, value in members.items() if value is not None}


def format_entry(entry: dict[str, Any]) -> str:
    """Return an entry as text of several lines."""
    lines = [escape_control(entry["pointer"])]
    rows: list[tuple[str, str]] = []
    if "writtenBy" in entry:
        lines.append(f"  A variable that the platform writes. {entry['description']}")
        rows.append(("source", entry["source"]))
    elif "schema" not in entry:
        lines.append(f"  {entry['description']}")
    else:
        lines += [f"  {entry['description']}"] if "description" in entry else []
        rows.append(("type", _type(entry)))
        if "stability" in entry:
            rows += [("presence", entry["presence"]), ("stability", _stability(entry))]
        if "knownValues" in entry:
            rows.append(("known", f"{', '.join(map(str, entry['knownValues']))}; others may be added"))
        if "personalData" in entry:
            rows.append(("personal", entry["personalData"]))
        rows += [("source", entry["source"]), ("schema", entry["schema"])]
    return "".join(f"{line}\n" for line in [*lines, *(f"  {name:10} {text}" for name, text in rows)])


def format_entries(entries: Iterable[dict[str, Any]]) -> str:
    """Return a table of entries: pointer, type, presence and stability."""
    rows = [
        (
            entry["pointer"],
            " or ".join(entry["types"]) or "any",
            entry["presence"],
            f"{entry['stability']} since {entry['since']}" if "stability" in entry else "written by the platform",
        )
        for entry in entries
    ]
    width = max(len(pointer) for pointer, _, _, _ in rows)
    return "".join(
        f"{pointer:{width}}  {types:8}  {presence:8}  {stability}\n" for pointer, types, presence, stability in rows
    )


def _is_free(field: Field) -> bool:
    """Return whether the schema allows anything inside a value."""
    return field.open or not field.types or ("array" in field.types and field.items is None)


def _stability(entry: dict[str, Any]) -> str:
    warning = "" if entry["stability"] == "stable" else "; may change without notice"
    return f"{entry['stability']} since {entry['since']}{warning}"


def _type(entry: dict[str, Any]) -> str:
    types = " or ".join(entry["types"]) or ANYTHING
    if "values" in entry:
        return f"{types}, one of {', '.join(map(str, entry['values']))}"
    if "minimum" in entry and "maximum" in entry:
        return f"{types} from {entry['minimum']} to {entry['maximum']}"
    return types
