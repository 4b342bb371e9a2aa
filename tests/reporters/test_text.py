"""The text report, and names that cannot forge text or JSON."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatlayer_session import Finding, Kind, Report, Rule, UnreadableInput
from chatlayer_session.findings import Excerpt
from chatlayer_session.reporters.formatting import dump_json
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


def text(*outcomes: Report | UnreadableInput, limit: int | None = None, color: bool = False) -> str:
    """Return the text report on these outcomes."""
    collector = RunCollector("1.0.0", limit)
    for outcome in outcomes:
        if isinstance(outcome, UnreadableInput):
            collector.add_unreadable(outcome)
        else:
            collector.add(outcome)
    return FORMATS.load("text").render(collector.run(), Style(color=color))


def test_text_report_of_a_mixed_run() -> None:
    """Findings with hints come first, then notes, then unreadable inputs, then the summary."""
    assert text(
        report(NOTE, ERROR, UNSTABLE, OTHER),
        report(source="b.json"),
        report(OTHER, source="c.json"),
        UnreadableInput("d.json", "permission denied", "give the right to read it"),
        UnreadableInput("e.json", "is a directory"),
    ) == (
        "a.json:2:12: error[wrong-type] /botId: expected a string, found a number\n"
        "  hint: put it in double quotes\n"
        "a.json:4:3: unstable[unstable-field] /lastIntent: not a documented field\n"
        "a.json:5:3: unstable[unstable-field] /history: not a documented field\n"
        "  hint: accept it\n"
        "c.json:5:3: unstable[unstable-field] /history: not a documented field\n"
        "  hint: accept it\n"
        "a.json:1:1: note[byte-order-mark]: the payload starts with a byte order mark\n"
        "d.json: unreadable: permission denied\n"
        "  hint: give the right to read it\n"
        "e.json: unreadable: is a directory\n"
        "3 payloads: 1 valid, 1 unstable, 1 invalid; 2 inputs could not be read\n"
    )


@pytest.mark.parametrize("rule", [Rule.WRONG_TYPE, Rule.UNSTABLE_FIELD, Rule.UNKNOWN_VALUE])
def test_lines_of_repeated_findings_are_listed(rule: Rule) -> None:
    """Up to ten lines are listed in order, each once, for findings of every severity."""
    places = ((2, (7, 3)), (10, range(1, 11)), (12, range(1, 13)), (3, (4, 4, 9)), (2, (4, 4)))
    for count, lines in places:
        errors = [Finding(rule, "/a", "no", None, line, 3) for line in lines]
        listed = ", ".join(map(str, dict.fromkeys(sorted(lines)[:10])))
        more = ", \u2026" if count > 10 else ""
        note = f"lines {listed}{more}" if len(set(lines)) > 1 else "first here"
        first = text(*(report(error, record=1) for error in errors)).splitlines()[0]
        assert first == f"a.json:{min(lines)}:3: {rule.severity.value}[{rule.value}] /a: no ({count} times, {note})"


@pytest.mark.parametrize(
    ("excerpt", "lines"),
    [
        (Excerpt('{"a": 1}', 6), '  | {"a": 1}\n  |       ^\n'),
        (Excerpt('\t"a":\t1', 6), '  |  "a": 1\n  |       ^\n'),
        (Excerpt("\u5bf9e\u0301\x1b1", 4), "  | \u5bf9e\u0301\\u001b1\n  |          ^\n"),
        (Excerpt("", 0), "  | \n  | ^\n"),
    ],
)
def test_excerpt_has_a_caret_below_the_place(excerpt: Excerpt, lines: str) -> None:
    """Tabs are one column, wide characters two, combining ones none; control characters are escaped."""
    finding = Finding(Rule.WRONG_TYPE, "/a", "no", "h", 1, 7, value="1", excerpt=excerpt)
    heading = "a.json:1:7: error[wrong-type] /a: no (1)\n"
    assert text(report(finding)).startswith(f"{heading}{lines}  hint: h\n")


def test_repeated_findings_are_counted() -> None:
    """Equal findings in a source are one line with a count; other sources and other findings have their own lines."""
    lines = [report(Finding(Rule.UNSTABLE_FIELD, "/a", "no", "h", line, 3), record=line) for line in range(1, 1235)]
    other = report(Finding(Rule.UNSTABLE_FIELD, "/b", "no", "h", 9, 3), record=9)
    listed = ", ".join(map(str, range(1, 11)))
    assert text(*lines, other, report(Finding(Rule.UNSTABLE_FIELD, "/a", "no", "h", 1, 3), source="b.json")) == (
        f"a.json:1:3: unstable[unstable-field] /a: no (1,234 times, lines {listed}, \u2026)\n"
        "a.json:9:3: unstable[unstable-field] /b: no\n"
        "  hint: h\n"
        "b.json:1:3: unstable[unstable-field] /a: no\n"
        "  hint: h\n"
        "1,236 payloads: 0 valid, 1,236 unstable, 0 invalid\n"
    )


def test_equal_notes_of_several_files_are_one_line() -> None:
    """It has the first place, the number of files and one hint; a note with a different message has its own line."""
    same = [Finding(Rule.UNKNOWN_VALUE, "/channel", "unknown", "check it", line, 3) for line in range(1, 31)]
    reports = [report(note, source=f"{note.line}.json") for note in same]
    reports[4] = report(same[4], ERROR, source="5.json")
    other = Finding(Rule.UNKNOWN_VALUE, "/channel", "different", "check it", 1, 3)
    assert text(*reports, report(same[0], other, source="log.ndjson", record=1)) == (
        "5.json:2:12: error[wrong-type] /botId: expected a string, found a number\n"
        "  hint: put it in double quotes\n"
        "1.json:1:3: note[unknown-value] /channel: unknown (31 times in 31 files, first here)\n"
        "  hint: check it\n"
        "log.ndjson:1:3: note[unknown-value] /channel: different\n"
        "  hint: check it\n"
        "31 payloads: 30 valid, 0 unstable, 1 invalid\n"
    )


def test_clean_run_is_one_line() -> None:
    """A run without findings, or without payloads, has only a summary."""
    assert text(report()) == "1 payload: 1 valid, 0 unstable, 0 invalid\n"
    assert text() == "0 payloads: 0 valid, 0 unstable, 0 invalid\n"


def test_only_unreadable_inputs() -> None:
    """A run without payloads still lists unreadable inputs."""
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
def test_max_findings_omits_and_counts(limit: int | None, shown: int, note: str | None) -> None:
    """The other findings are counted in a note; the summary covers all payloads."""
    lines = text(report(ERROR, UNSTABLE), report(OTHER, source="b.json"), limit=limit).splitlines()
    assert sum("[" in line for line in lines) == shown
    assert (lines[-2] == note) if note else ("more finding" not in "".join(lines))
    assert lines[-1] == "2 payloads: 0 valid, 1 unstable, 1 invalid"


def test_internal_errors_are_counted() -> None:
    """The summary counts payloads that could not be checked."""
    collector = RunCollector("1.0.0")
    collector.add(report())
    collector.add_internal_error()
    assert FORMATS.load("text").render(collector.run(), Style()) == (
        "1 payload: 1 valid, 0 unstable, 0 invalid; 1 payload could not be checked\n"
    )


def test_color_applies_to_severities_and_hints() -> None:
    """Severities, verdict counts above zero and hints are coloured; everything else is unchanged."""
    colored = text(report(ERROR), report(NOTE, source="b.json"), color=True)
    assert colored == (
        "a.json:2:12: \x1b[1;31merror[wrong-type]\x1b[0m /botId: expected a string, found a number\n"
        "\x1b[2m  hint: put it in double quotes\x1b[0m\n"
        "b.json:1:1: \x1b[1;36mnote[byte-order-mark]\x1b[0m: the payload starts with a byte order mark\n"
        "2 payloads: \x1b[1;32m1 valid\x1b[0m, 0 unstable, \x1b[1;31m1 invalid\x1b[0m\n"
    )


def test_parsed_payload_has_no_line() -> None:
    """A payload that was parsed elsewhere has only a pointer, and may have no name."""
    assert text(report(Finding(Rule.WRONG_TYPE, "/botId", "no"), source=None)).startswith(
        "payload: error[wrong-type] /botId: no\n"
    )


def test_names_cannot_forge_lines() -> None:
    """Control characters in names, pointers, messages, hints and values become escapes."""
    finding = Finding(Rule.UNSTABLE_FIELD, "/" + NASTY, NASTY, NASTY, 1, 1, None, NASTY)
    written = text(report(finding, source=NASTY), UnreadableInput(NASTY, NASTY, NASTY))
    assert len(written.split("\n")) == 6
    assert len(written.splitlines()) == 5
    assert all(character.isprintable() for character in written.replace("\n", ""))
    assert written.encode()
    assert "a\\u000ab.json:1:1: error[syntax]: forged\\u000d\\u001b[2J" in written


def test_long_pointer_is_shortened_in_text() -> None:
    """Text shows 200 characters of a pointer; JSON has the whole pointer."""
    pointer = "/0" * 500
    collector = RunCollector("1.0.0")
    collector.add(report(Finding(Rule.TOO_DEEP, pointer, "too deep", None, 1, 1)))
    line = FORMATS.load("text").render(collector.run(), Style()).splitlines()[0]
    assert line == "a.json:1:1: error[too-deep] " + pointer[:199] + "\u2026: too deep"
    report_of_run = json.loads(FORMATS.load("json").render(collector.run(), Style()))
    assert report_of_run["payloads"][0]["findings"][0]["pointer"] == pointer


def test_json_report_is_ascii() -> None:
    """Any name results in valid JSON: bytes that are not text become escapes, and different names stay different."""
    collector = RunCollector("1.0.0")
    for source in ("\udc80.json", "\udc81.json", NASTY):
        collector.add(report(ERROR, source=source))
        collector.add_unreadable(UnreadableInput(source, "is gone"))
    written = FORMATS.load("json").render(collector.run(), Style(color=True))
    assert written.isascii()
    parsed = json.loads(written)
    assert json.dumps(parsed, ensure_ascii=False).encode()
    assert [entry["source"] for entry in parsed["payloads"][:2]] == ["\\udc80.json", "\\udc81.json"]
    assert [entry["source"] for entry in parsed["unreadable"][:2]] == ["\\udc80.json", "\\udc81.json"]


@pytest.mark.parametrize("name", FORMATS.names)
def test_every_format_ends_with_a_line_break(name: str) -> None:
    """The report on an empty run ends with a line break in every format."""
    assert FORMATS.load(name).render(RunCollector("1.0.0").run(), Style()).endswith("\n")


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda values: st.lists(values, max_size=4) | st.dictionaries(st.text(), values, max_size=4),
)


@given(value=VALUES, indent=st.integers(1, 4))
def test_dump_json_equals_json_dumps(value: object, indent: int) -> None:
    """Any value is indented as by `json`, at any width."""
    assert dump_json(value, indent) == json.dumps(value, indent=indent) + "\n"


@pytest.mark.parametrize("name", ["\ud800", "a\udfffb", "\udc00\ud800"])
def test_lone_surrogate_is_escaped(name: str) -> None:
    """A lone surrogate is written as an escape and read back unchanged."""
    assert dump_json({"a": [name]}) == json.dumps({"a": [name]}, indent=2) + "\n"
    assert json.loads(dump_json({name: 1})) == {name: 1}
