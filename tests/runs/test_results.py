"""A run: the counts of all payloads, and the reports that are listed."""

from __future__ import annotations

import pickle

import pytest

from chatlayer_session import Finding, Kind, Report, Rule, UnreadableInput, Verdict
from chatlayer_session.runs.collector import RunCollector

ERROR = Finding(Rule.WRONG_TYPE, "/botId", "no")
NOTE = Finding(Rule.UNKNOWN_VALUE, "/nlp", "no")


def report(*findings: Finding) -> Report:
    """Return a report with these findings."""
    return Report(findings, "1.0.0", Kind.SESSION)


def test_run_counts_verdicts_and_rules() -> None:
    """Valid payloads are counted and not listed, and a payload with notes is listed as valid."""
    collector = RunCollector("1.0.0")
    gone = UnreadableInput("x", "is gone")
    for added in (report(), report(ERROR, ERROR, NOTE), report(NOTE)):
        collector.add(added)
    collector.add_unreadable(gone)
    run = collector.run()
    assert run.verdicts == {Verdict.VALID: 2, Verdict.INVALID: 1}
    assert run.rules == {Rule.WRONG_TYPE: 2, Rule.UNKNOWN_VALUE: 2}
    assert list(run.listed) == [report(ERROR, ERROR, NOTE), report(NOTE)]
    assert (run.payloads, run.findings, run.unreadable, run.internal_errors) == (3, 4, (gone,), 0)
    assert [(group.finding, group.count) for group in run.groups] == [(ERROR, 2), (NOTE, 2)]


@pytest.mark.parametrize(
    ("limit", "listed", "omitted"),
    [(0, [], 4), (1, [1], 3), (2, [2], 2), (3, [2, 1], 1), (4, [2, 2], 0), (9, [2, 2], 0), (None, [2, 2], 0)],
)
def test_limit_applies_to_the_whole_run(limit: int | None, listed: list[int], omitted: int) -> None:
    """Findings beyond the limit are counted; a report without findings left is not listed."""
    collector = RunCollector("1.0.0", limit)
    collector.add(report(ERROR, NOTE))
    collector.add(report(NOTE, NOTE))
    run = collector.run()
    lengths = [len(listed_report.findings) for listed_report in run.listed]
    assert lengths == listed
    assert (run.payloads, run.findings - sum(lengths)) == (2, omitted)


def test_truncated_report_keeps_its_verdict() -> None:
    """Its entry in the report format has the findings within the limit, and the verdict on all findings."""
    collector = RunCollector("1.0.0", 1)
    collector.add(report(NOTE, ERROR))
    (listed,) = collector.run().listed
    assert listed.to_dict() == {**report(NOTE, ERROR).to_dict(), "findings": [NOTE.to_dict()]}
    assert listed.to_dict()["verdict"] == "invalid"


def test_result_does_not_change_later() -> None:
    """Reports added later are not part of it, and it can be pickled."""
    collector = RunCollector("1.0.0")
    collector.add(report(ERROR))
    collector.add_internal_error()
    run = collector.run()
    collector.add(report(ERROR))
    assert (run.payloads, run.internal_errors, len(run.listed)) == (1, 1, 1)
    assert pickle.loads(pickle.dumps(run)) == run  # noqa: S301 - made by this very test


def test_equal_findings_are_one_group() -> None:
    """A group is at its earliest record, in whichever order findings are added; each source has its own groups."""
    collector = RunCollector("1.0.0", listing=False, source="a")
    late, early = (Finding(Rule.WRONG_TYPE, "/botId", "no", line=line, column=2) for line in (9, 3))
    collector.add(Report((late,), "1.0.0", None, "a", record=9))
    collector.add_findings(3, early, 5)
    collector.add(Report((early,), "1.0.0", None, "b", record=3))
    groups = collector.run().groups
    assert [(group.source, group.record, group.finding.line, group.count) for group in groups] == [
        ("a", 3, 3, 6),
        ("b", 3, 3, 1),
    ]
    assert collector.run().listed == ()


def test_merge_shifts_records_and_lines() -> None:
    """Records and lines of later input are shifted; existing groups stay at their first finding."""
    first, second = RunCollector("1.0.0"), RunCollector("1.0.0")
    finding = Finding(Rule.WRONG_TYPE, "/botId", "no", line=4, column=2)
    first.add(Report((finding,), "1.0.0", None, "a", record=2))
    second.add(Report((finding, NOTE), "1.0.0", None, "a", record=1))
    second.add_verdict(Verdict.VALID, 7)
    second.add_verdict(Verdict.UNSTABLE, 1)
    second.add_internal_error()
    first.merge(second, records=10, lines=20)
    run = first.run()
    assert [(listed.record, listed.findings[0].line) for listed in run.listed] == [(2, 4), (11, 24)]
    assert [(group.record, group.finding.line, group.count) for group in run.groups] == [(2, 4, 2), (11, None, 1)]
    assert run.verdicts == {Verdict.INVALID: 2, Verdict.VALID: 7, Verdict.UNSTABLE: 1}
    assert run.internal_errors == 1


def test_groups_beyond_the_limit_are_only_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Memory stays bounded, and the number of findings is still right."""
    monkeypatch.setattr("chatlayer_session.runs.collector.MAX_GROUPS", 2)
    collector = RunCollector("1.0.0", listing=False)
    for number in range(5):
        collector.add(report(Finding(Rule.WRONG_TYPE, f"/{number}", "no")))
    run = collector.run()
    assert ([group.finding.pointer for group in run.groups], run.findings) == (["/0", "/1"], 5)
