"""A run: counts of all payloads, and the reports worth listing."""

from __future__ import annotations

import pickle

import pytest

from chatlayer_session import Finding, Kind, Report, Rule, UnreadableInput, Verdict
from chatlayer_session.runs import Collector

ERROR = Finding(Rule.WRONG_TYPE, "/botId", "no")
NOTE = Finding(Rule.UNKNOWN_VALUE, "/nlp", "no")


def report(*findings: Finding) -> Report:
    """Return a report with these findings."""
    return Report(findings, "1.0.0", Kind.SESSION)


def test_a_run_counts_payloads_by_verdict_and_findings_by_rule() -> None:
    """Valid payloads are counted and not listed, notes are listed without making a payload other than valid."""
    collector = Collector("1.0.0")
    gone = UnreadableInput("x", "is gone")
    for outcome in (report(), report(ERROR, ERROR, NOTE), gone, report(NOTE)):
        collector.add(outcome)
    run = collector.run()
    assert run.verdicts == {Verdict.VALID: 2, Verdict.INVALID: 1}
    assert run.rules == {Rule.WRONG_TYPE: 2, Rule.UNKNOWN_VALUE: 2}
    assert [each.report for each in run.listed] == [report(ERROR, ERROR, NOTE), report(NOTE)]
    assert (run.payloads, run.unreadable, run.omitted, run.defects) == (3, (gone,), 0, 0)


@pytest.mark.parametrize(
    ("limit", "listed", "omitted"),
    [(0, [], 4), (1, [1], 3), (2, [2], 2), (3, [2, 1], 1), (4, [2, 2], 0), (9, [2, 2], 0), (None, [2, 2], 0)],
)
def test_a_limit_is_on_the_findings_of_the_whole_run(limit: int | None, listed: list[int], omitted: int) -> None:
    """What is beyond it is counted as omitted; a report without findings left is not listed."""
    collector = Collector("1.0.0", limit)
    collector.add(report(ERROR, NOTE))
    collector.add(report(NOTE, NOTE))
    run = collector.run()
    assert [len(each.findings) for each in run.listed] == listed
    assert (run.omitted, run.payloads, sum(run.rules.values())) == (omitted, 2, 4)


def test_a_listed_report_has_the_findings_that_there_was_room_for() -> None:
    """Its entry in the report format lists those, with the verdict on all."""
    collector = Collector("1.0.0", 1)
    collector.add(report(NOTE, ERROR))
    (listed,) = collector.run().listed
    assert listed.to_dict() == {**report(NOTE, ERROR).to_dict(), "findings": [NOTE.to_dict()]}
    assert listed.to_dict()["verdict"] == "invalid"


def test_a_run_is_a_picture_of_the_moment() -> None:
    """What is added later is not in it, and it pickles."""
    collector = Collector("1.0.0")
    collector.add(report(ERROR))
    collector.add_defect()
    run = collector.run()
    collector.add(report(ERROR))
    assert (run.payloads, run.defects, len(run.listed)) == (1, 1, 1)
    assert pickle.loads(pickle.dumps(run)) == run  # noqa: S301 - made by this very test
