"""The files and folders that a glob matches, without going in circles."""

from __future__ import annotations

import glob
import os
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_SEPARATOR = f"[{re.escape(os.sep + (os.altsep or ''))}]"
# What stands before the first `**` that is a whole step of the path, and what after the last that follows it at once.
_AT_ANY_DEPTH = re.compile(rf"((?:.*?{_SEPARATOR})??)(?:\*\*{_SEPARATOR}+)*\*\*(?:{_SEPARATOR}+|$)(.*)", re.DOTALL)


def is_glob(name: str) -> bool:
    """Tell whether a name has characters that stand for others."""
    return glob.has_magic(name)


def expand_glob(pattern: str) -> tuple[list[str], list[tuple[str, OSError]]]:
    """Return the sorted paths that a glob matches, and the folders that could not be looked into, with the reasons.

    ``**`` as a step of its own stands for any number of folders. Hidden folders are none of them, nor are, other than
    for the standard library's `glob`, folders that are symbolic links: one to a folder above leads in circles.
    Where a pattern with ``**`` matches files, folders that it matches as well are left out, since it matches the
    files in them or does not mean them; otherwise those that lie in others are.
    """
    divided = _AT_ANY_DEPTH.fullmatch(pattern)
    if divided is None:
        return sorted(glob.glob(pattern)), []
    # A walk has to start somewhere; a pattern that names no folder gets none into its names.
    here = "" if divided[1] else os.path.join(os.curdir, "")
    failures: list[OSError] = []
    found = sorted({path.removeprefix(here) for path in _matching(here + pattern, failures)})
    files = [path for path in found if not os.path.isdir(path)]
    return files or _outermost(found), [(str(failure.filename).removeprefix(here), failure) for failure in failures]


def _matching(pattern: str, failures: list[OSError]) -> Iterator[str]:
    divided = _AT_ANY_DEPTH.fullmatch(pattern)
    if divided is None:
        yield from glob.iglob(pattern)
        return
    before, after = divided.groups()
    for top in glob.iglob(before):
        for place, folders, _ in os.walk(top, onerror=failures.append):
            folders[:] = (name for name in folders if not name.startswith("."))
            yield from _matching(os.path.join(glob.escape(place), after or "*"), failures)


def _outermost(folders: list[str]) -> list[str]:
    """Leave out the folders that lie in others of them."""
    kept: list[str] = []
    # With a separator at their ends, the folders in one come right after it.
    for folder in sorted(os.path.join(folder, "") for folder in folders):
        if not kept or not folder.startswith(kept[-1]):
            kept.append(folder)
    return sorted(folder.rstrip(os.sep) or folder for folder in kept)
