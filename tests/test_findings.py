"""Findings, reports and verdicts."""

from __future__ import annotations

import copy
import pickle
from dataclasses import FrozenInstanceError, fields, replace

import pytest

from chatlayer_session import Finding, InvalidPayload, Kind, Report, Rule, Severity, Verdict
from chatlayer_session.issues import MAX_ISSUES, Issue, IssueList

ERROR = Finding(Rule.MISSING_FIELD, "/locale", "`locale` is missing", "add it", 3, 5, "urn:x#/required")
UNSTABLE = Finding(Rule.UNSTABLE_FIELD, "/lastIntent", "not a documented field")
NOTE = Finding(Rule.UNKNOWN_VALUE, "/nlp/sentiment/name", "not one of the known values")


def report(*findings: Finding) -> Report:
    """Return a report with these findings."""
    return Report(findings, "1.0.0", Kind.INTERNAL, "a.jsonl", 7, "/data/0")


def test_rules_and_severities_are_stable() -> None:
    """Other programs rely on the names and severities of the rules."""
    assert {rule.value: rule.severity.value for rule in Rule} == {
        "syntax": "error",
        "encoding": "error",
        "duplicate-key": "error",
        "not-a-number": "error",
        "too-deep": "error",
        "byte-order-mark": "note",
        "missing-field": "error",
        "wrong-type": "error",
        "value-not-allowed": "error",
        "out-of-range": "error",
        "unstable-field": "unstable",
        "unknown-value": "note",
        "too-large": "error",
        "nearly-too-large": "note",
        "read-only": "error",
        "reserved-namespace": "error",
        "expired": "error",
        "accepted-expired": "unstable",
        "unstable-read": "unstable",
        "misspelled-read": "error",
        "undeclared-read": "error",
        "write-to-internal": "error",
        "lost-write": "note",
        "deprecated-read": "note",
        "unresolved-read": "note",
        "unguaranteed-read": "error",
        "broken-assumption": "error",
        "unused-read": "note",
    }


@pytest.mark.parametrize("rule", Rule)
def test_summary_is_one_sentence(rule: Rule) -> None:
    """The summary of a rule starts with a capital and has one full stop, at its end."""
    assert rule.summary[0].isupper()
    assert rule.summary.endswith(".")
    assert rule.summary.count(". ") == 0


@pytest.mark.parametrize(
    ("findings", "verdict"),
    [
        ((), Verdict.VALID),
        ((NOTE,), Verdict.VALID),
        ((UNSTABLE,), Verdict.UNSTABLE),
        ((NOTE, UNSTABLE), Verdict.UNSTABLE),
        ((ERROR,), Verdict.INVALID),
        ((NOTE, UNSTABLE, ERROR), Verdict.INVALID),
    ],
)
def test_highest_severity_decides_the_verdict(findings: tuple[Finding, ...], verdict: Verdict) -> None:
    """An error outweighs an unstable field, and notes do not count."""
    assert report(*findings).verdict is verdict


@pytest.mark.parametrize("findings", [(), (NOTE,), (UNSTABLE,)])
def test_raise_for_invalid_accepts_other_verdicts(findings: tuple[Finding, ...]) -> None:
    """Valid and unstable payloads raise no error."""
    report(*findings).raise_for_invalid()


def test_invalid_payload_names_the_first_error() -> None:
    """The message has the rule, the place, the text and the number of other errors, without notes."""
    with pytest.raises(InvalidPayload) as error:
        report(UNSTABLE, ERROR, NOTE, ERROR).raise_for_invalid()
    assert str(error.value) == "missing-field at line 3, column 5: `locale` is missing (and 1 more)"
    assert error.value.report == report(UNSTABLE, ERROR, NOTE, ERROR)


@pytest.mark.parametrize(("pointer", "place"), [("/locale", "/locale"), ("", "the root")])
def test_invalid_parsed_payload_names_the_pointer(pointer: str, place: str) -> None:
    """Without a line, the place is the pointer."""
    with pytest.raises(InvalidPayload) as error:
        report(Finding(Rule.WRONG_TYPE, pointer, "expected an object, found null")).raise_for_invalid()
    assert str(error.value) == f"wrong-type at {place}: expected an object, found null"


