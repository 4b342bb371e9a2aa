"""Which files may have the configuration that holds in a folder."""

from __future__ import annotations

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


def candidates(folder: Path) -> Iterator[Path]:
    """Yield the files that may have the configuration of a folder, the nearest first.

    In one folder `OWN_FILE` comes before `PROJECT_FILE`, which is left out where it does not name this program. Nothing
    is looked for above the root of a repository: what lies there is not the same on every machine.
    """
    for each in (folder, *folder.parents):
        if (each / OWN_FILE).is_file():
            yield each / OWN_FILE
        if _names_us(each / PROJECT_FILE):
            yield each / PROJECT_FILE
        if (each / ".git").exists():
            return


def _names_us(path: Path) -> bool:
    """Say whether a file may have a table for this program; whether it has is told by reading it as TOML."""
    try:
        return re.search(_KEY, path.read_bytes()) is not None
    except OSError:
        return False
