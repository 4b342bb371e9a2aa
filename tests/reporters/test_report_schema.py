"""The schema of the JSON report accepts every report and nothing else."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator

from chatlayer_session import UnreadableInput, Validator
from chatlayer_session.inputs.records import Origin
from chatlayer_session.reporters.runs.json import REPORT_VERSION, to_dict
from chatlayer_session.runs.collector import RunCollector
from chatlayer_session.spec.catalog import packaged_catalog
from chatlayer_session.spec.traverse import close_objects
from chatlayer_session.version import tool_version

if TYPE_CHECKING:
    from pathlib import Path

SCHEMA: Any = Draft202012Validator(close_objects(packaged_catalog().schema("report", REPORT_VERSION, "report")))


def report_on_examples(examples: Path, *, show_values: bool = False, limit: int | None = None) -> dict[str, Any]:
    """Return the report on all examples and on an unreadable input."""
    collector = RunCollector("1.0.0", limit)
    validator = Validator(show_values=show_values)
    for record, file in enumerate(sorted(examples.glob("**/*.json")), 1):
        for report in validator.validate_each(file.read_bytes(), Origin(str(file), record)):
            collector.add(report)
    collector.add_unreadable(UnreadableInput("gone.json", "is gone"))
    collector.add_unreadable(UnreadableInput("gone.json", "is gone", "look elsewhere"))
    return to_dict(collector.run())


@pytest.mark.parametrize("show_values", [True, False])
@pytest.mark.parametrize("limit", [None, 0, 5])
def test_report_on_examples_is_valid(examples: Path, limit: int | None, *, show_values: bool) -> None:
    """A report with every rule is valid and survives a round trip through JSON."""
    report = report_on_examples(examples, show_values=show_values, limit=limit)
    assert list(SCHEMA.iter_errors(report)) == []
    assert json.loads(json.dumps(report)) == report
    assert report["tool"] == {"name": "chatlayer-session", "version": tool_version()}


def test_empty_report_is_valid() -> None:
    """A report without payloads is valid."""
    assert list(SCHEMA.iter_errors(to_dict(RunCollector("1.0.0").run()))) == []


def test_counts_add_up(examples: Path) -> None:
    """The verdicts add up to the payloads, and the rules to the listed findings."""
    report = report_on_examples(examples)
    summary = report["summary"]
    assert summary["payloads"] == summary["valid"] + summary["unstable"] + summary["invalid"] == 22
    assert summary["unreadable"] == len(report["unreadable"]) == 2
    listed = [finding["rule"] for payload in report["payloads"] for finding in payload["findings"]]
    assert {rule: listed.count(rule) for rule in listed} == summary["byRule"]


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("version",), "1.0.0"),
        (("schemaVersion",), "1.0"),
        (("extra",), 1),
        (("summary", "invalid"), -1),
        (("summary", "byRule", "Not A Rule"), 1),
        (("payloads", 0, "verdict"), "fine"),
        (("payloads", 0, "kind"), 1),
        (("payloads", 0, "record"), 0),
        (("payloads", 0, "at"), "data"),
        (("payloads", 0, "findings", 0, "severity"), "warning"),
        (("payloads", 0, "findings", 0, "message"), ""),
        (("payloads", 0, "findings", 0, "line"), 0),
        (("payloads", 0, "findings", 0, "pointer"), "locale"),
        (("unreadable", 0, "message"), None),
        (("omitted",), 0),
    ],
)
def test_schema_rejects_changed_reports(examples: Path, place: tuple[str | int, ...], value: object) -> None:
    """Each change to a valid report makes it invalid."""
    report = report_on_examples(examples)
    parent: Any = report
    for step in place[:-1]:
        parent = parent[step]
    parent[place[-1]] = value
    assert not SCHEMA.is_valid(report)
