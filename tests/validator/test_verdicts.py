"""Three verdicts, and what has one finding, or none."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatlayer_session import InvalidPayload, Validator, Verdict, validate

from .conftest import rules

if TYPE_CHECKING:
    from pathlib import Path

json_values: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)

MINIMAL = {
    **dict.fromkeys(("botId", "sessionId", "preferredLanguage", "locale"), ""),
    "channel": "web",
    "version": "LIVE",
    "user": {},
    "nlp": {},
    **{name: {"name": "", "id": "", "type": "MESSAGE"} for name in ("currentDialogstate", "previousDialogstate")},
}


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


def test_a_validator_is_used_many_times(examples: Path) -> None:
    """What one payload was like leaves no trace in the next."""
    validator = Validator()
    files = sorted(examples.glob("**/*.json"))
    once = [validator.validate(file.read_bytes()) for file in files]
    assert [validator.validate(file.read_bytes()) for file in reversed(files)] == once[::-1]
