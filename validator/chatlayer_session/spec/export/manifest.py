"""The manifest of an export, ``index.json``, which lists its files; and writing an export to a folder."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ...atomic import AtomicFile
from ...errors import ChatlayerSessionError
from .dialects import COMPONENT_PREFIX
from .files import digest, json_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from .files import ExportFile

MANIFEST = "index.json"
"""The path of the manifest in an export."""

FORMAT = "1.0.0"
"""The version of the manifest's format."""


class WouldOverwrite(ChatlayerSessionError, OSError):
    """The export would replace ``path``, which no earlier export wrote."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path

    def __str__(self) -> str:
        """Name the file and the fix."""
        return f"{self.path} was not written by an earlier export, or was changed; move it or use a different folder"


def export_contents(
    files: Iterable[ExportFile], base_uri: str | None = None, component_prefix: str = COMPONENT_PREFIX
) -> dict[str, bytes]:
    """Return the contents of export files by path, with the manifest that lists them; see `ExportFile.content`."""
    contents = {file: file.content(base_uri, component_prefix) for file in files}
    entries = [export_entry(file, file.path, content) for file, content in contents.items()]
    return {**{file.path: content for file, content in contents.items()}, MANIFEST: manifest(entries)}


def manifest(entries: Iterable[Mapping[str, Any]]) -> bytes:
    """Return the content of a manifest with these entries."""
    return json_bytes({"version": FORMAT, "files": list(entries)})


def export_entry(file: ExportFile, path: str, content: bytes) -> dict[str, Any]:
    """Return the entry of an export file."""
    return {
        "path": path,
        "family": file.family,
        "version": file.version,
        "name": file.name,
        "form": file.format.value,
        "dialect": file.format.dialect,
        "view": file.view.name,
        "id": json.loads(content).get("$id"),
        "sha256": digest(content),
    }


def file_entry(path: str, content: bytes) -> dict[str, Any]:
    """Return the entry of a file that is not an export file."""
    return {"path": path, "sha256": digest(content)}


@dataclass(frozen=True, slots=True)
class ExportResult:
    """The number of files in an export, the paths that were written, and the ``stale`` paths.

    A stale file was written by an earlier export and is not part of this one. It is not deleted.
    """

    files: int
    written: tuple[str, ...]
    stale: tuple[str, ...]


def write(folder: Path, files: Mapping[str, bytes]) -> ExportResult:
    """Write the files that are not up to date to a folder, the manifest last.

    Raises:
        WouldOverwrite: no earlier export wrote one of the present files as it is. Nothing is written then.
        OSError: the folder or a file cannot be read or written.
    """
    earlier_digests = _earlier_digests(folder)
    outdated = [path for path, content in files.items() if _read(folder / path) != content]
    for path in outdated:
        present = _read(folder / path)
        if present is None:
            continue
        if earlier_digests is None or (path != MANIFEST and earlier_digests.get(path) != digest(present)):
            raise WouldOverwrite(str(folder / path))
    # Without the manifest, an interrupted export can be repeated: its files are up to date.
    for path in sorted(outdated, key=lambda path: path == MANIFEST):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        replacement = AtomicFile(folder / path)
        try:
            replacement.write(files[path].decode())
            replacement.commit()
        finally:
            replacement.discard()
    stale = tuple(path for path in earlier_digests or () if path not in files and (folder / path).is_file())
    return ExportResult(len(files), tuple(outdated), stale)


def _earlier_digests(folder: Path) -> dict[str, str] | None:
    """Return the SHA-256 of each file that the manifest in a folder lists, or None without a manifest."""
    try:
        entries: Any = json.loads(_read(folder / MANIFEST) or b"")["files"]
        return {str(entry["path"]): str(entry["sha256"]) for entry in entries}
    except (ValueError, TypeError, KeyError):
        return None


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
