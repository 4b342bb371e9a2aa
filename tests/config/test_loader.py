"""The configuration file: what is read from it, all that can be wrong, and that its schema says the same."""

from __future__ import annotations

import re
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from chatlayer_session import AcceptedField
from chatlayer_session.cli.commands.validate import command as validate
from chatlayer_session.cli.defaults import PER_PATH, ConfiguredCommand, configurable, settings_of
from chatlayer_session.cli.envvars import name_of
from chatlayer_session.config.loader import OptionType, from_table, read
from chatlayer_session.config.toml import ConfigError, read_table
from chatlayer_session.reporters.runs import FORMATS
from chatlayer_session.spec.catalog import packaged_catalog

SCHEMA = packaged_catalog().schema("configuration", packaged_catalog().versions("configuration")[-1], "configuration")
SETTINGS = settings_of(click.Context(validate), validate)
PROJECT = "pyproject.toml"
JSON_TYPES = {
    OptionType.FLAG: "boolean",
    OptionType.NUMBER: "integer",
    OptionType.TEXT: "string",
    OptionType.TEXTS: "array",
}


def problems(content: dict[str, Any], path: str = "c.toml") -> list[str]:
    """Return all that is wrong with a configuration."""
    try:
        from_table(Path(path), content, SETTINGS)
    except ConfigError as error:
        return list(error.problems)
    return []


def as_json(value: Any) -> Any:
    """Return a value of TOML as the schema sees it: dates and moments are strings."""
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, dict):
        return {name: as_json(member) for name, member in value.items()}
    return [as_json(item) for item in value] if isinstance(value, list) else value


def conforms(content: dict[str, Any]) -> bool:
    """Say whether a configuration meets its schema."""
    return Draft202012Validator(SCHEMA).is_valid(as_json(content))


def declared(schema: dict[str, Any]) -> dict[str, Any]:
    """Return a subschema with what it refers to."""
    reference = schema.get("$ref")
    return schema if reference is None else {**declared(SCHEMA["$defs"][reference.removeprefix("#/$defs/")]), **schema}


def test_every_option_of_validate_can_be_configured() -> None:
    """The settings are the options of the command, but for those that choose the configuration."""
    options = {name_of(each) for each in validate.params if isinstance(each, click.Option)}
    assert {setting.name for setting in SETTINGS} == options - {"config", "no-config"}
    assert len(SETTINGS) > 12
    assert isinstance(validate, ConfiguredCommand)


def test_an_option_that_is_added_can_be_configured_at_once() -> None:
    """Nothing else has to be told of a new option: its form is taken from how it is declared."""

    @click.command(cls=ConfiguredCommand)
    @click.option("--colour", type=click.Choice(["never"]))
    @click.option("--deep", is_flag=True)
    @click.option("--width", type=int)
    @click.option("--name", "names", multiple=True)
    def invented(**_: object) -> None:
        """Do nothing."""

    settings = settings_of(click.Context(invented), invented)
    assert {setting.name: setting.type for setting in settings} == {
        "colour": OptionType.TEXT,
        "deep": OptionType.FLAG,
        "width": OptionType.NUMBER,
        "name": OptionType.TEXTS,
    }
    configuration = from_table(Path("c.toml"), {"colour": "never", "width": 3, "name": ["a"]}, settings)
    assert configuration.options == {"colour": "never", "width": 3, "name": ["a"]}


def test_the_schema_has_every_option() -> None:
    """Its properties are the options, each of the right type, with the same values and bounds."""
    properties = {name: declared(schema) for name, schema in SCHEMA["properties"].items()}
    assert set(properties) == {setting.name for setting in SETTINGS} | {"accepted", "overrides"}
    options = {name_of(each): each for each in configurable(validate)}
    for setting in SETTINGS:
        found, option = properties[setting.name], options[setting.name]
        assert found["description"]
        if isinstance(option.type, click.Choice):
            assert tuple(found["enum"]) == tuple(option.type.choices)
            continue
        assert found["type"] == JSON_TYPES[setting.type], setting.name
        assert found.get("minimum") == getattr(option.type, "min", None), setting.name
    of_paths = SCHEMA["properties"]["overrides"]["items"]["properties"]
    assert set(of_paths) == {name_of(each) for each in options.values() if name_of(each) in PER_PATH} | {
        "paths",
        "accepted",
    }
    formats = re.search(r"\^\((.*?)\)", properties["format"]["items"]["pattern"])
    assert formats is not None
    assert tuple(formats[1].split("|")) == FORMATS.names


