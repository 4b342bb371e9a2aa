"""Findings have exact places: line, column, pointer and schema location."""

from __future__ import annotations

import json
from typing import Any

import pytest

from chatlayer_session import Kind, Report, Verdict, validate
from chatlayer_session.spec.catalog import packaged_catalog

NEWEST = packaged_catalog().versions()[-1]
INTERNAL = f"urn:chatlayer-session:session:{NEWEST}:internal#"

KNOWN = "unstable field (source: {}); may change without notice"
NOT_DOCUMENTED = "undocumented field ({}); may change without notice"
ACCEPT = "use a documented field instead, or accept this one with `--accept-unstable POINTER`"

BROKEN = """{
  "botId": 1457,
  "sessionId": "emulator",
  "version": "live",
  "channel": "web",
  "user": {
    "firstNmae": [],
    "lastName": "Guest"
  },
  "preferredLanguage": "en",
  "nlp": {
    "intent": {"name": "Greeting", "score": "0.5"},
    "intents": [{"score": 1}, {"name": "Greeting", "score": 1.5}, {"name": "Greeting", "score": -1}],
    "sentiment": {"name": "joyful", "score": 1}
  },
  "currentDialogState": {"name": "a", "id": "b", "type": "MESSAGE"},
  "previousDialogstate": [],
  "latestIntent": {"a": {"b": {"c": 1}}}
}
"""
# rule, pointer, line, column, message, hint, place in the schema
EXPECTED = [
    (
        "missing-field",
        "/locale",
        1,
        1,
        "required field `locale` is missing",
        "add `locale`: locale the user prefers, for instance to format dates",
        "/required",
    ),
    (
        "wrong-type",
        "/botId",
        2,
        12,
        "expected a string, found a number",
        "put it in double quotes",
        "/properties/botId/type",
    ),
    (
        "value-not-allowed",
        "/version",
        4,
        14,
        "expected `DRAFT` or `LIVE`, found a different string",
        "write `DRAFT` or `LIVE`",
        "/properties/version/enum",
    ),
    (
        "unstable-field",
        "/user/firstNmae",
        7,
        5,
        NOT_DOCUMENTED.format("array"),
        "did you mean `firstName`?",
        "/properties/user",
    ),
    (
        "unstable-field",
        "/user/lastName",
        8,
        5,
        KNOWN.format("Chatlayer documentation, channels Facebook Messenger and web widget"),
        ACCEPT,
        "/properties/user/properties/lastName/x-stability",
    ),
    (
        "wrong-type",
        "/nlp/intent/score",
        12,
        45,
        "expected a number, found a string",
        "remove the double quotes",
        "/$defs/score/type",
    ),
    (
        "missing-field",
        "/nlp/intents/0/name",
        13,
        17,
        "required field `name` is missing",
        "add `name`: name of the intent, as the bot builder chose it",
        "/$defs/intent/required",
    ),
    (
        "out-of-range",
        "/nlp/intents/1/score",
        13,
        61,
        "must be between 0 and 1",
        "write a confidence, from 0 (none) to 1 (full), both included",
        "/$defs/score/maximum",
    ),
    (
        "out-of-range",
        "/nlp/intents/2/score",
        13,
        97,
        "must be between 0 and 1",
        "write a confidence, from 0 (none) to 1 (full), both included",
        "/$defs/score/minimum",
    ),
    (
        "unknown-value",
        "/nlp/sentiment/name",
        14,
        27,
        "unknown value; known values: `positive`, `neutral` and `negative` (others may be added)",
        "check the spelling",
        "/$defs/sentiment/properties/name/x-extensible-enum",
    ),
    (
        "missing-field",
        "/currentDialogstate",
        16,
        3,
        "required field `currentDialogstate` is missing",
        "rename `currentDialogState` to `currentDialogstate`",
        "/required",
    ),
    (
        "unstable-field",
        "/currentDialogState",
        16,
        3,
        NOT_DOCUMENTED.format("object"),
        "did you mean `currentDialogstate`?",
        "",
    ),
    (
        "wrong-type",
        "/previousDialogstate",
        17,
        26,
        "expected an object, found an array",
        "write an object",
        "/$defs/dialogState/type",
    ),
    ("unstable-field", "/latestIntent", 18, 3, NOT_DOCUMENTED.format("object"), ACCEPT, ""),
]


def rows(report: Report) -> list[tuple[object, ...]]:
    """Return all fields of the findings of a report, as tuples."""
    return [
        (item.rule.value, item.pointer, item.line, item.column, item.message, item.hint, item.schema_pointer)
        for item in report.findings
    ]


def test_mistakes_in_internal_have_exact_findings() -> None:
    """Every rule on the shape gives its exact pointer, line, column, message, hint and schema location."""
    report = validate(BROKEN)
    assert rows(report) == [(*row[:6], INTERNAL + row[6]) for row in EXPECTED]
    assert (report.kind, report.verdict, report.schema_version) == (Kind.INTERNAL, Verdict.INVALID, NEWEST)


def test_mistakes_in_a_session_have_exact_findings() -> None:
    """In a session the pointers start with /internal, and the rest is the same, two lines further down."""
    report = validate('{\n"order": {"a": 1},\n"internal":' + BROKEN + "}")
    first, *others = rows(report)
    assert first == ("missing-field", "/internal/locale", 3, 12, *EXPECTED[0][4:6], INTERNAL + "/required")
    assert others == [
        (rule, "/internal" + pointer, line + 2, column, message, hint, INTERNAL + place)
        for rule, pointer, line, column, message, hint, place in EXPECTED[1:]
    ]
    assert report.kind is Kind.SESSION


def test_parsed_payload_has_the_same_findings_without_positions() -> None:
    """A dict has no text, so line and column are None."""
    report = validate(json.loads(BROKEN))
    assert sorted(map(repr, rows(report))) == sorted(
        repr((rule, pointer, None, None, message, hint, INTERNAL + place))
        for rule, pointer, _, _, message, hint, place in EXPECTED
    )


def test_findings_are_in_the_order_of_the_text() -> None:
    """Findings are sorted by line and column, independent of the order in which the engine yields them."""
    places = [(finding.line, finding.column) for finding in validate(BROKEN).findings]
    assert places == sorted(places, key=lambda place: (place[0] or 0, place[1] or 0))


@pytest.mark.parametrize("form", [str.encode, bytearray, str], ids=["bytes", "bytearray", "str"])
def test_payload_can_be_bytes_or_str(form: Any) -> None:
    """The same text gives the same report as bytes, as a bytearray and as a str."""
    content = form(BROKEN.encode()) if form is bytearray else form(BROKEN)
    assert validate(content) == validate(BROKEN)
