"""Comparison of a session before and after a write: findings on internal, and changes of variables."""

from __future__ import annotations

import json
from typing import Any

import pytest

from chatlayer_session import (
    AmbiguousPointer,
    Answer,
    Change,
    ChangeKind,
    InvalidPayload,
    InvalidPointer,
    InvalidSession,
    Kind,
    Rule,
    UnsupportedType,
    Verdict,
    Write,
    check_write,
)
from chatlayer_session.issues import MAX_ISSUES
from chatlayer_session.spec.catalog import DEFAULT_VERSION, packaged_catalog
from chatlayer_session.writes.check import find_changes

from ..checks.conftest import INTERNAL, SESSION

VERSION = packaged_catalog().resolve(DEFAULT_VERSION)
READ_ONLY_HINT = "leave `internal` unchanged, and write to a variable; see `chatlayer-session explain read-only`"


def changes_of(before: object, after: object, **arguments: Any) -> list[tuple[str, str]]:
    """Return the pointer and the message of each finding; all of them have the same rule."""
    findings = check_write(before, after, **arguments).findings
    assert {finding.rule for finding in findings} <= {Rule.READ_ONLY}
    assert {finding.hint for finding in findings} <= {READ_ONLY_HINT}
    return [(finding.pointer, finding.message) for finding in findings]


def changed(**members: Any) -> dict[str, Any]:
    """Return the session with changed members in its read-only object."""
    return {**SESSION, "internal": {**INTERNAL, **members}}


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (changed(locale="nl-be"), [("/internal/locale", "changed to a different string")]),
        (changed(botId=1457), [("/internal/botId", "changed from a string to a number")]),
        (changed(botId=None), [("/internal/botId", "changed from a string to null")]),
        (changed(user=[]), [("/internal/user", "changed from an object to an array")]),
        (changed(extra={"a": {"b": 1}}), [("/internal/extra", "added (object)")]),
        (changed(user={}), [("/internal/user/firstName", "removed (string)")]),
        (
            changed(
                nlp={**INTERNAL["nlp"], "intents": [{"name": "Other", "score": 0.8735}, {"name": "x", "score": 1}]}
            ),
            [
                ("/internal/nlp/intents/0/name", "changed to a different string"),
                ("/internal/nlp/intents/1", "added (object)"),
            ],
        ),
        ({"order": 1}, [("/internal", "removed (object)")]),
        ({"internal": None}, [("/internal", "changed from an object to null")]),
    ],
)
def test_each_deepest_change_is_reported(after: Any, expected: list[tuple[str, str]]) -> None:
    """Parsed sessions and text give the same findings, with the pointer and both types."""
    expected = [(pointer, f"{message}; `internal` is read-only") for pointer, message in expected]
    assert changes_of(SESSION, after) == expected
    assert changes_of(json.dumps(SESSION), json.dumps(after).encode()) == expected
    report = check_write(SESSION, after)
    assert (report.verdict, report.kind) == (Verdict.INVALID, Kind.SESSION)
    with pytest.raises(InvalidPayload):
        report.raise_for_invalid()


@pytest.mark.parametrize(
    "after",
    [
        SESSION,
        dict(reversed(SESSION.items())),
        changed(nlp={**INTERNAL["nlp"], "intent": {"score": 8735e-4, "name": "Order"}}),
        {"internal": INTERNAL},
        {**SESSION, "internal2": 1, "Internal": {"botId": 2}},
    ],
)
def test_unchanged_internal_gives_no_finding(after: Any) -> None:
    """The order of members and the spelling of numbers do not count, and variables are free."""
    report = check_write(SESSION, json.dumps(after))
    assert (report.findings, report.verdict) == ((), Verdict.VALID)
    report.raise_for_invalid()


def test_numbers_are_compared_by_value() -> None:
    """1 and 1.0 are equal and `true` is different, in text and in parsed sessions."""
    one, real, true = ('{"internal": {"a": 1}}', '{"internal": {"a": 1.0}}', '{"internal": {"a": true}}')
    assert changes_of(one, real) == []
    assert changes_of(one, true) == [("/internal/a", "changed from a number to a boolean; `internal` is read-only")]


