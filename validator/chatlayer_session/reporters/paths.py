"""Names of sources as other programs read them: relative to the working directory, and as URIs."""

from __future__ import annotations

import os
from urllib.parse import quote

STANDARD_INPUT = "-"


def relative_path(source: str | None) -> str:
    """Return the path from the working directory, with slashes; what lies outside of it keeps its absolute path."""
    if source is None or source == STANDARD_INPUT:
        return STANDARD_INPUT
    path = os.path.abspath(source)  # noqa: PTH100 - links stay as they were named
    here = os.path.join(os.getcwd(), "")  # noqa: PTH109, PTH118 - the same as text
    return path.removeprefix(here).replace(os.sep, "/")


def uri(source: str | None) -> tuple[str, bool]:
    """Return a URI for a source, and whether it is relative to the working directory.

    Bytes of a name that are not UTF-8 are percent-encoded as they are.
    """
    path = relative_path(source)
    encoded = quote(os.fsencode(path))
    return (f"file://{encoded}", False) if path.startswith("/") else (encoded, True)


def working_directory() -> str:
    """Return the URI of the working directory, with a slash at its end."""
    return f"file://{quote(os.fsencode(os.getcwd()))}/"  # noqa: PTH109 - bytes are kept
