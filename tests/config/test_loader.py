"""The configuration file: its values, every mistake in it, and agreement with its JSON Schema."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import click
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from chatlayer_session import AcceptedField, UnknownVersion
from chatlayer_session.cli.commands.validate import command as validate
from chatlayer_session.cli.defaults import PER_PATH, ConfiguredCommand, configurable_options, option_checks
from chatlayer_session.cli.envvars import name_of
from chatlayer_session.config.loader import from_table, read
from chatlayer_session.config.mistakes import EXAMPLES, NOT_IN_FILES, configuration_schema
from chatlayer_session.config.toml import ConfigError, append_entries, read_table
from chatlayer_session.reporters.runs import FORMATS
from chatlayer_session.rules import Rule, Severity
from chatlayer_session.spec.catalog import packaged_catalog
from chatlayer_session.spec.references import ANNOTATIONS
from chatlayer_session.spec.traverse import iter_subschemas

SCHEMA = configuration_schema()
CHECKS = option_checks(click.Context(validate), validate)
OPTIONS = {name_of(option): option for option in configurable_options(validate)}
del OPTIONS[NOT_IN_FILES]
PROJECT_FILE = "pyproject.toml"


def problems(content: dict[str, Any], path: str = "c.toml") -> list[str]:
    """Return every mistake in a configuration."""
    try:
        from_table(Path(path), content, CHECKS)
    except ConfigError as error:
        return list(error.problems)
    return []


def as_json(value: Any) -> Any:
    """Return a value of TOML as JSON: dates and times are strings."""
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, dict):
        return {name: as_json(member) for name, member in value.items()}
    return [as_json(item) for item in value] if isinstance(value, list) else value


def conforms(content: dict[str, Any]) -> bool:
    """Return whether a configuration is valid against its schema, by python-jsonschema."""
    return Draft202012Validator(SCHEMA).is_valid(as_json(content))


def declared(schema: dict[str, Any]) -> dict[str, Any]:
    """Return a subschema merged with the one it refers to."""
    reference = schema.get("$ref")
    return schema if reference is None else {**declared(SCHEMA["$defs"][reference.removeprefix("#/$defs/")]), **schema}


def json_type(option: click.Option) -> str:
    """Return the JSON type of an option's value."""
    if option.is_flag:
        return "boolean"
    if option.multiple:
        return "array"
    return "integer" if isinstance(option.type, click.types.IntParamType) else "string"


def test_every_option_of_validate_is_configurable() -> None:
    """All options of the command have a check, except those that choose the file; one option is not for files."""
    names = {name_of(parameter) for parameter in validate.params if isinstance(parameter, click.Option)}
    assert set(CHECKS) == {*OPTIONS, "show-values"} == names - {"config", "no-config"}
    assert len(CHECKS) > 12
    assert isinstance(validate, ConfiguredCommand)


def test_schema_declares_every_option() -> None:
    """Its properties are the options of `validate`, with the same types, values and bounds."""
    properties = {name: declared(schema) for name, schema in SCHEMA["properties"].items()}
    assert set(properties) == {*OPTIONS, "accepted", "accepted-changes", "overrides"}
    for name, option in OPTIONS.items():
        schema = properties[name]
        assert schema["description"]
        if isinstance(option.type, click.Choice):
            if option.multiple:
                schema = schema["items"]
            # An error cannot be hidden.
            errors = {rule.value for rule in Rule if rule.severity is Severity.ERROR and name == "hide"}
            assert tuple(schema["enum"]) == tuple(value for value in option.type.choices if value not in errors)
            continue
        assert schema["type"] == json_type(option), name
        assert schema.get("minimum") == getattr(option.type, "min", None), name
    of_paths = SCHEMA["properties"]["overrides"]["items"]["properties"]
    assert set(of_paths) == {*PER_PATH, "paths", "accepted"}
    assert set(OPTIONS) >= PER_PATH
    formats = re.search(r"\^\((.*?)\)", properties["format"]["items"]["pattern"])
    assert formats is not None
    assert tuple(formats[1].split("|")) == FORMATS.names


def test_schema_uses_only_interpreted_keywords() -> None:
    """The package has its own interpreter of this schema, which knows no other keywords."""
    interpreted = {"type", "properties", "required", "additionalProperties", "items", "enum", "$ref"}
    interpreted |= {"minimum", "minItems", "minLength", "pattern", "format"}
    for path, schema in iter_subschemas(SCHEMA):
        assert schema.keys() <= ANNOTATIONS | interpreted | {"default"}, path
        if "$ref" in schema:
            assert schema.keys() <= ANNOTATIONS | {"$ref", "default"}, path
        if "type" not in schema and "$ref" not in schema:
            assert all(isinstance(value, str) for value in schema["enum"]), path
        if schema.get("type") == "object":
            assert schema["additionalProperties"] is False, path
        assert set(schema.get("required", ())) <= EXAMPLES.keys(), path


