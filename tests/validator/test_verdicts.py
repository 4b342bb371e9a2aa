"""The three verdicts, and payloads with one finding or none."""

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


def test_three_verdicts(documented: dict[str, Any], realistic: dict[str, Any]) -> None:
    """A documented payload is valid, a payload with other fields unstable, and a payload without a field invalid."""
    assert validate(documented).verdict is Verdict.VALID
    assert validate(realistic).verdict is Verdict.UNSTABLE
    del realistic["locale"]
    assert validate(realistic).verdict is Verdict.INVALID


def test_invalid_payload_raises_only_on_request(documented: dict[str, Any]) -> None:
    """Validating never raises for an invalid payload; raise_for_invalid does."""
    validate(documented).raise_for_invalid()
    report = validate({**documented, "botId": 1})
    with pytest.raises(InvalidPayload, match=r"^wrong-type at /botId: expected a string, found a number$"):
        report.raise_for_invalid()


@pytest.mark.parametrize("inside", [{"deep": [{"a": 1}]}, [1, 2], "text", 1, None, True])
def test_unknown_subtree_is_one_finding(documented: dict[str, Any], inside: object) -> None:
    """An unknown field is reported once, at its root, regardless of its content."""
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
def test_wrong_type_gives_no_second_finding(
    documented: dict[str, Any], path: tuple[str, ...], expected: str, wrong: object
) -> None:
    """A value of a wrong type breaks no other rule, such as that of a set, a range, or missing members."""
    names: dict[type, str] = {dict: "object", list: "array", str: "string", int: "number"}
    if names.get(type(wrong)) == expected:
        return
    parent = documented
    for step in path[:-1]:
        parent = parent[step]
    parent[path[-1]] = wrong
    assert rules(validate(json.dumps(documented))) == ["wrong-type /" + "/".join(path)]


@pytest.mark.parametrize("number", ["NaN", "-Infinity", "Infinity", "1e400", "-1e400", "9" * 400])
def test_score_that_is_not_a_number_is_reported_once(documented: dict[str, Any], number: str) -> None:
    """NaN, infinity and a number too large for a double are not checked for their range."""
    text = json.dumps(documented).replace("0.5183199216644359", number)
    assert rules(validate(text)) == ["not-a-number /nlp/sentiment/score"]


@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf"), 10**400, -(10**400)])
def test_parsed_score_that_is_not_a_number_is_reported_once(documented: dict[str, Any], number: float) -> None:
    """The same applies to numbers in a parsed payload."""
    documented["nlp"]["sentiment"]["score"] = number
    assert rules(validate(documented)) == ["not-a-number /nlp/sentiment/score"]


def test_variables_stay_private_if_internal_is_misspelled(documented: dict[str, Any]) -> None:
    """In a payload that may be internal, only names of the schema and names at the root are shown."""
    text = json.dumps({"intrnal": documented, "user": {"secret": {"key": 1}}, "nlp": {"intent": {}}, "order": {}})
    reported = rules(validate(text.replace('"order": {}', '"order": {"secret": NaN}')))
    assert "secret" not in "".join(reported)
    assert [finding for finding in reported if not finding.startswith("missing-field")] == [
        "unstable-field /intrnal",
        "unstable-field /user",
        "unstable-field /order",
        "not-a-number /order",
    ]
    assert "missing-field /nlp/intent/score" in reported


@given(st.dictionaries(st.text().filter(lambda name: name.lower() != "internal"), json_values))
def test_variables_give_no_findings(variables: dict[str, Any]) -> None:
    """A session with any JSON beside internal, as text or parsed, is valid."""
    payload = {"internal": MINIMAL, **variables}
    assert validate(payload).findings == ()
    assert validate(json.dumps(payload)).findings == ()
    assert validate(json.dumps(payload, ensure_ascii=False).encode()).findings == ()


def test_validator_is_reusable(examples: Path) -> None:
    """A payload does not affect the reports on later payloads."""
    validator = Validator()
    files = sorted(examples.glob("**/*.json"))
    once = [validator.validate(file.read_bytes()) for file in files]
    assert [validator.validate(file.read_bytes()) for file in reversed(files)] == once[::-1]
