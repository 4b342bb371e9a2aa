"""NDJSON: independent lines, the last of which is the summary."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry

from chatlayer_session.reporters.runs import json as json_reporter
from chatlayer_session.spec.catalog import packaged_catalog
from chatlayer_session.spec.traverse import close_objects

from .conftest import ERROR, UNSTABLE

SCHEMAS = {
    identifier: close_objects(schema)
    for identifier, schema in packaged_catalog().schemas("report", json_reporter.REPORT_VERSION).items()
}
SCHEMA: Any = Draft202012Validator(
    close_objects(packaged_catalog().schema("report", json_reporter.REPORT_VERSION, "line")),
    registry=Registry[Any]().with_contents(SCHEMAS.items()),
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from chatlayer_session import Report
    from chatlayer_session.runs.results import RunResult

    from .conftest import RunOf


def test_lines_equal_the_json_report(mixed: RunResult, render: Callable[[str, RunResult], str]) -> None:
    """The lines are the payloads of the JSON report and the rest of that report."""
    report = json_reporter.to_dict(mixed)
    *payloads, last = map(json.loads, render("ndjson", mixed).splitlines())
    assert payloads == report.pop("payloads")
    assert last == report
    assert len(payloads) == 5


def test_clean_run_is_one_line(
    run_of: RunOf, report_of: Callable[..., Report], render: Callable[[str, RunResult], str]
) -> None:
    """Payloads without findings are only counted."""
    (last,) = render("ndjson", run_of(report_of(), report_of())).splitlines()
    assert json.loads(last)["summary"]["valid"] == 2


def test_omitted_findings_are_counted(
    run_of: RunOf, report_of: Callable[..., Report], render: Callable[[str, RunResult], str]
) -> None:
    """The last line counts the omitted findings."""
    run = run_of(report_of(ERROR, UNSTABLE), report_of(UNSTABLE), limit=1)
    payload, last = map(json.loads, render("ndjson", run).splitlines())
    assert [finding["rule"] for finding in payload["findings"]] == ["wrong-type"]
    assert last["omitted"] == 2


def test_names_cannot_break_a_line(nasty_run: RunResult, render: Callable[[str, RunResult], str]) -> None:
    """The report is ASCII, and only the end of a line is a line break."""
    written = render("ndjson", nasty_run)
    assert written.isascii()
    assert len(written.splitlines()) == 3


@pytest.mark.parametrize("name", ["empty", "mixed", "nasty_run", "cut"])
def test_lines_match_the_schema(
    name: str,
    run_of: RunOf,
    report_of: Callable[..., Report],
    render: Callable[[str, RunResult], str],
    request: pytest.FixtureRequest,
) -> None:
    """Lines on payloads and the last line are valid."""
    made = {"empty": run_of(), "cut": run_of(report_of(ERROR, UNSTABLE), limit=1)}
    for line in render("ndjson", made.get(name) or request.getfixturevalue(name)).splitlines():
        assert list(SCHEMA.iter_errors(json.loads(line))) == []


def test_schema_rejects_other_documents(mixed: RunResult, render: Callable[[str, RunResult], str]) -> None:
    """A whole report, and a line with an extra or a missing member, are invalid."""
    payload, *_, last = map(json.loads, render("ndjson", mixed).splitlines())
    for wrong in (
        json_reporter.to_dict(mixed),
        {**payload, "extra": 1},
        {**last, "extra": 1},
        {name: value for name, value in payload.items() if name != "verdict"},
        {name: value for name, value in last.items() if name != "summary"},
        {**last, "version": "1.0.0"},
        {**payload, **last},
    ):
        assert not SCHEMA.is_valid(wrong)
