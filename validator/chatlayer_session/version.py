"""The name and the version of this program."""

from __future__ import annotations

from functools import cache
from importlib.metadata import version

TOOL_NAME = "chatlayer-session"
"""The name under which the program is installed."""


@cache
def tool_version() -> str:
    """Return the version of the installed program."""
    return version(TOOL_NAME)
