"""The selection of payloads, kinds and versions, and JSON Lines."""

from __future__ import annotations

import json
from io import BytesIO, StringIO
from typing import TYPE_CHECKING, Any

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
from chatlayer_session.checks.payloads import PayloadChecker
from chatlayer_session.checks.size import NOTE_BYTES
from chatlayer_session.document import Document
from chatlayer_session.spec.catalog import packaged_catalog

from .conftest import rules

if TYPE_CHECKING:
    from chatlayer_session.checks.payloads import CheckedPayload
    from chatlayer_session.jsonpointer import InstancePath

VERSIONS = packaged_catalog().versions()
NEWEST = VERSIONS[-1]


@pytest.mark.parametrize(
    ("payload", "kind"),
    [({}, Kind.INTERNAL), ({"internal": 1}, Kind.SESSION), ({"Internal": {}}, Kind.SESSION), ([], Kind.INTERNAL)],
)
def test_kind_is_detected(payload: object, kind: Kind) -> None:
    """An object with internal, even in a different case, is a session; everything else is the read-only object."""
    assert validate(payload).kind is kind
    assert validate(json.dumps(payload)).kind is kind


def test_requested_kind_is_used(documented: dict[str, Any]) -> None:
    """A session validated as internal has none of its fields, and internal validated as a session lacks internal."""
    as_session = Validator(kind="session").validate(documented)
    assert (as_session.kind, rules(as_session)) == (Kind.SESSION, ["missing-field /internal"])
    as_internal = Validator(kind=Kind.INTERNAL).validate({"internal": documented})
    assert as_internal.kind is Kind.INTERNAL
    assert rules(as_internal) == ["missing-field "]


def test_kind_of_unreadable_text_is_unknown() -> None:
    """Without a value there is no kind, unless a kind was requested."""
    assert validate("{").kind is None
    assert Validator(kind="session").validate("{").kind is Kind.SESSION


@pytest.mark.parametrize("kind", ["", "Session", "bot"])
def test_unknown_kind_raises(kind: str) -> None:
    """The error names the kinds that exist."""
    with pytest.raises(
        UnknownKind, match=r"(available: auto, internal, session, write, answer|did you mean .session.\?)$"
    ):
        Validator(kind=kind)


@pytest.mark.parametrize(
    ("selector", "version"),
    [("1", NEWEST), ("latest", NEWEST), ("1.0", "1.0.0"), ("1.0.0", "1.0.0"), ("1.1", "1.1.0"), ("1.1.0", "1.1.0")],
)
def test_prefix_selects_a_version(selector: str, version: str) -> None:
    """A prefix selects the newest version that starts with it, and the report names that version."""
    assert Validator(schema_version=selector).schema_version == version
    assert Validator(schema_version=selector).validate(b"{}").schema_version == version


@pytest.mark.parametrize("selector", ["", "0", "2", "1.", "1.0.0.0", "v1", "1.00", "newest"])
def test_unknown_version_raises(selector: str) -> None:
    """The error names the versions that exist."""
    with pytest.raises(UnknownVersion) as caught:
        Validator(schema_version=selector)
    assert (caught.value.value, caught.value.available) == (selector, VERSIONS)


@pytest.mark.parametrize("pointer", ["internal", "/a~2", "/a~", "#/a"])
def test_invalid_pointer_raises(pointer: str) -> None:
    """Both options with pointers raise the same error."""
    both: list[dict[str, Any]] = [{"at": pointer}, {"accept_unstable": [pointer]}]
    for options in both:
        with pytest.raises(InvalidPointer) as caught:
            Validator(**options)
        assert caught.value.text == pointer


def test_payload_inside_a_document(documented: dict[str, Any]) -> None:
    """Pointers start at the payload, lines at the document, and the report has the place of the payload."""
    text = '{"data": [null,\n' + json.dumps({**documented, "botId": 1}) + "]}"
    report = Validator(at="/data/1").validate(text, source="store.json")
    assert (report.at, report.source) == ("/data/1", "store.json")
    assert [(finding.pointer, finding.line, finding.column) for finding in report.findings] == [("/botId", 2, 11)]