def test_the_schema_names_the_defaults() -> None:
    """Where the schema has a default it is that of the option, and every default that is a value of JSON is there."""
    for option in configurable(validate):
        default: object = option.get_default(click.Context(validate), call=False)
        found = declared(SCHEMA["properties"][name_of(option)]).get("default")
        assert found == (default if isinstance(default, str | bool | list) else None), option.name


NO_POINTER = "start it with a slash, as in /internal/user, and write ~1 for a slash and ~0 for a tilde in a name"
ENTRY = {"pointer": "/lastIntent", "reason": "why", "until": date(2026, 12, 31)}
RIGHT: list[dict[str, Any]] = [
    {},
    {"kind": "session", "schema-version": "1.0", "at": "/data/*/session", "input-format": "lines"},
    {"format": ["text", "json=report.json"], "fail-on": "never", "accept-unstable": ["/a", "/b/*"]},
    {"today": date(2026, 12, 31), "quiet": True, "show-values": False, "explain-versions": True, "jobs": 1},
    {"today": "2026-12-31", "last-activity": "2026-11-22T10:00:00Z", "retention-days": 1, "max-findings": 0},
    {"accepted": [ENTRY, {**ENTRY, "until": "2026-12-31", "ticket": "BOT-7"}]},
    {"overrides": [{"paths": ["logs/**"]}, {"paths": ["a", "b"], "kind": "write", "at": "", "accepted": [ENTRY]}]},
    {"overrides": [{"paths": ["a"], "input-format": "auto", "accept-unstable": []}], "accepted": []},
]
WRONG: list[tuple[dict[str, Any], list[str]]] = [
    ({"knd": "session"}, ["knd: there is no such key; did you mean 'kind'?"]),
    ({"fail_on": "never"}, ["fail_on: there is no such key; did you mean 'fail-on'?"]),
    ({"kind": "bot"}, ["kind: 'bot' is not one of 'auto', 'internal', 'session', 'write'."]),
    ({"kind": 1}, ["kind: expected a string, found a whole number"]),
    ({"jobs": "4"}, ["jobs: expected a whole number, found a string"]),
    ({"jobs": True}, ["jobs: expected a whole number, found true or false"]),
    ({"jobs": 1.5}, ["jobs: expected a whole number, found a number"]),
    ({"jobs": 0}, ["jobs: 0 is not in the range x>=1."]),
    ({"quiet": 1}, ["quiet: expected true or false, found a whole number"]),
    ({"format": "text"}, ["format: expected a list of strings, found a string"]),
    ({"format": ["text", 1]}, ["format: expected a list of strings, found a list with a whole number"]),
    ({"accept-unstable": [["/a"]]},
     ["accept-unstable: expected a list of strings, found a list with a list of strings"]),
    ({"at": "x"}, [f"at: invalid JSON Pointer 'x'; {NO_POINTER}"]),
    ({"accepted": {}}, ["accepted: expected a list of tables, as in [[accepted]], found a table"]),
    ({"accepted": ["/a"]}, ["accepted entry 1: expected a table, found a string"]),
    ({"accepted": [{"pointer": "/a"}]}, [
        '[accepted] entry 1: reason is missing; add it, as in reason = "read by the report on intents"',
        "[accepted] entry 1: until is missing; add the last day, as in until = 2026-12-31",
    ]),
    ({"accepted": [{"reason": "r", "until": date(2026, 1, 1)}]},
     ['[accepted] entry 1: pointer is missing; add it, as in pointer = "/lastIntent"']),
    ({"accepted": [ENTRY, {**ENTRY, "reason": " "}]},
     ['[accepted] entry 2 reason: is empty; write it, as in reason = "read by the report on intents"']),
    ({"accepted": [{**ENTRY, "ticket": 7}]}, ["[accepted] entry 1 ticket: expected a string, found a whole number"]),
    ({"accepted": [{**ENTRY, "until": "soon"}]},
     ["[accepted] entry 1 until: invalid date 'soon'; use YYYY-MM-DD"]),
    ({"accepted": [{**ENTRY, "until": datetime(2026, 1, 1, 10)}]},  # noqa: DTZ001 - TOML has moments without a zone
     ["[accepted] entry 1 until: invalid date '2026-01-01T10:00:00'; use YYYY-MM-DD"]),
    ({"accepted": [{**ENTRY, "until": 2026}]}, ["[accepted] entry 1 until: expected a date, found a whole number"]),
    ({"accepted": [{**ENTRY, "untl": 1}]}, ["[accepted] entry 1 untl: there is no such key; did you mean 'until'?"]),
    ({"accepted": [{**ENTRY, "pointer": "a"}]},
     [f"[accepted] entry 1 pointer: invalid JSON Pointer 'a'; {NO_POINTER}"]),
    ({"overrides": [{"kind": "session"}]},
     ['[overrides] entry 1: paths is missing; name the files, as in paths = ["logs/**"]']),
    ({"overrides": [{"paths": []}]}, ['[overrides] entry 1 paths: names no file; write a pattern, as in "logs/**"']),
    ({"overrides": [{"paths": [""]}]}, ['[overrides] entry 1 paths: names no file; write a pattern, as in "logs/**"']),
    ({"overrides": [{"paths": "x"}]}, ["[overrides] entry 1 paths: expected a list of strings, found a string"]),
    ({"overrides": [{"paths": ["x"], "jobs": 1}]},
     ["[overrides] entry 1 jobs: cannot be set for some paths only; set it for all, outside overrides"]),
    ({"overrides": [{"paths": ["x"], "path": ["y"]}]},
     ["[overrides] entry 1 path: there is no such key; did you mean 'paths'?"]),
    ({"overrides": [{"paths": ["x"], "accepted": [{**ENTRY, "until": 1}]}]},
     ["[overrides] entry 1, accepted entry 1 until: expected a date, found a whole number"]),
]  # fmt: skip


