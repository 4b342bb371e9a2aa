"""Every regular expression of the package takes time in proportion to the text, for any text."""

from __future__ import annotations

import ast
import importlib
import json
import pkgutil
import re
import sys
import time
from collections import deque
from itertools import product
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

import chatlayer_session
from chatlayer_session.spec.catalog import packaged_catalog

from ..test_architecture import MODULES, trees

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from types import ModuleType

DYNAMIC = {
    "checks.engines.compiled": "patterns of the packaged schemas",
    "compat.search.patterns": "characters that are one each",
    "config.discovery": "a constant pattern, and the text of a configuration",
    "config.mistakes": "patterns of the packaged schema, and values of a configuration",
    "config.patterns": "patterns of a configuration",
    "escaping": "patterns of one character, compiled when used, since most runs escape no Markdown",
    "generate.corruptions": "generated payloads",
    "spec.fields": "patterns of the packaged schemas",
}
"""Modules whose functions compile patterns, and what meets there."""

GUARDED = {"config.patterns._PART": "is applied to text that ends with a closing bracket"}
"""Patterns that are not linear for any text, and why this is right."""

SHORT, LONG = 1_000, 8_000
"""Repetitions of a pump. Between them quadratic time grows 64 times, and linear time 8 times."""

SUSPICIOUS = 1e-3
"""Seconds for `SHORT` repetitions above which the growth is measured. Linear time is a tenth of it."""

MAX_GROWTH = 24
CHARACTERS = "a1 \t\n\"'\\,:{}[]/*-+.e\0"


class Pattern(NamedTuple):
    """A compiled pattern, with the module and the name that it has there."""

    module: str
    name: str
    compiled: re.Pattern[Any]


def patterns() -> Iterator[Pattern]:
    """Yield the patterns in the globals of all modules."""
    for module in modules():
        for name, value in vars(module).items():
            inner: list[Any] = [value]
            while inner:
                item = inner.pop()
                if isinstance(item, re.Pattern):
                    yield Pattern(module.__name__.partition(".")[2], name, item)
                elif isinstance(item, dict):
                    inner += item.values()
                elif isinstance(item, list | tuple):
                    inner += item


def modules() -> Iterator[ModuleType]:
    """Yield all modules of the package."""
    for info in pkgutil.walk_packages(chatlayer_session.__path__, "chatlayer_session."):
        if not info.name.endswith("__main__"):
            yield importlib.import_module(info.name)


class Samples:
    """The characters of a pattern, and texts that lead to each of its repetitions."""

    def __init__(self, pattern: re.Pattern[Any]) -> None:
        parser = importlib.import_module("re._parser" if sys.version_info >= (3, 11) else "sre_parse")
        source = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
        self.characters = dict.fromkeys(CHARACTERS[:6])
        self.starts: dict[str, None] = {"": None}
        self.follow(parser.parse(source, pattern.flags & ~re.UNICODE), "")

    def follow(self, items: Sequence[Any], start: str) -> str:
        """Note the items of a sequence that begins after ``start``, and return a text that ends after it."""
        for operation, argument in items:
            start = self._step(str(operation), argument, start)
        return start

    def _step(self, operation: str, argument: Any, start: str) -> str:
        if operation in {"LITERAL", "NOT_LITERAL", "IN", "ANY"}:
            return start + self.character(operation, argument)
        if operation in {"MAX_REPEAT", "MIN_REPEAT"}:
            self.starts[start] = None
            once = self.follow(argument[2], start)
            self.starts[once] = None
            return once if argument[0] else start
        if operation == "SUBPATTERN":
            return self.follow(argument[3], start)
        if operation == "BRANCH":
            ends = [self.follow(branch, start) for branch in argument[1]]
            return ends[0]
        if operation in {"ASSERT", "ASSERT_NOT"}:
            self.follow(argument[1], start)
        return start

    def character(self, operation: str, argument: Any) -> str:
        """Return a character that an item matches, and note it."""
        parts = [(operation, argument)] if operation != "IN" else argument
        negated = operation == "NOT_LITERAL" or str(parts[0][0]) == "NEGATE"
        included: list[str] = []
        for kind, value in parts:
            if str(kind) in {"LITERAL", "NOT_LITERAL"}:
                included.append(chr(value))
            elif str(kind) == "RANGE":
                included += map(chr, value)
            elif str(kind) == "CATEGORY":
                included.append({"CATEGORY_DIGIT": "1", "CATEGORY_SPACE": " "}.get(str(value), "a"))
        self.characters.update(dict.fromkeys(included[:6]))
        chosen = next((mark for mark in CHARACTERS if mark not in included), "a") if negated else (included or ["a"])[0]
        self.characters[chosen] = None
        return chosen


