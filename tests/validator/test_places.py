"""The validator: three-way verdicts, findings in their places, and what can be asked of it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatlayer_session import (
    InvalidPayload,
    Kind,
    Report,
    Validator,
    Verdict,
    validate,
)
from chatlayer_session.catalog import packaged_catalog

if TYPE_CHECKING:
    from pathlib import Path

VERSIONS = packaged_catalog().versions()
NEWEST = VERSIONS[-1]
INTERNAL = f"urn:chatlayer-session:session:{NEWEST}:internal#"
SESSION = f"urn:chatlayer-session:session:{NEWEST}:session#"
KNOWN = "known from {}, but not promised; it may change or go any day"
NOT_DOCUMENTED = "not a documented field ({}); it may change or go any day"
ACCEPT = "read a documented field instead, or accept this one with --accept-unstable"

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
        "`locale` is missing; it is always there",
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
        "expected `DRAFT` or `LIVE`, found a string with another value",
        "write one of these, exactly; the set is closed",
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
        "remove the double quotes around it",
        "/$defs/score/type",
    ),
    (
        "missing-field",
        "/nlp/intents/0/name",
        13,
        17,
        "`name` is missing; it is always there",
        "add `name`: name of the intent, as the bot builder chose it",
        "/$defs/scored/required",
    ),
    (
        "out-of-range",
        "/nlp/intents/1/score",
        13,
        61,
        "this number is above the maximum of 1",
        "it is a confidence, from 0 (none) to 1 (full), both included",
        "/$defs/score/maximum",
    ),
    (
        "out-of-range",
        "/nlp/intents/2/score",
        13,
        97,
        "this number is below the minimum of 0",
        "it is a confidence, from 0 (none) to 1 (full), both included",
        "/$defs/score/minimum",
    ),
    (
        "unknown-value",
        "/nlp/sentiment/name",
        14,
        27,
        "not one of the known values `positive`, `neutral` and `negative`",
        "check the spelling; if it is right, nothing needs doing, for the set is open",
        "/$defs/sentiment/properties/name/x-extensible-enum",
    ),
    (
        "missing-field",
        "/currentDialogstate",
        16,
        3,
        "`currentDialogstate` is missing; it is always there",
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

json_values: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


def rows(report: Report) -> list[tuple[object, ...]]:
    """Return everything that the findings of a report say, as tuples."""
    return [
        (each.rule.value, each.pointer, each.line, each.column, each.message, each.hint, each.schema_pointer)
        for each in report.findings
    ]


def rules(report: Report) -> list[str]:
    """Return rule and pointer of each finding."""
    return [f"{finding.rule.value} {finding.pointer}" for finding in report.findings]


def test_each_mistake_in_an_internal_object_is_told_at_its_place() -> None:
    """Every rule about the shape gives its exact pointer, line, column, message, hint and place in the schema."""
    report = validate(BROKEN)
    assert rows(report) == [(*row[:6], INTERNAL + row[6]) for row in EXPECTED]
    assert (report.kind, report.verdict, report.schema_version) == (Kind.INTERNAL, Verdict.INVALID, NEWEST)


def test_each_mistake_in_a_session_is_told_at_its_place() -> None:
    """In a session the pointers start with /internal, and the rest is the same, two lines further down."""
    report = validate('{\n"order": {"a": 1},\n"internal":' + BROKEN + "}")
    first, *others = rows(report)
    assert first == ("missing-field", "/internal/locale", 3, 12, *EXPECTED[0][4:6], INTERNAL + "/required")
    assert others == [
        (rule, "/internal" + pointer, line + 2, column, message, hint, INTERNAL + place)
        for rule, pointer, line, column, message, hint, place in EXPECTED[1:]
    ]
    assert report.kind is Kind.SESSION


def test_a_parsed_payload_gives_the_same_findings_without_places() -> None:
    """A dict is held to the same rules; it has no text, so line and column are None."""
    report = validate(json.loads(BROKEN))
    assert sorted(map(repr, rows(report))) == sorted(
        repr((rule, pointer, None, None, message, hint, INTERNAL + place))
        for rule, pointer, _, _, message, hint, place in EXPECTED
    )


def test_findings_stand_in_the_order_of_the_text() -> None:
    """Lines and columns never go backwards, however the engine came upon the findings."""
    places = [(finding.line, finding.column) for finding in validate(BROKEN).findings]
    assert places == sorted(places, key=lambda place: (place[0] or 0, place[1] or 0))


@pytest.mark.parametrize("form", [str.encode, bytearray, str], ids=["bytes", "bytearray", "str"])
def test_a_payload_may_be_text_of_any_type(form: Any) -> None:
    """The same text gives the same report whether it is bytes, a bytearray or a str."""
    content = form(BROKEN.encode()) if form is bytearray else form(BROKEN)
    assert validate(content) == validate(BROKEN)


def test_the_three_verdicts(documented: dict[str, Any], realistic: dict[str, Any]) -> None:
    """A documented payload is valid, one with further fields unstable, and one that lacks a field invalid."""
    assert validate(documented).verdict is Verdict.VALID
    assert validate(realistic).verdict is Verdict.UNSTABLE
    del realistic["locale"]
    assert validate(realistic).verdict is Verdict.INVALID


def test_an_invalid_payload_is_returned_and_raised_only_on_request(documented: dict[str, Any]) -> None:
    """Validating never raises for an invalid payload; raise_for_invalid does."""
    validate(documented).raise_for_invalid()
    report = validate({**documented, "botId": 1})
    with pytest.raises(InvalidPayload, match=r"^wrong-type at /botId: expected a string, found a number$"):
        report.raise_for_invalid()


@pytest.mark.parametrize("inside", [{"deep": [{"a": 1}]}, [1, 2], "text", 1, None, True])
def test_an_unknown_subtree_is_one_finding(documented: dict[str, Any], inside: object) -> None:
    """Whatever is inside an unknown field, it is told once, at its root."""
    assert rules(validate({**documented, "history": inside})) == ["unstable-field /history"]


@pytest.mark.parametrize("wrong", [{"a": 1}, [1], "x", 1, None, True])
@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (("version",), "string"),
        (("user",), "object"),
        (("nlp", "intent"), "object"),
        (("nlp", "intent", "score"), "number"),
        (("nlp", "intents"), "array"),
        (("currentDialogstate", "id"), "string"),
    ],
)
def test_a_wrong_type_gives_no_second_finding(
    documented: dict[str, Any], path: tuple[str, ...], expected: str, wrong: object
) -> None:
    """A value of another type breaks no further rule: not that of a set, of a bound, or of missing members."""
    names: dict[type, str] = {dict: "object", list: "array", str: "string", int: "number"}
    if names.get(type(wrong)) == expected:
        return
    parent = documented
    for step in path[:-1]:
        parent = parent[step]
    parent[path[-1]] = wrong
    assert rules(validate(json.dumps(documented))) == ["wrong-type /" + "/".join(path)]


@pytest.mark.parametrize("number", ["NaN", "-Infinity", "Infinity", "1e400", "-1e400", "9" * 400])
def test_a_score_that_is_no_number_is_told_once(documented: dict[str, Any], number: str) -> None:
    """NaN, an infinity or too large a number is not held to the bounds of a score as well."""
    text = json.dumps(documented).replace("0.5183199216644359", number)
    assert rules(validate(text)) == ["not-a-number /nlp/sentiment/score"]


@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf"), 10**400, -(10**400)])
def test_a_parsed_score_that_is_no_number_is_told_once(documented: dict[str, Any], number: float) -> None:
    """The same holds for numbers in a parsed payload."""
    documented["nlp"]["sentiment"]["score"] = number
    assert rules(validate(documented)) == ["not-a-number /nlp/sentiment/score"]


@pytest.mark.parametrize("kind", [Kind.INTERNAL, Kind.SESSION])
@pytest.mark.parametrize("prefix", ["", "/internal"])
def test_an_accepted_field_gives_no_finding_and_the_others_do(
    realistic: dict[str, Any], kind: Kind, prefix: str
) -> None:
    """A pointer from the root of a session or from internal accepts its field in both kinds, and no other field."""
    payload = realistic if kind is Kind.INTERNAL else {"internal": realistic}
    all_fields = set(rules(validate(payload)))
    accepted = {prefix + "/lastIntent", prefix + "/user/lastName"}
    left = set(rules(Validator(accept_unstable=accepted).validate(payload)))
    root = "" if kind is Kind.INTERNAL else "/internal"
    assert all_fields - left == {f"unstable-field {root}/lastIntent", f"unstable-field {root}/user/lastName"}


def test_a_payload_whose_unstable_fields_are_all_accepted_is_valid(documented: dict[str, Any]) -> None:
    """One pointer may be given as a str, and escapes are those of JSON Pointer."""
    assert Validator(accept_unstable="/a~1b~0c").validate({**documented, "a/b~c": 1}).verdict is Verdict.VALID


def test_accepting_a_field_does_not_excuse_errors(documented: dict[str, Any]) -> None:
    """Only findings about unstable fields can be accepted."""
    report = Validator(accept_unstable=["/botId"]).validate({**documented, "botId": 1})
    assert rules(report) == ["wrong-type /botId"]


def test_variables_are_no_fields_where_internal_is_misspelt(documented: dict[str, Any]) -> None:
    """Of a payload that only may be internal, the names that the schema has are shown, and others at the root."""
    text = json.dumps({"intrnal": documented, "user": {"secret": {"key": 1}}, "nlp": {"intent": {}}, "order": {}})
    found = rules(validate(text.replace('"order": {}', '"order": {"secret": NaN}')))
    assert "secret" not in "".join(found)
    assert [each for each in found if not each.startswith("missing-field")] == [
        "unstable-field /intrnal",
        "unstable-field /user",
        "unstable-field /order",
        "not-a-number /order",
    ]
    assert "missing-field /nlp/intent/score" in found


@given(st.dictionaries(st.text().filter(lambda name: name.lower() != "internal"), json_values))
def test_variables_that_hold_anything_give_no_findings(variables: dict[str, Any]) -> None:
    """Whatever JSON the builder puts beside internal, as text or parsed, a session with it is valid."""
    payload = {"internal": MINIMAL, **variables}
    assert validate(payload).findings == ()
    assert validate(json.dumps(payload)).findings == ()
    assert validate(json.dumps(payload, ensure_ascii=False).encode()).findings == ()


MINIMAL = {
    **dict.fromkeys(("botId", "sessionId", "preferredLanguage", "locale"), ""),
    "channel": "web",
    "version": "LIVE",
    "user": {},
    "nlp": {},
    **{name: {"name": "", "id": "", "type": "MESSAGE"} for name in ("currentDialogstate", "previousDialogstate")},
}


def test_a_validator_is_used_many_times(examples: Path) -> None:
    """What one payload was like leaves no trace in the next."""
    validator = Validator()
    files = sorted(examples.glob("**/*.json"))
    once = [validator.validate(file.read_bytes()) for file in files]
    assert [validator.validate(file.read_bytes()) for file in reversed(files)] == once[::-1]


@pytest.mark.parametrize(("value", "hint"), [("nl-be", "rename `Locale` to `locale`"), (5, "add `locale`: ")])
def test_a_misspelt_field_is_one_whose_value_fits(documented: dict[str, Any], value: object, hint: str) -> None:
    """A value of another type is not taken for that of the field that is missing."""
    del documented["locale"]
    missing, _ = sorted(validate({**documented, "Locale": value}).findings, key=lambda finding: finding.rule.value)
    assert (missing.rule.value, missing.pointer) == ("missing-field", "/locale")
    assert str(missing.hint).startswith(hint)


@pytest.mark.parametrize(
    ("payload", "pointer", "hint"),
    [
        ("[{}]", "", "if the items are the payloads, select them with --at '/*'"),
        ('" {\\"botId\\": 1}"', "", "the payload is JSON text inside a JSON string: encode it once only"),
        ('"botId"', "", "write an object"),
        ('{"internal": []}', "/internal", "write an object"),
        ('{"internal": null}', "/internal", "give it a value; only an optional field can be left out"),
        ('{"internal": "{"}', "/internal", "write an object"),
        ("null", "", "write an object"),
    ],
)
def test_a_value_of_the_wrong_type_has_the_cure_of_what_probably_happened(
    payload: str, pointer: str, hint: str
) -> None:
    """At the root a list of payloads, or one encoded twice; elsewhere what could stand there."""
    (finding,) = validate(payload).findings
    assert (finding.rule.value, finding.pointer, finding.hint) == ("wrong-type", pointer, hint)


def test_a_misspelt_name_is_pointed_at_wherever_its_object_stands(documented: dict[str, Any]) -> None:
    """The finding is about the field that is missing, and stands at the name that is there."""
    nlp = {"intent": {"Name": "x", "score": 1}}
    text = json.dumps({"extra": {"Name": 1}, **documented, "nlp": nlp}, indent=1)
    (missing,) = [each for each in validate(text).findings if each.rule.value == "missing-field"]
    assert (missing.pointer, missing.hint) == ("/nlp/intent/name", "rename `Name` to `name`")
    lines = text.split("\n")
    line = next(number for number, each in enumerate(lines, 1) if '"Name": "x"' in each)
    assert (missing.line, missing.column) == (line, lines[line - 1].index('"') + 1)


def test_an_object_without_any_field_is_probably_not_the_payload() -> None:
    """The hint says so once at the root, and names what was looked for; elsewhere the field is to be added."""
    hints = {finding.hint for finding in validate('{"data": 1}').findings if finding.rule.value == "missing-field"}
    title = packaged_catalog().schema("session", packaged_catalog().versions()[-1], "internal")["title"]
    assert hints == {f"no field of `{title}` is here; if the payload lies inside this document, say where with --at"}
    nested = validate({"internal": {}}).findings
    assert all(str(finding.hint).startswith("add `") for finding in nested)
