"""Mistakes in a configuration table: its JSON Schema finds them, this module words them."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from datetime import date, time
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias, cast

from ..checks.accepted import parse_date
from ..errors import InvalidDate, InvalidPointer, UnknownChoice
from ..escaping import escape_control
from ..jsonpointer import parse_pointer
from ..spec.catalog import packaged_catalog
from ..spec.references import resolve
from .patterns import pattern_problem
from .toml import LISTS, OVERRIDES, TABLE, TYPE_NAMES, toml_type_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from ..jsonpointer import InstancePath
    from ..spec.catalog import Schema


class Mistake(NamedTuple):
    """The path of a key or an item in the configuration, and what is wrong there."""

    path: InstancePath
    message: str


PATHS = "paths"
"""The key of the patterns in an entry of `OVERRIDES`."""

NOT_IN_FILES = "show-values"
"""The option that is not a key: a file in a repository must not decide that a log shows payload values."""

EXAMPLES = {
    "consumer": '"order-service"',
    "fingerprint": '"5e3f1c0b9d7a48268f0e6b1d2c3a4958"',
    "namespace": '"order"',
    "pointer": '"/internal/lastIntent"',
    "reason": '"read by the intent report"',
    "schema": '">=1.1, <2"',
    "until": "2026-12-31",
    PATHS: '["logs/**"]',
}
"""An example for each required key."""

ValueCheck: TypeAlias = Callable[[Any], str | None]
"""Returns what is wrong with a value of the right type, or None."""

_UNKNOWN_KEY = "unknown key"
_INTEGER_BITS = 63
"""Bits of the largest integer that every TOML parser reads, without its sign."""

_TYPES: dict[str, tuple[type[object], ...]] = {
    "array": (list,),
    "boolean": (bool,),
    "integer": (int,),
    "number": (float, int),
    "object": (dict,),
    "string": (str,),
}
_NAMES = {"number": "a number"} | {name: TYPE_NAMES[first] for name, (first, *others) in _TYPES.items() if not others}
_FORMATS = {"date": "a date", "date-time": "a timestamp"}
_ASSERTIONS: dict[str, Callable[[Any, Any], bool]] = {
    "enum": lambda value, allowed: value in allowed,
    "minimum": operator.ge,
    "minItems": lambda value, least: len(value) >= least,
    "minLength": lambda value, least: len(value) >= least,
    "pattern": lambda value, pattern: re.search(pattern, value) is not None,
}


def configuration_schema() -> Schema:
    """Return the newest schema of the configuration file."""
    catalog = packaged_catalog()
    return catalog.schema("configuration", catalog.versions("configuration")[-1], "configuration")


def find_mistakes(
    content: dict[str, Any], schema: Schema, checks: Mapping[str, ValueCheck], table: str = ""
) -> list[Mistake]:
    """Return every mistake in the content of a file, or of the table called ``table``, each with its place.

    ``checks`` are by key. They word what the schema rejects in a value, and find what it cannot express.
    """
    checker = _Checker(schema, {**_ENTRY_CHECKS, **checks})
    mistakes: list[Mistake] = []
    for path, message in checker.check(schema, content, ()):
        # The message names an unknown key itself.
        place = place_in_words(table, path[:-1] if message.startswith(_UNKNOWN_KEY) else path)
        mistakes.append(Mistake(path, f"{place}: {message}" if place else message))
    return mistakes


class _Checker:
    """Interprets the keywords that the schemas of configuration files use."""

    def __init__(self, schema: Schema, checks: Mapping[str, ValueCheck]) -> None:
        self._schema = schema
        self._checks = checks

    def check(self, schema: Schema, value: Any, path: InstancePath) -> Iterator[tuple[InstancePath, str]]:
        """Yield the path and the wording of every mistake in a value."""
        schema = self._resolve(schema, value)
        # JSON has no dates: where the schema has a format, a date of TOML is as good as its text.
        if "format" in schema and isinstance(value, date | time):
            value = value.isoformat()
        if "anyOf" in schema or type(value) not in _TYPES[_type_of(schema)]:
            yield path, f"expected {self._expected(schema, path)}, found {toml_type_name(value)}"
        elif isinstance(value, int) and value.bit_length() > _INTEGER_BITS:
            # Python cannot print the longest integers, which TOML can have in hexadecimal.
            yield path, "the integer is too large"
        elif isinstance(value, dict):
            yield from self._check_table(schema, cast("dict[str, Any]", value), path)
        else:
            yield from self._check_value(schema, value, path)

    def _check_table(
        self, schema: Schema, table: dict[str, Any], path: InstancePath
    ) -> Iterator[tuple[InstancePath, str]]:
        properties = schema["properties"]
        for key, value in table.items():
            if key in properties:
                yield from self.check(properties[key], value, (*path, key))
            elif path[:-1] == (OVERRIDES,) and key in self._schema["properties"]:
                yield (*path, key), "cannot be set per path; move it to the top level"
            elif key == NOT_IN_FILES:
                yield (*path, key), f"cannot be set in a file; pass --{key} instead"
            else:
                yield (*path, key), _unknown_key(key, properties, is_top=not path)
        for key in schema.get("required", ()):
            if key not in table:
                yield path, f"required key `{key}` is missing; example: {key} = {EXAMPLES[key]}"

    def _check_value(self, schema: Schema, value: Any, path: InstancePath) -> Iterator[tuple[InstancePath, str]]:
        items = enumerate(cast("list[object]", value) if isinstance(value, list) else ())
        mistakes = [mistake for index, item in items for mistake in self.check(schema["items"], item, (*path, index))]
        yield from mistakes
        if mistakes:
            return
        message = self._check_named(value, path)
        broken = [
            keyword for keyword, test in _ASSERTIONS.items() if keyword in schema and not test(value, schema[keyword])
        ]
        if message or broken:
            yield path, message or f"does not match the schema: {broken[0]} {schema[broken[0]]!r}"

    def _check_named(self, value: Any, path: InstancePath) -> str | None:
        """Return what the check of the key says about its value, or about an item of its value."""
        *_, key = (step for step in path if isinstance(step, str))
        check = self._checks.get(key)
        return check([value] if isinstance(path[-1], int) else value) if check else None

    def _resolve(self, schema: Schema, value: object = None) -> Schema:
        """Return what a reference leads to, and of several alternatives the one with the type of the value, if any."""
        while "$ref" in schema:
            schema, _ = resolve(schema["$ref"], self._schema["$id"], {self._schema["$id"]: self._schema})
        alternatives = map(self._resolve, schema.get("anyOf", ()))
        return next((other for other in alternatives if type(value) in _TYPES[_type_of(other)]), schema)

    def _expected(self, schema: Schema, path: InstancePath) -> str:
        schema = self._resolve(schema)
        if "anyOf" in schema:
            return _either(self._expected(alternative, path) for alternative in schema["anyOf"])
        if _type_of(schema) != "array":
            return _FORMATS.get(schema.get("format", ""), _NAMES[_type_of(schema)])
        items = self._resolve(schema["items"])
        if _type_of(items) == "object":
            return f"a list of tables, such as [[{path[-1]}]]"
        names = (self._expected(item, path).partition(" ")[2] for item in items.get("anyOf", [items]))
        return f"a list of {_either(f'{name}s' for name in names)}"


def _either(names: Iterable[str]) -> str:
    *others, last = names
    return f"{', '.join(others)} or {last}" if others else last


def _unknown_key(key: str, properties: Iterable[str], *, is_top: bool) -> str:
    if is_top and key in TABLE.split("."):
        return f"{_UNKNOWN_KEY} {key!r}; leave out the prefix `{TABLE}.` in this file"
    return str(UnknownChoice(key, properties, "key"))


def _type_of(schema: Schema) -> str:
    # An enumeration has strings only, and no type.
    return cast("str", schema.get("type", "string"))


def place_in_words(table: str, path: InstancePath) -> str:
    """Return a place in words, such as ``[accepted] entry 1 until``."""
    place = f"[{table}]" if table else ""
    if len(path) > 1 and path[0] in LISTS:
        place, path = f"[{table}.{path[0]}]" if table else f"[{path[0]}]", path[1:]
    steps = (f"entry {step + 1}" if isinstance(step, int) else escape_control(step) for step in path)
    return " ".join([place, *steps]).lstrip()


def _problem(parse: Callable[[str], object], text: str) -> str | None:
    try:
        parse(text)
    except (InvalidDate, InvalidPointer) as error:
        return str(error)
    return None


def check_text(text: str) -> str | None:
    """Return what is wrong with the text of an accepted field, or None."""
    return None if text.strip() else "must not be empty"


def _check_fingerprint(text: str) -> str | None:
    if re.fullmatch(r"[0-9a-f]{32}", text):
        return None
    return "invalid fingerprint; copy it from the report of `compat`"


def _check_patterns(patterns: Sequence[str]) -> str | None:
    problems = map(pattern_problem, patterns or [""])
    return next((problem for problem in problems if problem), None)


_ENTRY_CHECKS: dict[str, ValueCheck] = {
    "fingerprint": _check_fingerprint,
    "pointer": partial(_problem, parse_pointer),
    "reason": check_text,
    "ticket": check_text,
    "until": partial(_problem, parse_date),
    PATHS: _check_patterns,
}
