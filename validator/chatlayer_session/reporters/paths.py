"""Paths and URIs of sources, relative to the working directory."""

from __future__ import annotations

import os
from urllib.parse import quote

STANDARD_INPUT = "-"


def relative_path(source: str | None) -> str:
    """Return the path from the working directory, with slashes; a path outside of it stays absolute."""
    if source is None or source == STANDARD_INPUT:
        return STANDARD_INPUT
    path = os.path.abspath(source)  # noqa: PTH100 - must not resolve links
    root = os.path.join(os.getcwd(), "")  # noqa: PTH109, PTH118 - text with a slash at its end
    return path.removeprefix(root).replace(os.sep, "/")


def uri(source: str | None) -> tuple[str, bool]:
    """Return the URI of a source, and whether it is relative to the working directory.

    Bytes of a file name that are not UTF-8 are percent-encoded unchanged.
    """
    path = relative_path(source)
    encoded = quote(os.fsencode(path))
    return (f"file://{encoded}", False) if path.startswith("/") else (encoded, True)


def working_directory() -> str:
    """Return the URI of the working directory, with a slash at its end."""
    return f"file://{quote(os.fsencode(os.getcwd()))}/"  # noqa: PTH109 - keeps bytes that are not UTF-8
