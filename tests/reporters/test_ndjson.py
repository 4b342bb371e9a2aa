"""NDJSON: each line stands by itself, and the last one has the counts."""

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


def test_the_lines_are_the_json_report_in_pieces(mixed: RunResult, render: Callable[[str, RunResult], str]) -> None:
    """A line for each payload that the JSON report lists, and last all of it but the payloads."""
    report = json_reporter.to_dict(mixed)
    *payloads, last = map(json.loads, render("ndjson", mixed).splitlines())
    assert payloads == report.pop("payloads")
    assert last == report
    assert len(payloads) == 5


def test_a_run_without_findings_is_its_last_line(
    run_of: RunOf, report_of: Callable[..., Report], render: Callable[[str, RunResult], str]
) -> None:
    """Payloads without findings are counted, and have no line."""
    (last,) = render("ndjson", run_of(report_of(), report_of())).splitlines()
    assert json.loads(last)["summary"]["valid"] == 2


def test_findings_that_are_left_out_are_told(
    run_of: RunOf, report_of: Callable[..., Report], render: Callable[[str, RunResult], str]
) -> None:
    """The last line says how many."""
    run = run_of(report_of(ERROR, UNSTABLE), report_of(UNSTABLE), limit=1)
    payload, last = map(json.loads, render("ndjson", run).splitlines())
    assert [finding["rule"] for finding in payload["findings"]] == ["wrong-type"]
    assert last["omitted"] == 2


def test_no_name_breaks_a_line(nasty_run: RunResult, render: Callable[[str, RunResult], str]) -> None:
    """The report is ASCII, with a line break at the end of each line only."""
    written = render("ndjson", nasty_run)
    assert written.isascii()
    assert len(written.splitlines()) == 3


@pytest.mark.parametrize("name", ["empty", "mixed", "nasty_run", "cut"])
def test_every_line_keeps_to_its_schema(
    name: str,
    run_of: RunOf,
    report_of: Callable[..., Report],
    render: Callable[[str, RunResult], str],
    request: pytest.FixtureRequest,
) -> None:
    """Those on payloads and the last one."""
    made = {"empty": run_of(), "cut": run_of(report_of(ERROR, UNSTABLE), limit=1)}
    for line in render("ndjson", made.get(name) or request.getfixturevalue(name)).splitlines():
        assert list(SCHEMA.iter_errors(json.loads(line))) == []


def test_the_schema_refuses_what_is_no_line(mixed: RunResult, render: Callable[[str, RunResult], str]) -> None:
    """A whole report is none, and neither is a line with a member too many or too few."""
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
