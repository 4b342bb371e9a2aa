"""A configuration file as typed values, or every mistake in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from ..checks.accepted import AcceptedField, parse_date
from ..escaping import escape_control
from .mistakes import PATHS, configuration_schema, find_mistakes, place_in_words
from .toml import (
    ACCEPTED,
    ACCEPTED_CHANGES,
    OVERRIDES,
    TABLE,
    ConfigError,
    places_of,
    read_discovered,
    read_table,
    table_name,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from .mistakes import ValueCheck


@dataclass(frozen=True, slots=True)
class Override:
    """Options by name, and further accepted fields, for the files that match one of ``paths``."""

    paths: tuple[str, ...]
    options: Mapping[str, Any]
    accepted: tuple[AcceptedField, ...]


@dataclass(frozen=True, slots=True)
class AcceptedChange:
    """A change of schemas that is accepted up to and including the day ``until`` in UTC."""

    fingerprint: str
    reason: str
    until: date
    ticket: str | None = None


@dataclass(frozen=True, slots=True)
class Configuration:
    """The configuration in the file ``path`` with a text: options by name, what is accepted, and overrides."""

    path: Path
    options: Mapping[str, Any] = field(default_factory=dict[str, Any])
    accepted: tuple[AcceptedField, ...] = ()
    overrides: tuple[Override, ...] = ()
    text: str = field(default="", repr=False)
    accepted_changes: tuple[AcceptedChange, ...] = ()

    def location(self, key: str) -> str:
        """Return the file, the line and the column of a key of the configuration."""
        return ":".join([escape_control(str(self.path)), *map(str, self.place(key) or ())])

    def error(self, problem: str, *path: str | int) -> ConfigError:
        """Return the error for a mistake in the value of a key."""
        return ConfigError(
            self.path, [f"{place_in_words(table_name(self.path), path)}: {problem}"], [self.place(*path)]
        )

    def place(self, *path: str | int) -> tuple[int, int] | None:
        """Return the line and the column of a key of the configuration."""
        return places_of(self.text, [path], table_name(self.path))[0]


def load_nearest(files: Iterable[Path], checks: Mapping[str, ValueCheck]) -> Configuration | None:
    """Return the first configuration in the files, or None if no file has one.

    Raises:
        ConfigError: the configuration has a mistake, or a file before it is not TOML or cannot be read.
    """
    for path in files:
        table = read_discovered(path)
        if table is not None:
            return from_table(path, table.content, checks, table.text)
    return None


def read(path: Path, checks: Mapping[str, ValueCheck]) -> Configuration:
    """Return the configuration in a file.

    Raises:
        ConfigError: the configuration has a mistake, or the file cannot be read.
    """
    table = read_table(path)
    if table is None:
        raise ConfigError(path, [f"the table [{TABLE}] is missing; add it"])
    return from_table(path, table.content, checks, table.text)


def from_table(path: Path, content: dict[str, Any], checks: Mapping[str, ValueCheck], text: str = "") -> Configuration:
    """Return the configuration in a table of a file with this text.

    Raises:
        ConfigError: it has a mistake.
    """
    table = table_name(path)
    mistakes = find_mistakes(content, configuration_schema(), checks, table)
    if mistakes:
        places = places_of(text, [mistake.path for mistake in mistakes], table)
        raise ConfigError(path, [mistake.message for mistake in mistakes], places)
    overrides = (
        Override(tuple(entry[PATHS]), _options(entry), _accepted(entry)) for entry in content.get(OVERRIDES, ())
    )
    changes = (
        AcceptedChange(entry["fingerprint"], entry["reason"], parse_date(str(entry["until"])), entry.get("ticket"))
        for entry in content.get(ACCEPTED_CHANGES, ())
    )
    return Configuration(path, _options(content), _accepted(content), tuple(overrides), text, tuple(changes))


def _options(table: dict[str, Any]) -> dict[str, Any]:
    return {
        # Options take dates as text.
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in table.items()
        if name not in {ACCEPTED, ACCEPTED_CHANGES, OVERRIDES, PATHS}
    }


def _accepted(table: dict[str, Any]) -> tuple[AcceptedField, ...]:
    return tuple(
        AcceptedField(entry["pointer"], entry["reason"], parse_date(str(entry["until"])), entry.get("ticket"))
        for entry in table.get(ACCEPTED, ())
    )
