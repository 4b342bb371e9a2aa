"""What is said of a field that is missing or unknown, where little or nothing else is there to go by."""

from __future__ import annotations

from typing import Any

import pytest

from chatlayer_session import Kind, Report, Rule, Validator
from chatlayer_session.checks.engines import engine_for
from chatlayer_session.checks.engines.violations import Violation, issues_from
from chatlayer_session.spec.catalog import packaged_catalog

TAKE_OUT = "remove it, or move it to `data`"
ELSEWHERE = "pass `--at POINTER` if `{}` is inside a larger document"


def hints(report: Report, rule: Rule) -> dict[str, str | None]:
    """Return the hints of the findings of one rule by their pointers."""
    return {each.pointer: each.hint for each in report.findings if each.rule is rule}


@pytest.mark.parametrize("payload", [{"Namespace": "a", "Data": {}}, {"Namespace": "a"}, {"a": 1}, {}])
def test_an_object_with_none_of_two_fields_is_probably_another_document(payload: dict[str, Any]) -> None:
    """A likeness means nothing there: the hint is where the payload may be instead."""
    report = Validator(kind="write").validate(payload)
    title = ELSEWHERE.format("write")
    assert hints(report, Rule.MISSING_FIELD) == {"/namespace": title, "/data": title}
    assert set(hints(report, Rule.UNSTABLE_FIELD).values()) <= {TAKE_OUT}


def test_with_one_of_two_fields_the_other_can_be_misspelt() -> None:
    """Then the likeness is told on both sides."""
    report = Validator(kind="write").validate({"Namespace": "a", "data": {}})
    assert hints(report, Rule.MISSING_FIELD) == {"/namespace": "rename `Namespace` to `namespace`"}
    assert hints(report, Rule.UNSTABLE_FIELD) == {"/Namespace": "did you mean `namespace`?"}


@pytest.mark.parametrize(
    ("payload", "hint"),
    [
        ({"intrnal": {}}, "rename `intrnal` to `internal`"),
        ({"order": 1}, "add `internal`: the read-only part of the platform"),
        ({}, "add `internal`: the read-only part of the platform"),
    ],
)
def test_the_only_field_of_a_session_can_be_misspelt(payload: dict[str, Any], hint: str) -> None:
    """All else in a session is variables, so that nothing else could tell it from another document."""
    assert hints(Validator(kind="session").validate(payload), Rule.MISSING_FIELD) == {"/internal": hint}


@pytest.mark.parametrize(
    ("members", "hint"),
    [
        ({"data": {"additionalProperties": True}}, "remove it, or move it to `data`"),
        (
            {"data": {"additionalProperties": True}, "namespace": {}, "more": {"additionalProperties": True}},
            "remove it, or move it to `data` or `more`",
        ),
        ({"namespace": {"type": "string"}, "closed": {"additionalProperties": False}}, "remove it"),
        ({}, "remove it"),
    ],
)
def test_what_stands_beside_the_members_of_a_write_goes_where_anything_may_be(
    members: dict[str, Any], hint: str
) -> None:
    """Into a member that takes whatever it is given, if a version has any; else it has no place in a write."""
    identifier = "urn:chatlayer-session:session:1.99.0:write"
    breach = Violation("unevaluatedProperties", ("order",), {"properties": members}, {"order": 1}, f"{identifier}#")
    (told,) = issues_from([breach])
    assert told.hint == hint


def test_in_a_nested_object_the_field_is_to_be_added(documented: dict[str, Any]) -> None:
    """Where no field is there, no likeness counts, but the object is in its place."""
    documented["nlp"] = {"intent": {"Name": "x", "Score": 1}}
    report = Validator().validate(documented)
    assert hints(report, Rule.MISSING_FIELD) == {
        "/nlp/intent/name": "add `name`: name of the intent, as the bot builder chose it",
        "/nlp/intent/score": "add `score`",
    }


def test_what_is_told_alike_is_the_same_object(documented: dict[str, Any]) -> None:
    """So that millions of payloads with the same fault take the memory of one, whatever else is in them."""
    check = engine_for(packaged_catalog(), packaged_catalog().resolve("1"), Kind.INTERNAL).check
    del documented["locale"], documented["nlp"]["sentiment"]
    documented["user"]["shoeSize"] = 41
    documented["botId"] = 5
    other = {**documented, "sessionId": "other", "user": {"shoeSize": 42}, "botId": 6}
    first, second = check(documented), check(other)
    assert sorted(each.path for each in first) == [("botId",), ("locale",), ("user", "shoeSize")]
    assert len(first) == len(second)
    assert all(one is another for one, another in zip(first, second, strict=True))
    changed = check({**documented, "user": {"shoeSize": "41"}})
    assert [one is another for one, another in zip(first, changed, strict=True)].count(False) == 1


def test_what_is_told_of_one_payload_is_not_told_of_another(documented: dict[str, Any]) -> None:
    """The same field is missing at the same place, in a payload that has others and in one that has none."""
    validator = Validator(kind="internal")
    for _ in range(2):
        some = hints(validator.validate({"botId": "a"}), Rule.MISSING_FIELD)
        none = hints(validator.validate({}), Rule.MISSING_FIELD)
        assert some["/locale"] == "add `locale`: locale the user prefers, for instance to format dates"
        assert none["/locale"] == ELSEWHERE.format("internal")
    assert hints(validator.validate(documented), Rule.MISSING_FIELD) == {}
