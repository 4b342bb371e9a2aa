"""The arguments of `scan_text`, its decoding of bytes, and the fields that it accepts."""

from __future__ import annotations

import sys
from datetime import date
from typing import TYPE_CHECKING

import pytest

from chatlayer_session import AcceptedField, MissingExtra, Rule, UnknownChoice, Verdict, scan_text
from chatlayer_session.errors import ChatlayerSessionError
from chatlayer_session.scan import javascript

if TYPE_CHECKING:
    from chatlayer_session import Report


def places(report: Report) -> list[tuple[str, int | None, int | None]]:
    """Return the rules of the findings with their lines and columns."""
    return [(found.rule.value, found.line, found.column) for found in report.findings]


def test_report_has_verdict_source_and_version() -> None:
    """It is a report as `validate` gives it, without a kind."""
    report = scan_text("{internal.lastIntent}", "template", source="reply.txt", schema_version="1.1")
    assert (report.verdict, report.source, report.schema_version, report.kind) == (
        Verdict.UNSTABLE,
        "reply.txt",
        "1.1.0",
        None,
    )


def test_older_schema_version_declares_fewer_fields() -> None:
    """What 1.1.0 declares with a source is undocumented in 1.0.0."""
    (newer,), (older,) = (
        scan_text("{internal.lastIntent}", "template", schema_version=version).findings
        for version in ("1.1.0", "1.0.0")
    )
    assert "source: " in newer.message
    assert older.message == "reads an undocumented field; may change without notice"


@pytest.mark.parametrize("pointer", ["/lastIntent", "/internal/lastIntent", "/*"])
def test_accepted_field_may_be_read(pointer: str) -> None:
    """The pointers are those of `validate`."""
    assert scan_text("{internal.lastIntent}", "template", accept_unstable=[pointer]).findings == ()


def test_field_accepted_in_the_past_is_reported_with_reason() -> None:
    """The rule, the date and the reason are those of `validate`."""
    entry = AcceptedField("/lastIntent", "the report on topics", date(2021, 12, 31), "CHAT-1")
    (finding,) = scan_text("{internal.lastIntent}", "template", accept_unstable=entry).findings
    assert finding.rule is Rule.ACCEPTED_EXPIRED
    assert finding.message.endswith("accepted only until 2021-12-31; reason: the report on topics (CHAT-1)")
    before = scan_text("{internal.lastIntent}", "template", accept_unstable=entry, today=date(2021, 12, 31))
    assert before.findings == ()


def test_misspelled_name_that_is_accepted_is_no_finding() -> None:
    """An undocumented field may be called so."""
    assert scan_text("{internal.currentDialogState}", "template", accept_unstable="/currentDialogState").findings == ()


def test_template_says_that_mistakes_are_silent() -> None:
    """In code, the hint has only the name."""
    hints = {
        language: scan_text(text, language).findings[0].hint
        for language, text in (("template", "{internal.usr}"), ("javascript", "args.internal.usr"))
    }
    assert hints == {
        "template": "write `user`; a field that does not exist becomes an empty string",
        "javascript": "write `user`",
    }


@pytest.mark.parametrize(
    ("data", "language", "place"),
    [
        (b"\xef\xbb\xbf{internal.usr}", "template", (1, 11)),
        ("\ufeff{internal.usr}".encode("utf-16-le"), "template", (1, 11)),
        ("\ufeff{internal.usr}".encode("utf-16-be"), "template", (1, 11)),
        (b"\xe9\xe9 {internal.usr}", "template", (1, 14)),
        ("# -*- coding: latin-1 -*-\n'é'; session['internal']['usr']".encode("latin-1"), "python", (2, 27)),
        (b"# coding: no-such\nsession['internal']['usr']", "python", (2, 22)),
        (b'["\xff", "{internal.usr}"]', "json", (1, 18)),
        ("const é = args.internal.usr".encode(), "javascript", (1, 25)),
        (b"'\xff'; args.internal.usr", "javascript", (1, 20)),
    ],
)
def test_columns_are_characters_in_any_encoding(data: bytes, language: str, place: tuple[int, int]) -> None:
    """A byte order mark does not count, and an invalid byte counts as a character."""
    assert places(scan_text(data, language)) == [("misspelled-read", *place)]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("session['internal']\0", "python"),
        ("session['internal'] = " + "(" * 500 + ")" * 500, "python"),
        ("session['internal'] = " + "-" * 100_000 + "1", "python"),
        ("session['internal'] = '\ud800'", "python"),
        ("session['internal'] = 0777", "python"),
        ("session['internal'] = " + "9" * 5000, "python"),
        ("\ud800 {args.internal.locale", "javascript"),
        ("args.internal.locale;" + "(" * 5000, "javascript"),
        ("args.internal.locale;" + "a().b" * 5000, "javascript"),
        ("args.internal.locale;" + "_.get(" * 2000 + "args" + ")" * 2000, "javascript"),
        ("[" * 100_000 + '"{internal.locale}"', "json"),
        ('{"a": "{internal.locale}\ud800 \\ud800 \\x', "json"),
        ("{internal" + "[0" * 50_000, "template"),
        ("{internal.locale" + "(" * 50_000, "template"),
        ("{internal.locale} \ud800", "template"),
    ],
)
def test_broken_text_is_at_most_a_note(text: str, language: str) -> None:
    """Broken text causes no exception."""
    assert {found.rule for found in scan_text(text, language).findings} <= {Rule.UNRESOLVED_READ}


def test_invalid_escapes_in_python_give_no_warning() -> None:
    """Warnings are about code that others maintain."""
    assert places(scan_text("'\\d' is 'x'; session['internal']['usr']", "python")) == [("misspelled-read", 1, 35)]


def test_missing_parser_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    """Templates and Python need no extra; code in an export becomes a note."""
    monkeypatch.setitem(sys.modules, "tree_sitter", None)
    javascript._parser.cache_clear()
    try:
        with pytest.raises(MissingExtra, match="install chatlayer-session again, with its extra 'scan'"):
            scan_text("args.internal.usr", "javascript")
        assert places(scan_text("{internal.usr}", "template")) == [("misspelled-read", 1, 11)]
        (note,) = scan_text('["const x = args.internal.usr;"]', "json").findings
        assert (note.rule, note.line, note.column) == (Rule.UNRESOLVED_READ, 1, 3)
        assert note.hint == "install chatlayer-session with its extra `scan`"
    finally:
        javascript._parser.cache_clear()


def test_wrong_arguments_raise() -> None:
    """Misuse is an exception, a finding is not."""
    with pytest.raises(UnknownChoice, match="unknown language 'pyton'; did you mean 'python'"):
        scan_text("{internal.usr}", "pyton")
    with pytest.raises(ChatlayerSessionError):
        scan_text("{internal.usr}", "template", schema_version="9")
    with pytest.raises(ChatlayerSessionError):
        scan_text({"a": 1}, "json")  # type: ignore[arg-type]  # what a caller without types may pass
