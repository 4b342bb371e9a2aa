"""A configuration file to what it says, or to all that is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import TYPE_CHECKING, Any, cast

from ..checks.accepted import AcceptedField, parse_date
from ..errors import InvalidDate, InvalidPointer
from ..escaping import escape_control
from ..suggestion import closest_match
from .patterns import is_pattern
from .toml import ACCEPTED, TABLE, ConfigError, found, read_discovered, read_table, table_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

OVERRIDES = "overrides"
PATHS = "paths"

_ENTRY = {
    "pointer": '"/lastIntent"',
    "reason": '"read by the report on intents"',
    "until": "2026-12-31",
    "ticket": '"BOT-7"',
}
"""The keys of an accepted unstable field, each with an example."""

REQUIRED = ("pointer", "reason", "until")
"""The keys that an accepted unstable field has to have: without a reason and an end it would be forgotten."""


class OptionType(Enum):
    """What the value of an option is in a configuration file, in words."""

    FLAG = "true or false"
    NUMBER = "a whole number"
    TEXT = "a string"
    TEXTS = "a list of strings"


@dataclass(frozen=True, slots=True)
class OptionSpec:
    """An option that a configuration file may set; ``problem`` says what is wrong with a value of its form, if any."""

    name: str
    type: OptionType
    problem: Callable[[Any], str | None]
    per_path: bool = False


@dataclass(frozen=True, slots=True)
class Override:
    """What holds for some paths only: options by name, and further accepted unstable fields."""

    paths: tuple[str, ...]
    options: Mapping[str, Any]
    accepted: tuple[AcceptedField, ...]


@dataclass(frozen=True, slots=True)
class Configuration:
    """What a configuration file says: options by name, accepted unstable fields, and what holds for some paths only.

    ``table`` is the table of the file that it stands in; empty if that is the whole file.
    """

    path: Path
    table: str
    options: Mapping[str, Any] = field(default_factory=dict[str, Any])
    accepted: tuple[AcceptedField, ...] = ()
    overrides: tuple[Override, ...] = ()


def load_nearest(files: Iterable[Path], settings: Sequence[OptionSpec]) -> Configuration | None:
    """Return what the first of the files that has a configuration says; None if none of them has.

    Raises:
        ConfigError: there is something wrong with it, or a file before it is not TOML or cannot be read.
    """
    for path in files:
        table = read_discovered(path)
        if table is not None:
            return from_table(path, table, settings)
    return None


def read(path: Path, settings: Sequence[OptionSpec]) -> Configuration:
    """Return what a configuration file says.

    Raises:
        ConfigError: there is something wrong with it, or it cannot be read.
    """
    table = read_table(path)
    if table is None:
        raise ConfigError(path, [f"there is no table [{TABLE}]; add it"])
    return from_table(path, table, settings)


def from_table(path: Path, content: dict[str, Any], settings: Sequence[OptionSpec]) -> Configuration:
    """Return what the table says that is the configuration in a file.

    Raises:
        ConfigError: there is something wrong with it.
    """
    table = table_name(path)
    reading = _Loader({setting.name: setting for setting in settings})
    configuration = reading.configuration(path, table, content)
    if reading.problems:
        raise ConfigError(path, reading.problems)
    return configuration


@dataclass(slots=True)
class _Loader:
    """One file on its way; ``problems`` gathers what is wrong, each with its place."""

    settings: Mapping[str, OptionSpec]
    problems: list[str] = field(default_factory=list[str])

    def configuration(self, path: Path, table: str, content: dict[str, Any]) -> Configuration:
        place = f"[{table}]" if table else ""
        known = {*self.settings, ACCEPTED, OVERRIDES}
        options: dict[str, Any] = {}
        for key, value in content.items():
            if key in self.settings:
                self._option(_at(place, key), self.settings[key], value, options)
            elif key not in known:
                self._unknown(_at(place, key), key, known)
        accepted = self._accepted(_below(table, ACCEPTED), content.get(ACCEPTED, []))
        overrides = [
            self._override(f"[{_below(table, OVERRIDES)}] entry {number}", entry)
            for number, entry in self._tables(_below(table, OVERRIDES), content.get(OVERRIDES, []))
        ]
        return Configuration(path, table, options, accepted, tuple(overrides))

    def _override(self, place: str, entry: dict[str, Any]) -> Override:
        allowed = {name for name, setting in self.settings.items() if setting.per_path}
        options: dict[str, Any] = {}
        for key, value in entry.items():
            if key in allowed:
                self._option(_at(place, key), self.settings[key], value, options)
            elif key in self.settings:
                self._error(_at(place, key), "cannot be set for some paths only; set it for all, outside overrides")
            elif key not in {PATHS, ACCEPTED}:
                self._unknown(_at(place, key), key, {*allowed, PATHS, ACCEPTED})
        paths = self._paths(place, entry)
        accepted = self._accepted(f"{place}, {ACCEPTED}", entry.get(ACCEPTED, []), bracketed=True)
        return Override(paths, options, accepted)

    def _paths(self, place: str, entry: dict[str, Any]) -> tuple[str, ...]:
        paths = entry.get(PATHS)
        if PATHS not in entry:
            self._error(place, f'{PATHS} is missing; name the files, as in {PATHS} = ["logs/**"]')
        elif not _is_of(OptionType.TEXTS, paths):
            self._error(_at(place, PATHS), f"expected {OptionType.TEXTS.value}, found {found(paths)}")
        elif not paths or not all(paths):
            self._error(_at(place, PATHS), 'names no file; write a pattern, as in "logs/**"')
        else:
            for pattern in paths:
                if not is_pattern(pattern):
                    self._error(_at(place, PATHS), f"{pattern!r} is not a pattern; mend what stands in its brackets")
            return tuple(paths)
        return ()

    def _option(self, place: str, setting: OptionSpec, value: Any, options: dict[str, Any]) -> None:
        if isinstance(value, date) and setting.type is OptionType.TEXT:
            # TOML has moments and days of its own, and a datetime is a date; options take them as text.
            value = value.isoformat()
        problem = setting.problem(value) if _is_of(setting.type, value) else None
        if not _is_of(setting.type, value):
            self._error(place, f"expected {setting.type.value}, found {found(value)}")
        elif problem is not None:
            self._error(place, problem)
        else:
            options[setting.name] = value

    def _accepted(self, place: str, entries: object, *, bracketed: bool = False) -> tuple[AcceptedField, ...]:
        read = [
            self._entry(f"{place} entry {number}" if bracketed else f"[{place}] entry {number}", entry)
            for number, entry in self._tables(place, entries)
        ]
        return tuple(entry for entry in read if entry is not None)

    def _entry(self, place: str, entry: dict[str, Any]) -> AcceptedField | None:
        before = len(self.problems)
        for key in entry.keys() - set(_ENTRY):
            self._unknown(_at(place, key), key, _ENTRY)
        texts = {key: self._text(place, key, entry, example) for key, example in _ENTRY.items() if key != "until"}
        until = self._day(place, entry)
        pointer = texts["pointer"]
        try:
            accepted = AcceptedField(pointer or "", texts["reason"], until, texts["ticket"])
        except InvalidPointer as error:
            self._error(_at(place, "pointer"), str(error))
        else:
            return accepted if len(self.problems) == before else None
        return None

    def _text(self, place: str, key: str, entry: dict[str, Any], example: str) -> str | None:
        value = entry.get(key)
        if key not in entry:
            if key in REQUIRED:
                self._error(place, f"{key} is missing; add it, as in {key} = {example}")
        elif not isinstance(value, str):
            self._error(_at(place, key), f"expected {OptionType.TEXT.value}, found {found(value)}")
        elif not value.strip():
            self._error(_at(place, key), f"is empty; write it, as in {key} = {example}")
        else:
            return value
        return None

    def _day(self, place: str, entry: dict[str, Any]) -> date | None:
        value = entry.get("until")
        if "until" not in entry:
            self._error(place, f"until is missing; add the last day, as in until = {_ENTRY['until']}")
            return None
        if not isinstance(value, date | str):
            self._error(_at(place, "until"), f"expected a date, found {found(value)}")
            return None
        try:
            return parse_date(value if isinstance(value, str) else value.isoformat())
        except InvalidDate as error:
            self._error(_at(place, "until"), str(error))
            return None

    def _tables(self, place: str, entries: object) -> list[tuple[int, dict[str, Any]]]:
        """Return the tables of a list of tables, each with its number from 1."""
        if not isinstance(entries, list):
            self._error(place, f"expected a list of tables, as in [[{place}]], found {found(entries)}")
            return []
        tables: list[tuple[int, dict[str, Any]]] = []
        for number, entry in enumerate(cast("list[object]", entries), 1):
            if isinstance(entry, dict):
                tables.append((number, cast("dict[str, Any]", entry)))
            else:
                self._error(f"{place} entry {number}", f"expected a table, found {found(entry)}")
        return tables

    def _unknown(self, place: str, key: str, known: Iterable[str]) -> None:
        names = sorted(known)
        guess = closest_match(key, names)
        cure = f"did you mean {guess!r}?" if guess else f"choose from {', '.join(names)}"
        self._error(place, f"there is no such key; {cure}")

    def _error(self, place: str, problem: str) -> None:
        self.problems.append(f"{place}: {problem}" if place else problem)


def _at(place: str, key: str) -> str:
    return f"{place} {escape_control(key)}" if place else escape_control(key)


def _below(table: str, key: str) -> str:
    return f"{table}.{key}" if table else key


def _is_of(form: OptionType, value: object) -> bool:
    if form is OptionType.TEXTS:
        return isinstance(value, list) and all(isinstance(item, str) for item in cast("list[object]", value))
    if form is OptionType.NUMBER:
        return isinstance(value, int) and not isinstance(value, bool)
    return isinstance(value, bool if form is OptionType.FLAG else str)