@pytest.mark.parametrize("content", RIGHT)
def test_a_right_configuration_is_read_and_meets_the_schema(content: dict[str, Any]) -> None:
    """There is nothing to be told of it."""
    assert problems(content) == []
    assert conforms(content)


@pytest.mark.parametrize(("content", "told"), WRONG)
def test_a_wrong_configuration_is_told_and_breaks_the_schema(content: dict[str, Any], told: list[str]) -> None:
    """Each problem has its place and its cure."""
    assert problems(content) == told
    assert not conforms(content)


def test_what_the_schema_cannot_say_is_told() -> None:
    """Two formats for standard output, a day of no month, a moment without a zone, and a range that runs backwards."""
    assert problems({"format": ["text", "json"]}) == [
        "format: only one format can go to standard output; give the others a file, as in json=report.json"
    ]
    assert problems({"accepted": [{**ENTRY, "until": "2026-02-30"}]}) == [
        "[accepted] entry 1 until: invalid date '2026-02-30'; use YYYY-MM-DD"
    ]
    assert problems({"now": datetime(2026, 1, 1, 10)})[0].startswith(  # noqa: DTZ001 - that is the point
        "now: timestamp '2026-01-01T10:00:00' has no UTC offset"
    )
    assert problems({"overrides": [{"paths": ["a", "[z-a]"]}]}) == [
        "[overrides] entry 1 paths: '[z-a]' is not a pattern; mend what stands in its brackets"
    ]


def test_all_problems_are_told_at_once_with_their_table() -> None:
    """In a project's file the places start with its table."""
    content = {"kind": 1, "quite": True, "accepted": [{}], "overrides": [{"jobs": 1}]}
    assert [each.partition(":")[0] for each in problems(content, PROJECT)] == [
        "[tool.chatlayer-session] kind",
        "[tool.chatlayer-session] quite",
        *["[tool.chatlayer-session.accepted] entry 1"] * 3,
        "[tool.chatlayer-session.overrides] entry 1 jobs",
        "[tool.chatlayer-session.overrides] entry 1",
    ]