@pytest.mark.parametrize("document", ["[]", "{}", '{"data": 1}', '{"data": [1]}', '"text"'])
def test_document_without_a_payload_is_invalid(document: str) -> None:
    """If `at` selects nothing, that is the finding."""
    report = Validator(at="/data/1").validate(f"\n {document}")
    (finding,) = report.findings
    assert (report.at, report.kind, finding.rule, finding.pointer) == ("", None, Rule.MISSING_FIELD, "")
    assert finding.message == "no value at /data/1"
    assert finding.hint == "check the pointer passed as `--at`"
    assert (finding.line, finding.column) == (2, 2)


def test_pattern_selects_payloads_of_different_kinds(documented: dict[str, Any]) -> None:
    """Each payload has its report, in the order of the document, and its own kind."""
    data = [{"p": documented}, {"q": 1}, {"p": {"internal": {**documented, "botId": 1}}}, {"p": None}]
    reports = list(Validator(at="/data/*/p").validate_each(json.dumps({"data": data})))
    assert [(report.at, report.kind, rules(report)) for report in reports] == [
        ("/data/0/p", Kind.INTERNAL, []),
        ("/data/2/p", Kind.SESSION, ["wrong-type /internal/botId"]),
        ("/data/3/p", Kind.INTERNAL, ["wrong-type "]),
    ]


def test_name_matched_by_a_star_is_not_shown(documented: dict[str, Any]) -> None:
    """Keys of a store may be telephone numbers: they are shown only with show_values; indices are always shown."""
    document = {"+3200": [documented], "+3201": [documented]}
    assert [report.at for report in Validator(at="/*/*").validate_each(document)] == ["/*/0", "/*/0"]
    assert [report.at for report in Validator(at="/*/*", show_values=True).validate_each(document)] == [
        "/+3200/0",
        "/+3201/0",
    ]


def test_validate_rejects_a_pattern() -> None:
    """`validate` returns one report, so it rejects a pattern that can select several payloads."""
    with pytest.raises(AmbiguousPointer, match="call validate_each"):
        Validator(at="/*").validate("[]")


def test_problem_outside_the_payloads_is_in_the_first_report(documented: dict[str, Any]) -> None:
    """The finding has its line, but no pointer, because pointers start at the payload."""
    text = f'{{"number": NaN, "data": [\n{json.dumps(documented)},\n{json.dumps(documented)}]}}'
    first, second = Validator(at="/data/*").validate_each(text)
    (finding,) = first.findings
    assert (finding.rule, finding.pointer, finding.line, finding.column) == (Rule.NOT_A_NUMBER, "", 1, 12)
    assert (finding.message, finding.hint) == (
        "NaN and infinity are not JSON numbers",
        "write `null`, or leave the field out",
    )
    assert finding.schema_pointer is None
    assert second.findings == ()


def test_key_outside_the_payloads_is_in_no_pointer(documented: dict[str, Any]) -> None:
    """Such a key may be a telephone number, and pointers start at the payload."""
    text = json.dumps({"other": {"of": {"+32 470 00 00 00": {"balance": float("nan")}}}, "data": [documented]})
    (report,) = Validator(at="/data/*").validate_each(text)
    assert [(finding.rule, finding.pointer) for finding in report.findings] == [(Rule.NOT_A_NUMBER, "")]


def test_report_has_its_origin(documented: dict[str, Any]) -> None:
    """A report has the source, the record, and lines counted from the first line of the record."""
    (report,) = Validator().validate_each(json.dumps({**documented, "botId": 1}), Origin("a.jsonl", 3, 9))
    assert (report.source, report.record, report.findings[0].line) == ("a.jsonl", 3, 9)


LINES = ['{"a":', "", "GOOD", "  ", "\t", "GOOD"]


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize("last", ["", "ending"])
@pytest.mark.parametrize("form", ["bytes", "str", "binary file", "text file", "lines", "byte lines"])
def test_json_lines_in_many_forms(documented: dict[str, Any], ending: str, last: str, form: str) -> None:
    """Blank lines are skipped, CRLF and a missing last line break make no difference, and lines are counted."""
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
    assert [(report.record, report.verdict) for report in reports] == [
        (1, Verdict.INVALID),
        (2, Verdict.VALID),
        (3, Verdict.VALID),
    ]
    assert [(finding.rule, finding.line, finding.column) for finding in reports[0].findings] == [(Rule.SYNTAX, 1, 6)]


