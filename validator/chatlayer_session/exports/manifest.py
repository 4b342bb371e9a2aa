"""The manifest of an export: ``index.json``, which lists each file with what it is and its SHA-256."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from .artefacts import digest, json_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from .artefacts import Artefact

MANIFEST = "index.json"
"""The path of the manifest in an export."""

FORMAT = "1.0.0"
"""The version of the manifest's format."""


def export_files(artefacts: Iterable[Artefact]) -> dict[str, bytes]:
    """Return the files of an export by path: the artefacts, and the manifest that lists them."""
    contents = {artefact: artefact.content() for artefact in artefacts}
    entries = [artefact_entry(artefact, artefact.path, content) for artefact, content in contents.items()]
    files = {artefact.path: content for artefact, content in contents.items()}
    return {**files, MANIFEST: manifest(entries)}


def manifest(entries: Iterable[Mapping[str, Any]]) -> bytes:
    """Return the text of a manifest with these entries."""
    return json_bytes({"version": FORMAT, "files": list(entries)})


def artefact_entry(artefact: Artefact, path: str, content: bytes) -> dict[str, Any]:
    """Return the entry of an artefact."""
    return {
        "path": path,
        "family": artefact.family,
        "version": artefact.version,
        "name": artefact.name,
        "form": artefact.form.value,
        "dialect": artefact.form.dialect,
        "view": artefact.view.name,
        "sha256": digest(content),
    }


def file_entry(path: str, content: bytes) -> dict[str, Any]:
    """Return the entry of a file that is no artefact."""
    return {"path": path, "sha256": digest(content)}


def listed(content: bytes) -> dict[str, str] | None:
    """Return the SHA-256 of each file by path that a manifest lists, or None if ``content`` is no manifest."""
    try:
        files: Any = json.loads(content)["files"]
        return {str(entry["path"]): str(entry["sha256"]) for entry in files}
    except (ValueError, TypeError, KeyError):
        return None