def test_positions_are_those_after_the_write() -> None:
    """An added member has the position of its key, a changed one of its value, a removed one of its container."""
    after = '{\n "internal": {\n  "a": 2,\n  "list": [\n   1, 2],\n  "new": {}\n }\n}'
    before = '{"internal": {"a": 1, "list": [1], "old": 1, "new": {"deep": {}}}}'
    report = check_write(before, after, source="after.json")
    assert report.source == "after.json"
    assert [(finding.pointer, finding.line, finding.column) for finding in report.findings] == [
        ("/internal/old", 2, 14),
        ("/internal/a", 3, 8),
        ("/internal/list/1", 5, 7),
        ("/internal/new/deep", 6, 10),
    ]
    (added,) = check_write('{"internal": {}}', '{\n "internal": {"new": {"deep": 1}}}').findings
    assert (added.pointer, added.line, added.column) == ("/internal/new", 2, 15)
    (unknown,) = check_write('{"internal": {"x": {"y": 1}}}', '{"internal": {"x": {"y": 2}}}').findings
    assert unknown.pointer == "/internal/x/y"


def test_changes_of_variables_are_listed_by_variable() -> None:
    """Changes inside a variable are counted, without names and types, because its names are private."""
    after = {**SESSION, "total": "84", "new": [1], "order": {"qzjx": 1, "items": []}, "tags": ["a"]}
    del after["coupon"]
    report = check_write(SESSION, after)
    assert report.verdict is Verdict.VALID
    assert sorted(report.changes or (), key=lambda change: change.pointer) == [
        Change("/coupon", ChangeKind.REMOVED, "null", None),
        Change("/new", ChangeKind.ADDED, None, "array"),
        Change("/order", ChangeKind.CHANGED, "object", "object", 5),
        Change("/tags", ChangeKind.CHANGED, "array", "array", 1),
        Change("/total", ChangeKind.CHANGED, "number", "string"),
    ]
    assert "qzjx" not in repr(report)
    assert find_changes(SESSION, after) == report.changes
    assert report.to_dict()["changes"][0].keys() == {"pointer", "change", "before", "after", "places"}


def test_changes_are_in_the_order_of_the_sessions() -> None:
    """Changes of the read-only object are not listed, and a new container is one change."""
    before = {"b": 1, "internal": {"locale": "en"}, "a": {"x": 1}, "c": []}
    after = {"b": 2, "internal": {"locale": "nl"}, "a": {"x": 2, "y": {"z": 1}}, "c": {}}
    assert check_write(before, after).changes == (
        Change("/b", ChangeKind.CHANGED, "number", "number"),
        Change("/a", ChangeKind.CHANGED, "object", "object", 2),
        Change("/c", ChangeKind.CHANGED, "array", "object"),
    )


def test_changes_inside_variables_are_listed_with_values() -> None:
    """With show_values, each deepest place in a variable is a change."""
    before = {"internal": {}, "order": {"a": 1, "b": [1]}}
    report = check_write(before, {"internal": {}, "order": {"a": "x", "b": [1, 2]}}, show_values=True)
    assert report.changes == (
        Change("/order/a", ChangeKind.CHANGED, "number", "string"),
        Change("/order/b/1", ChangeKind.ADDED, None, "number"),
    )


def test_two_internal_objects_are_read_only() -> None:
    """The kind is detected from the fields, or requested; the pointers start at the root."""
    expected = [("/locale", "changed to a different string; `internal` is read-only")]
    assert changes_of(INTERNAL, {**INTERNAL, "locale": "nl"}) == expected
    assert changes_of({"locale": "en"}, {"locale": "nl"}, kind=Kind.INTERNAL) == expected


ENVELOPE = {"session": SESSION, "took": 5}
NO_SESSION = "this object has no `internal`, so it is not a session"


