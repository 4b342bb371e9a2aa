"""The text report of a run, names that forge nothing in text and JSON, and a reporter for every format."""

from __future__ import annotations

import json

import pytest

from chatlayer_session import Finding, Kind, Report, Rule, UnreadableInput
from chatlayer_session.reporters.runs import FORMATS
from chatlayer_session.reporters.style import Style
from chatlayer_session.runs.collector import RunCollector

from .conftest import ERROR, NOTE, UNSTABLE

OTHER = Finding(Rule.UNSTABLE_FIELD, "/history", "not a documented field", "accept it", 5, 3)

# All that the text of a log must not carry: ends of lines, colours, directions, halves of pairs, invisible names.
NASTY = (
    "a\nb.json:1:1: error[syntax]: forged\r\x1b[2J\x1b]0;t\x07\u202e\u2028\u0085\x00\udc80\u200b\U000e0041"
    + "x" * 10_000
)


def report(*findings: Finding, source: str | None = "a.json", record: int | None = None) -> Report:
    """Return a report with these findings."""
    return Report(findings, "1.0.0", Kind.INTERNAL, source, record)


def text(*outcomes: Report | UnreadableInput, limit: int | None = None, coloured: bool = False) -> str:
    """Return the text report on these outcomes."""
    collector = RunCollector("1.0.0", limit)
    for outcome in outcomes:
        if isinstance(outcome, UnreadableInput):
            collector.add_unreadable(outcome)
        else:
            collector.add(outcome)
    return FORMATS.load("text").render(collector.run(), Style(color=coloured))


def test_a_mixed_run_is_told_whole() -> None:
    """Lines in the manner of compilers, hints below, then what could not be read, then the counts."""
    assert text(
        report(NOTE, ERROR, UNSTABLE, OTHER),
        report(source="b.json"),
        report(OTHER, source="c.json"),
        UnreadableInput("d.json", "permission denied", "give the right to read it"),
        UnreadableInput("e.json", "is a directory"),
    ) == (
        "a.json:1:1: note[byte-order-mark]: the payload starts with a byte order mark\n"
        "a.json:2:12: error[wrong-type] /botId: expected a string, found a number\n"
        "  hint: put it in double quotes\n"
        "a.json:4:3: unstable[unstable-field] /lastIntent: not a documented field\n"
        "a.json:5:3: unstable[unstable-field] /history: not a documented field\n"
        "  hint: accept it\n"
        "c.json:5:3: unstable[unstable-field] /history: not a documented field\n"
        "  hint: accept it\n"
        "d.json: unreadable: permission denied\n"
        "  hint: give the right to read it\n"
        "e.json: unreadable: is a directory\n"
        "3 payloads: 1 valid, 1 unstable, 1 invalid; 2 inputs could not be read\n"
    )


def test_findings_that_repeat_in_a_source_are_told_once_with_their_count() -> None:
    """The first has its place; those of another source, or that say something else, are told apart."""
    lines = [report(Finding(Rule.UNSTABLE_FIELD, "/a", "no", "h", line, 3), record=line) for line in range(1, 1235)]
    other = report(Finding(Rule.UNSTABLE_FIELD, "/b", "no", "h", 9, 3), record=9)
    assert text(*lines, other, report(Finding(Rule.UNSTABLE_FIELD, "/a", "no", "h", 1, 3), source="b.json")) == (
        "a.json:1:3: unstable[unstable-field] /a: no (1,234 times, first here)\n"
        "a.json:9:3: unstable[unstable-field] /b: no\n"
        "  hint: h\n"
        "b.json:1:3: unstable[unstable-field] /a: no\n"
        "  hint: h\n"
        "1,236 payloads: 0 valid, 1,236 unstable, 0 invalid\n"
    )


def test_nothing_to_tell_gives_the_counts() -> None:
    """A run without findings, and one without payloads, is one line."""
    assert text(report()) == "1 payload: 1 valid, 0 unstable, 0 invalid\n"
    assert text() == "0 payloads: 0 valid, 0 unstable, 0 invalid\n"


def test_an_input_that_cannot_be_read_is_told_where_it_is_all_there_is() -> None:
    """There may be failures without findings."""
    assert text(UnreadableInput("x", "is gone")) == (
        "x: unreadable: is gone\n0 payloads: 0 valid, 0 unstable, 0 invalid; 1 input could not be read\n"
    )