def test_finding_as_an_entry_of_a_report() -> None:
    """Every attribute has a member; the value has one only if values are shown."""
    entry = {
        "rule": "missing-field",
        "severity": "error",
        "pointer": "/locale",
        "line": 3,
        "column": 5,
        "message": "`locale` is missing",
        "hint": "add it",
        "schemaPointer": "urn:x#/required",
    }
    assert ERROR.to_dict() == entry
    with_value = Finding(ERROR.rule, "/locale", ERROR.message, "add it", 3, 5, "urn:x#/required", '"x"')
    assert with_value.to_dict() == {**entry, "value": '"x"'}


def test_report_as_an_entry_of_a_report() -> None:
    """Kind and verdict are names, and unknown values are null."""
    assert report(NOTE).to_dict() == {
        "source": "a.jsonl",
        "record": 7,
        "at": "/data/0",
        "kind": "internal",
        "verdict": "valid",
        "findings": [NOTE.to_dict()],
    }
    unknown = Report((), "1.0.0", None).to_dict()
    assert (unknown["source"], unknown["record"], unknown["at"], unknown["kind"]) == (None, None, "", None)


@pytest.mark.parametrize("value", [ERROR, report(ERROR, NOTE), Verdict.UNSTABLE, Rule.SYNTAX, Severity.NOTE])
def test_findings_and_reports_pickle_and_copy(value: object) -> None:
    """A value that was sent to a different process is equal there."""
    assert pickle.loads(pickle.dumps(value)) == value  # noqa: S301 - made by this very test
    assert copy.deepcopy(value) == value


def test_invalid_payload_pickles_with_its_report() -> None:
    """The error can be raised in one process and handled in another."""
    error = pickle.loads(pickle.dumps(InvalidPayload(report(ERROR))))  # noqa: S301 - made by this very test
    assert isinstance(error, InvalidPayload)
    assert error.report == report(ERROR)
    assert error.args == (report(ERROR),)
    assert str(error) == str(InvalidPayload(report(ERROR)))


@pytest.mark.parametrize("value", [ERROR, report(ERROR)])
def test_findings_and_reports_are_immutable(value: Finding | Report) -> None:
    """Setting any attribute raises."""
    for attribute in fields(value):
        with pytest.raises(FrozenInstanceError):
            setattr(value, attribute.name, None)


def test_findings_and_reports_are_hashable() -> None:
    """Equal ones have the same hash, and different ones differ."""
    assert len({ERROR, Finding(*[getattr(ERROR, attribute.name) for attribute in fields(ERROR)]), NOTE}) == 2
    assert len({report(ERROR), report(ERROR), report(NOTE)}) == 2


def test_issues_are_kept_up_to_a_limit() -> None:
    """Issues beyond the limit are counted by rule, but the first of each rule is kept, so that the verdict is shown."""
    issues = IssueList()
    rules = [Rule.UNSTABLE_FIELD] * (MAX_ISSUES + 3) + [Rule.SYNTAX] * 4 + [Rule.UNSTABLE_FIELD]
    for number, rule in enumerate(rules):
        if issues.try_reserve(rule):
            issues.append(Issue(rule, (), number, "message"))
    assert [issue.anchor for issue in issues] == [*range(MAX_ISSUES), MAX_ISSUES + 3]
    assert issues.omitted == {Rule.UNSTABLE_FIELD: 4, Rule.SYNTAX: 3}


def test_omitted_findings_decide_the_verdict() -> None:
    """A report counts what it does not list, whichever limit is the reason."""
    long = replace(report(NOTE, UNSTABLE), omitted={Rule.WRONG_TYPE: 2, UNSTABLE.rule: 1})
    assert long.verdict is Verdict.INVALID
    short = long.truncated(1)
    assert (short.findings, short.omitted) == ((NOTE,), {Rule.WRONG_TYPE: 2, UNSTABLE.rule: 2})


@pytest.mark.parametrize("limit", [None, 0, 1, 2, 3])
def test_report_is_truncated_beyond_its_limit(limit: int | None) -> None:
    """A report that fits is the same object, and what is left out is counted by rule."""
    findings = (Finding(Rule.WRONG_TYPE, "/a", "m"), Finding(Rule.UNSTABLE_FIELD, "/b", "m"))
    report = Report(findings, "1.0.0", Kind.SESSION)
    truncated = report.truncated(limit)
    assert truncated.findings == findings[:limit]
    assert dict(truncated.omitted) == {finding.rule: 1 for finding in findings[len(truncated.findings) :]}
    assert (truncated is report) is (limit not in {0, 1})
    assert truncated.verdict is report.verdict
