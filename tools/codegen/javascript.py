"""The JavaScript and TypeScript of the npm package, which node generates from the schemas."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chatlayer_session.spec.export.dialects import draft_07
from chatlayer_session.spec.export.documents import ExportSource, definitions
from chatlayer_session.spec.export.files import PAYLOADS, digest, json_bytes
from chatlayer_session.spec.export.views import SchemaView, is_annotation
from chatlayer_session.spec.traverse import transform

if TYPE_CHECKING:
    from chatlayer_session.spec.catalog import Catalog, Schema

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
    return {
        "types": _types(ExportSource(catalog, PAYLOADS, version, SchemaView("closed"))),
        "schemas": [document for source in sources.values() for document in source.documents().values()],
        "validators": [
            {
                "name": f"validate{name.title()}{suffix}",
                "id": source.identifier(name),
                "type": name.title(),
                "comment": _comment(name, source.view),
            }
            for name in catalog.names(PAYLOADS, version)
            for suffix, source in sources.items()
        ],
    }


def _are_equal(open_source: ExportSource, closed_source: ExportSource) -> bool:
    """Return whether two views differ in nothing but identifiers: the schemas themselves reject unknown fields."""
    open_documents, closed_documents = (
        [{**document, "$id": None} for document in source.documents().values()]
        for source in (open_source, closed_source)
    )
    return open_documents == closed_documents


def _comment(name: str, view: SchemaView) -> str:
    suffix = " Rejects undeclared fields." if view.base == "closed" else ""
    return f"Validates data against the schema {name}.{suffix}"


def _types(source: ExportSource) -> Schema:
    """Return one schema with all definitions, the input of json-schema-to-typescript."""
    document = draft_07({"$id": source.identifier("types"), "$defs": definitions(source)})
    definition_items = document["definitions"].items()
    return {"definitions": {name: transform(schema, _with_type) for name, schema in definition_items}}


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
