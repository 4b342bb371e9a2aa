"""The output and the exit codes of `chatlayer-session schema test`."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from chatlayer_session import Origin
from chatlayer_session.analyses.cases import PAYLOADS, ConformanceAnalysis
from chatlayer_session.parsing import positions
from chatlayer_session.runs.collector import RunCollector
from chatlayer_session.spec.catalog import packaged_catalog
from chatlayer_session.validator import ValidatorOptions

if TYPE_CHECKING:
    from ..conftest import Command


def cases_file(folder: Path, *tests: Any, reference: str = "urn:chatlayer-session:session:1.1.0:write") -> str:
    """Write a file with one group of cases, and return its path."""
    groups = [{"description": "a write", "schema": {"$ref": reference}, "tests": tests}]
    (folder / "cases.json").write_text(json.dumps(groups, indent=1), encoding="utf-8")
    return "cases.json"


def test_cases_of_the_specification_pass(command: Command) -> None:
    """Every conformance case in the installed files passes, and counts as a valid payload."""
    root = packaged_catalog().root
    files = sorted(str(path) for path in root.glob("session/*/conformance/*.json"))
    count = sum(len(group["tests"]) for path in files for group in json.loads(Path(path).read_bytes()))
    outcome = command("schema", "test", *files)
    assert (outcome.status, outcome.stdout) == (0, f"{count:,} cases: {count:,} passed, 0 failed\n")
    assert count > 500


def test_failed_case_is_reported_at_its_payload(command: Command) -> None:
    """A case fails if the schema rejects a valid payload or accepts an invalid one; each has its place and its name."""
    write = {"namespace": "order", "data": {}}
    tests = [
        {"description": "right", "data": write, "valid": True},
        {"description": "too strict", "data": write, "valid": False},
        {"description": "too\nlax", "data": {"namespace": "order"}, "valid": True},
        {"description": "also right", "data": {"namespace": 1}, "valid": False},
    ]
    path = cases_file(command.folder, *tests)
    reports = ("json=out.json", "junit=out.xml", "markdown=out.md")
    outcome = command("schema", "test", "--format", "text", *(f"--format={report}" for report in reports), path)
    assert outcome.status == 1
    assert outcome.stdout.splitlines() == [
        "cases.json:18:13: error[value-not-allowed]: expected an invalid payload at /0/tests/1/data, found a valid one "
        "(case: a write: too strict)",
        "  hint: change the payload, or set `valid` to true",
        "cases.json:26:13: error[missing-field] /data: required field `data` is missing (case: a write: too\\u000alax)",
        "4 cases: 2 passed, 2 failed",
    ]
    listed = json.loads((command.folder / "out.json").read_bytes())["payloads"]
    assert [entry["at"] for entry in listed] == ["/0/tests/1/data", "/0/tests/2/data"]
    for text in ('name="/0/tests/2/data"', "is missing (case: a write: too", 'name="other cases"', ">2 cases\n"):
        assert text in (command.folder / "out.xml").read_text(encoding="utf-8")
    assert (
        "\n| cases | passed | failed |\n| --: | --: | --: |\n| 4 | 2 | 2 |\n" in (command.folder / "out.md").read_text()
    )


def test_failed_case_without_a_name_has_its_place_only(command: Command) -> None:
    """A long name is cut, and anything but a string is left out."""
    tests = [
        {"description": name, "data": {"namespace": "order"}, "valid": True} for name in ("x" * 1_000, 3, None, "")
    ]
    outcome = command.forked("schema", "test", cases_file(command.folder, *tests))
    names = re.findall(r"is missing \(case: ([^)]*)\)$", outcome.stdout, re.MULTILINE)
    assert names == [f"a write: {'x' * 90}\u2026"]
    assert "(case: a write) (3 times, lines " in outcome.stdout


def test_run_without_cases_fails_unless_that_is_allowed(command: Command) -> None:
    """The hint names the option, and the note of a run that is allowed to be empty says so."""
    (command.folder / "cases.ndjson").touch()
    refused = command.forked("schema", "test", "cases.ndjson")
    assert (refused.status, refused.stdout.splitlines()[1:]) == (
        4,
        [
            "  hint: check the content, or pass --allow-empty",
            "0 cases: 0 passed, 0 failed; 1 input could not be read",
        ],
    )
    allowed = command.forked("schema", "test", "--allow-empty", "cases.ndjson")
    assert (allowed.status, allowed.stdout) == (0, "0 cases: 0 passed, 0 failed\n")
    assert allowed.stderr == "note: no case was checked\n"


def test_cases_can_be_lines(command: Command) -> None:
    """A record is a document with cases, and a line above the limit is unreadable."""
    path = cases_file(command.folder, {"data": {"namespace": "order", "data": {}}, "valid": False})
    document = json.dumps(json.loads((command.folder / path).read_text()))
    (command.folder / "c.txt").write_text(f"{document}\n{document}\n{json.dumps('x' * 1_100_000)}\n")
    outcome = command.forked("schema", "test", "--input-format", "lines", "--max-line-size", "1", "c.txt")
    assert outcome.status == 4
    assert "hint: raise the limit with --max-line-size" in outcome.stdout
    summary = "2 cases: 0 passed, 2 failed; 1 input could not be read"
    assert outcome.stdout.splitlines()[-1] == summary


def test_failing_cases_share_their_scans_of_the_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each failing case has its own place, but the text is scanned no more often for fifty of them than for five."""
    run = positions._Scanner.run
    scans: list[int] = []
    for count in (5, 50):
        cases = cases_file(tmp_path, *[{"data": {"namespace": "x", "data": {}}, "valid": False}] * count)
        collector = RunCollector("1.1.0")
        analysis = ConformanceAnalysis(ValidatorOptions(at=PAYLOADS), lambda *error: pytest.fail(str(error)))
        calls: list[object] = []

        def counted(self: Any, *arguments: Any, calls: list[object] = calls) -> Any:
            calls.append(self)
            return run(self, *arguments)

        monkeypatch.setattr(positions._Scanner, "run", counted)
        analysis.document(Origin(cases), (tmp_path / cases).read_bytes(), collector)
        lines = [report.findings[0].line for report in collector.run().listed]
        assert len(set(lines)) == len(lines) == count
        scans.append(len(calls))
    assert scans[0] == scans[1] > 0


@pytest.mark.parametrize(
    ("groups", "reason"),
    [
        ([], "expected a list of groups"),
        ({"tests": []}, "expected a list of groups"),
        ([{"schema": {"$ref": "urn:chatlayer-session:session:1.1.0:write"}, "tests": []}], "/0: expected `schema` "),
        ([{"schema": {"type": "object"}, "tests": [{}]}], "/0: expected `schema` "),
        (
            [{"schema": {"$ref": "urn:chatlayer-session:session:1.1.0:write"}, "tests": [{"data": 1, "valid": 1}]}],
            "/0/tests/0: expected `data`, and `valid` as true or false",
        ),
        (
            [{"schema": {"$ref": "urn:chatlayer-session:session:1.0.0:write"}, "tests": [{"data": 1, "valid": True}]}],
            "schema version 1.0.0 has no kind 'write'",
        ),
    ],
)
def test_file_without_cases_is_unreadable(command: Command, groups: Any, reason: str) -> None:
    """A document that is not in the format of cases fails the run, so that no run passes without a case."""
    (command.folder / "cases.json").write_text(json.dumps(groups), encoding="utf-8")
    outcome = command("schema", "test", "cases.json")
    assert outcome.status == 4
    assert f"cases.json: unreadable: invalid cases: {reason}" in outcome.stdout
