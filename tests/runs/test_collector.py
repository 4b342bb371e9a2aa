"""Limits on the list of reports, which change neither counts nor the reports listed first."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from chatlayer_session import Finding, Kind, Report, Rule, Verdict
from chatlayer_session.errors import UnreadableInput
from chatlayer_session.inputs.sources import find_sources
from chatlayer_session.runs import scheduler
from chatlayer_session.runs.analysis import ValidationAnalysis
from chatlayer_session.runs.collector import MAX_LISTED, ListLimit, RunCollector
from chatlayer_session.runs.lines import LinesChecker
from chatlayer_session.runs.scheduler import LinesTask, run_tasks
from chatlayer_session.validator import ValidatorOptions

if TYPE_CHECKING:
    from pathlib import Path

    from chatlayer_session.runs.results import RunResult

ERROR = Finding(Rule.WRONG_TYPE, "/botId", "no")
UNSTABLE = Finding(Rule.UNSTABLE_FIELD, "/x", "no")


def report(*findings: Finding, record: int = 1, source: str | None = None) -> Report:
    """Return a report with these findings."""
    return Report(findings, "1.0.0", Kind.INTERNAL, source, record)


def test_invalid_payloads_have_a_separate_limit() -> None:
    """Findings of other payloads do not use up the limit of invalid payloads."""
    limit = ListLimit.of(None)
    limit.consume(Verdict.UNSTABLE, MAX_LISTED)
    assert (limit.remaining(Verdict.UNSTABLE), limit.remaining(Verdict.VALID), limit.remaining(Verdict.INVALID)) == (
        0,
        0,
        MAX_LISTED,
    )
    limit.consume(Verdict.INVALID, MAX_LISTED - 1)
    assert limit.remaining(Verdict.INVALID) == 1


def test_given_limit_applies_to_all_payloads() -> None:
    """A limit that is given replaces the default limits, even if it is higher."""
    limit = ListLimit.of(MAX_LISTED * 5)
    limit.consume(Verdict.UNSTABLE, MAX_LISTED * 3)
    assert limit.remaining(Verdict.UNSTABLE) == limit.remaining(Verdict.INVALID) == MAX_LISTED * 2


def test_no_report_is_listed_without_listing() -> None:
    """A collector that lists nothing has no space from the start."""
    collector = RunCollector("1.0.0", listing=False)
    assert not collector.has_space
    assert not collector.accepts(Verdict.INVALID)
    collector.add(report(ERROR))
    assert collector.run().listed == ()


def test_invalid_payload_after_many_others_is_listed() -> None:
    """The list keeps the order of the payloads."""
    collector = RunCollector("1.0.0", limit=ListLimit(None, 3, 2))
    for record in range(1, 6):
        collector.add(report(UNSTABLE, record=record))
    for record in range(6, 10):
        collector.add(report(ERROR, record=record))
    listed = collector.run().listed
    assert [report.record for report in listed] == [1, 2, 6, 7, 8]
    assert collector.run().findings == 9


def test_report_is_truncated_at_the_limit() -> None:
    """The findings within the limit are listed, in their order."""
    collector = RunCollector("1.0.0", limit=ListLimit(None, 3, 2))
    collector.add(report(UNSTABLE, ERROR, ERROR, UNSTABLE))
    (listed,) = collector.run().listed
    assert listed.findings == (UNSTABLE, ERROR, ERROR)


def test_reports_are_passed_on_and_kept_on_request() -> None:
    """A stream needs no list in memory, and a format that needs the list at the end can have both."""
    for keep_reports in (False, True):
        passed_on: list[Report] = []
        collector = RunCollector("1.0.0", on_report=passed_on.append, keep_reports=keep_reports)
        collector.add(report(ERROR))
        collector.add(report())
        assert passed_on == [report(ERROR)]
        assert collector.run().listed == (tuple(passed_on) if keep_reports else ())


def test_payloads_are_counted_by_source(monkeypatch: pytest.MonkeyPatch) -> None:
    """Payloads that are only counted belong to the source of the collector; the number of sources is limited."""
    monkeypatch.setattr("chatlayer_session.runs.collector.MAX_SOURCES", 2)
    collector = RunCollector("1.0.0")
    lines = RunCollector("1.0.0", source="b")
    lines.add_verdict(Verdict.VALID, 5)
    lines.add_verdict(Verdict.UNSTABLE, 2)
    for source in ("a", "a", "b", "c"):
        collector.add(report(ERROR, source=source))
        collector.merge(lines) if source == "b" else None
    run = collector.run()
    assert run.sources == {
        "a": {Verdict.INVALID: 2},
        "b": {Verdict.INVALID: 1, Verdict.VALID: 5, Verdict.UNSTABLE: 2},
    }
    assert run.verdicts == {Verdict.INVALID: 4, Verdict.VALID: 5, Verdict.UNSTABLE: 2}


def test_group_names_its_first_payload() -> None:
    """The pointer of a group is that of its earliest finding, also after a merge."""
    first, second = (replace(report(ERROR, record=record), at=f"/{record}") for record in (1, 2))
    collector, later = RunCollector("1.0.0"), RunCollector("1.0.0")
    collector.add(second)
    later.add(first)
    collector.merge(later)
    assert [(group.at, group.count) for group in collector.run().groups] == [("/1", 2)]


def run_over(name: str, jobs: int, max_findings: int | None = None) -> RunResult:
    """Return the result of a run over a source, collected as by the command."""
    analysis = partial(ValidationAnalysis, ValidatorOptions(), max_findings=max_findings)
    collector = RunCollector("1.1.0", max_findings)
    records = lines = 0
    for result in run_tasks(list(find_sources([name])), analysis, jobs):
        assert not isinstance(result, UnreadableInput)
        assert isinstance(result.task, LinesTask)
        assert isinstance(result.accumulator, RunCollector)
        collector.merge(result.accumulator, records, lines)
        records, lines = records + result.records, lines + result.lines
    return collector.run()


@pytest.fixture
def log(tmp_path: Path, documented: dict[str, Any]) -> str:
    """A file of JSON Lines with unstable payloads before and between invalid ones."""
    unstable = json.dumps({**documented, "lastIntent": "x", "other": 1})
    wrong = json.dumps({**documented, "botId": 5})
    path = tmp_path / "log.ndjson"
    path.write_text("\n".join([unstable] * 200 + [wrong, unstable] * 20 + [json.dumps(documented)] * 50))
    return str(path)


@pytest.mark.parametrize("max_findings", [None, 0, 5, 403, 100_000])
@pytest.mark.parametrize("size", [2_000, 1 << 20])
def test_list_limits_change_nothing_else(
    log: str, monkeypatch: pytest.MonkeyPatch, max_findings: int | None, size: int
) -> None:
    """With any number of processes and any chunk size, the list is the start of the whole list, and counts stay."""
    monkeypatch.setattr(scheduler, "CHUNK_SIZE", size)
    monkeypatch.setattr(scheduler, "SINGLE_PROCESS_BYTES", 10_000)
    whole = run_over(log, 1, 100_000)
    assert len(whole.listed) == 240
    monkeypatch.setattr("chatlayer_session.runs.collector.MAX_LISTED", 13)
    for jobs in (1, 2):
        run = run_over(log, jobs, max_findings)
        assert (run.verdicts, run.rules, run.groups, run.sources) == (
            whole.verdicts,
            whole.rules,
            whole.groups,
            whole.sources,
        )
        assert run.listed == expected_list(whole, max_findings)


def expected_list(whole: RunResult, max_findings: int | None) -> tuple[Report, ...]:
    """Return the part of the whole list within the limits."""
    limit = ListLimit(max_findings, *((13, 13) if max_findings is None else (None, None)))
    listed: list[Report] = []
    for report in whole.listed:
        truncated = report.truncated(limit.remaining(report.verdict))
        limit.consume(report.verdict, len(truncated.findings))
        listed += [truncated] if truncated.findings else []
    return tuple(listed)


def test_unlisted_payloads_use_the_fast_path(log: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Once the list is full, few payloads are validated in full."""
    validated: list[int] = []
    reports = LinesChecker._reports

    def count(self: LinesChecker, line: bytes, *rest: Any) -> list[Report]:
        validated.append(len(line))
        return reports(self, line, *rest)

    monkeypatch.setattr(LinesChecker, "_reports", count)
    run_over(log, 1, 3)
    assert len(validated) < 30
    validated.clear()
    run_over(log, 1)
    assert len(validated) >= 240
