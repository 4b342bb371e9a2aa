"""Exports on disk: what an earlier export wrote is replaced where it differs, and nothing else is touched."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..files import Replacement
from .artefacts import digest
from .errors import ForeignFile
from .manifest import MANIFEST, listed

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Written:
    """What an export did to a folder: files it holds, those of them that were written, and those left over.

    ``left`` are files that an earlier export wrote and this one does not have; they are still there.
    """

    files: int
    written: tuple[str, ...]
    left: tuple[str, ...]


def write(folder: Path, files: Mapping[str, bytes]) -> Written:
    """Write files to a folder by their paths in it, the manifest among them last; a file that is as it should be stays.

    Raises:
        ForeignFile: a file is in the way that no earlier export wrote as it is. Nothing is written then.
        OSError: the folder or a file cannot be read or written.
    """
    earlier = _earlier(folder)
    differing = [path for path, content in files.items() if _read(folder / path) != content]
    for path in differing:
        present = _read(folder / path)
        if present is not None and (earlier is None or not _ours(path, present, earlier)):
            raise ForeignFile(str(folder / path))
    for path in sorted(differing, key=lambda path: path == MANIFEST):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        replacement = Replacement(folder / path)
        try:
            replacement.write(files[path].decode())
            replacement.commit()
        finally:
            replacement.discard()
    left = tuple(path for path in earlier or () if path not in files and (folder / path).is_file())
    return Written(len(files), tuple(differing), left)


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