def uses_search(pattern: Pattern) -> bool:
    """Return whether a pattern is searched for at every place of a text, instead of one place."""
    use = re.compile(rf"\b{pattern.name}(?:\[\w+\])?\.(?:search|sub|split|finditer|findall)\b")
    return use.search(MODULES[f"chatlayer_session.{pattern.module}"].read_text(encoding="utf-8")) is not None


PATTERNS = {(pattern.compiled, uses_search(pattern)): pattern for pattern in patterns()}


def growths(pattern: re.Pattern[Any], *, everywhere: bool) -> Iterator[tuple[float, tuple[str, str, str]]]:
    """Yield the growth for each text that takes suspiciously long, as its start, the pump and its end."""

    def run(text: str) -> float:
        subject: Any = text if isinstance(pattern.pattern, str) else text.encode("latin-1", "replace")
        started = time.process_time()
        if everywhere:
            deque(pattern.finditer(subject), 0)
        else:
            pattern.match(subject)
        return time.process_time() - started

    samples = Samples(pattern)
    characters = list(samples.characters)
    pumps = [*characters, *(one + other for one in characters[-8:] for other in characters[-8:] if one != other)]
    for start, pump, end in product(samples.starts, pumps, ("", "\0", "x", *characters[-3:])):
        if run(start + pump * SHORT + end) > SUSPICIOUS:
            short = min(run(start + pump * SHORT + end) for _ in range(3))
            if short > SUSPICIOUS:
                yield run(start + pump * LONG + end) / short, (start, pump, end)


@pytest.mark.parametrize(
    ("pattern", "everywhere"),
    [
        pytest.param(compiled, everywhere, id=f"{pattern.module}.{pattern.name}")
        for (compiled, everywhere), pattern in PATTERNS.items()
        if f"{pattern.module}.{pattern.name}" not in GUARDED
    ],
)
def test_pattern_takes_linear_time(pattern: re.Pattern[Any], *, everywhere: bool) -> None:
    """No repeated text makes the time for a pattern grow faster than the text."""
    entries = growths(pattern, everywhere=everywhere)
    assert next((entry for entry in entries if entry[0] > MAX_GROWTH), None) is None


def schema_patterns(schema: Any) -> Iterator[str]:
    """Yield the values of the keyword ``pattern`` in a schema."""
    if isinstance(schema, dict):
        if isinstance(schema.get("pattern"), str):
            yield schema["pattern"]
        for value in schema.values():
            yield from schema_patterns(value)
    elif isinstance(schema, list):
        for item in schema:
            yield from schema_patterns(item)


@pytest.mark.parametrize(
    "source",
    sorted(
        {
            pattern
            for path in packaged_catalog().root.glob("*/*/*.json")
            for pattern in schema_patterns(json.loads(path.read_bytes()))
        }
    ),
)
def test_pattern_of_a_schema_takes_linear_time(source: str) -> None:
    """Payloads meet the patterns of the packaged schemas, which are searched for everywhere."""
    entries = growths(re.compile(source), everywhere=True)
    assert next((entry for entry in entries if entry[0] > MAX_GROWTH), None) is None


@pytest.mark.parametrize(("source", "everywhere"), [(r"-?[1-9][0-9]*[0-9]*e", False), (r"\[[^\]]*\]", True)])
def test_quadratic_pattern_is_found(source: str, *, everywhere: bool) -> None:
    """Two runs of digits next to each other take quadratic time, and so does a search that fails at each bracket."""
    assert next(growths(re.compile(source), everywhere=everywhere))[0] > MAX_GROWTH


def test_every_pattern_is_global() -> None:
    """Patterns are compiled once, in globals, where this module finds them; few modules compile others."""
    assert len(PATTERNS) > 40
    assert {name.partition(".")[2] for name, tree in trees() for node in tree.body if is_dynamic(node)} == set(DYNAMIC)


def is_dynamic(statement: ast.stmt) -> bool:
    """Return whether a statement at the top of a module runs patterns that are no globals."""
    is_definition = isinstance(statement, ast.FunctionDef | ast.ClassDef)
    calls = [ast.unparse(node.func) for node in ast.walk(statement) if isinstance(node, ast.Call)]
    return any(
        call.startswith("re.") and call != "re.escape" and (is_definition or call != "re.compile") for call in calls
    )
