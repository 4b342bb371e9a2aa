"""What to write instead of what is no number: at a declared place, something that the schema allows there."""

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
"""What is no number in texts, and in values that were parsed elsewhere."""

WRITTEN = {
    "write a number between 0 and 1": 0.5,
    "write a string": "x",
    "write an object": {},
    "write an array": [],
    "write `DRAFT` or `LIVE`": "LIVE",
    "write `intro`, `postback`, `text` or `upload`": "text",
}
"""What stands at a place after the hint was followed."""


def declared_paths(field: Field, path: InstancePath = ()) -> Iterator[InstancePath]:
    """Yield the path to each place below a field for which the schema names a type."""
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
    here = copy
    for step in path[:-1]:
        here = here[step]
    if path[-1] == 0:
        here[:] = [value]
    else:
        here[path[-1]] = value
    return copy


def as_text(payload: object, number: str) -> str:
    """Return a payload as JSON text in which a number stands where the mark is."""
    return json.dumps(payload).replace(json.dumps(MARK), number)


def hint_of(report: Report) -> str | None:
    """Return the hint of the one error in a report, which is about a number."""
    (error,) = [finding for finding in report.findings if finding.severity.value == "error"]
    assert error.rule is Rule.NOT_A_NUMBER
    return error.hint


def test_the_places_are_found() -> None:
    """Those of scalars and of containers, required and optional, in objects and in arrays."""
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
def test_what_is_told_makes_the_payload_valid(documented: dict[str, Any], path: InstancePath, number: str) -> None:
    """At each declared place: as told of a text, and of a payload that was parsed elsewhere."""
    documented["messageType"], documented["messageContent"] = "text", ""
    text = as_text(with_value(documented, path, MARK), number)
    hint = hint_of(validate(text))
    assert hint is not None
    assert hint_of(validate(with_value(documented, path, NUMBERS[number]))) == hint
    told, _, other = hint.partition(", or leave")
    written = WRITTEN[told]
    if written in ({}, []):
        # What is in it is told by hints of its own.
        mended = validate(with_value(documented, path, written))
        assert {finding.rule for finding in mended.findings} <= {Rule.MISSING_FIELD}
    else:
        assert validate(with_value(documented, path, written)).verdict is Verdict.VALID
    if other:
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
def test_a_declared_place_has_a_hint_of_its_own(
    documented: dict[str, Any], path: InstancePath, number: str, expected: str
) -> None:
    """Where no type is declared, null can be written, and a string instead of what is too large."""
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
        ('{"namespace": "x", "data": 1e400}', "write", "write an object"),
        ('{"namespace": "x", "data": {"score": NaN}}', "write", NAN_HINT),
        ('{"session": {"namespace": "x", "data": NaN}}', "write", "write an object"),
        ('{"session": {"namespace": "x", "data": {}}, "namespace": NaN}', "write", NAN_HINT),
    ],
)
def test_the_kind_says_what_is_declared(payload: str, kind: str, expected: str) -> None:
    """The root, the read-only object as a whole, and the members of a write, also of one in an answer."""
    assert hint_of(Validator(kind=kind).validate(payload)) == expected


def test_a_payload_inside_a_document_has_its_own_places(documented: dict[str, Any]) -> None:
    """What is declared counts from the payload; what stands beside it is in no schema."""
    text = as_text({"data": [documented, {**documented, "botId": MARK}], "botId": MARK}, "NaN")
    first, second = Validator(at="/data/*").validate_each(text)
    assert (hint_of(first), hint_of(second)) == (NAN_HINT, "write a string")


def test_every_way_to_a_report_has_the_same_hint(documented: dict[str, Any], command: Command, tmp_path: File) -> None:
    """Screened or not, as lines, and in bulk with reports listed or counted."""
    text = as_text(with_value(documented, ("nlp", "intent", "score"), MARK), "NaN")
    line = text.encode()
    clean = json.dumps(documented).encode()
    expected = "write a number between 0 and 1"
    for screened in (True, False):
        validator = Validator(use_fast_path=screened)
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
def test_text_that_is_not_json_has_the_same_hints(text: str, expected: str) -> None:
    """Where other mistakes keep the text from being JSON, the place is told from the names around it."""
    hints = [finding.hint for finding in validate(text).findings if finding.rule is Rule.NOT_A_NUMBER]
    assert hints == [expected]


def test_a_session_after_a_write_has_the_same_hints(documented: dict[str, Any]) -> None:
    """Comparing two sessions tells of what is no number as holding one to the schema does."""
    before = {"internal": documented}
    after = {"internal": with_value(documented, ("nlp", "intent", "score"), math.nan), "mine": math.nan}
    told = [finding.hint for finding in check_write(before, after).findings if finding.rule is Rule.NOT_A_NUMBER]
    assert told == ["write a number between 0 and 1", NAN_HINT]


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
def test_bounds_and_types_are_those_of_the_schema(field: Field, expected: str | None) -> None:
    """Bounds may be one-sided or absent, and types several."""
    assert expected_value_hint(field, ()) == expected


def test_every_type_has_a_name() -> None:
    """Whatever type a schema declares can be told."""
    for name, words in TYPES.items():
        assert expected_value_hint(Field((name,), None, None, ""), ()) == f"write {words}"
