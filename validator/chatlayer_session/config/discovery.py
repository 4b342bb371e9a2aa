"""Which files may have the configuration that holds in a folder."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from ..version import TOOL_NAME

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

OWN_FILE = f"{TOOL_NAME}.toml"
"""A file that holds nothing but the configuration."""

PROJECT_FILE = "pyproject.toml"
"""A file that may have the configuration in a table of its own, with other tools' beside it."""


_KEY = rb"%s[\"']?\s*[.\]=]" % TOOL_NAME.encode()


def config_files(folder: Path) -> Iterator[Path]:
    """Yield the files that may have the configuration of a folder, the nearest first.

    In one folder `OWN_FILE` comes before `PROJECT_FILE`, which is left out where it does not name this program. What
    has one of these names and cannot be read is among them. Nothing is looked for above the root of a repository: what
    lies there is not the same on every machine. A folder that may not be looked into has no files.
    """
    for each in (folder, *folder.parents):
        if os.path.lexists(each / OWN_FILE):
            yield each / OWN_FILE
        if _may_name_us(each / PROJECT_FILE):
            yield each / PROJECT_FILE
        if os.path.lexists(each / ".git"):
            return


def _may_name_us(path: Path) -> bool:
    """Say whether a file may have a table for this program; whether it has is told by reading it as TOML."""
    # A pipe would be waited for without end.
    if not os.path.isfile(path):  # noqa: PTH113 - Path.is_file raises what this answers
        return os.path.lexists(path)
    try:
        return re.search(_KEY, path.read_bytes()) is not None
    except OSError:
        return True