def test_schema_names_the_defaults() -> None:
    """A default in the schema is that of the option, and every default that JSON can express is in the schema."""
    for name, option in OPTIONS.items():
        default: object = option.get_default(click.Context(validate), call=False)
        in_schema = declared(SCHEMA["properties"][name]).get("default")
        assert in_schema == (default if isinstance(default, str | int | list) else None), name


def test_schema_violation_without_a_check_is_reported() -> None:
    """The schema alone rejects a value, with a general message if the option has no words for it."""
    with pytest.raises(ConfigError) as stop:
        from_table(Path("c.toml"), {"kind": "bot", "jobs": 0, "format": ["xml"]}, {})
    assert stop.value.problems == (
        "kind: does not match the schema: enum ['auto', 'internal', 'session', 'write', 'answer']",
        "jobs: does not match the schema: minimum 1",
        f"format entry 1: does not match the schema: pattern {SCHEMA['properties']['format']['items']['pattern']!r}",
    )


NO_POINTER = "start it with a slash, as in /internal/user, and write ~1 for a slash and ~0 for a tilde in a name"
ENTRY = {"pointer": "/lastIntent", "reason": "why", "until": date(2026, 12, 31)}
RIGHT: list[dict[str, Any]] = [
    {},
    {"kind": "session", "schema-version": "1.0", "at": "/data/*/session", "input-format": "lines"},
    {"format": ["text", "json=report.json"], "fail-on": "never", "accept-unstable": ["/a", "/b/*"]},
    {"today": date(2026, 12, 31), "quiet": True, "explain-versions": True, "jobs": 1},
    {"today": "2026-12-31", "last-activity": "2026-11-22T10:00:00Z", "retention-days": 1, "max-findings": 0},
    {"accepted": [ENTRY, {**ENTRY, "until": "2026-12-31", "ticket": "BOT-7"}]},
    {"overrides": [{"paths": ["logs/**"]}, {"paths": ["a", "b"], "kind": "write", "at": "", "accepted": [ENTRY]}]},
    {"overrides": [{"paths": ["a"], "input-format": "auto", "accept-unstable": []}], "accepted": []},
]
WRONG: list[tuple[dict[str, Any], list[str]]] = [
    ({"knd": "session"}, ["unknown key 'knd'; did you mean 'kind'?"]),
    ({"fail_on": "never"}, ["unknown key 'fail_on'; did you mean 'fail-on'?"]),
    ({"show-values": False}, ["show-values: cannot be set in a file; pass --show-values instead"]),
    ({"kind": "bot"}, ["kind: unknown kind 'bot'; available: auto, internal, session, write, answer"]),
    ({"kind": "sesion"}, ["kind: unknown kind 'sesion'; did you mean 'session'?"]),
    ({"kind": 1}, ["kind: expected a string, found an integer"]),
    ({"kind": date(2026, 12, 31)}, ["kind: expected a string, found a date or a time"]),
    ({"jobs": "4"}, ["jobs: expected an integer, found a string"]),
    ({"jobs": True}, ["jobs: expected an integer, found a boolean"]),
    ({"jobs": 1.5}, ["jobs: expected an integer, found a float"]),
    ({"jobs": 0}, ["jobs: must be a whole number, at least 1"]),
    ({"quiet": 1}, ["quiet: expected a boolean, found an integer"]),
    ({"today": 2026}, ["today: expected a date, found an integer"]),
    ({"now": 2026}, ["now: expected a timestamp, found an integer"]),
    ({"format": "text"}, ["format: expected a list of strings, found a string"]),
    ({"format": ["text", 1]}, ["format entry 2: expected a string, found an integer"]),
    ({"format": ["jsn"]}, ["format entry 1: unknown format 'jsn'; did you mean 'json'?"]),
    ({"accept-unstable": [["/a"]]}, ["accept-unstable entry 1: expected a string, found a list"]),
    ({"accept-unstable": ["/a", "b"]}, [f"accept-unstable entry 2: invalid JSON Pointer 'b'; {NO_POINTER}"]),
    ({"at": "x"}, [f"at: invalid JSON Pointer 'x'; {NO_POINTER}"]),
    ({"accepted": {}}, ["accepted: expected a list of tables, such as [[accepted]], found a table"]),
    ({"accepted": ["/a"]}, ["[accepted] entry 1: expected a table, found a string"]),
    ({"accepted": [{"pointer": "/a"}]}, [
        '[accepted] entry 1: required key `reason` is missing; example: reason = "read by the intent report"',
        "[accepted] entry 1: required key `until` is missing; example: until = 2026-12-31",
    ]),
    ({"accepted": [{"reason": "r", "until": date(2026, 1, 1)}]},
     ['[accepted] entry 1: required key `pointer` is missing; example: pointer = "/internal/lastIntent"']),
    ({"accepted": [ENTRY, {**ENTRY, "reason": " "}]}, ["[accepted] entry 2 reason: must not be empty"]),
    ({"accepted": [{**ENTRY, "ticket": 7}]}, ["[accepted] entry 1 ticket: expected a string, found an integer"]),
    ({"accepted": [{**ENTRY, "until": "soon"}]},
     ["[accepted] entry 1 until: invalid date 'soon'; use YYYY-MM-DD"]),
    ({"accepted": [{**ENTRY, "until": datetime(2026, 1, 1, 10)}]},  # noqa: DTZ001 - TOML has moments without a zone
     ["[accepted] entry 1 until: invalid date '2026-01-01T10:00:00'; use YYYY-MM-DD"]),
    ({"accepted": [{**ENTRY, "until": time(10)}]},
     ["[accepted] entry 1 until: invalid date '10:00:00'; use YYYY-MM-DD"]),
    ({"accepted": [{**ENTRY, "until": 2026}]}, ["[accepted] entry 1 until: expected a date, found an integer"]),
    ({"accepted": [{**ENTRY, "untl": 1}]}, ["[accepted] entry 1: unknown key 'untl'; did you mean 'until'?"]),
    ({"accepted": [{**ENTRY, "kind": "auto"}]},
     ["[accepted] entry 1: unknown key 'kind'; available: pointer, reason, until, ticket"]),
    ({"accepted": [{**ENTRY, "pointer": "a"}]},
     [f"[accepted] entry 1 pointer: invalid JSON Pointer 'a'; {NO_POINTER}"]),
    ({"overrides": [{"kind": "session"}]},
     ['[overrides] entry 1: required key `paths` is missing; example: paths = ["logs/**"]']),
    ({"overrides": [{"paths": []}]}, ["[overrides] entry 1 paths: must not be empty"]),
    ({"overrides": [{"paths": [""]}]}, ["[overrides] entry 1 paths entry 1: must not be empty"]),
    ({"overrides": [{"paths": "x"}]}, ["[overrides] entry 1 paths: expected a list of strings, found a string"]),
    ({"overrides": [{"paths": ["x"], "jobs": 1}]},
     ["[overrides] entry 1 jobs: cannot be set per path; move it to the top level"]),
    ({"overrides": [{"paths": ["x"], "path": ["y"]}]},
     ["[overrides] entry 1: unknown key 'path'; did you mean 'paths'?"]),
    ({"overrides": [{"paths": ["x"], "accepted": [{**ENTRY, "until": 1}]}]},
     ["[overrides] entry 1 accepted entry 1 until: expected a date, found an integer"]),
]  # fmt: skip


