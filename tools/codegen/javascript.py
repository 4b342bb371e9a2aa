"""The JavaScript and TypeScript of the npm package, which node generates from the schemas."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from chatlayer_session.findings import Kind
from chatlayer_session.rules import RULES, Rule
from chatlayer_session.spec.export.dialects import draft_07
from chatlayer_session.spec.export.documents import ExportSource, definitions
from chatlayer_session.spec.export.files import PAYLOADS, digest, json_bytes
from chatlayer_session.spec.export.layout import rewrite_refs
from chatlayer_session.spec.export.views import SchemaView, is_annotation
from chatlayer_session.spec.fields import field_tree
from chatlayer_session.spec.traverse import iter_subschemas, transform

if TYPE_CHECKING:
    from collections.abc import Iterator

    from chatlayer_session.spec.catalog import Catalog, Schema
    from chatlayer_session.spec.fields import Field

NODE = Path(__file__).parent / "node"
OPEN, CLOSED = (SchemaView(base, without_annotations=True) for base in ("open", "closed"))
DIGESTS = "generated-from.json"


def javascript(catalog: Catalog) -> dict[str, bytes]:
    """Return the files by path, a folder for each version of a family.

    The packages that generate them are those of the lock file.

    Raises:
        subprocess.CalledProcessError: npm or node failed; their output is on standard error.
    """
    folders = requests(catalog)
    with tempfile.TemporaryDirectory() as folder:
        for name in ("package.json", "package-lock.json", "build.mjs"):
            shutil.copy(NODE / name, folder)
        subprocess.run(["npm", "ci", "--silent", "--no-audit", "--no-fund"], cwd=folder, check=True)
        node = subprocess.run(
            ["node", "build.mjs"], cwd=folder, check=True, input=json.dumps(folders).encode(), stdout=subprocess.PIPE
        )
    modules: dict[str, dict[str, str]] = json.loads(node.stdout)
    files = {f"{path}/{name}": text.encode() for path, texts in modules.items() for name, text in texts.items()}
    return {**files, DIGESTS: digests(folders)}


def digests(folders: dict[str, Any]) -> bytes:
    """Return a JSON object with the SHA-256 of everything that the JavaScript is generated from."""
    inputs = {path: json.dumps(request).encode() for path, request in folders.items()}
    inputs |= {name: (NODE / name).read_bytes() for name in ("build.mjs", "package-lock.json")}
    return json_bytes({name: digest(content) for name, content in inputs.items()})


def requests(catalog: Catalog) -> dict[str, Any]:
    """Return the input of build.mjs: for each folder, the schemas of its types and of its validators."""
    return {f"{PAYLOADS}/{version}": _request(catalog, version) for version in catalog.versions(PAYLOADS)}


def _request(catalog: Catalog, version: str) -> dict[str, Any]:
    sources = {
        "": ExportSource(catalog, PAYLOADS, version, OPEN),
        "Closed": ExportSource(catalog, PAYLOADS, version, CLOSED),
    }
    if _are_equal(*sources.values()):
        del sources["Closed"]
    parts = [part for source in sources.values() for part in _parts(source)]
    return {
        "types": _types(ExportSource(catalog, PAYLOADS, version, SchemaView("closed"))),
        "schemas": [part.schema for part in parts],
        "places": {part.schema["$id"]: part.place for part in parts},
        "validators": [
            {
                "name": name.title(),
                "id": sources[""].identifier(name),
                "strict": [*sources.values()][-1].identifier(name),
            }
            for name in catalog.names(PAYLOADS, version)
        ],
        "fields": _fields(field_tree(catalog, version, Kind.INTERNAL)),
        "undocumented": RULES[Rule.UNSTABLE_FIELD].templates["undocumented"].message,
    }


def _are_equal(open_source: ExportSource, closed_source: ExportSource) -> bool:
    """Return whether two views differ in nothing but identifiers: the schemas themselves reject unknown fields."""
    open_documents, closed_documents = (
        [{**document, "$id": None} for document in source.documents().values()]
        for source in (open_source, closed_source)
    )
    return open_documents == closed_documents


class _Part(NamedTuple):
    """A document without its definitions, or one of them; ``place`` is where a published schema has it."""

    schema: Schema
    place: str


def _parts(source: ExportSource) -> Iterator[_Part]:
    """Yield the documents and their definitions apart: in the code of Ajv, only a document has an identifier."""
    for name in source.catalog.names(source.family, source.version):
        identifier = source.identifier(name)
        document = source.documents()[identifier]
        place = f"{replace(source, view=SchemaView(source.view.base)).identifier(name)}#"
        definitions = document.get("$defs", {})
        names = {f"#/$defs/{key}": f"{identifier}:{key}" for key in definitions}
        parts = {identifier: ({key: value for key, value in document.items() if key != "$defs"}, place)}
        parts |= {f"{identifier}:{key}": (value, f"{place}/$defs/{key}") for key, value in definitions.items()}
        for part, (schema, part_place) in parts.items():
            rewritten = rewrite_refs(schema, partial(_renamed, names))
            yield _Part({**rewritten, "$schema": document["$schema"], "$id": part}, part_place)


def _renamed(names: dict[str, str], reference: str) -> str:
    return names.get(reference, reference)


def _fields(field: Field) -> dict[str, Any]:
    """Return what JavaScript needs to find unstable fields: members, items, reasons, and whether others are free."""
    if field.is_unstable:
        return {"reason": _reason(field)}
    content: dict[str, Any] = {"open": True} if field.open else {}
    if "object" in field.types:
        content["members"] = {name: _fields(member) for name, member in field.members.items()}
    if field.items is not None:
        content["items"] = _fields(field.items)
    return content


def _reason(field: Field) -> str:
    """Return why a declared field is unstable, as the validator says it."""
    templates = RULES[Rule.UNSTABLE_FIELD].templates
    return templates["known-from"].message.format(source=field.source) if field.source else templates["known"].message


def _types(source: ExportSource) -> dict[str, Any]:
    """Return what the types are generated from: a schema with all definitions, and which of them are read-only."""
    document = draft_07({"$id": source.identifier("types"), "$defs": definitions(source)})
    schemas: dict[str, Schema] = document["definitions"]
    session = schemas.pop(Kind.SESSION.value)
    variables = {name: member for name, member in session["properties"].items() if "x-written-by" in member}
    for schema in [*schemas.values()]:
        for member, subschema in schema.get("properties", {}).items():
            if "properties" in subschema:
                schema["properties"][member] = _name(schemas, member, subschema)
    read_only = _referenced(schemas, Kind.INTERNAL.value)
    if variables:
        schemas["platformVariables"] = {
            "description": "Variables that the platform is known to write.",
            "type": "object",
            "properties": variables,
            "additionalProperties": False,
        }
    return {
        "definitions": {name: transform(schema, _with_type) for name, schema in schemas.items()},
        "readOnly": sorted(read_only),
        "session": {
            "description": session["description"],
            "internal": session["properties"]["internal"]["description"],
            "variables": bool(variables),
        },
    }


def _name(schemas: dict[str, Schema], name: str, schema: Schema) -> Schema:
    """Make an object a definition, and return the reference that takes its place.

    Raises:
        ValueError: a different definition has the name.
    """
    if name in schemas:
        raise ValueError(f"two types have the name {name}")
    schemas[name] = {keyword: value for keyword, value in schema.items() if not keyword.startswith("x-")}
    others = {keyword: value for keyword, value in schema.items() if is_annotation(keyword)}
    return {**others, "allOf": [{"$ref": f"#/definitions/{name}"}]}


def _referenced(schemas: dict[str, Schema], name: str) -> set[str]:
    """Return the name of a definition and the names of all that it refers to, directly or not."""
    found = {name}
    pending = [name]
    while pending:
        for _, subschema in iter_subschemas(schemas[pending.pop()]):
            target = subschema.get("$ref", "").rpartition("/")[2]
            if target and target not in found:
                found.add(target)
                pending.append(target)
    return found


def _with_type(schema: Schema) -> Schema:
    """Return the schema with what json-schema-to-typescript does not derive from it.

    Known values become a union that accepts other strings. Without assertions a schema gets the type `unknown`, because
    it would become an object type. Unstable fields get a tag of TSDoc.
    """
    typed = {**schema}
    if "x-extensible-enum" in schema:
        typed["tsType"] = " | ".join([*map(json.dumps, schema["x-extensible-enum"]), "(string & {})"])
    elif all(map(is_annotation, schema)):
        typed["tsType"] = "unknown"
    if schema.get("x-stability") == "unstable":
        typed["description"] += "\n\n@experimental"
    return typed
