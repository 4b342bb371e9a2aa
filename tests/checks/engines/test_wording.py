"""The wording of issues for schemas with and without descriptions."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from chatlayer_session import Kind, Rule, Validator
from chatlayer_session.checks.engines import violations
from chatlayer_session.checks.engines.violations import Violation, issues_from
from chatlayer_session.issues import Anchor, AnchorPart
from chatlayer_session.rules import describe as describe_rule
from chatlayer_session.spec.catalog import Catalog

from .conftest import DOCUMENTED, ENGINES, locale_is, with_version

if TYPE_CHECKING:
    from pathlib import Path

UNSTABLE_FIELD_HINT = "use a documented field instead, or accept this one with `--accept-unstable POINTER`"


def test_wording_works_without_annotations(tmp_path: Path) -> None:
    """Several types are all named; a range and an unstable field need no description or source."""

    def change(properties: dict[str, Any]) -> None:
        properties["locale"] = {"type": ["string", "null", "boolean"]}
        properties["channel"] = {"type": "number", "maximum": 2, "minimum": 1}
        properties["lastIntent"] = {"x-stability": "unstable"}

    validator = Validator(catalog=Catalog(with_version(tmp_path, change)))
    findings = validator.validate({**DOCUMENTED, "locale": 1, "channel": 3, "lastIntent": 1}).findings
    assert sorted((finding.pointer, finding.message, finding.hint) for finding in findings) == [
        ("/channel", "must be between 1 and 2", "write a number in this range"),
        ("/lastIntent", "unstable field; may change without notice", UNSTABLE_FIELD_HINT),
        ("/locale", "expected a string or null or a boolean, found a number", "put it in double quotes"),
    ]
    (finding,) = validator.validate({**DOCUMENTED, "locale": {}, "channel": 1}).findings
    assert finding.hint == "write a string or null or a boolean"


def test_first_sentence_of_description_is_the_hint(tmp_path: Path) -> None:
    """It has no full stop and starts in lower case."""

    def change(properties: dict[str, Any]) -> None:
        properties["locale"]["description"] = "Where the user lives. More of it. And more."
        properties["channel"]["description"] = "Shop X."

    validator = Validator(catalog=Catalog(with_version(tmp_path, change)))
    payload = {name: value for name, value in DOCUMENTED.items() if name not in {"locale", "channel"}}
    assert {finding.pointer: finding.hint for finding in validator.validate(payload).findings} == {
        "/channel": "add `channel`: shop X",
        "/locale": "add `locale`: where the user lives",
    }


def test_constant_is_named(tmp_path: Path) -> None:
    """The message names the allowed value and the type of the value found."""
    validator = Validator(catalog=Catalog(with_version(tmp_path, locale_is("nl-be"))))
    for _ in range(3):
        assert validator.validate(json.dumps({**DOCUMENTED, "locale": "nl-be"}).encode()).findings == ()
    (finding,) = validator.validate({**DOCUMENTED, "locale": "en"}).findings
    assert (finding.rule, finding.pointer) == (Rule.VALUE_NOT_ALLOWED, "/locale")
    assert finding.message == "expected `nl-be`, found a different string"
    assert finding.hint == "write `nl-be`"


def test_cached_wording_belongs_to_its_payload() -> None:
    """Issues are the same with an empty cache and after similar payloads."""
    values: dict[str, list[Any]] = {
        "locale": ["en-us", 1, None, [], "nl"],
        "extra": [1, "a", None, {}, []],
        "Locale": [1],
        "localee": [1],
        "firstName": [1],
        "user": [{}, {"firstNmae": 1}, {"firstNmae": "a"}, {"Firstname": []}, 5],
        "nlp": [{"intent": intent} for intent in ({}, {"name": "a"}, {"x": 1}, {"Name": "a"}, {"Name": 1}, 1)],
    }
    changes = [{name: value} for name, others in values.items() for value in others]
    payloads: list[dict[str, Any]] = [{**DOCUMENTED, **change} for change in changes]
    payloads += [{name: value for name, value in payload.items() if name != "locale"} for payload in payloads]
    engine = ENGINES[Kind.INTERNAL]
    uncached: list[Any] = []
    for payload in payloads:
        violations._cache.clear()
        violations._wordings.clear()
        uncached.append(issues_from(engine.violations(payload)))
    assert [issues_from(engine.violations(payload)) for payload in payloads * 2] == uncached * 2


def test_equal_issues_are_worded_once() -> None:
    """A thousand equal mistakes in one payload need the wording of one, and keep their own places."""
    mistakes = [{"name": "a", "score": 1, f"k{number}": 1} for number in range(1000)]
    payload = {**DOCUMENTED, "nlp": {"intents": [*mistakes, *[1] * 1000]}}
    violations._cache.clear()
    violations._wordings.clear()
    with patch.object(violations, "describe", wraps=describe_rule) as describe:
        issues = issues_from(ENGINES[Kind.INTERNAL].violations(payload))
    places = [*((index, f"k{index}") for index in range(1000)), *((index,) for index in range(1000, 2000))]
    assert [issue.path for issue in issues] == [("nlp", "intents", *place) for place in places]
    assert [issue.anchor for issue in issues] == [
        Anchor(issue.path, AnchorPart.KEY if len(issue.path) == 4 else AnchorPart.VALUE) for issue in issues
    ]
    assert describe.call_count == 2


def test_declared_fields_are_read_once() -> None:
    """A thousand unknown members of one object need the declared fields that they could misspell only once."""

    class CountedMembers(dict[str, Any]):
        """Declared members that count how often all of them are read."""

        reads = 0

        def items(self) -> Any:
            """Return the members."""
            self.reads += 1
            return super().items()

    declared = CountedMembers(locale={}, lastIntent={"x-stability": "unstable"})
    owner: dict[str, Any] = {f"k{number}": 1 for number in range(998)} | {"lcoale": 1, "lastIntnet": 1}
    schema = {"properties": declared}
    unknown = [Violation("unevaluatedProperties", ("user", name), schema, owner, "urn:x:session#") for name in owner]
    hints = {issue.path[-1]: issue.hint for issue in issues_from(unknown)}
    assert (hints["lcoale"], hints["lastIntnet"]) == ("did you mean `locale`?", UNSTABLE_FIELD_HINT)
    assert declared.reads <= 2
