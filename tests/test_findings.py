"""Findings, reports and what they weigh."""

from __future__ import annotations

import copy
import pickle
from dataclasses import FrozenInstanceError, fields

import pytest

from chatlayer_session import Finding, InvalidPayload, Kind, Report, Rule, Severity, Verdict

ERROR = Finding(Rule.MISSING_FIELD, "/locale", "`locale` is missing", "add it", 3, 5, "urn:x#/required")
UNSTABLE = Finding(Rule.UNSTABLE_FIELD, "/lastIntent", "not a documented field")
NOTE = Finding(Rule.UNKNOWN_VALUE, "/nlp/sentiment/name", "not one of the known values")


def report(*findings: Finding) -> Report:
    """Return a report with these findings."""
    return Report(findings, "1.0.0", Kind.INTERNAL, "a.jsonl", 7, "/data/0")


def test_the_list_of_rules_is_closed() -> None:
    """The names and severities of the rules are these, for other programs rely on them."""
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
    }


@pytest.mark.parametrize("rule", Rule)
def test_every_rule_says_what_it_finds_in_one_sentence(rule: Rule) -> None:
    """A summary starts with a capital and has one full stop, at its end."""
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
def test_the_worst_finding_makes_the_verdict(findings: tuple[Finding, ...], verdict: Verdict) -> None:
    """An error outweighs an unstable field, and notes weigh nothing."""
    assert report(*findings).verdict is verdict


@pytest.mark.parametrize("findings", [(), (NOTE,), (UNSTABLE,)])
def test_a_payload_that_is_not_invalid_raises_nothing(findings: tuple[Finding, ...]) -> None:
    """raise_for_invalid leaves valid payloads and unstable ones alone."""
    report(*findings).raise_for_invalid()


def test_an_invalid_payload_raises_an_error_that_names_the_first_mistake() -> None:
    """The error has the rule, the place, the message and the number of other errors; notes are not counted."""
    with pytest.raises(InvalidPayload) as caught:
        report(UNSTABLE, ERROR, NOTE, ERROR).raise_for_invalid()
    assert str(caught.value) == "missing-field at line 3, column 5: `locale` is missing (and 1 more)"
    assert caught.value.report == report(UNSTABLE, ERROR, NOTE, ERROR)


@pytest.mark.parametrize(("pointer", "place"), [("/locale", "/locale"), ("", "the root")])
def test_an_error_without_a_line_names_the_pointer(pointer: str, place: str) -> None:
    """For a payload that was parsed elsewhere the place is the pointer."""
    with pytest.raises(InvalidPayload) as caught:
        report(Finding(Rule.WRONG_TYPE, pointer, "expected an object, found null")).raise_for_invalid()
    assert str(caught.value) == f"wrong-type at {place}: expected an object, found null"


def test_a_finding_becomes_an_entry_of_the_report_format() -> None:
    """Every attribute has its name there, and a value stands there only where values were asked for."""
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


def test_a_report_becomes_an_entry_of_the_report_format() -> None:
    """Kind and verdict are their names, and what is not known is null."""
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
    """What comes back from another process equals what was sent."""
    assert pickle.loads(pickle.dumps(value)) == value  # noqa: S301 - made by this very test
    assert copy.deepcopy(value) == value


def test_an_invalid_payload_error_pickles_with_its_report() -> None:
    """The error can be raised in one process and caught in another."""
    error = pickle.loads(pickle.dumps(InvalidPayload(report(ERROR))))  # noqa: S301 - made by this very test
    assert isinstance(error, InvalidPayload)
    assert error.report == report(ERROR)
    assert error.args == (report(ERROR),)
    assert str(error) == str(InvalidPayload(report(ERROR)))


@pytest.mark.parametrize("value", [ERROR, report(ERROR)])
def test_findings_and_reports_cannot_be_changed(value: Finding | Report) -> None:
    """Setting any attribute raises."""
    for each in fields(value):
        with pytest.raises(FrozenInstanceError):
            setattr(value, each.name, None)


def test_findings_and_reports_can_be_counted_and_compared() -> None:
    """Equal ones are equal and hash alike, and other ones differ."""
    assert len({ERROR, Finding(*[getattr(ERROR, each.name) for each in fields(ERROR)]), NOTE}) == 2
    assert len({report(ERROR), report(ERROR), report(NOTE)}) == 2
