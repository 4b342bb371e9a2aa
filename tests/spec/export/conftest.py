"""The artefacts, and the conformance cases with what the released files say of them, for the tests beside this file."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft7Validator, Draft202012Validator
from openapi_schema_validator import OAS30Validator, OAS31Validator
from referencing.jsonschema import DRAFT202012, EMPTY_REGISTRY

from chatlayer_session.spec.catalog import packaged_catalog
from chatlayer_session.spec.export import ExportFile, ExportFormat, ExportSource, export_files
from chatlayer_session.spec.traverse import close_objects

if TYPE_CHECKING:
    from collections.abc import Callable

    from chatlayer_session.spec.catalog import Schema

CATALOG = packaged_catalog()
ARTEFACTS = tuple(export_files(CATALOG))


@pytest.fixture(params=ARTEFACTS, ids=lambda artefact: artefact.path)
def artefact(request: pytest.FixtureRequest) -> ExportFile:
    """Run a test once for each artefact."""
    found: ExportFile = request.param
    return found


@pytest.fixture
def judged() -> Callable[[ExportFile, str], list[tuple[str, bool, bool]]]:
    """Return a function that gives, for each case of a schema, what it is, and whether two schemas accept it.

    The first is the released file in the view of the artefact, by the closed view that the validator has; the second is
    the artefact, by a validator for its dialect.
    """

    def judge(artefact: ExportFile, name: str) -> list[tuple[str, bool, bool]]:
        released = _released(artefact.family, artefact.version, name, is_closed=artefact.view.closed)
        exported = _exported(artefact, name)
        return [
            (description, released.is_valid(data), exported.is_valid(data))
            for description, data in _payloads(artefact.family, artefact.version, name)
        ]

    return judge


@cache
def _payloads(family: str, version: str, name: str) -> list[tuple[str, Any]]:
    """Return payloads: the conformance cases, or where there are none, values made from the schema and damaged."""
    cases = CATALOG.root / family / version / "conformance" / f"{name}.json"
    if cases.is_file():
        groups = json.loads(cases.read_bytes())
        return [
            (f"{group['description']}: {test['description']}", test["data"])
            for group in groups
            for test in group["tests"]
        ]
    identifier = f"urn:chatlayer-session:{family}:{version}:{name}"
    samples = _samples(family, version, CATALOG.schemas(family, version)[identifier], identifier)
    return [case for sample in samples for case in _mutated(json.dumps(sample))]


# One of these matches each pattern that the schemas have.
TEXTS = ("1.0.0", "2.0.0", "syntax", "/nlp/intent", "#/properties", "", "text", "2026-12-31")


def _samples(family: str, version: str, schema: Any, base: str, depth: int = 0) -> list[Any]:
    """Return values that keep to a schema, with all members and one item of each: one, or one for each alternative."""
    if "$ref" in schema:
        identifier, _, fragment = schema["$ref"].partition("#")
        target: Any = CATALOG.schemas(family, version)[identifier or base]
        for token in fragment.split("/")[1:]:
            target = target[token]
        return _samples(family, version, target, identifier or base, depth)
    if "oneOf" in schema:
        return [sample for each in schema["oneOf"] for sample in _samples(family, version, each, base, depth)]
    if "const" in schema or "enum" in schema:
        return [schema.get("enum", [schema.get("const")])[0]]
    types = schema.get("type", "string")
    kind = types if isinstance(types, str) else types[0]
    if kind == "object":
        members = schema.get("properties", {}).items()
        return [{name: _samples(family, version, each, base, depth + 1)[0] for name, each in members}]
    if kind == "array":
        # A schema may refer to itself.
        items = [] if depth > 12 else _samples(family, version, schema.get("items", {}), base, depth + 1)
        return [items[:1]]
    return [_scalar(kind, schema)]


def _scalar(kind: str, schema: Any) -> Any:
    """Return a text that matches, the least number, true or null."""
    if kind == "string":
        matching = [text for text in TEXTS if re.search(schema.get("pattern", ""), text)]
        return next(text for text in matching if len(text) >= schema.get("minLength", 0))
    return {"boolean": True, "null": None}.get(kind, schema.get("minimum", 1))


def _mutated(text: str) -> list[tuple[str, Any]]:
    """Return a value, and it with each member left out, made null, a text or -1, and with each object enlarged."""
    found = [("as it is", json.loads(text))]
    for place in _places(json.loads(text), ()):
        for description, change in (("null", None), ("a text", "?"), ("-1", -1)):
            changed = json.loads(text)
            _owner(changed, place)[place[-1]] = change
            found.append((f"{place} is {description}", changed))
        lacking = json.loads(text)
        del _owner(lacking, place)[place[-1]]
        found.append((f"{place} is absent", lacking))
        larger = json.loads(text)
        owner = _owner(larger, place)
        if isinstance(owner, dict):
            owner["another"] = 1
            found.append((f"another beside {place}", larger))
    return found


def _places(value: Any, path: tuple[str | int, ...]) -> list[tuple[str | int, ...]]:
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    found: list[tuple[str | int, ...]] = []
    for step, child in steps:
        found += [(*path, step), *_places(child, (*path, step))]
    return found


def _owner(value: Any, path: tuple[str | int, ...]) -> Any:
    for step in path[:-1]:
        value = value[step]
    return value


@cache
def _released(family: str, version: str, name: str, *, is_closed: bool) -> Any:
    resources = [
        (identifier, DRAFT202012.create_resource(close_objects(schema) if is_closed else schema))
        for identifier, schema in CATALOG.schemas(family, version).items()
    ]
    reference = f"urn:chatlayer-session:{family}:{version}:{name}"
    return Draft202012Validator({"$ref": reference}, registry=EMPTY_REGISTRY.with_resources(resources))


def _exported(artefact: ExportFile, name: str) -> Any:
    schema = artefact.value()
    match artefact.format:
        case ExportFormat.CANONICAL:
            return Draft202012Validator(schema, registry=EMPTY_REGISTRY.with_resources(_siblings(artefact)))
        case ExportFormat.BUNDLE | ExportFormat.FLAT:
            return Draft202012Validator(schema)
        case ExportFormat.DRAFT_07:
            return Draft7Validator(schema)
        case ExportFormat.OPENAPI_31:
            return OAS31Validator({"$ref": f"#/components/schemas/{name}", "components": schema["components"]})
        case ExportFormat.OPENAPI_30:
            whole: Schema = {"allOf": [{"$ref": f"#/components/schemas/{name}"}], "components": schema["components"]}
            return OAS30Validator(whole)


def _siblings(artefact: ExportFile) -> list[tuple[str, Any]]:
    documents = ExportSource(artefact.catalog, artefact.family, artefact.version, artefact.view).documents()
    return [(identifier, DRAFT202012.create_resource(schema)) for identifier, schema in documents.items()]
