"""Configuration files as TOML: read the table, and add accepted fields to it."""

from __future__ import annotations

import json
import os
import re
import stat
import sys
from bisect import bisect_left
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from ..errors import ChatlayerSessionError
from ..escaping import escape_control, escape_log_commands
from ..suggestion import closest_match
from ..version import TOOL_NAME
from .discovery import PROJECT_FILE
from .positions import key_offsets, position

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from ..checks.accepted import AcceptedField
    from ..jsonpointer import InstancePath

ACCEPTED = "accepted"
"""The key of the accepted unstable fields, a list of tables."""

ACCEPTED_CHANGES = "accepted-changes"
"""The key of the accepted changes of schemas, a list of tables."""

OVERRIDES = "overrides"
"""The key of the options for some paths only, a list of tables."""

READS = "reads"
"""The key of the fields that a contract reads, a list of tables."""

WRITES = "writes"
"""The key of the namespaces that a contract writes, a list of tables."""

LISTS = frozenset({ACCEPTED, ACCEPTED_CHANGES, OVERRIDES, READS, WRITES})
"""The keys of lists of tables."""

TABLE = f"tool.{TOOL_NAME}"
"""The table of `PROJECT_FILE` that contains the configuration."""

_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")

TYPE_NAMES: dict[type[object], str] = {
    bool: "a boolean",
    dict: "a table",
    float: "a float",
    int: "an integer",
    list: "a list",
    str: "a string",
}
"""The types of TOML, dates and times aside, each with its article."""


class ConfigError(ChatlayerSessionError):
    """The configuration file at ``path`` has mistakes, or cannot be read; ``problems`` lists every reason.

    ``places`` has the line and the column of each problem, from 1; None if it has no place, or all have none.
    """

    def __init__(
        self, path: Path, problems: Sequence[str], places: Sequence[tuple[int, int] | None] | None = None
    ) -> None:
        super().__init__(path, problems, places)
        self.path = path
        self.problems = tuple(problems)
        self.places = tuple(places or [None] * len(problems))

    def __str__(self) -> str:
        """List the problems, each on a line that begins with the file and the place."""
        file = escape_control(str(self.path))
        return "\n".join(
            ":".join([file, *map(str, place or ()), f" {problem}"])
            for problem, place in zip(self.problems, self.places, strict=True)
        )


def table_name(path: Path) -> str:
    """Return the name of the table that contains the configuration; empty if the whole file does."""
    return TABLE if path.name == PROJECT_FILE else ""


class ConfigTable(NamedTuple):
    """The configuration in a file, and the text of the file."""

    content: dict[str, Any]
    text: str


def read_discovered(path: Path) -> ConfigTable | None:
    """Return the configuration in a file that the search found, like `read_table`.

    Raises:
        ConfigError: it is not a regular file, cannot be read, or is not TOML.
    """
    problem = None
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            problem = "is not a regular file"
    except OSError as error:
        is_link = os.path.islink(path)  # noqa: PTH114 - Path.is_symlink raises OSError
        problem = f"{'cannot follow this link' if is_link else 'cannot be read'}: {error.strerror}"
    if problem is not None:
        raise ConfigError(path, [f"{problem}; remove it, or pass --no-config"])
    return read_table(path)


def read_table(path: Path) -> ConfigTable | None:
    """Return the configuration in a file, or None for a `PROJECT_FILE` without one.

    Raises:
        ConfigError: the file cannot be read, or is not TOML.
    """
    text, content = read_toml(path)
    table = _configuration_table(path, text, content)
    return None if table is None else ConfigTable(table, text)


def places_of(text: str, paths: Iterable[InstancePath], table: str = "") -> list[tuple[int, int] | None]:
    """Return the line and the column of each path in a table of TOML text, or of the nearest table around it."""
    offsets = key_offsets(text)
    whole = ((*filter(None, table.split(".")), *path) for path in paths)
    nearest = (
        next((offsets[path[:size]] for size in range(len(path), 0, -1) if path[:size] in offsets), None)
        for path in whole
    )
    return [None if offset is None else position(text, offset) for offset in nearest]


def read_toml(path: Path) -> tuple[str, dict[str, Any]]:
    """Return the text of a file and its content.

    Raises:
        ConfigError: the file cannot be read, or is not TOML.
    """
    text = ""
    try:
        text = path.read_bytes().decode()
        if text.startswith("\ufeff"):
            raise ConfigError(path, ["starts with a byte order mark; save the file as UTF-8 without one"], [(1, 1)])
        return text, tomllib.loads(text)
    except OSError as error:
        raise ConfigError(path, [f"cannot be read: {error.strerror}"]) from error
    except UnicodeDecodeError as error:
        before = error.object[: error.start].decode()
        message = f"is not UTF-8: invalid byte at offset {error.start}"
        raise ConfigError(path, [message], [position(before, len(before))]) from error
    except tomllib.TOMLDecodeError as error:
        message, place = _syntax_error(str(error), text)
        raise ConfigError(path, [f"is not TOML: {escape_control(message)}"], [place]) from error
    except RecursionError as error:
        raise ConfigError(path, ["is nested too deeply"], [_place_of(error, text)]) from error
    except ValueError as error:
        # Python limits the digits of an integer, and the parser does not expect that.
        raise ConfigError(path, ["is not TOML: an integer has too many digits"], [_place_of(error, text)]) from error