def test_what_is_read_is_what_was_written(tmp_path: Path) -> None:
    """Options by name, entries with their dates, and overrides with theirs."""
    path = tmp_path / PROJECT
    path.write_text(
        '[tool.chatlayer-session]\nkind = "session"\nnow = 2026-11-22T10:00:00+01:00\n'
        '[[tool.chatlayer-session.accepted]]\npointer = "/a"\nreason = "r"\nuntil = 2026-12-31\nticket = "T"\n'
        '[[tool.chatlayer-session.overrides]]\npaths = ["x"]\nat = "/y"\n'
        '[[tool.chatlayer-session.overrides.accepted]]\npointer = "/b"\nreason = "s"\nuntil = "2027-01-01"\n'
    )
    configuration = read(path, SETTINGS)
    assert (configuration.path, configuration.table) == (path, "tool.chatlayer-session")
    assert configuration.options == {"kind": "session", "now": "2026-11-22T10:00:00+01:00"}
    assert configuration.accepted == (AcceptedField("/a", "r", date(2026, 12, 31), "T"),)
    (override,) = configuration.overrides
    assert (override.paths, override.options) == (("x",), {"at": "/y"})
    assert override.accepted == (AcceptedField("/b", "s", date(2027, 1, 1)),)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"kind = \n", "is not TOML: Invalid value (at line 1, column 8)"),
        (b"kind = '\xff'\n", "is not UTF-8 from byte 8 on"),
        (b"a = " + b"[" * 100_000, "is n"),
    ],
)
def test_what_is_no_toml_is_told(tmp_path: Path, content: bytes, told: str) -> None:
    """With the place, and without a traceback."""
    path = tmp_path / "c.toml"
    path.write_bytes(content)
    with pytest.raises(ConfigError) as stop:
        read_table(path)
    assert stop.value.problems[0].startswith(told)
    assert str(stop.value).startswith(f"{path}: ")


def test_a_project_without_the_table_has_no_configuration(tmp_path: Path) -> None:
    """Unless it was named; and what stands in the place of the table has to be one."""
    path = tmp_path / PROJECT
    path.write_text("[tool.other]\n")
    assert read_table(path) is None
    with pytest.raises(ConfigError, match=r"there is no table \[tool\.chatlayer-session\]; add it"):
        read(path, SETTINGS)
    path.write_text("tool.chatlayer-session = 3\n")
    with pytest.raises(ConfigError, match=r"expected a table, found a whole number"):
        read_table(path)


scalars = st.sampled_from(
    [1, 0, -1, 1.5, True, "", "x", "/a", "auto", "session", "lines", "text", "never", "1.0", "2026-12-31"]
) | st.just(date(2026, 12, 31))
anything = (
    scalars | st.lists(scalars, max_size=2) | st.dictionaries(st.sampled_from(["a", "paths"]), scalars, max_size=1)
)
entry_keys = st.sampled_from(["pointer", "reason", "until", "ticket", "other"])
drawn_entries = st.lists(st.dictionaries(entry_keys, scalars, max_size=4) | st.just(ENTRY), max_size=2)
override_keys = st.sampled_from(
    [*sorted(name_of(each) for each in configurable(validate) if name_of(each) in PER_PATH), "x"]
)
drawn_overrides = st.lists(
    st.builds(
        lambda options, paths, accepted: {**options, "paths": paths, "accepted": accepted},
        st.dictionaries(override_keys, anything, max_size=2),
        anything | st.just(["x"]),
        drawn_entries,
    ),
    max_size=2,
)
contents = st.builds(
    lambda options, further: {**options, **further},
    st.dictionaries(st.sampled_from([*(setting.name for setting in SETTINGS), "x"]), anything, max_size=3),
    st.fixed_dictionaries({}, optional={"accepted": drawn_entries | anything, "overrides": drawn_overrides | anything}),
)


@given(contents)
def test_whatever_is_read_without_a_problem_meets_the_schema(content: dict[str, Any]) -> None:
    """And what breaks the schema is told."""
    if not problems(content):
        assert conforms(content)


@given(contents)
@example({"overrides": [{"paths": [date(2026, 12, 31)], "accepted": []}]})
def test_the_schema_lets_nothing_pass_but_what_it_cannot_say(content: dict[str, Any]) -> None:
    """What meets the schema is read, but for moments, days, and formats of which two go to standard output.

    JSON has no dates: to the schema one that TOML writes without quotation marks is a text like any other.
    """
    if conforms(content):
        beyond = re.compile(r"(now|last-activity|today|format)\b|.* found (a list with )?a date or a time")
        assert [each for each in problems(content) if not beyond.match(each)] == []
