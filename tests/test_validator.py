"""The validator: three-way verdicts, findings in their places, and what can be asked of it."""

from __future__ import annotations

import json
from io import BytesIO, StringIO
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatlayer_session import (
    InvalidPayload,
    Kind,
    NotAPointer,
    NotJsonValue,
    Origin,
    Report,
    Rule,
    SeveralPayloads,
    UnknownKind,
    UnknownVersion,
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
    with pytest.raises(UnknownKind, match=r"choose from auto, internal, session, write$"):
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
    assert (caught.value.selector, caught.value.available) == (selector, VERSIONS)


@pytest.mark.parametrize("pointer", ["internal", "/a~2", "/a~", "#/a"])
def test_what_is_no_pointer_is_refused(pointer: str) -> None:
    """Both options that take pointers say so."""
    both: list[dict[str, Any]] = [{"at": pointer}, {"accept_unstable": [pointer]}]
    for options in both:
        with pytest.raises(NotAPointer) as caught:
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
    report = Validator(at="/data/1").validate(document)
    (finding,) = report.findings
    assert (report.at, report.kind, finding.rule, finding.pointer) == ("", None, Rule.MISSING_FIELD, "")
    assert finding.message == "nothing stands at /data/1 in this document"
    assert (finding.line, finding.column) == (1, 1)


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
    with pytest.raises(SeveralPayloads, match="call validate_each"):
        Validator(at="/*").validate("[]")


def test_what_is_wrong_outside_the_payloads_is_told_with_the_first(documented: dict[str, Any]) -> None:
    """It has its line, but no pointer, for pointers start at the payload."""
    text = f'{{"number": NaN, "data": [\n{json.dumps(documented)},\n{json.dumps(documented)}]}}'
    first, second = Validator(at="/data/*").validate_each(text)
    assert rows(first) == [
        ("not-a-number", "", 1, 12, "JSON has no NaN and no infinity", "write null, or leave the field out", None)
    ]
    assert second.findings == ()


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


@pytest.mark.parametrize(
    ("value", "type_name"),
    [
        ((1, 2), "tuple"),
        ({1}, "set"),
        (b"x", "bytes"),
        (1j, "complex"),
        (object(), "object"),
        ({1: 2}, "dict with a key of type int"),
        ({None: 2}, "dict with a key of type NoneType"),
    ],
)
def test_what_json_has_no_type_for_is_misuse(documented: dict[str, Any], value: object, type_name: str) -> None:
    """The error names the Python type and the place; inside a variable the place is the variable."""
    with pytest.raises(NotJsonValue) as caught:
        validate({**documented, "x": [value]})
    assert (caught.value.pointer, caught.value.type_name) == ("/x/0", type_name)
    with pytest.raises(NotJsonValue) as caught:
        validate({"internal": documented, "order": {"secret": value}})
    assert (caught.value.pointer, caught.value.type_name) == ("/order", type_name)
    assert caught.value.__context__ is None
    with pytest.raises(NotJsonValue) as caught:
        Validator(show_values=True).validate({"internal": documented, "order": {"secret": value}})
    assert caught.value.pointer == "/order/secret"


def test_a_value_that_contains_itself_is_misuse(documented: dict[str, Any]) -> None:
    """A cycle is told instead of being walked for ever."""
    documented["loop"] = {"again": documented}
    with pytest.raises(NotJsonValue, match="a value at /loop/again of the Python type dict that contains itself"):
        validate(documented)


def test_a_value_that_stands_in_two_places_is_no_cycle(documented: dict[str, Any]) -> None:
    """The same dict may be both dialog states."""
    documented["previousDialogstate"] = documented["currentDialogstate"]
    assert validate(documented).verdict is Verdict.VALID


def test_half_of_a_surrogate_pair_is_told_in_keys_and_values(documented: dict[str, Any]) -> None:
    """No text can carry it; in a pointer it becomes the replacement character."""
    documented["user"] = {"firstName": "\ud83d", "\udc00": 1}
    assert rules(validate(documented)) == [
        "encoding /user/firstName",
        "encoding /user/\ufffd",
        "unstable-field /user/\ufffd",
    ]


@pytest.mark.parametrize("parsed", [True, False])
@pytest.mark.parametrize(("levels", "found"), [(499, []), (500, ["too-deep /list"]), (5000, ["too-deep /list"])])
def test_500_levels_are_the_limit(documented: dict[str, Any], levels: int, found: list[str], *, parsed: bool) -> None:
    """The object of the session is the first level; a variable may have 499 more, and no depth is a crash."""
    text = f'{{"internal": {json.dumps(documented)}, "list": {"[" * levels}{"]" * levels}}}'
    if not parsed:
        assert rules(validate(text)) == found
        return
    value: list[Any] = []
    for _ in range(levels - 1):
        value = [value]
    assert rules(validate({"internal": documented, "list": value})) == found


def test_values_are_shown_only_on_request(documented: dict[str, Any]) -> None:
    """With show_values a finding has the payload's text at its place, on one line and at most 80 characters."""
    documented["botId"] = ["x" * 100]
    text = json.dumps(documented, indent=2)
    assert [finding.value for finding in validate(text).findings] == [None]
    (shown,) = Validator(show_values=True).validate(text).findings
    assert shown.value == '[ "' + "x" * 76 + "\u2026"
    assert shown.to_dict()["value"] == shown.value


@pytest.mark.parametrize(
    ("change", "value"),
    [
        ({"botId": 1457}, "1457"),
        ({"botId": None}, "null"),
        ({"version": "x" * 100}, '"' + "x" * 78 + "\u2026"),
        ({"botId": {"a": 1}}, None),
        ({"botId": 10**400}, "1" + "0" * 78 + "\u2026"),
        ({"lastIntent": 10**5000}, None),
    ],
)
def test_the_values_of_a_parsed_payload_are_shown_on_request(
    documented: dict[str, Any], change: dict[str, Any], value: str | None
) -> None:
    """Scalars are shown as JSON; objects, arrays and endless numbers are not."""
    report = Validator(show_values=True).validate({**documented, **change})
    assert {finding.value for finding in report.findings} == {value}


def test_a_missing_field_of_a_parsed_payload_has_no_value(documented: dict[str, Any]) -> None:
    """There is nothing to be shown, which is not the same as null."""
    del documented["locale"]
    (finding,) = Validator(show_values=True).validate(documented).findings
    assert (finding.pointer, finding.value) == ("/locale", None)


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
