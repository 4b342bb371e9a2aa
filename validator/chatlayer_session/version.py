"""The name and the version of this program."""

from __future__ import annotations

from functools import cache

TOOL_NAME = "chatlayer-session"
"""The name under which the program is installed."""


@cache
def tool_version() -> str:
    """Return the version of the installed program."""
    # Imported here: it takes longer to load than most runs need it.
    from importlib.metadata import version  # noqa: PLC0415 - slow to load

    return version(TOOL_NAME)
