"""Parsed payloads: their findings, and the errors for values that are not JSON."""

from __future__ import annotations

import json
from typing import Any

import pytest

from chatlayer_session import UnsupportedType, Validator, Verdict, validate

from .conftest import rules


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
def test_type_that_json_lacks_raises(documented: dict[str, Any], value: object, type_name: str) -> None:
    """The error names the Python type and the place; inside a variable the place is the variable."""
    with pytest.raises(UnsupportedType) as caught:
        validate({**documented, "x": [value]})
    assert (caught.value.pointer, caught.value.type_name) == ("/x/0", type_name)
    with pytest.raises(UnsupportedType) as caught:
        validate({"internal": documented, "order": {"secret": value}})
    assert (caught.value.pointer, caught.value.type_name) == ("/order", type_name)
    assert caught.value.__context__ is None
    with pytest.raises(UnsupportedType) as caught:
        Validator(show_values=True).validate({"internal": documented, "order": {"secret": value}})
    assert caught.value.pointer == "/order/secret"


def test_error_shows_no_private_key(documented: dict[str, Any]) -> None:
    """A variable may have the name of a field, and keys around a payload may be private."""
    with pytest.raises(UnsupportedType) as caught:
        validate({"internal": documented, "nlp": {"intents": object()}})
    assert caught.value.pointer == "/nlp"
    with pytest.raises(UnsupportedType) as caught:
        Validator(at="/data").validate({"+32 470 00 00 00": object(), "data": documented})
    assert caught.value.pointer == ""
    with pytest.raises(UnsupportedType) as caught:
        validate({"+32 470 00 00 00": {"secret": object()}})
    assert caught.value.pointer == "/+32 470 00 00 00"
    with pytest.raises(UnsupportedType) as caught:
        Validator(kind="session").validate({"order": {"secret": object()}})
    assert caught.value.pointer == "/order"


def test_value_that_contains_itself_raises(documented: dict[str, Any]) -> None:
    """A cycle raises an error instead of an endless loop."""
    documented["loop"] = {"again": documented}
    with pytest.raises(UnsupportedType, match="unsupported Python type dict that contains itself at /loop/again"):
        validate(documented)


def test_value_in_two_places_is_not_a_cycle(documented: dict[str, Any]) -> None:
    """The same dict may be both dialog states."""
    documented["previousDialogstate"] = documented["currentDialogstate"]
    assert validate(documented).verdict is Verdict.VALID


@pytest.mark.parametrize("parsed", [True, False])
def test_lone_surrogate_is_reported_in_keys_and_values(documented: dict[str, Any], *, parsed: bool) -> None:
    """No UTF-8 text can contain it; a pointer shows the replacement character."""
    documented["user"] = {"firstName": "\ud83d", "\udc00": 1}
    assert sorted(rules(validate(documented if parsed else json.dumps(documented)))) == [
        "encoding /user/firstName",
        "encoding /user/\ufffd",
        "unstable-field /user/\ufffd",
    ]


@pytest.mark.parametrize("parsed", [True, False])
@pytest.mark.parametrize(("levels", "expected"), [(499, []), (500, ["too-deep /list"]), (5000, ["too-deep /list"])])
def test_500_levels_are_the_limit(
    documented: dict[str, Any], levels: int, expected: list[str], *, parsed: bool
) -> None:
    """The object of the session is the first level; a variable may have 499 more, and no depth is a crash."""
    text = f'{{"internal": {json.dumps(documented)}, "list": {"[" * levels}{"]" * levels}}}'
    if not parsed:
        assert rules(validate(text)) == expected
        return
    value: list[Any] = []
    for _ in range(levels - 1):
        value = [value]
    assert rules(validate({"internal": documented, "list": value})) == expected


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
        ({"version": "x" * 78}, '"' + "x" * 78 + '"'),
        ({"version": "x" * 79}, '"' + "x" * 78 + "\u2026"),
        ({"botId": {"a": 1}}, None),
        ({"botId": 10**400}, "1" + "0" * 78 + "\u2026"),
        ({"lastIntent": 2**4096 - 1}, str(2**4096 - 1)[:79] + "\u2026"),
        ({"lastIntent": 2**4096}, None),
        ({"lastIntent": 10**5000}, None),
    ],
)
def test_values_of_a_parsed_payload_are_shown_on_request(
    documented: dict[str, Any], change: dict[str, Any], value: str | None
) -> None:
    """Scalars are shown as JSON; objects, arrays and huge numbers are not."""
    report = Validator(show_values=True).validate({**documented, **change})
    assert {finding.value for finding in report.findings} == {value}


def test_missing_field_of_a_parsed_payload_has_no_value(documented: dict[str, Any]) -> None:
    """A finding on a missing field has no value, not even null."""
    del documented["locale"]
    (finding,) = Validator(show_values=True).validate(documented).findings
    assert (finding.pointer, finding.value) == ("/locale", None)
