"""Declared fields in words."""

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
VARIABLE = "A variable of the bot builder: it may have any name and hold any JSON value."


def find_field(root: Field, tokens: Sequence[str]) -> tuple[Field, Field, tuple[str, ...]]:
    """Return the field at a place, the object or array that it is in, and the tokens that lead on into free content.

    Raises:
        FieldNotDeclared: the place is in an object or a scalar that has no such member.
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
    """Return what the schema says of a place in a payload other than its root, as text of several lines.

    Raises:
        FieldNotDeclared: the schema does not have the place.
    """
    field, owner, inner = find_field(root, tokens)
    pointer = escape_control(format_pointer(tuple(tokens)))
    if inner:
        outer = format_pointer(tuple(tokens[: len(tokens) - len(inner)]))
        said = f"Nothing is said of this place: the content of {outer} is free." if outer else VARIABLE
        return f"{pointer}\n  {said}\n"
    rows = [("type", _type(field)), *_promise(field, owner, tokens)]
    if field.known_values:
        rows.append(("known", ", ".join(map(str, field.known_values)) + "; others may come"))
    rows.append(("source", field.source or PAGE))
    rows.append(("schema", field.schema_pointer))
    lines = [pointer, f"  {field.description}", *(f"  {name:10} {text}" for name, text in rows)]
    return "".join(f"{line}\n" for line in lines if line.strip())


def describe_fields(root: Field) -> str:
    """Return a table of all declared fields: pointer, type, whether it is always there, and the promise."""
    rows = list(_rows(root, ()))
    width = max(len(pointer) for pointer, _, _, _ in rows)
    return "".join(
        f"{pointer:{width}}  {kind:8}  {presence:8}  {promise}\n" for pointer, kind, presence, promise in rows
    )


def _rows(field: Field, path: tuple[str, ...]) -> Iterator[tuple[str, str, str, str]]:
    for name, member in field.members.items():
        presence = "required" if name in field.required else "optional"
        promise = f"{member.stability} since {member.since}"
        yield format_pointer((*path, name)), " or ".join(member.types) or "any", presence, promise
        yield from _rows(member, (*path, name))
    if field.items is not None:
        yield from _rows(field.items, (*path, "*"))


def _is_free(field: Field) -> bool:
    """Return whether the schema leaves open what is in a value."""
    return field.open or not field.types or ("array" in field.types and field.items is None)


def _promise(field: Field, owner: Field, tokens: Sequence[str]) -> Iterator[tuple[str, str]]:
    if field.stability is None:
        return
    yield "presence", "always there" if tokens[-1] in owner.required else "may be absent"
    changes = "" if field.stability == "stable" else "; it may change or go any day"
    yield "stability", f"{field.stability} since {field.since}{changes}"


def _type(field: Field) -> str:
    kinds = " or ".join(field.types) or ANYTHING
    if field.values:
        return f"{kinds}, one of {', '.join(map(str, field.values))}"
    least, greatest = field.range
    if least is not None and greatest is not None:
        return f"{kinds} from {least} to {greatest}"
    return kinds
