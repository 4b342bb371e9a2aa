"""References in the released schemas, and the keywords that apply to a place through them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..errors import ChatlayerSessionError, CorruptInstallation, InvalidPointer
from ..jsonpointer import parse_pointer

if TYPE_CHECKING:
    from collections.abc import Container, Mapping

    from .catalog import Schema

ANNOTATIONS = frozenset(
    {"$schema", "$id", "$defs", "$comment", "title", "description", "deprecated", "examples"}
    | {"x-since", "x-source", "x-values-since", "x-written-by", "x-personal-data", "x-undocumented-values"}
)
"""Keywords that assert nothing."""

_NO_ASSERTIONS = ANNOTATIONS | {"$ref", "x-stability"}


class UnsupportedKeyword(ChatlayerSessionError, ValueError):
    """A schema uses ``keyword`` at ``schema_pointer`` in a way that the caller does not support."""

    def __init__(self, keyword: str, schema_pointer: str, reason: str) -> None:
        super().__init__(keyword, schema_pointer, reason)
        self.keyword = keyword
        self.schema_pointer = schema_pointer
        self.reason = reason

    def __str__(self) -> str:
        """Name the keyword, its place and the reason."""
        return f"unsupported keyword {self.keyword} at {self.schema_pointer}: {self.reason}"


def resolve(reference: str, base: str, schemas: Mapping[str, Schema]) -> tuple[Schema, str]:
    """Return the schema that a reference leads to, and its schema pointer: identifier, ``#`` and JSON Pointer.

    ``base`` is the schema pointer of the place that has the reference. ``schemas`` are the files by identifier.

    Raises:
        CorruptInstallation: the reference leads nowhere.
    """
    identifier, _, fragment = reference.partition("#")
    identifier = identifier or base.partition("#")[0]
    try:
        target: Any = schemas[identifier]
        for token in parse_pointer(fragment):
            target = target[int(token) if isinstance(target, list) else token]
    except (InvalidPointer, LookupError, TypeError, ValueError) as error:
        raise CorruptInstallation(f"the reference {reference} leads nowhere") from error
    return target, f"{identifier}#{fragment}"


def follow(
    schema: Any, pointer: str, schemas: Mapping[str, Schema], enclosing: Container[str] = ()
) -> list[tuple[Schema, str]]:
    """Return a schema and those that its references lead to, in order, each with its schema pointer.

    ``enclosing`` are the schema pointers that no reference may lead to.

    Raises:
        CorruptInstallation: a reference leads nowhere.
        UnsupportedKeyword: a reference leads back, or a schema is true or false.
    """
    chain: list[tuple[Schema, str]] = []
    while True:
        if isinstance(schema, bool):
            raise UnsupportedKeyword(str(schema).lower(), pointer, "a schema has to be an object")
        chain.append((schema, pointer))
        if "$ref" not in schema:
            return chain
        target, place = resolve(schema["$ref"], pointer, schemas)
        if place in enclosing or any(place == previous for _, previous in chain):
            raise UnsupportedKeyword("$ref", pointer, "it leads back to itself, so values would nest without end")
        schema, pointer = target, place


def alternatives(schema: Schema, pointer: str, schemas: Mapping[str, Schema]) -> list[tuple[str, Schema, str]]:
    """Return the alternatives of an ``anyOf`` at a schema pointer: the type of each, its content and its place.

    A value has at most one of the types, so it is clear which alternative it has to meet.

    Raises:
        UnsupportedKeyword: an alternative does not have one type, or shares it with others.
    """
    found: dict[str, tuple[str, Schema, str]] = {}
    for index, alternative in enumerate(schema["anyOf"]):
        place = f"{pointer}/anyOf/{index}"
        types = [part["type"] for part, _ in follow(alternative, place, schemas) if "type" in part]
        if len(types) != 1 or not isinstance(types[0], str) or types[0] in found:
            raise UnsupportedKeyword("anyOf", place, "each alternative needs one type, which no other has")
        found[types[0]] = types[0], alternative, place
    return list(found.values())


def assertions_at(pointer: str, schemas: Mapping[str, Schema], supported: Container[str]) -> Schema:
    """Return the assertions of the subschema at a schema pointer and of those that its references lead to, by keyword.

    Raises:
        UnsupportedKeyword: an assertion is not ``supported``, occurs twice, or closes an object.
    """
    assertions: Schema = {}
    for schema, place in follow(*resolve(pointer, pointer, schemas), schemas):
        for keyword, operand in schema.items():
            # A stability that comes from a reference would hold for every field that refers to it.
            if keyword in _NO_ASSERTIONS and (keyword != "x-stability" or place == pointer):
                continue
            if keyword not in supported:
                raise UnsupportedKeyword(keyword, place, "it is not supported here")
            if keyword in assertions:
                raise UnsupportedKeyword(keyword, place, "the schema that refers to this one has it too")
            if keyword == "additionalProperties" and operand is not True:
                raise UnsupportedKeyword(keyword, place, "only true is supported")
            assertions[keyword] = operand
    return assertions
