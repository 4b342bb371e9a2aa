"""Descriptions of declared fields."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..errors import FieldNotDeclared
from ..escaping import escape_control
from ..jsonpointer import WILDCARD, format_pointer
from ..suggestion import closest_match

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

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


def describe_field(root: Field, tokens: Sequence[str]) -> str:
    """Return the description of a field below the root, as text of several lines.

    Raises:
        FieldNotDeclared: the schema declares no field there.
    """
    field, owner, inner = find_field(root, tokens)
    pointer = escape_control(format_pointer(tuple(tokens)))
    variable = root.platform_variables.get(inner[0]) if inner and len(inner) == len(tokens) else None
    if variable is not None:
        text = f"A variable that the platform writes. {variable.description}"
        return f"{pointer}\n  {text}\n  source     {variable.source}\n"
    if inner:
        outer = format_pointer(tuple(tokens[: len(tokens) - len(inner)]))
        text = f"The schema does not restrict the content of {outer}." if outer else VARIABLE
        return f"{pointer}\n  {text}\n"
    rows = [("type", _type(field))]
    if field.stability is not None:
        warning = "" if field.stability == "stable" else "; may change without notice"
        rows.append(("presence", "required" if tokens[-1] in owner.required else "optional"))
        rows.append(("stability", f"{field.stability} since {field.since}{warning}"))
    if field.known_values:
        rows.append(("known", ", ".join(map(str, field.known_values)) + "; others may be added"))
    if field.personal_data:
        rows.append(("personal", field.personal_data))
    rows.append(("source", field.source or PAGE))
    rows.append(("schema", field.schema_pointer))
    lines = [pointer, f"  {field.description}", *(f"  {name:10} {text}" for name, text in rows)]
    return "".join(f"{line}\n" for line in lines if line.strip())


def describe_fields(root: Field) -> str:
    """Return a table of all declared fields: pointer, type, presence and stability."""
    rows = list(_rows(root, ()))
    width = max(len(pointer) for pointer, _, _, _ in rows)
    return "".join(
        f"{pointer:{width}}  {types:8}  {presence:8}  {stability}\n" for pointer, types, presence, stability in rows
    )


def _rows(field: Field, path: tuple[str, ...]) -> Iterator[tuple[str, str, str, str]]:
    for name, member in field.members.items():
        presence = "required" if name in field.required else "optional"
        stability = f"{member.stability} since {member.since}"
        yield format_pointer((*path, name)), " or ".join(member.types) or "any", presence, stability
        yield from _rows(member, (*path, name))
    if field.items is not None:
        yield from _rows(field.items, (*path, "*"))
    for name in field.platform_variables:
        yield format_pointer((*path, name)), "any", "variable", "written by the platform"


def _is_free(field: Field) -> bool:
    """Return whether the schema allows anything inside a value."""
    return field.open or not field.types or ("array" in field.types and field.items is None)


def _type(field: Field) -> str:
    types = " or ".join(field.types) or ANYTHING
    if field.values:
        return f"{types}, one of {', '.join(map(str, field.values))}"
    least, greatest = field.range
    if least is not None and greatest is not None:
        return f"{types} from {least} to {greatest}"
    return types