@pytest.mark.parametrize("content", RIGHT)
def test_valid_configuration_has_no_mistakes(content: dict[str, Any]) -> None:
    """Both our interpreter and python-jsonschema accept it."""
    assert problems(content) == []
    assert conforms(content)


@pytest.mark.parametrize(("content", "messages"), WRONG)
def test_invalid_configuration_is_reported(content: dict[str, Any], messages: list[str]) -> None:
    """Each mistake has its place and a fix, and python-jsonschema rejects the configuration too."""
    assert problems(content) == messages
    assert not conforms(content)


def test_mistakes_beyond_the_schema_are_reported() -> None:
    """Two formats for standard output, impossible dates, timestamps without an offset, and others."""
    assert problems({"schema-version": "9", "jobs": 0}) == [
        f"schema-version: {UnknownVersion('9', packaged_catalog().versions())}",
        "jobs: must be a whole number, at least 1",
    ]
    assert problems({"jobs": 2**63, "max-findings": 16**5_000, "retention-days": 2**15}) == [
        "jobs: the integer is too large",
        "max-findings: the integer is too large",
    ]
    assert problems({"format": ["text", "json"]}) == [
        "format: only one format can go to standard output; write the others to files, such as json=report.json"
    ]
    assert problems({"accepted": [{**ENTRY, "until": "2026-02-30"}]}) == [
        "[accepted] entry 1 until: invalid date '2026-02-30'; use YYYY-MM-DD"
    ]
    assert problems({"now": datetime(2026, 1, 1, 10)})[0].startswith(  # noqa: DTZ001 - that is the point
        "now: timestamp '2026-01-01T10:00:00' has no UTC offset"
    )
    assert problems({"overrides": [{"paths": ["a", "[z-a]"]}]}) == [
        "[overrides] entry 1 paths entry 2: invalid pattern '[z-a]'; fix the range in its brackets"
    ]
    patterns = ["{a,b}/**", "/missing/**", "[{]a,b}", "/**/a"]
    place = "[overrides] entry 1 paths entry"
    assert problems({"overrides": [{"paths": patterns}]}) == [
        f"{place} 1: braces in '{{a,b}}/**' match themselves; write a pattern for each alternative",
        f"{place} 2: '/missing/**' matches nothing, since /missing does not exist; leave out the leading /",
    ]


