"""The manifest of an export: ``index.json``, which lists each file with what it is and its SHA-256."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ...atomic import AtomicFile
from .errors import WouldOverwrite
from .files import digest, json_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from .files import ExportFile

MANIFEST = "index.json"
"""The path of the manifest in an export."""

FORMAT = "1.0.0"
"""The version of the manifest's format."""


def export_contents(artefacts: Iterable[ExportFile]) -> dict[str, bytes]:
    """Return the files of an export by path: the artefacts, and the manifest that lists them."""
    contents = {artefact: artefact.content() for artefact in artefacts}
    entries = [export_entry(artefact, artefact.path, content) for artefact, content in contents.items()]
    files = {artefact.path: content for artefact, content in contents.items()}
    return {**files, MANIFEST: manifest(entries)}


def manifest(entries: Iterable[Mapping[str, Any]]) -> bytes:
    """Return the text of a manifest with these entries."""
    return json_bytes({"version": FORMAT, "files": list(entries)})


def export_entry(artefact: ExportFile, path: str, content: bytes) -> dict[str, Any]:
    """Return the entry of an artefact."""
    return {
        "path": path,
        "family": artefact.family,
        "version": artefact.version,
        "name": artefact.name,
        "form": artefact.format.value,
        "dialect": artefact.format.dialect,
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


@dataclass(frozen=True, slots=True)
class ExportResult:
    """What an export did to a folder: files it holds, those of them that were written, and those left over.

    ``left`` are files that an earlier export wrote and this one does not have; they are still there.
    """

    files: int
    written: tuple[str, ...]
    stale: tuple[str, ...]


def write(folder: Path, files: Mapping[str, bytes]) -> ExportResult:
    """Write files to a folder by their paths in it, the manifest among them last; a file that is as it should be stays.

    Raises:
        WouldOverwrite: a file is in the way that no earlier export wrote as it is. Nothing is written then.
        OSError: the folder or a file cannot be read or written.
    """
    earlier = _earlier(folder)
    differing = [path for path, content in files.items() if _read(folder / path) != content]
    for path in differing:
        present = _read(folder / path)
        if present is not None and (earlier is None or not _ours(path, present, earlier)):
            raise WouldOverwrite(str(folder / path))
    for path in sorted(differing, key=lambda path: path == MANIFEST):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        replacement = AtomicFile(folder / path)
        try:
            replacement.write(files[path].decode())
            replacement.commit()
        finally:
            replacement.discard()
    left = tuple(path for path in earlier or () if path not in files and (folder / path).is_file())
    return ExportResult(len(files), tuple(differing), left)


def _ours(path: str, present: bytes, earlier: Mapping[str, str]) -> bool:
    return path == MANIFEST or earlier.get(path) == digest(present)


def _earlier(folder: Path) -> dict[str, str] | None:
    content = _read(folder / MANIFEST)
    return None if content is None else listed(content)


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
