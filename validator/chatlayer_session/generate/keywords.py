"""The keywords that payloads can be generated from."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ..spec.references import UnsupportedKeyword, assertions_at

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ..spec.catalog import Schema
    from ..spec.fields import Field

_ANY_CHARACTER_OF = re.compile(r"\[\^[^\[\]]+\]")
_NEEDS_TYPE = frozenset(
    {"properties", "required", "additionalProperties", "items"}
    | {"minimum", "maximum", "not", "pattern", "x-extensible-enum"}
)
_SUPPORTED = _NEEDS_TYPE | {"type", "enum", "const", "anyOf"}


def check_keywords(root: Field, schemas: Mapping[str, Schema]) -> None:
    """Raise `UnsupportedKeyword` if payloads generated from a tree of fields may not meet its schema."""
    for _, field in root.walk():
        assertions = assertions_at(field.schema_pointer, schemas, _SUPPORTED)
        for keyword, reason in _problems(assertions, field):
            raise UnsupportedKeyword(keyword, field.schema_pointer, reason)


def _problems(assertions: Schema, field: Field) -> Iterator[tuple[str, str]]:
    """Yield each supported keyword that is used in an unsupported way, and the reason."""
    for keyword in sorted(_NEEDS_TYPE & assertions.keys()) if not field.types else ():
        yield keyword, "it needs a `type` beside it"
    if not isinstance(assertions.get("items", {}), dict):
        yield "items", "it has to be an object"
    for keyword in {"enum", "x-extensible-enum"} & assertions.keys():
        if not assertions[keyword]:
            yield keyword, "it has no value"
    if {"enum", "const"} <= assertions.keys():
        yield "const", "an `enum` is beside it"
    yield from _problems_of_strings(assertions, field)
    for name in sorted(field.required - field.members.keys()) if not field.open else ():
        yield "required", f"{name} is not among the properties"
    if field.range[0] is not None and not field.in_range(field.range[0]):
        yield "minimum", "it is above the maximum"


def _problems_of_strings(assertions: Schema, field: Field) -> Iterator[tuple[str, str]]:
    """Yield the problems of the keywords that restrict strings."""
    negated = assertions.get("not", {"enum": []})
    excluded = negated.get("enum", negated.get("examples", [None]))
    if negated.keys() not in ({"enum"}, {"pattern", "examples"}) or not all(isinstance(text, str) for text in excluded):
        yield "not", "only an `enum` of strings, or a `pattern` with `examples`, is supported in it"
    # Generated strings get an `x` before them until they are allowed.
    if not _ANY_CHARACTER_OF.fullmatch(assertions.get("pattern", "[^y]")) or field.forbids("x"):
        yield "pattern", "only a negated class of characters is supported"
    if any(field.forbids(f"x{value}") for value in field.forbidden):
        yield "not", "its `pattern` has to start with `^`"
