"""The conformance cases notice when a keyword of the newest schemas is dropped."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import pytest
from jsonschema import Draft202012Validator
from referencing.jsonschema import DRAFT202012, EMPTY_REGISTRY

from chatlayer_session.jsonpointer import deep_copy, format_pointer
from chatlayer_session.spec.catalog import packaged_catalog

from .conftest import suites
from .test_coverage import ANNOTATIONS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from chatlayer_session.spec.catalog import Schema

VERSION = packaged_catalog().versions()[-1]
SCHEMAS = packaged_catalog().schemas("session", VERSION)
CASES = [case for suite in suites() if suite.version == VERSION for case in suite.cases()]
NAMES = frozenset({"properties", "$defs"})
"""Keywords whose members are names, not keywords."""

WITHOUT_EFFECT = ANNOTATIONS | {"examples", "additionalProperties"}
"""Keywords that reject nothing: a session allows additional properties, as it would without the keyword."""


IMPLIED = {
    ("internal", "properties", "version", "type"): "all values of `enum` are strings",
    ("internal", "properties", "messageType", "type"): "all values of `enum` are strings",
    ("write", "$defs", "namespace", "type"): "`not` with a pattern rejects everything but strings",
}
"""Keywords that reject nothing that a keyword beside them does not reject, with the reason."""


def keywords(schema: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Yield the path of every keyword that can reject a payload, and of every name in `required`."""
    if isinstance(schema, list):
        for index, inner in enumerate(cast("list[object]", schema)):
            yield from keywords(inner, (*path, index))
    elif isinstance(schema, dict):
        for name, inner in cast("dict[str, object]", schema).items():
            is_keyword = not path or path[-1] not in NAMES
            if is_keyword and name == "required":
                yield from ((*path, name, index) for index in range(len(cast("list[str]", inner))))
            elif is_keyword and name not in WITHOUT_EFFECT | NAMES:
                yield (*path, name)
            if not is_keyword or name in NAMES or name in {"items", "anyOf", "not"}:
                yield from keywords(inner, (*path, name))


def without(schema: Schema, path: tuple[str | int, ...]) -> Schema:
    """Return a schema in which one keyword, or one name of a list, is dropped."""
    mutant = cast("Schema", deep_copy(cast("Any", schema)))
    owner: Any = mutant
    for step in path[:-1]:
        owner = owner[step]
    del owner[path[-1]]
    return mutant


MUTANTS = [(identifier, path) for identifier, schema in SCHEMAS.items() for path in keywords(schema)]


def test_mutants_are_those_of_every_kind_of_keyword() -> None:
    """The list has every keyword of the schemas that is no annotation."""
    dropped = {path[-2] if isinstance(path[-1], int) else path[-1] for _, path in MUTANTS}
    assert dropped == {"$ref", "anyOf", "enum", "items", "maximum", "minimum", "not", "pattern", "required", "type"}


@pytest.mark.parametrize(
    ("identifier", "path"), MUTANTS, ids=lambda part: part if isinstance(part, str) else format_pointer(part)
)
def test_dropped_keyword_fails_a_case(identifier: str, path: tuple[str | int, ...]) -> None:
    """The verdict of a case changes without the keyword, unless a keyword beside it implies the same."""
    schemas = {**SCHEMAS, identifier: without(SCHEMAS[identifier], path)}
    resources = [(name, DRAFT202012.create_resource(schema)) for name, schema in schemas.items()]
    registry = EMPTY_REGISTRY.with_resources(resources)
    validators = {name: Draft202012Validator({"$ref": name}, registry=registry) for name in schemas}
    is_noticed = any(validators[case.reference].is_valid(case.data) != case.valid for case in CASES)
    assert is_noticed != ((identifier.rpartition(":")[2], *path) in IMPLIED)