def _syntax_error(message: str, text: str) -> tuple[str, tuple[int, int] | None]:
    """Return the message of the parser without the place at its end, and the place."""
    found = _PLACE.search(message)
    if found is None:
        return message, None
    place = position(text, len(text)) if found[1] is None else (int(found[1]), int(found[2]))
    return message[: found.start()], place


def _place_of(error: Exception, text: str) -> tuple[int, int]:
    """Return the line and the column of an error without a place: where the shortest text with that error ends."""

    def fails(size: int) -> bool:
        try:
            tomllib.loads(text[:size])
        except (ValueError, RecursionError) as other:
            return type(other) is type(error)
        return False

    end = bisect_left(range(len(text)), True, key=fails)  # noqa: FBT003 - what is looked for
    return position(text, len(text[: end - 1].rstrip("+-_0123456789")))


def _configuration_table(path: Path, text: str, content: dict[str, Any]) -> dict[str, Any] | None:
    if not table_name(path):
        return content
    tools: object = content.get("tool")
    tables = cast("dict[str, object]", tools) if isinstance(tools, dict) else {}
    table = tables.get(TOOL_NAME)
    if table is None:
        # A misspelled table would turn the checks off without a word.
        for keys in (*(("tool", name) for name in tables), *((name,) for name in content)):
            if closest_match(keys[-1], [TOOL_NAME]):
                message = f"unknown table [{escape_control('.'.join(keys))}]; rename it to [{TABLE}]"
                raise ConfigError(path, [message], places_of(text, [keys]))
    if table is not None and not isinstance(table, dict):
        message = f"{TABLE}: expected a table, found {toml_type_name(table)}"
        raise ConfigError(path, [message], places_of(text, [("tool", TOOL_NAME)]))
    # Without the prefix, these tables would accept nothing without a word.
    outside = [name for name in (ACCEPTED, ACCEPTED_CHANGES, OVERRIDES) if table is not None and name in content]
    if outside:
        messages = [f"unknown table [{name}]; rename it to [{TABLE}.{name}]" for name in outside]
        raise ConfigError(path, messages, places_of(text, [(name,) for name in outside]))
    return cast("dict[str, Any] | None", table)


def toml_type_name(value: object) -> str:
    """Return the name of a value's TOML type, with its article."""
    return TYPE_NAMES.get(type(value), "a date or a time")


def format_entries(entries: Iterable[AcceptedField], table: str) -> str:
    """Return accepted fields as TOML tables, for a file that has the configuration in ``table``."""
    header = f"[[{table}.{ACCEPTED}]]" if table else f"[[{ACCEPTED}]]"
    return "\n".join("".join(f"{line}\n" for line in (header, *_lines(entry))) for entry in entries)


def append_entries(path: Path, entries: Sequence[AcceptedField]) -> str:
    """Return the text of a configuration file with accepted fields added at its end; the file may be missing.

    Raises:
        ConfigError: the file cannot be read, is not TOML, or its accepted fields are not ``[[...]]`` tables.
    """
    text = read_toml(path)[0] if path.exists() else ""
    added = format_entries(entries, table_name(path))
    if text:
        added = ("\n" if text.endswith("\n") else "\n\n") + added
    result = text + (added.replace("\n", "\r\n") if "\r\n" in text else added)
    try:
        tomllib.loads(result)
    except tomllib.TOMLDecodeError as error:
        message = f"cannot add tables to {ACCEPTED} as it is written; write each entry as a table, under [[...]]"
        key = (*table_name(path).split("."), ACCEPTED) if table_name(path) else (ACCEPTED,)
        raise ConfigError(path, [message], places_of(text, [key])) from error
    return result


def _lines(entry: AcceptedField) -> Iterable[str]:
    yield f"pointer = {toml_string(entry.pointer)}"
    if entry.reason is not None:
        yield f"reason = {toml_string(entry.reason)}"
    if entry.until is not None:
        yield f"until = {entry.until.isoformat()}"
    if entry.ticket is not None:
        yield f"ticket = {toml_string(entry.ticket)}"


def toml_string(text: str) -> str:
    """Return a basic string of TOML that escapes every character that is not visible."""
    shown = escape_log_commands(json.dumps(text, ensure_ascii=False))
    return "".join(
        letter
        if letter.isprintable() and escape_control(letter) == letter
        else f"\\u{ord(letter):04X}"
        if ord(letter) < 0x10000
        else f"\\U{ord(letter):08X}"
        for letter in shown
    )