def test_one_bad_line_among_many_is_the_only_finding(documented: dict[str, Any]) -> None:
    """The other records are valid, and the bad line is reported with its number."""
    good = json.dumps(documented).encode() + b"\n"
    reports = list(Validator().validate_lines([*[good] * 700, b'{"botId": nope}\n', *[good] * 300]))
    assert len(reports) == 1001
    (bad,) = [report for report in reports if report.findings]
    assert bad.record == 701
    assert {finding.line for finding in bad.findings} == {701}


def test_json_lines_are_read_lazily(documented: dict[str, Any]) -> None:
    """The first report is yielded before the second line is read."""

    def stream() -> Any:
        yield json.dumps(documented)
        raise InterruptedError

    reports = Validator().validate_lines(stream())
    assert next(reports).verdict is Verdict.VALID
    with pytest.raises(InterruptedError):
        next(reports)


def test_misuse_raises_specific_errors() -> None:
    """An unknown kind, a kind that the version lacks, and a pattern for one payload have their own errors."""
    with pytest.raises(UnknownKind) as unknown:
        Validator(kind="message")
    assert (unknown.value.value, unknown.value.available) == (
        "message",
        ("auto", "internal", "session", "write", "answer"),
    )
    with pytest.raises(KindNotInVersion) as lacking:
        Validator(kind="write", schema_version="1.0")
    assert (lacking.value.kind, lacking.value.version) == ("write", "1.0.0")
    assert "1.0.0" not in lacking.value.versions
    with pytest.raises(AmbiguousPointer, match=r"^'/data/\*/p' can select several payloads"):
        Validator(at="/data/*/p").validate("{}")


UNCLOSED = '{\n "data": {\n  "a": 1\n ,\n "namespace": "b"\n}'


@pytest.mark.parametrize("kind", [Kind.WRITE, "write"])
def test_fields_of_a_write_are_named_in_a_broken_write(kind: Kind | str) -> None:
    """An unclosed bracket is reported with the name of its field, which is in the schema."""
    report = Validator(kind=kind).validate(UNCLOSED)
    (finding,) = report.findings
    assert (report.kind, finding.line) == (Kind.WRITE, 3)
    assert finding.message == "`data` (opened at line 2, column 10) is not closed"


@pytest.mark.parametrize("kind", ["auto", "session", "internal"])
def test_fields_of_a_write_are_private_elsewhere(kind: str) -> None:
    """In a broken session the same names may be inside a variable, so they are not shown."""
    (finding,) = Validator(kind=kind).validate(UNCLOSED).findings
    assert finding.message == "an object (opened at line 2, column 10) is not closed"


@pytest.mark.parametrize("kind", ["auto", "session", "internal", "write"])
def test_fields_of_a_session_are_named_in_every_kind(kind: str) -> None:
    """A write may contain the fields of a session, and a kind may be wrong, so their names are shown."""
    (finding,) = Validator(kind=kind).validate(UNCLOSED.replace("data", "nlp").replace("namespace", "locale")).findings
    assert finding.message == "`nlp` (opened at line 2, column 9) is not closed"


def test_payloads_inside_a_document_are_checked_one_at_a_time(
    documented: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A document is decoded a fixed number of times, and the findings of a payload exist only until the next one."""
    decoded: list[int] = []
    checked: list[InstancePath] = []
    text, check = Document.__dict__["text"].fget, PayloadChecker._payload

    def count_text(document: Document) -> Any:
        decoded.append(1)
        return text(document)

    def count_payload(self: PayloadChecker, path: InstancePath, *rest: Any) -> CheckedPayload:
        checked.append(path)
        return check(self, path, *rest)

    monkeypatch.setattr(Document, "text", property(count_text))
    monkeypatch.setattr(PayloadChecker, "_payload", count_payload)
    payload = json.dumps({**documented, "lastIntent": "a"})
    # Large enough to be measured.
    padding = " " * NOTE_BYTES
    for count in (3, 300):
        decoded.clear()
        checked.clear()
        document = f'{{"data":[{",".join([payload] * count)}],"padding":1{padding}}}'.encode()
        reports = Validator(at="/data/*").validate_each(document)
        for number, report in enumerate(reports, 1):
            assert len(checked) == number
            columns = [finding.column for finding in report.findings]
            assert columns == [len('{"data":[') + (number - 1) * (len(payload) + 1) + payload.index('"lastIntent"') + 1]
        assert len(checked) == count
        assert len(decoded) <= 3