def test_all_mistakes_are_reported_at_once_with_their_table() -> None:
    """In `pyproject.toml` the places start with the table."""
    content = {"kind": 1, "quite": True, "accepted": [{}], "overrides": [{"jobs": 1}]}
    assert [problem.partition(":")[0] for problem in problems(content, PROJECT_FILE)] == [
        "[tool.chatlayer-session] kind",
        "[tool.chatlayer-session]",
        *["[tool.chatlayer-session.accepted] entry 1"] * 3,
        "[tool.chatlayer-session.overrides] entry 1 jobs",
        "[tool.chatlayer-session.overrides] entry 1",
    ]


def test_configuration_has_the_values_of_the_file(tmp_path: Path) -> None:
    """Options by name, accepted fields with their dates, and overrides."""
    path = tmp_path / PROJECT_FILE
    path.write_text(
        '[tool.chatlayer-session]\nkind = "session"\nnow = 2026-11-22T10:00:00+01:00\n'
        '[[tool.chatlayer-session.accepted]]\npointer = "/a"\nreason = "r"\nuntil = 2026-12-31\nticket = "T"\n'
        '[[tool.chatlayer-session.overrides]]\npaths = ["x"]\nat = "/y"\n'
        '[[tool.chatlayer-session.overrides.accepted]]\npointer = "/b"\nreason = "s"\nuntil = "2027-01-01"\n'
    )
    configuration = read(path, CHECKS)
    assert configuration.path == path
    assert configuration.options == {"kind": "session", "now": "2026-11-22T10:00:00+01:00"}
    assert configuration.accepted == (AcceptedField("/a", "r", date(2026, 12, 31), "T"),)
    (override,) = configuration.overrides
    assert (override.paths, override.options) == (("x",), {"at": "/y"})
    assert override.accepted == (AcceptedField("/b", "s", date(2027, 1, 1)),)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"kind = \n", "is not TOML: Invalid value"),
        (b"kind = '\xff'\n", "is not UTF-8: invalid byte at offset 8"),
        (b"a = " + b"[" * 100_000, "is n"),
        (b"jobs = " + b"9" * 5_000, "is not TOML: an integer has too many digits"),
        (b"a = [1, -" + b"9" * 5_000 + b"]\nb = " + b"9" * 5_000, "is not TOML: an integer has too many digits"),
        (b"a = " + b"[" * 2_000 + b"]" * 2_000, "is nested too deeply"),
        (b"\xef\xbb\xbfjobs = 1\n", "starts with a byte order mark; save the file as UTF-8 without one"),
    ],
)
def test_unreadable_toml_is_reported(tmp_path: Path, content: bytes, message: str) -> None:
    """The message has the file and the position, there is no traceback, and nothing can be added to the file."""
    path = tmp_path / "c.toml"
    path.write_bytes(content)
    with pytest.raises(ConfigError) as stop:
        read_table(path)
    assert stop.value.problems[0].startswith(message)
    assert re.match(rf"{re.escape(str(path))}:1:\d+: ", str(stop.value))
    with pytest.raises(ConfigError) as stop_adding:
        append_entries(path, [AcceptedField("/a", "r", date(2026, 12, 31))])
    assert stop_adding.value.problems == stop.value.problems