@pytest.mark.parametrize(
    ("before", "after", "hint"),
    [
        (ENVELOPE, {**ENVELOPE, "took": 6}, "pass `--at POINTER` if the session is inside a larger document"),
        ({}, {}, "pass `--at POINTER` if the session is inside a larger document"),
        ({"locale": "en"}, {"locale": "nl"}, "pass `--at POINTER` if the session is inside a larger document"),
        (
            SESSION,
            {"namespace": "order", "data": {}},
            "pass `--kind write` to compare the session before and after this write",
        ),
        (
            SESSION,
            {"session": [{"namespace": "order", "data": {}}]},
            "pass `--kind answer` to compare the session before and after this answer",
        ),
    ],
)
@pytest.mark.parametrize("kind", [None, Kind.SESSION])
def test_object_that_is_no_session_is_a_finding(before: Any, after: Any, hint: str, kind: Kind | None) -> None:
    """An envelope, a write or an answer is not compared as if it were a whole session."""
    report = check_write(before, after, kind=kind)
    (finding,) = report.findings
    assert (finding.rule, finding.pointer) == (Rule.MISSING_FIELD, "")
    assert (finding.message, finding.hint) == (NO_SESSION, hint)
    assert report.changes == ()


@pytest.mark.parametrize("write", [Write("order", {"b": 1}), Answer((Write("order.b", 1),))])
def test_write_is_applied_to_the_session(write: Write | Answer) -> None:
    """The changes are those between the session and the session after the write, also inside a document."""
    session = {**SESSION, "order": {"a": 1}}
    report = check_write(session, write)
    assert (report.findings, report.kind) == ((), Kind.SESSION)
    assert report.changes == (Change("/order", ChangeKind.CHANGED, "object", "object"),)
    assert check_write({"data": session}, write, at="/data").changes == report.changes
    with pytest.raises(InvalidSession, match="before the write is not JSON"):
        check_write("{", write)


def test_possible_names_of_variables_are_not_shown() -> None:
    """In a requested read-only object without its fields, only names of the schema are shown."""
    (finding,) = check_write({"a": {"qzjx": 1}}, {"a": {"qzjx": 2}}, kind=Kind.INTERNAL).findings
    assert finding.pointer == "/a"
    (finding,) = check_write({"a": {"qzjx": 1}}, {"a": {"qzjx": 2}}, kind=Kind.INTERNAL, show_values=True).findings
    assert (finding.pointer, finding.value) == ("/a/qzjx", "2")
    (finding,) = check_write(INTERNAL, {**INTERNAL, "qzjx": {"a": 1}}).findings
    assert (finding.pointer, finding.value) == ("/qzjx", None)


def test_names_in_internal_are_shown_at_any_depth() -> None:
    """The read-only object has no variables, so the exact place is reported."""
    before, after = ({**INTERNAL, "history": {"latest": {"at": number}}} for number in (1, 2))
    for kind in (None, Kind.INTERNAL):
        (finding,) = check_write(before, after, kind=kind).findings
        assert finding.pointer == "/history/latest/at"


