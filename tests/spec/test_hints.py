"""Hints on numbers that JSON does not have: the schema decides what to write instead."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

import pytest

from chatlayer_session import Kind, Report, Rule, Validator, Verdict, check_write, validate
from chatlayer_session.spec.catalog import packaged_catalog
from chatlayer_session.spec.fields import Field, field_tree
from chatlayer_session.spec.hints import expected_value_hint
from chatlayer_session.spec.json_type import TYPES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path as File

    from chatlayer_session.jsonpointer import InstancePath

    from ..conftest import Command

NAN_HINT = "write `null`, or leave the field out"
TOO_LARGE_HINT = "write it as a string"

MARK = "put the number here"
NUMBERS = {"NaN": math.nan, "-Infinity": -math.inf, "1e400": math.inf, "9" * 400: 10**400 - 1}
"""Numbers that JSON does not have, in texts and as parsed values."""

VALUES_BY_HINT = {
    "write a number between 0 and 1": 0.5,
    "write a string": "x",
    "write an object": {},
    "write an array": [],
    "write `DRAFT` or `LIVE`": "LIVE",
    "write `intro`, `postback`, `text` or `upload`": "text",
}
"""A value that follows each hint."""


def declared_paths(field: Field, path: InstancePath = ()) -> Iterator[InstancePath]:
    """Yield the path to each place below a field for which the schema declares a type."""
    for name, member in field.members.items():
        if member.types:
            yield (*path, name)
        yield from declared_paths(member, (*path, name))
    if field.items is not None:
        yield (*path, 0)
        yield from declared_paths(field.items, (*path, 0))


ROOT = field_tree(packaged_catalog(), packaged_catalog().versions()[-1], Kind.INTERNAL)
PLACES = sorted(declared_paths(ROOT), key=str)


def with_value(payload: Any, path: InstancePath, value: object) -> Any:
    """Return a copy of a payload that has a value at a path."""
    copy = json.loads(json.dumps(payload))
    owner = copy
    for step in path[:-1]:
        owner = owner[step]
    if path[-1] == 0:
        owner[:] = [value]
    else:
        owner[path[-1]] = value
    return copy


def as_text(payload: object, number: str) -> str:
    """Return a payload as JSON text with a number in place of the mark."""
    return json.dumps(payload).replace(json.dumps(MARK), number)


def hint_of(report: Report) -> str | None:
    """Return the hint of the only error in a report, which is about a number."""
    (error,) = [finding for finding in report.findings if finding.severity.value == "error"]
    assert error.rule is Rule.NOT_A_NUMBER
    return error.hint


def test_places_cover_the_schema() -> None:
    """They include scalars and containers, required and optional, in objects and in arrays."""
    assert {
        ("botId",),
        ("version",),
        ("messageType",),
        ("nlp",),
        ("nlp", "intents", 0),
        ("nlp", "intents", 0, "score"),
        ("nlp", "sentiment", "score"),
    } <= set(PLACES)
    assert len(PLACES) > 30


@pytest.mark.parametrize("number", NUMBERS, ids=lambda number: number[:8])
@pytest.mark.parametrize("path", PLACES, ids=str)
def test_following_the_hint_fixes_the_payload(documented: dict[str, Any], path: InstancePath, number: str) -> None:
    """At each declared place, the hint is the same for a text and for a parsed payload."""
    documented["messageType"], documented["messageContent"] = "text", ""
    text = as_text(with_value(documented, path, MARK), number)
    hint = hint_of(validate(text))
    assert hint is not None
    assert hint_of(validate(with_value(documented, path, NUMBERS[number]))) == hint
    instruction, _, alternative = hint.partition(", or leave")
    value = VALUES_BY_HINT[instruction]
    fixed = validate(with_value(documented, path, value))
    if value in ({}, []):
        # An empty object may lack fields, which have their own hints.
        assert {finding.rule for finding in fixed.findings} <= {Rule.MISSING_FIELD}
    else:
        assert fixed.verdict is Verdict.VALID
    if alternative:
        left_out = with_value(documented, path, MARK)
        owner = left_out
        for step in path[:-1]:
            owner = owner[step]
        del owner[path[-1]]
        assert validate(left_out).findings == ()


@pytest.mark.parametrize(
    ("path", "number", "expected"),
    [
        (("nlp", "intent", "score"), "NaN", "write a number between 0 and 1"),
        (("nlp", "intent", "score"), "1e400", "write a number between 0 and 1"),
        (("nlp", "intents", 0, "score"), "Infinity", "write a number between 0 and 1"),
        (("botId",), "NaN", "write a string"),
        (("botId",), "1e400", "write a string"),
        (("version",), "NaN", "write `DRAFT` or `LIVE`"),
        (("messageType",), "NaN", "write `intro`, `postback`, `text` or `upload`, or leave the field out"),
        (("nlp",), "NaN", "write an object"),
        (("nlp", "sentiment"), "NaN", "write an object, or leave the field out"),
        (("nlp", "entities", 0), "NaN", NAN_HINT),
        (("nlp", "entities", 0), "1e400", TOO_LARGE_HINT),
        (("lastIntent",), "NaN", NAN_HINT),
        (("user", "lastName"), "1e400", TOO_LARGE_HINT),
        (("madeUp",), "NaN", NAN_HINT),
    ],
)
def test_hint_depends_on_declared_type(
    documented: dict[str, Any], path: InstancePath, number: str, expected: str
) -> None:
    """If no type is declared, the hint is to write null, or a string for a number that is too large."""
    text = as_text(with_value(documented, path, MARK), number)
    session = f'{{"internal": {text}, "score": {number}}}'
    assert hint_of(validate(text)) == expected
    assert [finding.hint for finding in validate(session).findings if finding.rule is Rule.NOT_A_NUMBER] == [
        expected,
        TOO_LARGE_HINT if number == "1e400" else NAN_HINT,
    ]


@pytest.mark.parametrize(
    ("payload", "kind", "expected"),
    [
        ("NaN", "auto", "write an object"),
        ('{"internal": NaN}', "auto", "write an object"),
        ('{"namespace": NaN, "data": {}}', "write", "write a string"),
        ('{"namespace": "x", "data": 1e400}', "write", TOO_LARGE_HINT),
        ('{"namespace": "x", "data": {"score": NaN}}', "write", NAN_HINT),
        ('{"session": NaN}', "answer", "write an object or an array or null, or leave the field out"),
        ('{"session": {"namespace": NaN, "data": {}}}', "answer", "write a string"),
        ('{"session": [{"namespace": "x", "data": {}}, {"namespace": NaN, "data": 1}]}', "answer", "write a string"),
        ('{"session": {"namespace": "x", "data": {}}, "namespace": NaN}', "answer", NAN_HINT),
    ],
)
def test_hint_depends_on_kind(payload: str, kind: str, expected: str) -> None:
    """Roots, the whole ``internal``, and the members of a write, also in an answer, have hints."""
    assert hint_of(Validator(kind=kind).validate(payload)) == expected


def test_payload_inside_document_has_hints(documented: dict[str, Any]) -> None:
    """Declared places start at the payload; the rest of the document has no schema."""
    text = as_text({"data": [documented, {**documented, "botId": MARK}], "botId": MARK}, "NaN")
    first, second = Validator(at="/data/*").validate_each(text)
    assert (hint_of(first), hint_of(second)) == (NAN_HINT, "write a string")


def test_every_route_gives_the_same_hint(documented: dict[str, Any], command: Command, tmp_path: File) -> None:
    """Routes are lines with and without the fast path, and runs that list or count reports."""
    text = as_text(with_value(documented, ("nlp", "intent", "score"), MARK), "NaN")
    line = text.encode()
    clean = json.dumps(documented).encode()
    expected = "write a number between 0 and 1"
    for use_fast_path in (True, False):
        validator = Validator(use_fast_path=use_fast_path)
        assert [
            hint_of(report) for report in validator.validate_lines([clean, line, clean, line]) if report.findings
        ] == [
            expected,
            expected,
        ]
    (tmp_path / "a.jsonl").write_bytes(b"\n".join([clean, line] * 20))
    assert command("validate", "a.jsonl").stdout.count(f"hint: {expected}\n") == 1
    listed = json.loads(command("validate", "--format", "json", "a.jsonl").stdout)
    assert {finding["hint"] for payload in listed["payloads"] for finding in payload["findings"]} == {expected}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"nlp": {"intent": {"name": "x", "score": NaN,}}}', "write a number between 0 and 1"),
        ('{"internal": {"nlp": {"intents": [{"score": 1}, {"score": NaN}]}},}', "write a number between 0 and 1"),
        ("{'nlp': {intent: {\"score\": NaN}}}", "write a number between 0 and 1"),
        ('{"user": {}, "botId": NaN,}', "write a string"),
        ('{"messageType": NaN,}', "write `intro`, `postback`, `text` or `upload`, or leave the field out"),
        ('{"nlp": {"score": NaN,}}', NAN_HINT),
        ('{"order": {"botId": NaN,}}', NAN_HINT),
        ("[NaN,]", NAN_HINT),
    ],
)
def test_invalid_json_has_the_same_hints(text: str, expected: str) -> None:
    """If other problems prevent parsing, the names around the number show its place."""
    hints = [finding.hint for finding in validate(text).findings if finding.rule is Rule.NOT_A_NUMBER]
    assert hints == [expected]


def test_check_write_has_the_same_hints(documented: dict[str, Any]) -> None:
    """The comparison of two sessions gives the hints of a validation."""
    before = {"internal": documented}
    after = {"internal": with_value(documented, ("nlp", "intent", "score"), math.nan), "mine": math.nan}
    findings = check_write(before, after).findings
    assert [finding.hint for finding in findings if finding.rule is Rule.NOT_A_NUMBER] == [
        "write a number between 0 and 1",
        NAN_HINT,
    ]


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        (Field(("number",), None, None, "", range=(1, None)), "write a number of at least 1"),
        (Field(("number",), None, None, "", range=(None, 9)), "write a number of at most 9"),
        (Field(("number",), None, None, ""), "write a number"),
        (Field(("integer", "null"), None, None, "", range=(0, 9)), "write an integer between 0 and 9 or null"),
        (Field((), None, None, ""), None),
        (Field(("string",), None, None, "", values=("a",)), "write `a`"),
    ],
)
def test_hint_names_types_and_range(field: Field, expected: str | None) -> None:
    """A range may have one bound or none, and a field several types."""
    assert expected_value_hint(field, ()) == expected


def test_every_type_has_a_hint() -> None:
    """The hint uses the name of the type with its article."""
    for name, words in TYPES.items():
        assert expected_value_hint(Field((name,), None, None, ""), ()) == f"write {words}"