@pytest.mark.parametrize(
    ("before", "value"),
    [
        ("a = 1\nb = [1,\r\n  ", "-" + "9" * 5_000 + "]\nc = 1\n"),
        ("# " + "9" * 5_000 + "\n'\u00e9' = '" + "9" * 5_000 + "'\nb = ", "1_" * 4_400 + "1"),
        ("a = 1\n\nb = " + "[" * 100 + "{ x = ", "9" * 4_301),
    ],
)
def test_integer_with_too_many_digits_has_a_place(tmp_path: Path, before: str, value: str) -> None:
    """The place is where the integer begins; digits in comments and strings do not count."""
    path = tmp_path / "c.toml"
    path.write_text(before + value, newline="", encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        read_table(path)
    line = before.count("\n") + 1
    assert caught.value.places == ((line, len(before) - before.rfind("\n")),)


@pytest.mark.parametrize("opening", ["[", "{a="])
def test_value_that_is_nested_too_deeply_has_a_place(tmp_path: Path, opening: str) -> None:
    """The line is that of the bracket that is too deep."""
    path = tmp_path / "c.toml"
    path.write_text("a = [1]\n\nb = " + opening * 3_000 + "\nc = 1\n")
    with pytest.raises(ConfigError, match="is nested too deeply") as caught:
        read_table(path)
    (place,) = caught.value.places
    assert place is not None
    assert (place[0], place[1] > 100) == (3, True)


@pytest.mark.parametrize(
    "table", ["tool.chatlayer_session", "tool.Chatlayer-Session", "tool.chatlayer-sesion", "chatlayer-session"]
)
def test_misspelled_table_of_a_project_is_refused(tmp_path: Path, table: str) -> None:
    """It would turn the configuration off; with the right table beside it, it belongs to somebody else."""
    file = tmp_path / PROJECT_FILE
    file.write_text(f'[{table}]\nfail-on = "unstable"\n')
    with pytest.raises(ConfigError) as caught:
        read_table(file)
    assert caught.value.problems == (f"unknown table [{table}]; rename it to [tool.chatlayer-session]",)
    file.write_text(f'[{table}]\nfail-on = "unstable"\n[tool.chatlayer-session]\njobs = 2\n')
    assert read_table(file) == ({"jobs": 2}, file.read_text())


def test_project_without_the_table_has_no_configuration(tmp_path: Path) -> None:
    """If the file is named, the missing table is a mistake. So is a value that is not a table."""
    path = tmp_path / PROJECT_FILE
    path.write_text("[tool.other]\n")
    assert read_table(path) is None
    with pytest.raises(ConfigError, match=r"the table \[tool\.chatlayer-session\] is missing; add it"):
        read(path, CHECKS)
    path.write_text("tool.chatlayer-session = 3\n")
    with pytest.raises(ConfigError, match=r"expected a table, found an integer"):
        read_table(path)


scalars = st.sampled_from(
    [1, 0, -1, 1.5, True, "", "x", "/a", "auto", "session", "lines", "text", "never", "1.0", "2026-12-31"]
) | st.just(date(2026, 12, 31))
anything = (
    scalars | st.lists(scalars, max_size=2) | st.dictionaries(st.sampled_from(["a", "paths"]), scalars, max_size=1)
)
entry_keys = st.sampled_from(["pointer", "reason", "until", "ticket", "other"])
drawn_entries = st.lists(st.dictionaries(entry_keys, scalars, max_size=4) | st.just(ENTRY), max_size=2)
override_keys = st.sampled_from([*sorted(PER_PATH), "x"])
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
    st.dictionaries(st.sampled_from([*CHECKS, "x"]), anything, max_size=3),
    st.fixed_dictionaries({}, optional={"accepted": drawn_entries | anything, "overrides": drawn_overrides | anything}),
)


@given(contents)
def test_configuration_without_mistakes_matches_the_schema(content: dict[str, Any]) -> None:
    """A configuration that python-jsonschema rejects has a mistake."""
    if not problems(content):
        assert conforms(content)


@given(contents)
@example({"overrides": [{"paths": [date(2026, 12, 31)], "accepted": []}]})
def test_valid_configuration_has_only_mistakes_beyond_the_schema(content: dict[str, Any]) -> None:
    """A configuration that python-jsonschema accepts has mistakes only in dates, timestamps, versions and formats.

    JSON has no dates. To python-jsonschema, an unquoted date of TOML is a string like any other.
    """
    if conforms(content):
        beyond = re.compile(r"(now|last-activity|today|format|schema-version)\b|.* found a date or a time")
        assert [problem for problem in problems(content) if not beyond.match(problem)] == []
