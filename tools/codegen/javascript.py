"""The JavaScript and TypeScript of the npm package, which node makes of the schemas."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chatlayer_session.spec.export import PAYLOADS, ExportSource, SchemaView, definitions, draft_07, is_annotation
from chatlayer_session.spec.traverse import transform

from .descriptions import with_stability

if TYPE_CHECKING:
    from chatlayer_session.spec.catalog import Catalog, Schema

NODE = Path(__file__).parent / "node"
OPEN, CLOSED = SchemaView(without_annotations=True), SchemaView(closed=True, without_annotations=True)
MADE_FROM = "made-from.json"


def javascript(catalog: Catalog) -> dict[str, bytes]:
    """Return the files by path, a folder for each version of a family, made with the packages that the lock file names.

    Raises:
        subprocess.CalledProcessError: npm or node failed; what they wrote is on standard error.
    """
    asked = requests(catalog)
    with tempfile.TemporaryDirectory() as folder:
        for name in ("package.json", "package-lock.json", "build.mjs"):
            shutil.copy(NODE / name, folder)
        subprocess.run(["npm", "ci", "--silent", "--no-audit", "--no-fund"], cwd=folder, check=True)
        done = subprocess.run(
            ["node", "build.mjs"], cwd=folder, check=True, input=json.dumps(asked).encode(), stdout=subprocess.PIPE
        )
    made: dict[str, dict[str, str]] = json.loads(done.stdout)
    files = {f"{key}/{name}": text.encode() for key, texts in made.items() for name, text in texts.items()}
    return {**files, MADE_FROM: made_from(asked)}


def made_from(asked: dict[str, Any]) -> bytes:
    """Return the text of a file that tells what the JavaScript was made from, as SHA-256 of each part."""
    inputs = {key: json.dumps(request).encode() for key, request in asked.items()}
    inputs |= {name: (NODE / name).read_bytes() for name in ("build.mjs", "package-lock.json")}
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in inputs.items()}
    return (json.dumps(digests, indent=2) + "\n").encode()


def requests(catalog: Catalog) -> dict[str, Any]:
    """Return what build.mjs takes: for each version of a family what to make types and validators from."""
    return {f"{PAYLOADS}/{version}": _request(catalog, PAYLOADS, version) for version in catalog.versions(PAYLOADS)}


def _request(catalog: Catalog, family: str, version: str) -> dict[str, Any]:
    names = catalog.names(family, version)
    views = {"": ExportSource(catalog, family, version, OPEN), "Closed": ExportSource(catalog, family, version, CLOSED)}
    if _same(views[""], views["Closed"]):
        del views["Closed"]
    return {
        "types": _types(ExportSource(catalog, family, version, SchemaView(closed=True))),
        "schemas": [document for source in views.values() for document in source.documents().values()],
        "validators": [
            {
                "name": f"validate{name.title()}{suffix}",
                "id": source.identifier(name),
                "type": name.title(),
                "comment": _comment(name, source.view),
            }
            for name in names
            for suffix, source in views.items()
        ],
    }


def _same(opened: ExportSource, closed: ExportSource) -> bool:
    """Return whether the schemas reject unknown fields by themselves."""
    said = [[{**document, "$id": None} for document in source.documents().values()] for source in (opened, closed)]
    return said[0] == said[1]


def _comment(name: str, view: SchemaView) -> str:
    if view.closed:
        return f"Holds data to the schema {name}, and rejects fields that it does not declare."
    return f"Holds data to the schema {name}."


def _types(source: ExportSource) -> Schema:
    """Return one schema with all definitions, of which json-schema-to-typescript makes types."""
    schemas = {name: with_stability(schema) for name, schema in definitions(source).items()}
    document = draft_07({"$id": source.identifier("types"), "$defs": schemas})
    return {"definitions": {name: transform(schema, _typed) for name, schema in document["definitions"].items()}}


def _typed(schema: Schema) -> Schema:
    """Return the schema; one that asserts nothing would be taken for an object, so its type is told."""
    return schema if any(not is_annotation(keyword) for keyword in schema) else {**schema, "tsType": "unknown"}