def test_internal_object_is_detected() -> None:
    """An object with half of the required fields, and without `internal` before and after, is the read-only object."""
    required = packaged_catalog().schema("session", VERSION, "internal")["required"]
    half = {name: INTERNAL[name] for name in required[: (len(required) + 1) // 2]}
    fewer = {name: INTERNAL[name] for name in required[: (len(required) + 1) // 2 - 1]}
    assert check_write(half, {}).kind is Kind.INTERNAL
    assert check_write(fewer, {}).kind is Kind.SESSION
    assert check_write(half, {"internal": {}}).kind is Kind.SESSION
    assert check_write({**half, "internal": {}}, {}).kind is Kind.SESSION


def test_sessions_inside_larger_documents_are_compared() -> None:
    """Pointers start at the session, positions in the document."""
    before = {"data": [{"session": SESSION}], "took": 5}
    after = json.dumps({"took": 9, "data": [{"session": changed(botId="2")}]}, indent=1)
    report = check_write(before, after, at="/data/0/session")
    assert [(finding.pointer, finding.line) for finding in report.findings] == [("/internal/botId", 7)]
    assert (report.at, report.schema_version) == ("/data/0/session", VERSION)
    broken = check_write(before, "[", at="/data/0/session", source="after.json")
    assert (broken.at, broken.source, broken.schema_version) == ("/data/0/session", "after.json", VERSION)


@pytest.mark.parametrize(
    ("before", "after", "error", "sentence"),
    [
        ("{", "{}", InvalidSession, "the session before the write is not JSON; pass a JSON object"),
        ("[]", "{}", InvalidSession, "the session before the write is an array; pass a JSON object"),
        ({"a": object()}, {}, UnsupportedType, "unsupported Python type object at /a"),
        ({}, {"a": {"b": object()}}, UnsupportedType, "unsupported Python type object at /a"),
    ],
)
def test_argument_that_is_not_a_session_raises(before: Any, after: Any, error: type[Exception], sentence: str) -> None:
    """The error names the wrong argument and the reason."""
    with pytest.raises(error, match=sentence):
        check_write(before, after)


@pytest.mark.parametrize(
    ("at", "error", "sentence"),
    [
        ("a", InvalidPointer, "a"),
        ("/data/*", AmbiguousPointer, r"^'/data/\*' can select several payloads"),
        ("/data/1", InvalidSession, "^the session before the write has no value at /data/1;"),
        ("/data/0/x", InvalidSession, "^the session after the write has no value at /data/0/x;"),
        ("/data/0/y", InvalidSession, "^the session before the write has no value at /data/0/y;"),
    ],
)
def test_missing_place_raises(at: str, error: type[Exception], sentence: str) -> None:
    """`at` must select one session in both documents; the error says which one lacks it."""
    with pytest.raises(error, match=sentence):
        check_write({"data": [{"x": {}}]}, {"data": [{"y": {}}]}, at=at)


def test_text_after_the_write_that_is_not_json_is_a_finding() -> None:
    """The text after the write is the result of the write, so mistakes in it are findings."""
    report = check_write(SESSION, '{"internal": }')
    (finding,) = report.findings
    assert (finding.rule, finding.line, finding.column, report.changes) == (Rule.SYNTAX, 1, 12, ())
    assert report.kind is None


def test_session_that_is_not_an_object_after_the_write_is_a_finding() -> None:
    """A write that replaces the session with a different type is invalid."""
    report = check_write({"data": SESSION}, '{\n "data": []}', at="/data")
    (finding,) = report.findings
    assert (finding.rule, finding.message) == (Rule.WRONG_TYPE, "expected an object, found an array")
    assert finding.hint == "write an object"
    assert (finding.pointer, finding.line, finding.column, report.changes) == ("", 2, 10, ())


def test_problems_of_the_text_after_the_write_are_findings() -> None:
    """A duplicate key means different things to different parsers."""
    report = check_write('{"internal": {"a": 1}}', '{"internal": {"a": 2, "a": 1}}')
    assert [finding.rule for finding in report.findings] == [Rule.DUPLICATE_KEY]


def test_findings_of_a_write_are_limited() -> None:
    """A write that changes everything has no more findings than a payload can have."""
    before = {"internal": {"list": [0] * 20_000}}
    after = {"internal": {"list": [1] * 20_000}}
    report = check_write(before, after)
    assert (len(report.findings), report.omitted) == (10_000, {Rule.READ_ONLY: 10_000})


def test_omitted_problems_of_the_text_are_counted() -> None:
    """They are in the report on the write, whether or not the text is JSON, beside omitted changes."""
    many = MAX_ISSUES + 3
    halves = ", ".join([r'"\ud800"'] * many)
    report = check_write(SESSION, f"[{halves},,]")
    assert (report.kind, report.omitted) == (None, {Rule.ENCODING: 3})
    before: Any = {"internal": {"list": [0] * many}}
    changed = json.dumps([1] * many)
    report = check_write(before, f'{{"internal": {{"list": {changed}}}, "x": [{halves}]}}')
    assert Rule.READ_ONLY in {finding.rule for finding in report.findings}
    assert report.omitted[Rule.ENCODING] == 3
    assert len(report.findings) + sum(report.omitted.values()) == 2 * many
