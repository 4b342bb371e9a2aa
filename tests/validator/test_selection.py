"""Which payloads a validator finds: by kind, version, pointer and line."""

from __future__ import annotations

import json
from io import BytesIO, StringIO
from typing import Any

import pytest

from chatlayer_session import (
    AmbiguousPointer,
    InvalidPointer,
    Kind,
    KindNotInVersion,
    Origin,
    Rule,
    UnknownKind,
    UnknownVersion,
    Validator,
    Verdict,
    validate,
)
from chatlayer_session.spec.catalog import packaged_catalog

from .conftest import rules

VERSIONS = packaged_catalog().versions()
NEWEST = VERSIONS[-1]


@pytest.mark.parametrize(
    ("payload", "kind"),
    [({}, Kind.INTERNAL), ({"internal": 1}, Kind.SESSION), ({"Internal": {}}, Kind.SESSION), ([], Kind.INTERNAL)],
)
def test_the_kind_is_told_from_the_payload(payload: object, kind: Kind) -> None:
    """An object with internal, even in another case, is a session; all else is taken for the read-only object."""
    assert validate(payload).kind is kind
    assert validate(json.dumps(payload)).kind is kind


def test_a_kind_that_was_asked_for_is_kept(documented: dict[str, Any]) -> None:
    """A session held to be internal lacks all of its fields, and internal held to be a session lacks internal."""
    as_session = Validator(kind="session").validate(documented)
    assert (as_session.kind, rules(as_session)) == (Kind.SESSION, ["missing-field /internal"])
    as_internal = Validator(kind=Kind.INTERNAL).validate({"internal": documented})
    assert as_internal.kind is Kind.INTERNAL
    assert rules(as_internal)[-1] == "unstable-field /internal"
    assert len(as_internal.findings) == 11


def test_the_kind_of_text_that_cannot_be_read_is_open() -> None:
    """Without a value there is no kind, unless one was asked for."""
    assert validate("{").kind is None
    assert Validator(kind="session").validate("{").kind is Kind.SESSION


@pytest.mark.parametrize("kind", ["", "Session", "bot"])
def test_an_unknown_kind_is_refused(kind: str) -> None:
    """The error names the kinds that exist."""
    with pytest.raises(UnknownKind, match=r"(available: auto, internal, session, write|did you mean .session.\?)$"):
        Validator(kind=kind)


@pytest.mark.parametrize(
    ("selector", "version"),
    [("1", NEWEST), ("latest", NEWEST), ("1.0", "1.0.0"), ("1.0.0", "1.0.0"), ("1.1", "1.1.0"), ("1.1.0", "1.1.0")],
)
def test_a_version_may_be_named_by_a_prefix(selector: str, version: str) -> None:
    """A prefix means the newest version that starts with it, and the report names that version."""
    assert Validator(schema_version=selector).schema_version == version
    assert Validator(schema_version=selector).validate(b"{}").schema_version == version


@pytest.mark.parametrize("selector", ["", "0", "2", "1.", "1.0.0.0", "v1", "1.00", "newest"])
def test_an_unknown_version_is_refused(selector: str) -> None:
    """The error names the versions that exist."""
    with pytest.raises(UnknownVersion) as caught:
        Validator(schema_version=selector)
    assert (caught.value.value, caught.value.available) == (selector, VERSIONS)


@pytest.mark.parametrize("pointer", ["internal", "/a~2", "/a~", "#/a"])
def test_what_is_no_pointer_is_refused(pointer: str) -> None:
    """Both options that take pointers say so."""
    both: list[dict[str, Any]] = [{"at": pointer}, {"accept_unstable": [pointer]}]
    for options in both:
        with pytest.raises(InvalidPointer) as caught:
            Validator(**options)
        assert caught.value.text == pointer


def test_a_payload_inside_a_document_is_found(documented: dict[str, Any]) -> None:
    """The pointers start at the payload, the lines at the document, and the report says where the payload stands."""
    text = '{"data": [null,\n' + json.dumps({**documented, "botId": 1}) + "]}"
    report = Validator(at="/data/1").validate(text, source="store.json")
    assert (report.at, report.source) == ("/data/1", "store.json")
    assert [(each.pointer, each.line, each.column) for each in report.findings] == [("/botId", 2, 11)]


@pytest.mark.parametrize("document", ["[]", "{}", '{"data": 1}', '{"data": [1]}', '"text"'])
def test_a_document_without_a_payload_is_invalid(document: str) -> None:
    """Where nothing stands at the place that was named, that is the finding."""
    report = Validator(at="/data/1").validate(f"\n {document}")
    (finding,) = report.findings
    assert (report.at, report.kind, finding.rule, finding.pointer) == ("", None, Rule.MISSING_FIELD, "")
    assert finding.message == "no value at /data/1"
    assert finding.hint == "check the pointer passed as `--at`"
    assert (finding.line, finding.column) == (2, 2)


def test_a_pattern_selects_payloads_of_different_kinds(documented: dict[str, Any]) -> None:
    """Each payload gets its report, in the order of the document, and its own kind."""
    data = [{"p": documented}, {"q": 1}, {"p": {"internal": {**documented, "botId": 1}}}, {"p": None}]
    reports = list(Validator(at="/data/*/p").validate_each(json.dumps({"data": data})))
    assert [(each.at, each.kind, rules(each)) for each in reports] == [
        ("/data/0/p", Kind.INTERNAL, []),
        ("/data/2/p", Kind.SESSION, ["wrong-type /internal/botId"]),
        ("/data/3/p", Kind.INTERNAL, ["wrong-type "]),
    ]


