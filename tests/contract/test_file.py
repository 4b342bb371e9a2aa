"""The file of a contract: its content, every mistake in it with its place, and the way back to TOML."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator

from chatlayer_session.config.mistakes import find_mistakes
from chatlayer_session.config.toml import ConfigError
from chatlayer_session.contract.file import (
    CONTRACT_FILE,
    contract_schema,
    dump_contract,
    find_contract,
    load_contract,
)
from chatlayer_session.contract.model import Contract, Read
from chatlayer_session.contract.versions import InvalidRange, VersionRange
from chatlayer_session.spec.references import ANNOTATIONS
from chatlayer_session.spec.traverse import iter_subschemas

if TYPE_CHECKING:
    from pathlib import Path

WHOLE = """\
consumer = "order-service"
schema = ">=1.1, <2"

[[reads]]
pointer = "/internal/user/firstName"
type = "string"
required = true

[[reads]]
pointer = "/internal/channel"
type = ["string", "null"]
values = ["web", 1, 0.5, true, "\\u001b"]

[[reads]]
pointer = "/internal/history"
reason = "shown to agents"
until = 2027-03-31

[[writes]]
namespace = "order"
"""
TOP = 'consumer = "c"\nschema = "1"\n'
READ = f"{TOP}[[reads]]\n"
POINTER = f'{READ}pointer = "/internal/locale"\n'
MISTAKES: list[tuple[str, list[str]]] = [
    ("", [' required key `consumer` is missing; example: consumer = "order-service"']),
    ("consumer = 1\n", ["1:1: consumer: expected a string, found an integer"]),
    ('consumer = " "\nschema = "1"\n', ["1:1: consumer: must not be empty"]),
    (f"{TOP}readz = []\n", ["3:1: unknown key 'readz'; did you mean 'reads'?"]),
    (f"{TOP}reads = 1\n", ["3:1: reads: expected a list of tables, such as [[reads]], found an integer"]),
    (READ, ['3:1: [reads] entry 1: required key `pointer` is missing; example: pointer = "/internal/lastIntent"']),
    (f'{READ}pointer = ""\n', ["4:1: [reads] entry 1 pointer: must name a field, such as /internal/locale"]),
    (f'{READ}pointer = "a"\n', ["4:1: [reads] entry 1 pointer: invalid JSON Pointer 'a'"]),
    (f"{POINTER}requird = true\n", ["5:1: [reads] entry 1: unknown key 'requird'; did you mean 'required'?"]),
    (f"{POINTER}required = 1\n", ["5:1: [reads] entry 1 required: expected a boolean, found an integer"]),
    (f'{POINTER}type = "sting"\n', ["5:1: [reads] entry 1 type: unknown type 'sting'; did you mean 'string'?"]),
    (f"{POINTER}type = 1\n", ["5:1: [reads] entry 1 type: expected a string or a list of strings, found an integer"]),
    (f'{POINTER}type = ["null", "x"]\n', ["5:17: [reads] entry 1 type entry 2: unknown type 'x'; available: object"]),
    (f"{POINTER}type = []\n", ["5:1: [reads] entry 1 type: must not be empty; remove it"]),
    (f"{POINTER}values = []\n", ["5:1: [reads] entry 1 values: must not be empty; remove it"]),
    (
        f"{POINTER}values = [[1]]\n",
        ["5:11: [reads] entry 1 values entry 1: expected a string, a number or a boolean, found a list"],
    ),
    (
        f"{POINTER}values = 1\n",
        ["5:1: [reads] entry 1 values: expected a list of strings, numbers or booleans, found an integer"],
    ),
    (f"{POINTER}values = [nan]\n", ["5:11: [reads] entry 1 values entry 1: JSON has neither NaN nor infinity"]),
    (f"{POINTER}until = 2027\n", ["5:1: [reads] entry 1 until: expected a date, found an integer"]),
    (f"{POINTER}reason = ''\n", ["5:1: [reads] entry 1 reason: must not be empty"]),
    (
        f"{TOP}[[writes]]\n",
        ['3:1: [writes] entry 1: required key `namespace` is missing; example: namespace = "order"'],
    ),
    ('consumer = "c"\nschema = ">=1,"\n', ["2:1: schema: invalid range of schema versions '>=1,'; write conditions"]),
    ('consumer = "c"\nschema = "latest"\n', ["2:1: schema: invalid range of schema versions 'latest'"]),
    ("consumer = \n", ["1:12: is not TOML: Invalid value"]),
]


def test_file_becomes_a_contract(tmp_path: Path) -> None:
    """Each key of the file is an attribute of the contract, and a single type is a tuple of one."""
    path = tmp_path / CONTRACT_FILE
    path.write_text(WHOLE, encoding="utf-8")
    assert load_contract(path) == Contract(
        "order-service",
        VersionRange(((">=", (1, 1)), ("<", (2,)))),
        (
            Read("/internal/user/firstName", ("string",), required=True),
            Read("/internal/channel", ("string", "null"), values=("web", 1, 0.5, True, "\x1b")),
            Read("/internal/history", reason="shown to agents", until=date(2027, 3, 31)),
        ),
        ("order",),
        path,
        WHOLE,
    )


def test_dumped_contract_is_the_same_file(tmp_path: Path) -> None:
    """A contract that was loaded is dumped as the same text, with invisible characters escaped."""
    path = tmp_path / CONTRACT_FILE
    path.write_text(WHOLE, encoding="utf-8")
    assert dump_contract(load_contract(path)) == WHOLE


@pytest.mark.parametrize(("text", "problems"), MISTAKES)
def test_mistake_has_its_place(tmp_path: Path, text: str, problems: list[str]) -> None:
    """A mistake is reported at its line and column, with the most similar key, type or an example."""
    path = tmp_path / CONTRACT_FILE
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as stop:
        load_contract(path)
    lines = str(stop.value).splitlines()
    assert len(lines) >= len(problems)
    for line, problem in zip(lines, problems, strict=False):
        assert line.removeprefix(f"{path}:").startswith(problem)


def test_all_mistakes_are_reported_at_once(tmp_path: Path) -> None:
    """Loading does not stop at the first mistake."""
    path = tmp_path / CONTRACT_FILE
    path.write_text('consumer = 1\nschema = "x"\n[[reads]]\n[[writes]]\nname = "order"\n', encoding="utf-8")
    with pytest.raises(ConfigError) as stop:
        load_contract(path)
    assert len(stop.value.problems) == 5


def as_json(value: Any) -> Any:
    """Return a value of TOML as JSON: dates are strings."""
    if isinstance(value, dict):
        return {name: as_json(member) for name, member in value.items()}
    return (
        [as_json(item) for item in value]
        if isinstance(value, list)
        else str(value)
        if isinstance(value, date)
        else value
    )


READS: list[tuple[dict[str, Any], bool]] = [
    ({"pointer": "/a"}, True),
    ({"pointer": "/a", "type": "integer", "required": False, "values": [1, 0.5, True, "x"]}, True),
    ({"pointer": "/a", "type": ["object"], "reason": "r", "until": date(2027, 3, 31)}, True),
    ({"pointer": "/a~1b/*/0"}, True),
    ({"pointer": "/a~2"}, False),
    ({"pointer": ""}, False),
    ({"pointer": "/a", "type": "any"}, False),
    ({"pointer": "/a", "type": []}, False),
    ({"pointer": "/a", "type": ["string", 1]}, False),
    ({"pointer": "/a", "values": [None]}, False),
    ({"pointer": "/a", "values": []}, False),
    ({"pointer": "/a", "until": "soon"}, False),
    ({"pointer": "/a", "since": 1}, False),
    ({}, False),
]


@pytest.mark.parametrize(("read", "is_valid"), READS)
def test_loader_agrees_with_the_schema(read: dict[str, Any], is_valid: bool) -> None:  # noqa: FBT001 - a parameter of the table
    """The loader rejects a contract exactly if python-jsonschema does."""
    content = {"consumer": "c", "schema": "1", "reads": [read]}
    checker = Draft202012Validator(contract_schema())
    assert checker.is_valid(as_json(content)) is is_valid
    path_and_messages = find_mistakes(content, contract_schema(), {})
    assert (not path_and_messages) is is_valid


def test_schema_uses_only_interpreted_keywords() -> None:
    """The package has its own interpreter of this schema, which knows no other keywords."""
    interpreted = {"type", "properties", "required", "additionalProperties", "items", "enum", "$ref"}
    interpreted |= {"anyOf", "minItems", "pattern", "format", "default"}
    for path, schema in iter_subschemas(contract_schema()):
        assert schema.keys() <= ANNOTATIONS | interpreted, path


def test_nearest_contract_is_found(tmp_path: Path) -> None:
    """The file is searched in the folder and above, up to the root of the repository."""
    inner = tmp_path / "repository" / "service" / "src"
    inner.mkdir(parents=True)
    (tmp_path / CONTRACT_FILE).touch()
    (tmp_path / "repository" / ".git").mkdir()
    assert find_contract(inner) is None
    (tmp_path / "repository" / CONTRACT_FILE).touch()
    assert find_contract(inner) == tmp_path / "repository" / CONTRACT_FILE
    (inner / CONTRACT_FILE).touch()
    assert find_contract(inner) == inner / CONTRACT_FILE


VERSIONS = ("1.0.0", "1.1.0", "1.1.3", "1.2.0", "2.0.0", "10.0.0")


@pytest.mark.parametrize(
    ("text", "selected"),
    [
        (">=1.1, <2", "1.1.0 1.1.3 1.2.0"),
        ("1", "1.0.0 1.1.0 1.1.3 1.2.0"),
        ("1.1", "1.1.0 1.1.3"),
        ("==1.1.3", "1.1.3"),
        (">1.1", "1.2.0 2.0.0 10.0.0"),
        ("<=1.1", "1.0.0 1.1.0 1.1.3"),
        (" < 1.1 ", "1.0.0"),
        ("<1, >2", ""),
        (">=9", "10.0.0"),
    ],
)
def test_range_selects_versions(text: str, selected: str) -> None:
    """A shortened version stands for all that begin with it, and numbers are compared as numbers."""
    assert VersionRange.parse(text).select(VERSIONS) == tuple(selected.split())


@pytest.mark.parametrize("text", ["", "x", "1.", "1.0.0.0", "~1", ">=1 <2", "=>1", "1,,2", "1.-1", "9999999999"])
def test_text_that_is_no_range_is_rejected(text: str) -> None:
    """The error names the text and the syntax."""
    with pytest.raises(InvalidRange, match="write conditions such as"):
        VersionRange.parse(text)
