"""Paths and URIs of sources, relative to the root of the repository or, without one, to the working directory."""

from __future__ import annotations

import os
import re
import sys
from functools import lru_cache
from pathlib import Path
from urllib.parse import quote

STANDARD_INPUT = "-"


def relative_path(source: str | None) -> str:
    """Return the path from the root, with slashes; a path outside of the root stays absolute.

    Links to folders are resolved, so that the path does not depend on how the working directory was entered. In every
    locale the text is the bytes of the name, read as UTF-8.
    """
    if source is None or source == STANDARD_INPUT:
        return STANDARD_INPUT
    folder, name = os.path.split(os.path.abspath(source))  # noqa: PTH100 - must not resolve a link to a file
    path = os.path.join(_real(folder), name)  # noqa: PTH118 - keeps text that is not UTF-8
    return _text(path.removeprefix(os.path.join(_root(), "")))  # noqa: PTH118 - text with a slash at its end


def uri(source: str | None) -> tuple[str, bool]:
    """Return the URI of a source, and whether it is relative to the root.

    Bytes of a file name that are not UTF-8 are percent-encoded unchanged.
    """
    path = relative_path(source)
    is_absolute = path.startswith("/") or _DRIVE.match(path) is not None
    return (_file_uri(path), False) if is_absolute else (_quote(path), True)


def root_uri() -> str:
    """Return the URI of the root, with a slash at its end."""
    return _folder_uri(_root())


def working_directory() -> str:
    """Return the URI of the working directory, with a slash at its end."""
    return _folder_uri(os.getcwd())  # noqa: PTH109 - keeps bytes that are not UTF-8


_DRIVE = re.compile(r"[A-Za-z]:(?=/)")


def _root() -> str:
    return _root_above(_real(os.getcwd()))  # noqa: PTH109 - keeps bytes that are not UTF-8


@lru_cache(maxsize=64)
def _root_above(folder: str) -> str:
    parents = (Path(folder), *Path(folder).parents)
    return next((str(parent) for parent in parents if os.path.lexists(parent / ".git")), folder)


@lru_cache(maxsize=1024)
def _real(folder: str) -> str:
    try:
        return os.path.realpath(folder)
    except ValueError:
        # The name of a parsed payload is not a path, and can have any character.
        return folder


def _text(path: str) -> str:
    if sys.getfilesystemencoding() != "utf-8":
        path = os.fsencode(path).decode(errors="surrogateescape")
    return path.replace(os.sep, "/")


def _folder_uri(folder: str) -> str:
    return f"{_file_uri(_text(folder)).rstrip('/')}/" if folder != "/" else "file:///"


def _file_uri(path: str) -> str:
    drive = _DRIVE.match(path)
    if drive is not None:
        return f"file:///{drive[0]}{_quote(path[drive.end() :])}"
    # On Windows, a path with two slashes starts with the name of a server.
    return f"file:{'' if path.startswith('//') else '//'}{_quote(path)}"


def _quote(path: str) -> str:
    return quote(path.encode(errors="surrogateescape"))
