"""The files and folders that a glob matches, without loops through symbolic links."""

from __future__ import annotations

import fnmatch
import glob
import os
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from .selection import Selection

if TYPE_CHECKING:
    from collections.abc import Iterator

_SEPARATOR = f"[{re.escape(os.sep + (os.altsep or ''))}]"
# The part before the first `**` that is a whole step of the path, and the part after the `**` steps that follow it.
_RECURSIVE = re.compile(rf"((?:.*?{_SEPARATOR})??)(?:\*\*{_SEPARATOR}+)*\*\*(?:{_SEPARATOR}+|$)(.*)", re.DOTALL)
_SEPARATORS = re.compile(f"{_SEPARATOR}+")


def literal_folder(pattern: str) -> str:
    """Return the longest path at the start of a glob without wildcard characters."""
    while glob.has_magic(pattern):
        pattern = os.path.dirname(pattern)
    return pattern


def expand_glob(pattern: str, selection: Selection | None = None) -> tuple[list[str], list[tuple[str, OSError]]]:
    """Return the sorted paths that a glob matches, and the folders that could not be read, each with its error.

    ``**`` as a whole step of the path matches any number of folders, but none that ``selection`` skips. Unlike in the
    standard library's `glob`, it does not follow symbolic links, since a link to a parent folder is a loop. If a
    pattern with ``**`` matches files, the folders that it matches too are left out: their files match as well, or are
    not meant. If it matches only folders, those inside other matches are left out.
    """
    failures: list[OSError] = []
    selection = selection or Selection()
    match = _RECURSIVE.fullmatch(pattern)
    if match is None:
        return sorted(_matches(pattern, failures, selection)), _by_folder(failures, "")
    # A walk needs a folder to start from; a pattern without one gets it removed from the results.
    prefix = "" if match[1] else os.path.join(os.curdir, "")
    paths = sorted({path.removeprefix(prefix) for path in _matches(prefix + pattern, failures, selection)})
    files = [path for path in paths if not os.path.isdir(path)]
    return files or _outermost(paths), _by_folder(failures, prefix)


def _by_folder(failures: list[OSError], prefix: str) -> list[tuple[str, OSError]]:
    """Return each folder that could not be read once: a pattern can list it and walk it."""
    return list({str(failure.filename).removeprefix(prefix): failure for failure in failures}.items())


def _matches(pattern: str, failures: list[OSError], selection: Selection) -> Iterator[str]:
    match = _RECURSIVE.fullmatch(pattern)
    if match is None:
        yield from _names(pattern, failures, selection)
        return
    before, after = match.groups()
    step, *further = _SEPARATORS.split(after or "*")
    for top in _names(before, failures, selection):
        for parent, names in walk(top, failures, selection, None if glob.has_magic(step) else step):
            for name in () if any(further) or step.startswith(".") else names:
                if name.startswith(".") and fnmatch.fnmatch(name, step):
                    selection.skip("hidden file", os.path.join(parent, name))
            yield from _matches(os.path.join(glob.escape(parent), after or "*"), failures, selection)


def _names(pattern: str, failures: list[OSError], selection: Selection) -> Iterator[str]:
    """Yield what a glob without ``**`` matches; folders that it has to list but cannot are failures."""
    folder, name = os.path.split(pattern)
    if not glob.has_magic(pattern) or not name:
        yield from glob.iglob(pattern)
        return
    for parent in _names(folder, failures, selection) if glob.has_magic(folder) else [folder]:
        try:
            os.scandir(parent or os.curdir).close()
        except (FileNotFoundError, NotADirectoryError):
            continue
        except OSError as error:
            failures.append(error)
            continue
        for path in glob.iglob(os.path.join(glob.escape(parent), name)):
            if not (glob.has_magic(name) and os.path.isdir(path) and selection.skips_folder(path)):
                yield path


def walk(
    top: str, failures: list[OSError], selection: Selection, named: str | None = None
) -> Iterator[tuple[str, list[str]]]:
    """Yield each folder at and below ``top`` with the names of its files, both sorted.

    Folders that ``selection`` skips are left out; it does not remember those called ``named``, which the caller reads.
    Links to folders are not followed. Unlike `os.walk` of older Pythons, it needs no recursion for any depth.
    """
    of_named = replace(selection, skipped={})
    waiting = [top]
    while waiting:
        folder = waiting.pop()
        try:
            with os.scandir(folder) as scan:
                entries = sorted(scan, key=lambda entry: entry.name)
            folders = {entry.name: entry for entry in entries if entry.is_dir()}
            inner = [
                entry.path
                for name, entry in folders.items()
                if _is_walked(entry, of_named if name == named else selection)
            ]
        except OSError as error:
            failures.append(error)
            continue
        yield folder, [entry.name for entry in entries if entry.name not in folders]
        waiting.extend(reversed(inner))


def _is_walked(folder: os.DirEntry[str], selection: Selection) -> bool:
    if folder.is_symlink():
        selection.skip("linked folder", folder.path)
        return False
    return not selection.skips_folder(folder.path)


def _outermost(folders: list[str]) -> list[str]:
    """Return the folders that are not inside others of them."""
    outermost: list[str] = []
    # With a separator at its end, a folder is sorted directly before the folders inside it.
    for folder in sorted(os.path.join(folder, "") for folder in folders):
        if not outermost or not folder.startswith(outermost[-1]):
            outermost.append(folder)
    return sorted(folder.rstrip(os.sep) or folder for folder in outermost)