@pytest.mark.parametrize(
    ("limit", "shown", "note"),
    [
        (0, 0, "3 more findings not shown because of --max-findings"),
        (2, 2, "1 more finding not shown because of --max-findings"),
        (3, 3, None),
        (None, 3, None),
    ],
)
def test_a_limit_leaves_out_findings_and_says_so(limit: int | None, shown: int, note: str | None) -> None:
    """The counts are those of all payloads."""
    lines = text(report(ERROR, UNSTABLE), report(OTHER, source="b.json"), limit=limit).splitlines()
    assert sum("[" in line for line in lines) == shown
    assert (lines[-2] == note) if note else ("more finding" not in "".join(lines))
    assert lines[-1] == "2 payloads: 0 valid, 1 unstable, 1 invalid"


def test_payloads_that_could_not_be_checked_are_counted() -> None:
    """A defect of ours does not pass for fewer payloads."""
    collector = RunCollector("1.0.0")
    collector.add(report())
    collector.add_internal_error()
    assert FORMATS.load("text").render(collector.run(), Style()) == (
        "1 payload: 1 valid, 0 unstable, 0 invalid; 1 payload could not be checked\n"
    )


def test_colour_dresses_weights_and_hints_only() -> None:
    """Red, yellow and cyan for the severities, the same for counts that are not zero; without it nothing changes."""
    coloured = text(report(ERROR), report(NOTE, source="b.json"), coloured=True)
    assert coloured == (
        "a.json:2:12: \x1b[1;31merror[wrong-type]\x1b[0m /botId: expected a string, found a number\n"
        "\x1b[2m  hint: put it in double quotes\x1b[0m\n"
        "b.json:1:1: \x1b[1;36mnote[byte-order-mark]\x1b[0m: the payload starts with a byte order mark\n"
        "2 payloads: \x1b[1;32m1 valid\x1b[0m, 0 unstable, \x1b[1;31m1 invalid\x1b[0m\n"
    )


def test_a_report_on_no_text_has_no_lines() -> None:
    """A payload that was parsed elsewhere has a pointer only, and may have no name."""
    assert text(report(Finding(Rule.WRONG_TYPE, "/botId", "no"), source=None)).startswith(
        "payload: error[wrong-type] /botId: no\n"
    )


def test_no_name_forges_or_breaks_a_text_report() -> None:
    """Names of files, pointers, messages, hints and values with controls and such stay on their line, as escapes."""
    finding = Finding(Rule.UNSTABLE_FIELD, "/" + NASTY, NASTY, NASTY, 1, 1, None, NASTY)
    written = text(report(finding, source=NASTY), UnreadableInput(NASTY, NASTY, NASTY))
    assert len(written.split("\n")) == 6
    assert len(written.splitlines()) == 5
    assert all(character.isprintable() for character in written.replace("\n", ""))
    assert written.encode()
    assert "a\\u000ab.json:1:1: error[syntax]: forged\\u000d\\u001b[2J" in written


def test_a_pointer_of_any_length_is_shortened_in_a_text_report() -> None:
    """200 characters are shown; the JSON report has the whole."""
    pointer = "/0" * 500
    collector = RunCollector("1.0.0")
    collector.add(report(Finding(Rule.TOO_DEEP, pointer, "too deep", None, 1, 1)))
    line = FORMATS.load("text").render(collector.run(), Style()).splitlines()[0]
    assert line == "a.json:1:1: error[too-deep] " + pointer[:199] + "\u2026: too deep"
    report_of_run = json.loads(FORMATS.load("json").render(collector.run(), Style()))
    assert report_of_run["payloads"][0]["findings"][0]["pointer"] == pointer


def test_a_json_report_is_ascii_that_any_reader_takes() -> None:
    """No name makes it other than JSON: what is not text becomes an escape, and two names stay two."""
    collector = RunCollector("1.0.0")
    for source in ("\udc80.json", "\udc81.json", NASTY):
        collector.add(report(ERROR, source=source))
        collector.add_unreadable(UnreadableInput(source, "is gone"))
    written = FORMATS.load("json").render(collector.run(), Style(color=True))
    assert written.isascii()
    parsed = json.loads(written)
    assert json.dumps(parsed, ensure_ascii=False).encode()
    assert [each["source"] for each in parsed["payloads"][:2]] == ["\\udc80.json", "\\udc81.json"]
    assert [each["source"] for each in parsed["unreadable"][:2]] == ["\\udc80.json", "\\udc81.json"]


@pytest.mark.parametrize("name", FORMATS.names)
def test_every_format_has_a_reporter_that_ends_its_last_line(name: str) -> None:
    """The names of the formats are those of modules."""
    assert FORMATS.load(name).render(RunCollector("1.0.0").run(), Style()).endswith("\n")
