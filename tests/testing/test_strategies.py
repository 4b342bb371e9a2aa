"""The public strategies: what they draw, what they reject, and how small their payloads shrink."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

import chatlayer_session.testing as public
from chatlayer_session import Kind, KindNotInVersion, Rule, UnknownChoice, UnknownKind, UnknownVersion, validate
from chatlayer_session.errors import MissingExtra
from chatlayer_session.generate.mutation_sites import CannotViolate
from chatlayer_session.spec.catalog import packaged_catalog
from chatlayer_session.testing import (
    BrokenPayload,
    PayloadRejected,
    UnstablePayload,
    answers,
    assert_valid_answer,
    assert_valid_write,
    invalid_payloads,
    json_values,
    payloads,
    raw_payloads,
    sessions,
    unstable_payloads,
    writes,
)
from chatlayer_session.testing.strategies import MAX_WRITES

if TYPE_CHECKING:
    from collections.abc import Callable

SEARCH = settings(
    max_examples=2000, database=None, deadline=None, derandomize=True, phases=[Phase.generate, Phase.shrink]
)
UNKNOWN = Rule.UNKNOWN_VALUE
SMALLEST = {
    "botId": "1457",
    "sessionId": "emulator-f28feb19-9d00-426a-ac65-539d5e1d3a73",
    "version": "DRAFT",
    "channel": "web",
    "user": {},
    "preferredLanguage": "en",
    "locale": "en-us",
    "nlp": {},
    "currentDialogstate": {
        "name": "introduction",
        "id": "25b838ca-0fea-4b97-b91e-31bd8d932cf9",
        "type": "MESSAGE",
    },
    "previousDialogstate": {
        "name": "introduction",
        "id": "25b838ca-0fea-4b97-b91e-31bd8d932cf9",
        "type": "MESSAGE",
    },
}
"""A payload of version 1.0.0 with the first of all choices."""


def smallest(strategy: st.SearchStrategy[Any], condition: Any = lambda _: True) -> Any:
    """Return the simplest value of a strategy that meets a condition."""
    return find(strategy, condition, settings=SEARCH)


def draw(strategy: st.SearchStrategy[Any], condition: Any) -> Any:
    """Return a value of a strategy that meets a condition; fail if there is none."""
    return find(strategy, condition, settings=settings(SEARCH, phases=[Phase.generate]))


def run_python(code: str) -> subprocess.CompletedProcess[str]:
    """Run Python code in a separate process."""
    return subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=False)


def test_smallest_payload_has_required_fields_only() -> None:
    """The simplest payload has the required fields with values of the examples, so a failure is easy to read."""
    assert smallest(payloads("internal", "1.0.0")) == SMALLEST
    assert smallest(sessions("1.0.0")) == {"internal": SMALLEST}


def test_shrinking_removes_optional_fields() -> None:
    """Only the optional field that the condition needs stays, with the first known value."""
    payload = smallest(payloads("internal", "1.0.0"), lambda payload: "sentiment" in payload["nlp"])
    assert payload == {**SMALLEST, "nlp": {"sentiment": {"name": "positive", "score": 0}}}
    two = smallest(payloads("internal", "1.0.0"), lambda payload: len(payload["nlp"].get("intents", ())) > 1)
    assert {**two, "nlp": {}} == SMALLEST
    assert [intent["score"] for intent in two["nlp"]["intents"]] == [0, 0]


def test_smallest_violations_change_one_field() -> None:
    """The simplest invalid payload lacks one field; the simplest unstable payload has one field more."""
    broken: BrokenPayload = smallest(invalid_payloads("internal", "1.0.0"))
    assert (broken.rule, broken.pointer, broken.kind) == (Rule.MISSING_FIELD, "/botId", Kind.INTERNAL)
    assert broken.payload == {name: value for name, value in SMALLEST.items() if name != "botId"}
    unstable: UnstablePayload = smallest(unstable_payloads("internal", "1.0.0"))
    assert len(unstable.pointers) == 1
    assert len(unstable.payload) == len(SMALLEST) + 1
    assert unstable.pointers[0][1:] in unstable.payload


def test_smallest_raw_payload_is_compact_json() -> None:
    """The simplest text is compact JSON; a byte order mark occurs only on request."""
    raw = smallest(raw_payloads("internal", "1.0.0", byte_order_mark=True))
    assert raw.data == json.dumps(SMALLEST, separators=(",", ":")).encode()
    assert raw.value == SMALLEST
    marked = draw(
        raw_payloads(unknown_values=False, byte_order_mark=True), lambda raw: raw.data.startswith(b"\xef\xbb\xbf")
    )
    assert [finding.rule for finding in validate(marked.data).findings] == [Rule.BYTE_ORDER_MARK]


@pytest.mark.parametrize(
    "condition",
    [
        lambda value: value is None,
        lambda value: isinstance(value, list) and len(value) > 2,
        lambda value: isinstance(value, dict) and any(isinstance(inner, dict) and inner for inner in value.values()),
        lambda value: isinstance(value, int) and abs(value) > 2**64,
        lambda value: isinstance(value, str) and not value.isascii(),
    ],
)
def test_json_values_cover_every_type(condition: Any) -> None:
    """Nested values, large numbers and non-ASCII strings are draw."""
    assert condition(draw(json_values(), condition))


@pytest.mark.parametrize(
    ("strategy", "condition"),
    [
        (payloads("session"), lambda session: len(session) > 2),
        (payloads("internal", unstable=True), lambda payload: bool(validate(payload).findings)),
        (payloads("internal"), lambda payload: [finding.rule for finding in validate(payload).findings] == [UNKNOWN]),
        (payloads("internal"), lambda payload: payload["locale"] not in {"en-us", "nl-be"}),
        (invalid_payloads("internal"), lambda broken: broken.pointer == "/nlp/intents/1/score"),
        (invalid_payloads("session"), lambda broken: "internal" not in (broken.payload or ())),
        (invalid_payloads("internal", rules=["wrong-type"]), lambda broken: broken.pointer == ""),
        (unstable_payloads("session"), lambda unstable: unstable.pointers[0].startswith("/internal/nlp/intents/0/")),
        (unstable_payloads("internal"), lambda unstable: "~1" in unstable.pointers[0]),
        (unstable_payloads("internal"), lambda unstable: len(unstable.pointers) > 3),
        (sessions(), lambda session: "" in session),
        (payloads("write"), lambda write: len(write["data"]) > 1),
        (invalid_payloads("write"), lambda broken: broken.rule is Rule.RESERVED_NAMESPACE),
        (sessions(unstable=True), lambda session: bool(validate(session).findings)),
    ],
)  # fmt: skip
def test_documented_variety_is_drawn(strategy: st.SearchStrategy[Any], condition: Any) -> None:
    """Each condition that the documentation names is met by some payload."""
    assert condition(draw(strategy, condition))


def test_unknown_arguments_fail_early() -> None:
    """Unknown versions, kinds and rules raise when the strategy is created, not when it draws."""
    with pytest.raises(UnknownVersion, match="unknown schema version '9'"):
        payloads(version="9")
    with pytest.raises(UnknownKind, match="unknown kind of payload 'message'; available: internal, session, write"):
        unstable_payloads("message")
    with pytest.raises(CannotViolate, match="a payload of kind session cannot break the rule syntax alone"):
        invalid_payloads(rules=[Rule.SYNTAX])
    with pytest.raises(KindNotInVersion, match="has no kind 'write'"):
        payloads("write", "1.0.0")
    with pytest.raises(UnknownChoice, match="unknown rule 'mising-field'; did you mean 'missing-field'"):
        invalid_payloads(rules=["mising-field"])


@pytest.mark.parametrize("rules", ["missing-field", Rule.MISSING_FIELD, ["missing-field"]])
def test_rules_accept_a_single_rule(rules: Any) -> None:
    """A single rule or its name is not treated as a sequence."""
    assert draw(invalid_payloads(rules=rules), lambda _: True).rule is Rule.MISSING_FIELD


def test_every_version_can_be_drawn() -> None:
    """Versions, prefixes and `latest` select a schema."""
    for version in (*packaged_catalog().versions(), "1", "1.0", "latest"):
        assert draw(payloads(Kind.INTERNAL, version), lambda _: True)["botId"] == "1457"


def test_every_public_name_can_be_imported() -> None:
    """All public names exist, and an unknown name is an attribute error."""
    for name in public.__all__:
        assert getattr(public, name).__name__ == name
    with pytest.raises(AttributeError, match="has no attribute 'payload'"):
        _ = public.payload


def test_import_does_not_load_hypothesis() -> None:
    """Importing the package does not import Hypothesis."""
    done = run_python("import sys, chatlayer_session.testing; print('hypothesis' in sys.modules)")
    assert (done.stdout, done.stderr) == ("False\n", "")


def test_assertions_and_examples_need_no_hypothesis() -> None:
    """Assertions and examples can be imported if Hypothesis is not installed."""
    done = run_python(
        "import sys; sys.modules['hypothesis'] = None\n"
        "from chatlayer_session.testing import assert_valid, example_internal, example_names, example_session\n"
        "print(assert_valid(example_session()).verdict.value, len(example_names()) > 1, sorted(example_internal())[0])"
    )
    assert (done.stdout, done.stderr) == ("valid True botId\n", "")


def test_missing_hypothesis_names_the_extra() -> None:
    """Importing a strategy without Hypothesis raises an import error that says what to install."""
    done = run_python(
        "import sys; sys.modules['hypothesis'] = None\n"
        "try:\n"
        "    from chatlayer_session.testing import payloads\n"
        "except ModuleNotFoundError as error:\n"
        "    print(type(error).__name__, error.name, error, error.__cause__ is None, sep='|')\n"
    )
    assert done.stderr == ""
    assert done.stdout == (
        "MissingExtra|hypothesis|chatlayer_session.testing needs hypothesis, which is not installed; "
        "install chatlayer-session again, with its extra 'testing'|True\n"
    )
    assert MissingExtra("a", "b", "c").extra == "c"


@given(writes(), answers())
def test_writes_and_answers_are_valid(write: dict[str, Any], answer: dict[str, Any]) -> None:
    """Each has no finding as a payload of its kind, and the writes of the answer are valid on their own."""
    assert assert_valid_write(write).findings == ()
    assert assert_valid_answer(answer).findings == ()
    content = answer.get("session")
    for single in content if isinstance(content, list) else [content] if content else []:
        assert assert_valid_write(single).findings == ()


@pytest.mark.parametrize(
    "condition",
    [
        lambda write, _: "." in write["namespace"],
        lambda write, _: not isinstance(write["data"], dict),
        lambda _, answer: answer == {},
        lambda _, answer: isinstance(answer.get("session"), dict),
        lambda _, answer: isinstance(answer.get("session"), list) and len(answer["session"]) == MAX_WRITES,
    ],
)
def test_writes_and_answers_vary(condition: Callable[[Any, Any], bool]) -> None:
    """Namespaces with dots, data that is not an object, and answers with none, one or several writes occur."""
    find(st.tuples(writes(), answers()), lambda pair: condition(*pair), settings=SEARCH)


@pytest.mark.parametrize(("kind", "check"), [("write", assert_valid_write), ("answer", assert_valid_answer)])
def test_invalid_writes_and_answers_are_rejected(kind: str, check: Callable[[Any], object]) -> None:
    """The assertions fail on the payloads that `invalid_payloads` generates for the kind."""

    @settings(max_examples=50, deadline=None)
    @given(invalid_payloads(kind))
    def reject(broken: BrokenPayload) -> None:
        with pytest.raises(PayloadRejected) as rejected:
            check(broken.payload)
        assert [(item.rule, item.pointer) for item in rejected.value.report.findings] == [(broken.rule, broken.pointer)]

    reject()
