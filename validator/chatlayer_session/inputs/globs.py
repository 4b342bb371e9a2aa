"""The files and folders that a glob matches, without loops through symbolic links."""

from __future__ import annotations

import glob
import os
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_SEPARATOR = f"[{re.escape(os.sep + (os.altsep or ''))}]"
# The part before the first `**` that is a whole step of the path, and the part after the `**` steps that follow it.
_RECURSIVE = re.compile(rf"((?:.*?{_SEPARATOR})??)(?:\*\*{_SEPARATOR}+)*\*\*(?:{_SEPARATOR}+|$)(.*)", re.DOTALL)


def is_glob(name: str) -> bool:
    """Return whether a name has wildcard characters."""
    return glob.has_magic(name)


def expand_glob(pattern: str) -> tuple[list[str], list[tuple[str, OSError]]]:
    """Return the sorted paths that a glob matches, and the folders that could not be read, each with its error.

    ``**`` as a whole step of the path matches any number of folders, but not hidden folders. Unlike in the standard
    library's `glob`, it does not follow symbolic links, since a link to a parent folder is a loop. If a pattern with
    ``**`` matches files, the folders that it matches too are left out: their files match as well, or are not meant. If
    it matches only folders, those inside other matches are left out.
    """
    match = _RECURSIVE.fullmatch(pattern)
    if match is None:
        return sorted(glob.glob(pattern)), []
    # A walk needs a folder to start from; a pattern without one gets it removed from the results.
    prefix = "" if match[1] else os.path.join(os.curdir, "")
    failures: list[OSError] = []
    paths = sorted({path.removeprefix(prefix) for path in _matches(prefix + pattern, failures)})
    files = [path for path in paths if not os.path.isdir(path)]
    return files or _outermost(paths), [(str(failure.filename).removeprefix(prefix), failure) for failure in failures]


def _matches(pattern: str, failures: list[OSError]) -> Iterator[str]:
    match = _RECURSIVE.fullmatch(pattern)
    if match is None:
        yield from glob.iglob(pattern)
        return
    before, after = match.groups()
    for top in glob.iglob(before):
        for parent, folders, _ in os.walk(top, onerror=failures.append):
            folders[:] = (name for name in folders if not name.startswith("."))
            yield from _matches(os.path.join(glob.escape(parent), after or "*"), failures)


def _outermost(folders: list[str]) -> list[str]:
    """Return the folders that are not inside others of them."""
    outermost: list[str] = []
    # With a separator at its end, a folder is sorted directly before the folders inside it.
    for folder in sorted(os.path.join(folder, "") for folder in folders):
        if not outermost or not folder.startswith(outermost[-1]):
            outermost.append(folder)
    return sorted(folder.rstrip(os.sep) or folder for folder in outermost)
