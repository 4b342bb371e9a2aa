"""Who may write what: changes of the read-only object are found, and changes of variables are listed."""

from __future__ import annotations

import json
from typing import Any

import pytest

from chatlayer_session import (
    AmbiguousPointer,
    Change,
    ChangeKind,
    InvalidPayload,
    InvalidPointer,
    InvalidSession,
    Kind,
    Rule,
    UnsupportedType,
    Verdict,
    check_write,
)
from chatlayer_session.spec.catalog import DEFAULT_VERSION, packaged_catalog
from chatlayer_session.writes.changes import find_changes

from ..checks.conftest import INTERNAL, SESSION

VERSION = packaged_catalog().resolve(DEFAULT_VERSION)
READ_ONLY_HINT = "leave `internal` unchanged, and write your data to a variable"


def told(before: object, after: object, **arguments: Any) -> list[tuple[str, str]]:
    """Return the pointer and the message of each finding, all of which are of one rule."""
    findings = check_write(before, after, **arguments).findings
    assert {finding.rule for finding in findings} <= {Rule.READ_ONLY}
    assert {finding.hint for finding in findings} <= {READ_ONLY_HINT}
    return [(finding.pointer, finding.message) for finding in findings]


def changed(**members: Any) -> dict[str, Any]:
    """Return the session with other members in its read-only object."""
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
def test_each_deepest_place_that_was_changed_is_told(after: Any, expected: list[tuple[str, str]]) -> None:
    """With its pointer and both types, whether the sessions are parsed or text."""
    expected = [(pointer, f"{message}; `internal` is read-only") for pointer, message in expected]
    assert told(SESSION, after) == expected
    assert told(json.dumps(SESSION), json.dumps(after).encode()) == expected
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
def test_nothing_is_told_where_the_read_only_object_is_as_it_was(after: Any) -> None:
    """The order of members and the spelling of numbers say nothing, and variables are free."""
    report = check_write(SESSION, json.dumps(after))
    assert (report.findings, report.verdict) == ((), Verdict.VALID)
    report.raise_for_invalid()


def test_one_and_one_point_zero_are_equal_and_true_is_neither() -> None:
    """In text as in parsed sessions."""
    one, real, true = ('{"internal": {"a": 1}}', '{"internal": {"a": 1.0}}', '{"internal": {"a": true}}')
    assert told(one, real) == []
    assert told(one, true) == [("/internal/a", "changed from a number to a boolean; `internal` is read-only")]


def test_positions_are_those_of_the_session_after_the_write() -> None:
    """What was added is pointed at by its key, what was changed by its value, what was removed by what it was in."""
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
    """What differs inside one is counted, and neither named nor typed, for names in there are private."""
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


def test_changes_are_listed_in_the_order_of_the_sessions() -> None:
    """What became of the read-only object is left out, wherever it stands; a container that is new is one change."""
    before = {"b": 1, "internal": {"locale": "en"}, "a": {"x": 1}, "c": []}
    after = {"b": 2, "internal": {"locale": "nl"}, "a": {"x": 2, "y": {"z": 1}}, "c": {}}
    assert check_write(before, after).changes == (
        Change("/b", ChangeKind.CHANGED, "number", "number"),
        Change("/a", ChangeKind.CHANGED, "object", "object", 2),
        Change("/c", ChangeKind.CHANGED, "array", "object"),
    )


def test_places_inside_variables_are_listed_where_values_are_asked_for() -> None:
    """Each deepest place is a change then."""
    report = check_write({"order": {"a": 1, "b": [1]}}, {"order": {"a": "x", "b": [1, 2]}}, show_values=True)
    assert report.changes == (
        Change("/order/a", ChangeKind.CHANGED, "number", "string"),
        Change("/order/b/1", ChangeKind.ADDED, None, "number"),
    )


def test_two_read_only_objects_are_read_only_throughout() -> None:
    """They are told from their fields, or named as what they are; the pointers start at their root."""
    expected = [("/locale", "changed to a different string; `internal` is read-only")]
    assert told(INTERNAL, {**INTERNAL, "locale": "nl"}) == expected
    assert told({"locale": "en"}, {"locale": "nl"}, kind=Kind.INTERNAL) == expected
    report = check_write({"locale": "en"}, {"locale": "nl"})
    assert (report.findings, len(report.changes or ())) == ((), 1)


def test_names_are_not_shown_where_they_may_be_those_of_variables() -> None:
    """Named the read-only object, but without its fields: a name of the schema is shown, another one is not."""
    (finding,) = check_write({"a": {"qzjx": 1}}, {"a": {"qzjx": 2}}, kind=Kind.INTERNAL).findings
    assert finding.pointer == "/a"
    (finding,) = check_write({"a": {"qzjx": 1}}, {"a": {"qzjx": 2}}, kind=Kind.INTERNAL, show_values=True).findings
    assert (finding.pointer, finding.value) == ("/a/qzjx", "2")
    (finding,) = check_write(INTERNAL, {**INTERNAL, "qzjx": {"a": 1}}).findings
    assert (finding.pointer, finding.value) == ("/qzjx", None)


def test_names_in_a_read_only_object_are_shown_at_any_depth() -> None:
    """What surely is one has no variables, so that the exact place that was written is told."""
    before, after = ({**INTERNAL, "history": {"latest": {"at": number}}} for number in (1, 2))
    for kind in (None, Kind.INTERNAL):
        (finding,) = check_write(before, after, kind=kind).findings
        assert finding.pointer == "/history/latest/at"


def test_what_looks_like_the_read_only_object_is_taken_for_it() -> None:
    """It has half of the fields that are always there, and no `internal` of its own before or after."""
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
def test_what_cannot_be_compared_is_misuse(before: Any, after: Any, error: type[Exception], sentence: str) -> None:
    """The error says which of the two, and why."""
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
def test_a_place_that_is_none_is_misuse(at: str, error: type[Exception], sentence: str) -> None:
    """It is to be one pointer to one session, there in both; the error says which of them lacks it."""
    with pytest.raises(error, match=sentence):
        check_write({"data": [{"x": {}}]}, {"data": [{"y": {}}]}, at=at)


def test_text_after_the_write_that_is_not_json_is_a_finding() -> None:
    """It is what the write made of the session."""
    report = check_write(SESSION, '{"internal": }')
    (finding,) = report.findings
    assert (finding.rule, finding.line, finding.column, report.changes) == (Rule.SYNTAX, 1, 12, ())
    assert report.kind is None


def test_what_is_no_object_after_the_write_is_a_finding() -> None:
    """It is a session no more."""
    report = check_write({"data": SESSION}, '{\n "data": []}', at="/data")
    (finding,) = report.findings
    assert (finding.rule, finding.message) == (Rule.WRONG_TYPE, "expected an object, found an array")
    assert finding.hint == "write an object"
    assert (finding.pointer, finding.line, finding.column, report.changes) == ("", 2, 10, ())


def test_what_is_wrong_with_the_text_after_the_write_is_told_too() -> None:
    """A key that stands there twice means different things to different readers."""
    report = check_write('{"internal": {"a": 1}}', '{"internal": {"a": 2, "a": 1}}')
    assert [finding.rule for finding in report.findings] == [Rule.DUPLICATE_KEY]


def test_as_many_findings_as_reading_gives_are_kept() -> None:
    """A write that changes everything is not told place by place without end."""
    before = {"internal": {"list": [0] * 20_000}}
    after = {"internal": {"list": [1] * 20_000}}
    findings = check_write(before, after).findings
    assert len(findings) == 10_000
    assert findings[-1].message.endswith("10,000 more findings omitted")