def test_a_name_that_a_pattern_stands_for_is_not_shown(documented: dict[str, Any]) -> None:
    """Keys of a store may be telephone numbers: they are shown where values were asked for, indices always."""
    document = {"+3200": [documented], "+3201": [documented]}
    assert [each.at for each in Validator(at="/*/*").validate_each(document)] == ["/*/0", "/*/0"]
    assert [each.at for each in Validator(at="/*/*", show_values=True).validate_each(document)] == [
        "/+3200/0",
        "/+3201/0",
    ]


def test_one_report_is_not_asked_of_a_pattern() -> None:
    """`validate` returns one report, so it refuses a pattern that can select several payloads."""
    with pytest.raises(AmbiguousPointer, match="call validate_each"):
        Validator(at="/*").validate("[]")


def test_what_is_wrong_outside_the_payloads_is_told_with_the_first(documented: dict[str, Any]) -> None:
    """It has its line, but no pointer, for pointers start at the payload."""
    text = f'{{"number": NaN, "data": [\n{json.dumps(documented)},\n{json.dumps(documented)}]}}'
    first, second = Validator(at="/data/*").validate_each(text)
    (told,) = first.findings
    assert (told.rule, told.pointer, told.line, told.column) == (Rule.NOT_A_NUMBER, "", 1, 12)
    assert (told.message, told.hint) == (
        "NaN and infinity are not JSON numbers",
        "write `null`, or leave the field out",
    )
    assert told.schema_pointer is None
    assert second.findings == ()


def test_a_key_outside_the_payloads_is_in_no_pointer(documented: dict[str, Any]) -> None:
    """However deep it stands: it may be a telephone number, and pointers start at the payload."""
    text = json.dumps({"other": {"of": {"+32 470 00 00 00": {"balance": float("nan")}}}, "data": [documented]})
    (report,) = Validator(at="/data/*").validate_each(text)
    assert [(each.rule, each.pointer) for each in report.findings] == [(Rule.NOT_A_NUMBER, "")]


def test_the_reports_carry_their_origin(documented: dict[str, Any]) -> None:
    """Source, record and the first line of a record stand in the report."""
    (report,) = Validator().validate_each(json.dumps({**documented, "botId": 1}), Origin("a.jsonl", 3, 9))
    assert (report.source, report.record, report.findings[0].line) == ("a.jsonl", 3, 9)


LINES = ['{"a":', "", "GOOD", "  ", "\t", "GOOD"]


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize("last", ["", "ending"])
@pytest.mark.parametrize("form", ["bytes", "str", "binary file", "text file", "lines", "byte lines"])
def test_json_lines_come_in_many_forms(documented: dict[str, Any], ending: str, last: str, form: str) -> None:
    """Blank lines are passed over, CRLF and a missing last line break make no difference, and lines are counted."""
    text = ending.join(LINES).replace("GOOD", json.dumps(documented)) + (ending if last else "")
    stream: Any = {
        "bytes": text.encode(),
        "str": text,
        "binary file": BytesIO(text.encode()),
        "text file": StringIO(text, newline=""),
        "lines": text.splitlines(keepends=True),
        "byte lines": text.encode().splitlines(keepends=True),
    }[form]
    reports = list(Validator().validate_lines(stream))
    assert [(each.record, each.verdict) for each in reports] == [
        (1, Verdict.INVALID),
        (2, Verdict.VALID),
        (3, Verdict.VALID),
    ]
    assert [(each.rule, each.line, each.column) for each in reports[0].findings] == [(Rule.SYNTAX, 1, 6)]


def test_one_bad_line_among_many_is_the_only_finding(documented: dict[str, Any]) -> None:
    """The other records are valid, and the bad one is told at its own line."""
    good = json.dumps(documented).encode() + b"\n"
    reports = list(Validator().validate_lines([*[good] * 700, b'{"botId": nope}\n', *[good] * 300]))
    assert len(reports) == 1001
    (bad,) = [report for report in reports if report.findings]
    assert bad.record == 701
    assert {finding.line for finding in bad.findings} == {701}


def test_json_lines_are_read_as_they_come(documented: dict[str, Any]) -> None:
    """The first report is there before the second line is asked for."""

    def stream() -> Any:
        yield json.dumps(documented)
        raise InterruptedError

    reports = Validator().validate_lines(stream())
    assert next(reports).verdict is Verdict.VALID
    with pytest.raises(InterruptedError):
        next(reports)


def test_what_is_misuse_is_named() -> None:
    """A kind that does not exist, one that the version lacks, and a pattern where one payload is asked for."""
    with pytest.raises(UnknownKind) as unknown:
        Validator(kind="message")
    assert (unknown.value.value, unknown.value.available) == ("message", ("auto", "internal", "session", "write"))
    with pytest.raises(KindNotInVersion) as lacking:
        Validator(kind="write", schema_version="1.0")
    assert (lacking.value.kind, lacking.value.version) == ("write", "1.0.0")
    assert "1.0.0" not in lacking.value.versions
    with pytest.raises(AmbiguousPointer, match=r"^'/data/\*/p' can select several payloads"):
        Validator(at="/data/*/p").validate("{}")
