"""Configuration files as TOML: the table in one, and entries to be added to it."""

from __future__ import annotations

import json
import os
import stat
import sys
from typing import TYPE_CHECKING, Any, cast

from ..errors import ChatlayerSessionError
from ..escaping import escape_control
from ..version import TOOL_NAME
from .discovery import PROJECT_FILE

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from ..checks.accepted import AcceptedField

ACCEPTED = "accepted"
"""The list of tables that has the accepted unstable fields."""

TABLE = f"tool.{TOOL_NAME}"
"""The table of a project's file that is the configuration."""

TYPE_NAMES: dict[type[object], str] = {
    str: "a string",
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    dict: "a table",
}


class ConfigError(ChatlayerSessionError):
    """The configuration file at ``path`` cannot be used; ``problems`` are all that is wrong with it."""

    def __init__(self, path: Path, problems: Sequence[str]) -> None:
        super().__init__(path, problems)
        self.path = path
        self.problems = tuple(problems)

    def __str__(self) -> str:
        """Name the file and all that is wrong with it, a line each."""
        return "\n".join(f"{escape_control(str(self.path))}: {problem}" for problem in self.problems)


def table_name(path: Path) -> str:
    """Return the name of the table that the configuration is in a file; empty if it is the whole file."""
    return TABLE if path.name == PROJECT_FILE else ""


def read_discovered(path: Path) -> dict[str, Any] | None:
    """Return the configuration in a file that was looked for, not named: as `read_table`, but of plain files only.

    Raises:
        ConfigError: the file cannot be read, is a pipe or something else that is no file, or is not TOML.
    """
    problem = None
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            problem = "is no file, but a folder, a pipe or a device"
    except OSError as error:
        is_link = os.path.islink(path)  # noqa: PTH114 - Path.is_symlink raises what this answers
        problem = f"{'is a link that cannot be followed' if is_link else 'cannot be read'}: {error.strerror}"
    if problem is not None:
        raise ConfigError(path, [f"{problem}; take it away, or pass --no-config"])
    return read_table(path)


def read_table(path: Path) -> dict[str, Any] | None:
    """Return the configuration in a file; None for a project's file that has none.

    Raises:
        ConfigError: the file cannot be read, or is not TOML.
    """
    try:
        content = tomllib.loads(path.read_bytes().decode())
    except OSError as error:
        raise ConfigError(path, [f"cannot be read: {error.strerror}"]) from error
    except UnicodeDecodeError as error:
        raise ConfigError(path, [f"is not UTF-8 from byte {error.start} on"]) from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(path, [f"is not TOML: {escape_control(str(error))}"]) from error
    except RecursionError as error:
        raise ConfigError(path, ["is nested too deep"]) from error
    return _own(path, content)


def _own(path: Path, content: dict[str, Any]) -> dict[str, Any] | None:
    if not table_name(path):
        return content
    tools: object = content.get("tool")
    table = cast("dict[str, object]", tools).get(TOOL_NAME) if isinstance(tools, dict) else None
    if table is not None and not isinstance(table, dict):
        raise ConfigError(path, [f"{TABLE}: expected a table, found {found(table)}"])
    return cast("dict[str, Any] | None", table)


def found(value: object) -> str:
    """Return what a value in a configuration file is, in words."""
    if isinstance(value, list):
        others = {found(item) for item in cast("list[object]", value) if not isinstance(item, str)}
        return f"a list with {min(others)}" if others else "a list of strings" if value else "an empty list"
    return TYPE_NAMES.get(type(value), "a date or a time")


def format_entries(entries: Iterable[AcceptedField], table: str) -> str:
    """Return entries as TOML, for a file in which the configuration is ``table``."""
    header = f"[[{table}.{ACCEPTED}]]" if table else f"[[{ACCEPTED}]]"
    return "\n".join("".join(f"{line}\n" for line in (header, *_lines(entry))) for entry in entries)


def append_entries(path: Path, entries: Sequence[AcceptedField]) -> str:
    """Return the text of a configuration file, which need not exist, with entries added at its end.

    Raises:
        ConfigError: the file cannot be read, or has its entries in a form that nothing can be added to.
    """
    try:
        text = path.read_bytes().decode() if path.exists() else ""
    except OSError as error:
        raise ConfigError(path, [f"cannot be read: {error.strerror}"]) from error
    added = format_entries(entries, table_name(path))
    if text:
        added = ("\n" if text.endswith("\n") else "\n\n") + added
    result = text + (added.replace("\n", "\r\n") if "\r\n" in text else added)
    try:
        tomllib.loads(result)
    except tomllib.TOMLDecodeError as error:
        message = f"has {ACCEPTED} in a form that tables cannot be added to; write it as tables, each under [[...]]"
        raise ConfigError(path, [message]) from error
    return result


def _lines(entry: AcceptedField) -> Iterable[str]:
    yield f"pointer = {_string(entry.pointer)}"
    if entry.reason is not None:
        yield f"reason = {_string(entry.reason)}"
    if entry.until is not None:
        yield f"until = {entry.until.isoformat()}"
    if entry.ticket is not None:
        yield f"ticket = {_string(entry.ticket)}"


def _string(text: str) -> str:
    """Return a basic string of TOML, in which nothing can hide: what is not printable is an escape."""
    shown = json.dumps(text, ensure_ascii=False)
    return "".join(
        letter
        if letter.isprintable()
        else f"\\u{ord(letter):04X}"
        if ord(letter) < 0x10000
        else f"\\U{ord(letter):08X}"
        for letter in shown
    )
