"""Hints on missing and unknown fields, and the cache of issues."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest

from chatlayer_session import Kind, Report, Rule, Validator
from chatlayer_session.checks.engines import engine_for
from chatlayer_session.checks.engines.compiled import CompiledEngine
from chatlayer_session.checks.engines.reference import ReferenceEngine
from chatlayer_session.checks.engines.violations import Violation, issues_from, type_first
from chatlayer_session.issues import MAX_ISSUES, Anchor, AnchorPart, IssueList
from chatlayer_session.spec.catalog import packaged_catalog


def check(payload: dict[str, Any]) -> IssueList:
    """Return the issues of an object `internal`, from the engine that all validators share."""
    engine = engine_for(packaged_catalog(), packaged_catalog().resolve("1"), Kind.INTERNAL)
    return issues_from(engine.violations(payload))


def hints(report: Report, rule: Rule) -> dict[str, str | None]:
    """Return the hints of the findings of one rule by their pointers."""
    return {finding.pointer: finding.hint for finding in report.findings if finding.rule is rule}


@pytest.mark.parametrize("payload", [{"Namespace": "a", "Data": {}}, {"a": 1, "b": 2}, {}])
@pytest.mark.parametrize("engine", [CompiledEngine, ReferenceEngine])
@pytest.mark.parametrize("kind", [Kind.WRITE, Kind.INTERNAL])
def test_object_without_known_fields_is_one_issue(
    payload: dict[str, Any], engine: type[CompiledEngine | ReferenceEngine], kind: Kind
) -> None:
    """It is probably a different document, so the hint says how to select the payload in it."""
    (issue,) = issues_from(engine(packaged_catalog(), packaged_catalog().resolve("1"), kind).violations(payload))
    assert (issue.rule, issue.path, issue.anchor) == (Rule.MISSING_FIELD, (), Anchor((), AnchorPart.VALUE))
    assert issue.message == f"this object has none of the fields of `{kind.value}`"
    assert issue.hint == f"pass `--at POINTER` if `{kind.value}` is inside a larger document, or `--exclude` the file"
    assert (issue.schema_pointer or "").endswith(f"{kind.value}#/required")


def test_one_known_field_makes_an_object_the_payload() -> None:
    """Then each missing and each unknown field is reported; a session needs only one field, which may be missing."""
    rules = [finding.rule for finding in Validator(kind="write").validate({"data": {}, "a": 1}).findings]
    assert rules == [Rule.MISSING_FIELD, Rule.UNSTABLE_FIELD]
    (finding,) = Validator(kind="session").validate({"order": 1}).findings
    assert finding.pointer == "/internal"


def test_misspelled_field_has_two_hints() -> None:
    """One is on the missing field, the other on the unknown one."""
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
def test_only_field_of_session_can_be_misspelled(payload: dict[str, Any], hint: str) -> None:
    """All other members of a session are variables, so they cannot show that it is a different document."""
    assert hints(Validator(kind="session").validate(payload), Rule.MISSING_FIELD) == {"/internal": hint}


@pytest.mark.parametrize(
    ("members", "hint"),
    [
        ({"data": {"additionalProperties": True}}, "remove it, or move it to `data`"),
        (
            {
                "data": {"additionalProperties": True},
                "namespace": {"type": "string"},
                "more": {"additionalProperties": True},
            },
            "remove it, or move it to `data` or `more`",
        ),
        ({"namespace": {"type": "string"}, "closed": {"additionalProperties": False}}, "remove it"),
        ({}, "remove it"),
    ],
)
def test_unknown_member_of_write_can_be_moved(members: dict[str, Any], hint: str) -> None:
    """The hint names the open members of the write, if the version has any."""
    identifier = "urn:chatlayer-session:session:1.99.0:write"
    violation = Violation("unevaluatedProperties", ("order",), {"properties": members}, {"order": 1}, f"{identifier}#")
    (issue,) = issues_from([violation])
    assert issue.hint == hint


def test_nested_object_without_fields_gets_missing_ones(documented: dict[str, Any]) -> None:
    """A nested object is at its place, so the hint is to add the field."""
    documented["nlp"] = {"intent": {"Name": "x", "Score": 1}}
    report = Validator().validate(documented)
    assert hints(report, Rule.MISSING_FIELD) == {
        "/nlp/intent/name": "add `name`: name of the intent, as the bot builder chose it",
        "/nlp/intent/score": "add `score`",
    }


def test_equal_issues_are_the_same_object(documented: dict[str, Any]) -> None:
    """Millions of payloads with the same problem take the memory of one, regardless of their other values."""
    del documented["locale"], documented["nlp"]["sentiment"]
    documented["user"]["shoeSize"] = 41
    documented["botId"] = 5
    other = {**documented, "sessionId": "other", "user": {"shoeSize": 42}, "botId": 6}
    first, second = check(documented), check(other)
    assert sorted(issue.path for issue in first) == [("botId",), ("locale",), ("user", "shoeSize")]
    assert len(first) == len(second)
    assert all(one is another for one, another in zip(first, second, strict=True))
    changed = check({**documented, "user": {"shoeSize": "41"}})
    assert [one is another for one, another in zip(first, changed, strict=True)].count(False) == 1


def test_issues_beyond_the_limit_are_counted(documented: dict[str, Any]) -> None:
    """Both engines keep the same ones, with the first of each rule, and count the others by rule."""
    documented["nlp"]["intents"] = [1] * (MAX_ISSUES + 500)
    documented |= {f"x{number}": 1 for number in range(200)}
    version = packaged_catalog().resolve("1")
    for engine in (CompiledEngine, ReferenceEngine):
        issues = issues_from(engine(packaged_catalog(), version, Kind.INTERNAL).violations(documented))
        assert [issue.path for issue in issues[-2:]] == [("nlp", "intents", MAX_ISSUES - 1), ("x0",)]
        assert issues.omitted == {Rule.WRONG_TYPE: 500, Rule.UNSTABLE_FIELD: 199}


def test_accepted_fields_beyond_the_limit_are_not_counted(documented: dict[str, Any]) -> None:
    """Accepted fields match there too; a number too large for a double is one finding there too."""
    intent = {"name": "a", "score": 0, "yes": 1, "no": 1}
    documented["nlp"]["intents"] = [intent] * (MAX_ISSUES + 7) + [{**intent, "last": 1}]
    validator = Validator(accept_unstable=["/nlp/intents/*/yes", "/nlp/intents/*/last"])
    report = validator.validate(documented)
    assert (len(report.findings), report.omitted) == (MAX_ISSUES, {Rule.UNSTABLE_FIELD: 8})
    assert validator.unmatched == ()
    documented["nlp"]["intents"] = [{"name": "a", "score": math.inf}] * (MAX_ISSUES + 8)
    report = validator.validate(json.dumps(documented))
    assert {finding.rule for finding in report.findings} == {Rule.NOT_A_NUMBER}
    assert report.omitted == {Rule.NOT_A_NUMBER: 8}


def test_long_names_are_not_kept(documented: dict[str, Any]) -> None:
    """The cache of issues would keep them for the rest of the run; a long name is no misspelling either."""
    documented["x" * 101] = documented["x" * 100] = 1
    first, second = check(documented), check(documented)
    assert first == second
    assert [one is another for one, another in zip(first, second, strict=True)] == [False, True]


def violation(keyword: str, *path: str | int, owner: Any = None, **schema: Any) -> Violation:
    """Return a violation of a schema for `internal` objects, which has ``schema`` at the path."""
    return Violation(keyword, path, schema, owner, "urn:chatlayer-session:session:1.99.0:internal#")


def test_type_comes_first() -> None:
    """The type of a value decides whether the other keywords mean anything."""
    schema = {"minimum": 1, "$ref": "#/a", "enum": [1], "type": "number"}
    assert list(type_first(schema)) == ["type", "$ref", "minimum", "enum"]
    assert type_first(schema) == schema


def test_value_of_the_wrong_type_has_no_other_issue() -> None:
    """That holds around and after others of the wrong type, but not for the stability of the field."""
    violations = [
        violation("type", "a", owner={}, type="string"),
        violation("type", "a", "b", owner={}, type="string"),
        violation("minimum", "a", "b", owner=0, minimum=1),
        violation("minimum", "a", owner=0, minimum=1),
        violation("x-stability", "a", owner={}, **{"x-stability": "unstable"}),
        violation("type", "c", owner={}, type="string"),
        violation("minimum", "c", owner=0, minimum=1),
        violation("minimum", "d", owner=0, minimum=1),
    ]
    found = [(issue.rule, "".join(map(str, issue.path))) for issue in issues_from(violations)]
    assert found == [
        (Rule.WRONG_TYPE, "a"),
        (Rule.WRONG_TYPE, "ab"),
        (Rule.UNSTABLE_FIELD, "a"),
        (Rule.WRONG_TYPE, "c"),
        (Rule.OUT_OF_RANGE, "d"),
    ]


VALUES = ["a", "b", "c", "d", "e"]


@pytest.mark.parametrize(
    ("violation", "message"),
    [
        (violation("minimum", "x", owner=0, minimum=1), "must be at least 1"),
        (violation("maximum", "x", owner=9, maximum=5), "must be at most 5"),
        (violation("maximum", "x", owner=9, minimum=1, maximum=5), "must be between 1 and 5"),
        (violation("enum", "x", owner=5, enum=["a"]), "expected `a`, found a number"),
        (violation("enum", "x", owner="b", enum=["a"]), "expected `a`, found a different string"),
        (violation("x-extensible-enum", "x", owner="z", **{"x-extensible-enum": VALUES}), "`d` and `e`"),
        (
            violation("x-extensible-enum", "x", owner="z", **{"x-extensible-enum": [*VALUES, "f"]}),
            "`a`, `b`, `c` and 3",
        ),
    ],
)
def test_message_names_what_is_allowed(violation: Violation, message: str) -> None:
    """A range has one or two ends, and of many known values the first ones are listed."""
    (issue,) = issues_from([violation])
    assert message in issue.message
    assert issue.anchor == Anchor(("x",), AnchorPart.VALUE)


@pytest.mark.parametrize(
    ("declared", "unknown", "hint"),
    [
        (["name"], "nam", "did you mean `name`?"),
        (["name", "other"], "nam", None),
        (["x" * 100], "x" * 99 + "y", "did you mean"),
        (["x" * 101], "x" * 100 + "y", None),
    ],
)
def test_misspelling_is_short_and_beside_a_known_field(declared: list[str], unknown: str, hint: str | None) -> None:
    """Several declared fields that are all missing belong to a different object."""
    (issue,) = issues_from(
        [
            violation(
                "unevaluatedProperties", "o", unknown, owner={unknown: 1}, properties={name: {} for name in declared}
            )
        ]
    )
    assert ("did you mean" in (issue.hint or "")) is (hint is not None)
    assert hint is None or (issue.hint or "").startswith(hint)


@pytest.mark.parametrize("source", [None, "a forum"])
def test_known_unstable_field_is_located_at_its_key(source: str | None) -> None:
    """The message names the source, if the schema does."""
    schema = {"x-stability": "unstable"} | ({} if source is None else {"x-source": source})
    (issue,) = issues_from([violation("x-stability", "o", owner=1, **schema)])
    assert issue.anchor == Anchor(("o",), AnchorPart.KEY)
    assert (source in issue.message) if source else "None" not in issue.message
