"""How much a list takes, and that its limits change neither counts nor what is listed first."""

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


def test_invalid_payloads_have_room_of_their_own() -> None:
    """What other payloads take does not make it less."""
    room = ListLimit.of(None)
    room.consume(Verdict.UNSTABLE, MAX_LISTED)
    assert (room.remaining(Verdict.UNSTABLE), room.remaining(Verdict.VALID), room.remaining(Verdict.INVALID)) == (
        0,
        0,
        MAX_LISTED,
    )
    room.consume(Verdict.INVALID, MAX_LISTED - 1)
    assert room.remaining(Verdict.INVALID) == 1


def test_a_limit_that_was_asked_for_is_on_all_together() -> None:
    """However many findings that is."""
    room = ListLimit.of(MAX_LISTED * 5)
    room.consume(Verdict.UNSTABLE, MAX_LISTED * 3)
    assert room.remaining(Verdict.UNSTABLE) == room.remaining(Verdict.INVALID) == MAX_LISTED * 2


def test_nothing_is_listed_where_no_format_lists() -> None:
    """There is no room from the start."""
    collector = RunCollector("1.0.0", listing=False)
    assert not collector.has_space
    assert not collector.accepts(Verdict.INVALID)
    collector.add(report(ERROR))
    assert collector.run().listed == ()


def test_an_invalid_payload_behind_any_number_of_others_is_listed() -> None:
    """The list keeps the order in which payloads came."""
    collector = RunCollector("1.0.0", limit=ListLimit(None, 3, 2))
    for record in range(1, 6):
        collector.add(report(UNSTABLE, record=record))
    for record in range(6, 10):
        collector.add(report(ERROR, record=record))
    listed = collector.run().listed
    assert [each.record for each in listed] == [1, 2, 6, 7, 8]
    assert collector.run().findings == 9


def test_a_payload_is_listed_in_part_where_room_ends() -> None:
    """The findings that there is room for are listed, in their order."""
    collector = RunCollector("1.0.0", limit=ListLimit(None, 3, 2))
    collector.add(report(UNSTABLE, ERROR, ERROR, UNSTABLE))
    (listed,) = collector.run().listed
    assert listed.findings == (UNSTABLE, ERROR, ERROR)


def test_a_sink_gets_what_is_listed_and_nothing_is_kept_unless_asked() -> None:
    """So that a stream takes no memory; a format that needs the list at the end can have it too."""
    for keeping in (False, True):
        taken: list[Report] = []
        collector = RunCollector("1.0.0", on_report=taken.append, keep_reports=keeping)
        collector.add(report(ERROR))
        collector.add(report())
        assert taken == [report(ERROR)]
        assert collector.run().listed == (tuple(taken) if keeping else ())


def test_a_run_counts_the_payloads_of_each_source(monkeypatch: pytest.MonkeyPatch) -> None:
    """Up to a number of sources; payloads that are only counted are those of the collector's source."""
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


def test_a_group_names_the_place_of_its_first_payload() -> None:
    """The place is that of the earliest finding, also when groups are merged."""
    first, second = (replace(report(ERROR, record=record), at=f"/{record}") for record in (1, 2))
    collector, later = RunCollector("1.0.0"), RunCollector("1.0.0")
    collector.add(second)
    later.add(first)
    collector.merge(later)
    assert [(group.at, group.count) for group in collector.run().groups] == [("/1", 2)]


def run_over(name: str, jobs: int, max_findings: int | None = None) -> RunResult:
    """Return what is found in a source, as the command gathers it."""
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
    """A file of JSON Lines in which unstable payloads come before and between invalid ones."""
    unstable = json.dumps({**documented, "lastIntent": "x", "other": 1})
    wrong = json.dumps({**documented, "botId": 5})
    path = tmp_path / "log.ndjson"
    path.write_text("\n".join([unstable] * 200 + [wrong, unstable] * 20 + [json.dumps(documented)] * 50))
    return str(path)


@pytest.mark.parametrize("max_findings", [None, 0, 5, 403, 100_000])
@pytest.mark.parametrize("size", [2_000, 1 << 20])
def test_limits_on_the_list_change_nothing_else(
    log: str, monkeypatch: pytest.MonkeyPatch, max_findings: int | None, size: int
) -> None:
    """In one process and in several, in chunks of any size, the list is the head of the whole one, and counts stay."""
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
    """Return the part of the whole list that limits leave."""
    room = ListLimit(max_findings, *((13, 13) if max_findings is None else (None, None)))
    listed: list[Report] = []
    for report in whole.listed:
        truncated = report.truncated(room.remaining(report.verdict))
        room.consume(report.verdict, len(truncated.findings))
        listed += [truncated] if truncated.findings else []
    return tuple(listed)


def test_payloads_that_are_not_listed_go_the_quick_way(log: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Once the list has no room for them, few payloads are looked at one by one."""
    looked_at: list[int] = []
    reports = LinesChecker._reports

    def counted(self: LinesChecker, line: bytes, *rest: Any) -> list[Report]:
        looked_at.append(len(line))
        return reports(self, line, *rest)

    monkeypatch.setattr(LinesChecker, "_reports", counted)
    run_over(log, 1, 3)
    assert len(looked_at) < 30
    looked_at.clear()
    run_over(log, 1)
    assert len(looked_at) >= 240
