"""Redaction of whole payloads: what stays, what is replaced, and what is refused."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from chatlayer_session import (
    InvalidPayload,
    InvalidPointer,
    KindNotInVersion,
    Limits,
    Redactor,
    Rule,
    UnreadableInput,
    UnsupportedType,
    Validator,
    WeakKey,
    validate,
)
from chatlayer_session.testing import example_session

KEY = b"0123456789abcdef"


def redacted(payload: Any, **options: Any) -> Any:
    """Return a payload redacted with a fixed key."""
    return Redactor(key=KEY, **options).redact(payload)


def session(**variables: Any) -> dict[str, Any]:
    """Return a valid session with variables."""
    return {**example_session(), **variables}


def leaves(value: Any) -> list[Any]:
    """Return the scalars in a value, in order."""
    if isinstance(value, dict):
        return [leaf for member in value.values() for leaf in leaves(member)]
    return [leaf for item in value for leaf in leaves(item)] if isinstance(value, list) else [value]


def test_values_are_replaced() -> None:
    """No string with a letter or digit survives, except known values; names of platform and variables do."""
    before = json.loads(json.dumps(example_session("realistic")))
    after = redacted(before)
    assert after.keys() == before.keys()
    assert after["internal"].keys() == before["internal"].keys()
    known = {"DRAFT", "LIVE", "MESSAGE", "positive", "neutral", "negative", "text"}
    known |= {before["internal"]["channel"]}
    for old, new in zip(leaves(before), leaves(after), strict=True):
        assert type(old) is type(new)
        if isinstance(old, str) and old not in known and len(re.findall("[A-Za-z0-9]", old)) > 2:
            assert new != old
        if isinstance(old, str):
            assert len(new) == len(old)


def test_telephone_number_in_a_session_id_is_replaced() -> None:
    """A session id can be made of telephone numbers: none of their digits can be read from the stand-in."""
    payload = session()
    payload["internal"]["sessionId"] = "whatsapp-32470123456-31612345678"
    stand_in = redacted(payload)["internal"]["sessionId"]
    assert re.fullmatch(r"[a-z]{8}-\d{11}-\d{11}", stand_in)
    assert "32470123456" not in stand_in
    assert "31612345678" not in stand_in


def test_equal_values_have_equal_stand_ins() -> None:
    """A value is replaced in the same way everywhere, however it is escaped, and differently with another key."""
    text = '{"internal": {}, "a": "J\\u0061n", "b": ["Jan", "jan"], "c": 4711, "d": [4711]}'
    after = json.loads(redacted(text))
    assert after["a"] == after["b"][0] != after["b"][1]
    assert after["c"] == after["d"][0] != 4711
    assert json.loads(Redactor(key=KEY[::-1]).redact(text))["c"] != after["c"]
    assert Redactor().redact("[4711471147114711]") != Redactor().redact("[4711471147114711]")


def test_text_keeps_its_layout() -> None:
    """White space, escapes and a byte order mark stay, and every token starts at the same offset."""
    escaped = r'"J\u00e9r\ud83d\ude00\n\/\"x\u0041"'
    text = f'\ufeff{{ "internal" : {{"botId"\t: {escaped}}},\r\n "v": ["\u00e9\U0001f600", 1.50E+2] }}\n'
    after = redacted(text)
    assert len(after) == len(text)
    assert len(after.encode()) == len(text.encode())
    stand_in = r'"[A-Z]\\u0[0-9a-f]{3}[a-z]\\ud83[c-e]\\u[0-9a-f]{4}\\n\\/\\"[a-z]\\u00[45][0-9a-f]"'
    assert re.fullmatch(
        rf'\ufeff{{ "internal" : {{"botId"\t: {stand_in}}},\r\n "v": \["[^"]{{2}}", \d\.\d\dE\+2\] }}\n', after
    )
    assert redacted(text.encode()) == after.encode()


def test_known_values_stay_only_in_their_field() -> None:
    """A value that the schema lists stays in the field that has it; elsewhere it is a value like others."""
    payload = session(words=["whatsapp", "MESSAGE"])
    payload["internal"] |= {"channel": "whatsapp", "version": "LIVE", "messageType": "postback"}
    after = redacted(payload)
    assert [after["internal"][name] for name in ("channel", "version", "messageType")] == [
        "whatsapp",
        "LIVE",
        "postback",
    ]
    assert not {"whatsapp", "MESSAGE"} & set(after["words"])


def test_unknown_value_of_a_field_is_replaced() -> None:
    """A channel that the schema does not list may name a customer."""
    payload = session()
    payload["internal"]["channel"] = "customerChannel"
    assert redacted(payload)["internal"]["channel"] != "customerChannel"


def test_booleans_null_and_special_numbers_stay() -> None:
    """They have no stand-ins: their values are their types."""
    text = '{"internal": {}, "x": [true, false, null, NaN, -Infinity]}'
    assert redacted(text) == text


def test_names_inside_variables_are_values() -> None:
    """Names of fields, known or not, and of variables stay; names inside variables are replaced."""
    payload = session(order={"+32470123456": {"status": "sent"}})
    payload["internal"]["history"] = {"lastStep": {"oldName": 1}}
    after = redacted(payload)
    assert after["internal"]["history"].keys() == {"lastStep"}
    assert after["internal"]["history"]["lastStep"].keys() == {"oldName"}
    (name,) = after["order"]
    assert re.fullmatch(r"\+\d{11}", name)
    assert name != "+32470123456"
    assert after["order"][name].keys().isdisjoint({"status"})


def test_names_stay_on_request() -> None:
    """With ``keep_names`` only values are replaced."""
    after = redacted(session(order={"status": "sent"}), keep_names=True)
    assert after["order"].keys() == {"status"}
    assert after["order"]["status"] != "sent"


def test_same_name_has_the_same_stand_in() -> None:
    """The members of a list of objects stay alike, and different names stay different."""
    items = redacted(session(items=[{"id": 1, "no": 2}, {"no": 3, "id": 4}]))["items"]
    assert [*items[0]] == [*items[1]][::-1]
    assert len(items[0]) == 2


@pytest.mark.parametrize(
    ("pointer", "same"),
    [
        ("/internal/locale", ["/internal/locale"]),
        ("/order/status", ["/order/status"]),
        ("/order", ["/order/status", "/order/lines/0/name"]),
        ("/order/lines/*/name", ["/order/lines/0/name"]),
        ("/*/status", ["/order/status"]),
        ("", ["/internal/locale", "/order/status", "/order/lines/0/name"]),
    ],
)
def test_kept_places_stay(pointer: str, same: list[str]) -> None:
    """A pointer keeps a value with everything in it, and the names that it spells on the way."""
    payload = session(order={"status": "sent", "lines": [{"name": "bread", "price": 471147}]})
    payload["internal"]["locale"] = "nl-be"
    after = redacted(payload, keep=[pointer])

    def at(value: Any, place: str) -> Any:
        for step in place.split("/")[1:]:
            value = value[int(step)] if isinstance(value, list) else value.get(step)
            if value is None:
                return None
        return value

    for place in ("/internal/locale", "/order/status", "/order/lines/0/name"):
        assert (at(after, place) == at(payload, place)) is (place in same)
    assert (at(after, "/internal/botId") == at(payload, "/internal/botId")) is (pointer == "")


def test_pointer_into_internal_works_for_internal_alone() -> None:
    """The same option suits both kinds of payload, and a pointer to a variable keeps no field."""
    internal = example_session()["internal"]
    assert redacted(internal, keep=["/internal/locale"])["locale"] == internal["locale"]
    assert redacted(internal, keep=["/locale"])["locale"] == internal["locale"]
    assert redacted(session(), keep=["/locale"])["internal"]["locale"] != internal["locale"]


def test_payload_inside_a_document_is_found() -> None:
    """With ``at``, everything around the payloads is replaced too, except the names that the pointer spells."""
    payload = session()
    document: dict[str, Any] = {"data": {"32470123456": {"session": payload}}, "owner": "Jan", "n": 471147}
    after = redacted(document, at="/data/*/session")
    assert "data" in after
    assert "owner" not in after
    (name,) = after["data"]
    assert name != "32470123456"
    assert (
        after["data"][name]["session"]["internal"].keys()
        == document["data"]["32470123456"]["session"]["internal"].keys()
    )
    assert redacted({"result": {"owner": "Jan"}}, at="/result")["result"].keys() != {"owner"}


def test_write_keeps_its_namespace() -> None:
    """A namespace is the name of a variable, which findings are about; the data is replaced."""
    for namespace in ("order", "sys", " internal .x"):
        write = {"namespace": namespace, "data": {"city": "Gent"}}
        answer: dict[str, Any] = {"session": write}
        for payload, version, kind in ((write, "1.2", "write"), (answer, "1.1", "write"), (answer, "1.2", "answer")):
            after = redacted(payload, kind=kind, schema_version=version)
            result = after.get("session", after)
            assert result["namespace"] == namespace
            assert result["data"] != write["data"]
            checker = Validator(kind=kind, schema_version=version)
            assert checker.validate(after) == checker.validate(payload)


def test_duplicate_keys_stay() -> None:
    """The text is redacted, not the value: every member stays, and the finding with it."""
    text = '{"internal": {"botId": "4711", "botId": "4712"}, "x": {"k": "Jan", "k": "Piet"}}'
    after = redacted(text)
    assert "4711" not in after
    assert "Piet" not in after
    assert [finding.rule for finding in validate(after).findings].count(Rule.DUPLICATE_KEY) == 2
    assert validate(after) == validate(text)


def test_any_depth_is_redacted() -> None:
    """Text may be nested deeper than payloads may be; its values are replaced all the same."""
    text = '{"internal": {"x": ' + '{"a":[' * 3_000 + '"Janssens"' + "]}" * 3_000 + "}}"
    after = redacted(text)
    assert "Janssens" not in after
    assert [finding.rule for finding in validate(after).findings].count(Rule.TOO_DEEP) == 1


@pytest.mark.parametrize(
    ("payload", "rule"),
    [
        (b'{"internal": {"botId": "Jan"', Rule.SYNTAX),
        (b"{'internal': 'Jan'}", Rule.SYNTAX),
        (b"", Rule.SYNTAX),
        ('{"internal": "J\u00e9r"}'.encode("latin-1"), Rule.ENCODING),
        ('{"internal": "Jan"}'.encode("utf-16"), Rule.ENCODING),
        ("{", Rule.SYNTAX),
    ],
)
def test_text_that_is_not_json_is_refused(payload: bytes | str, rule: Rule) -> None:
    """Its values have no certain ends, so nothing is returned; the error has the report, without values."""
    with pytest.raises(InvalidPayload) as caught:
        redacted(payload)
    assert rule in {finding.rule for finding in caught.value.report.findings}
    assert "Jan" not in str(caught.value)


def test_parsed_payload_beyond_limits_is_refused() -> None:
    """Python cannot write it as JSON text; the error says what is wrong."""
    deep: Any = []
    for _ in range(100_000):
        deep = [deep]
    for value in (deep, 10**5000):
        with pytest.raises(InvalidPayload):
            redacted({"internal": {}, "x": value})
    with pytest.raises(UnsupportedType, match="/internal/botId"):
        redacted({"internal": {"botId": {1, 2}}})


def test_parsed_payload_is_not_changed() -> None:
    """The result is new, and has the same types."""
    payload = session(x=[1, 1.0, "1", True])
    copy = json.loads(json.dumps(payload))
    after = redacted(payload)
    assert payload == copy
    assert [type(item) for item in after["x"]] == [int, float, str, bool]


def test_wrong_arguments_are_refused() -> None:
    """A short key could be found by trying all, and the other arguments are checked as those of a validator."""
    with pytest.raises(WeakKey, match=r"^the key has 15 bytes; use at least 16, "):
        Redactor(key=b"k" * 15)
    with pytest.raises(InvalidPointer):
        Redactor(keep=["order"])
    with pytest.raises(KindNotInVersion):
        Redactor(kind="write", schema_version="1.0.0")
    with pytest.raises(UnreadableInput, match="larger than 10 bytes"):
        Redactor(limits=Limits(document=10)).redact(b'{"internal": {}}')
