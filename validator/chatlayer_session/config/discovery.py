"""The files that may contain the configuration of a folder."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from ..version import TOOL_NAME

if TYPE_CHECKING:
    from collections.abc import Iterator

CONFIG_FILE = f"{TOOL_NAME}.toml"
"""A file that contains only the configuration."""

PROJECT_FILE = "pyproject.toml"
"""A file that may contain the configuration in a table, beside the tables of other tools."""

# The name as a key, or a line whose key has a part of it: a misspelled name keeps at least one part.
_KEY = rb"(?im)%s[\"']?\s*[.\]=]|^[^#=\"'\n]*(?:chat|layer|session)" % TOOL_NAME.encode()


def config_files(folder: Path) -> Iterator[Path]:
    """Yield the files that may contain the configuration of a folder, the nearest first.

    In one folder `CONFIG_FILE` comes before `PROJECT_FILE`, which must have a key like the name of this program. A file
    that cannot be read is yielded too. The search ends at the root of a repository, at the home folder and where a file
    system is mounted, because what is above differs between machines, and may belong to others. A folder without
    permission to enter has no files.
    """
    for parent in searched_folders(folder):
        if os.path.lexists(parent / CONFIG_FILE):
            yield parent / CONFIG_FILE
        if _may_name_us(parent / PROJECT_FILE):
            yield parent / PROJECT_FILE


def searched_folders(folder: Path) -> Iterator[Path]:
    """Yield a folder and those above it, up to where the search for files of this program ends."""
    home = Path(os.path.realpath(os.path.expanduser("~")))  # noqa: PTH111 - Path.expanduser raises RuntimeError
    for parent in (folder, *folder.parents):
        yield parent
        if os.path.lexists(parent / ".git") or parent == home or _is_mounted(parent):
            return


def _is_mounted(folder: Path) -> bool:
    """Return whether a folder is on a different file system than its parent; False if one of them cannot be entered."""
    try:
        return folder.stat().st_dev != folder.parent.stat().st_dev
    except OSError:
        return False


def _may_name_us(path: Path) -> bool:
    """Return whether a file may have a table for this program, without parsing it."""
    # Reading a pipe would block.
    if not os.path.isfile(path):  # noqa: PTH113 - Path.is_file raises OSError
        return os.path.lexists(path)
    try:
        return re.search(_KEY, path.read_bytes()) is not None
    except OSError:
        return True
