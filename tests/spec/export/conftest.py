"""The export files, and payloads with the verdicts of the released and of the exported schema."""

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
from chatlayer_session.spec.export.dialects import COMPONENT_PREFIX, component_name
from chatlayer_session.spec.export.documents import ExportSource
from chatlayer_session.spec.export.files import ExportFile, ExportFormat, export_files
from chatlayer_session.spec.references import resolve
from chatlayer_session.spec.traverse import close_objects

if TYPE_CHECKING:
    from collections.abc import Callable

    from chatlayer_session.spec.catalog import Schema

CATALOG = packaged_catalog()
EXPORT_FILES = tuple(export_files(CATALOG))


@pytest.fixture(params=EXPORT_FILES, ids=lambda export_file: export_file.path)
def export_file(request: pytest.FixtureRequest) -> ExportFile:
    """Run a test once for each export file."""
    file: ExportFile = request.param
    return file


@pytest.fixture
def verdicts() -> Callable[[ExportFile, str], list[tuple[str, bool, bool]]]:
    """Return a function that yields, for each payload of a schema, its description and two verdicts.

    The first verdict is that of the released file, closed like the export; the second is that of the export, by a
    validator of its dialect.
    """

    def compare(export_file: ExportFile, name: str) -> list[tuple[str, bool, bool]]:
        released = _released(export_file.family, export_file.version, name, is_closed=export_file.view.base == "closed")
        exported = _exported(export_file, name)
        return [
            (description, released.is_valid(data), exported.is_valid(data))
            for description, data in _payloads(export_file.family, export_file.version, name)
        ]

    return compare


@cache
def _payloads(family: str, version: str, name: str) -> list[tuple[str, Any]]:
    """Return the conformance cases of a schema; without any, samples of the schema and mutations of them."""
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


# Each pattern in the schemas matches one of these.
TEXTS = ("1.0.0", "2.0.0", "syntax", "/nlp/intent", "#/properties", "", "text", "2026-12-31", "0" * 32)


def _samples(family: str, version: str, schema: Any, base: str, depth: int = 0) -> list[Any]:
    """Return valid values of a schema with all members and one item per array, one value per alternative."""
    if "$ref" in schema:
        target, place = resolve(schema["$ref"], base, CATALOG.schemas(family, version))
        return _samples(family, version, target, place, depth)
    if "oneOf" in schema:
        return [sample for branch in schema["oneOf"] for sample in _samples(family, version, branch, base, depth)]
    if "const" in schema or "enum" in schema:
        return [schema.get("enum", [schema.get("const")])[0]]
    types = schema.get("type", "string")
    kind = types if isinstance(types, str) else types[0]
    if kind == "object":
        members = schema.get("properties", {}).items()
        return [{name: _samples(family, version, member, base, depth + 1)[0] for name, member in members}]
    if kind == "array":
        # A schema may refer to itself.
        items = [] if depth > 12 else _samples(family, version, schema.get("items", {}), base, depth + 1)
        return [items[:1]]
    return [_scalar(kind, schema)]


def _scalar(kind: str, schema: Any) -> Any:
    """Return a matching text, the lowest number, true or null."""
    if kind == "string":
        matching = [text for text in TEXTS if re.search(schema.get("pattern", ""), text)]
        return next(text for text in matching if len(text) >= schema.get("minLength", 0))
    return {"boolean": True, "null": None}.get(kind, schema.get("minimum", 1))


def _mutated(text: str) -> list[tuple[str, Any]]:
    """Return a value, and the value with each member removed, null, a text or -1, and with a member more."""
    cases = [("unchanged", json.loads(text))]
    for path in _paths(json.loads(text), ()):
        for description, change in (("null", None), ("a text", "?"), ("-1", -1)):
            changed = json.loads(text)
            _owner(changed, path)[path[-1]] = change
            cases.append((f"{path} is {description}", changed))
        smaller = json.loads(text)
        del _owner(smaller, path)[path[-1]]
        cases.append((f"{path} is missing", smaller))
        larger = json.loads(text)
        owner = _owner(larger, path)
        if isinstance(owner, dict):
            owner["another"] = 1
            cases.append((f"another member beside {path}", larger))
    return cases


def _paths(value: Any, path: tuple[str | int, ...]) -> list[tuple[str | int, ...]]:
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    paths: list[tuple[str | int, ...]] = []
    for step, child in steps:
        paths += [(*path, step), *_paths(child, (*path, step))]
    return paths


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


def _exported(export_file: ExportFile, name: str) -> Any:
    schema = export_file.value()
    component = f"#/components/schemas/{component_name(COMPONENT_PREFIX, name)}"
    match export_file.format:
        case ExportFormat.CANONICAL:
            return Draft202012Validator(schema, registry=EMPTY_REGISTRY.with_resources(_siblings(export_file)))
        case ExportFormat.BUNDLE | ExportFormat.FLAT:
            return Draft202012Validator(schema)
        case ExportFormat.DRAFT_07:
            return Draft7Validator(schema)
        case ExportFormat.OPENAPI_31:
            return OAS31Validator({"$ref": component, "components": schema["components"]})
        case ExportFormat.OPENAPI_30:
            whole: Schema = {"allOf": [{"$ref": component}], "components": schema["components"]}
            return OAS30Validator(whole)


def _siblings(export_file: ExportFile) -> list[tuple[str, Any]]:
    documents = ExportSource(export_file.catalog, export_file.family, export_file.version, export_file.view).documents()
    return [(identifier, DRAFT202012.create_resource(schema)) for identifier, schema in documents.items()]
