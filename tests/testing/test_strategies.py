"""The public strategies: what they draw, what they refuse, how small their smallest payloads are."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import Phase, find, settings
from hypothesis import strategies as st

import chatlayer_session.testing as public
from chatlayer_session import Kind, KindNotInVersion, Rule, UnknownKind, UnknownVersion, validate
from chatlayer_session.errors import MissingExtra
from chatlayer_session.generate.mutation_sites import CannotViolate
from chatlayer_session.spec.catalog import packaged_catalog
from chatlayer_session.testing import (
    BrokenPayload,
    UnstablePayload,
    invalid_payloads,
    json_values,
    payloads,
    raw_payloads,
    sessions,
    unstable_payloads,
)

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
    """Return the simplest that a strategy draws under a condition."""
    return find(strategy, condition, settings=SEARCH)


def drawn(strategy: st.SearchStrategy[Any], condition: Any) -> Any:
    """Return something that a strategy draws under a condition, which there must be."""
    return find(strategy, condition, settings=settings(SEARCH, phases=[Phase.generate]))


def python(code: str) -> subprocess.CompletedProcess[str]:
    """Run some Python in a process of its own."""
    return subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=False)


def test_the_smallest_payload_has_required_fields_with_values_of_the_examples() -> None:
    """So a test that fails for any payload shows one that reads well."""
    assert smallest(payloads("internal", "1.0.0")) == SMALLEST
    assert smallest(sessions("1.0.0")) == {"internal": SMALLEST}


def test_what_a_failure_does_not_need_is_simplified_away() -> None:
    """Of the optional fields only the one that is needed is left, with the first value."""
    found = smallest(payloads("internal", "1.0.0"), lambda payload: "sentiment" in payload["nlp"])
    assert found == {**SMALLEST, "nlp": {"sentiment": {"name": "positive", "score": 0}}}
    two = smallest(payloads("internal", "1.0.0"), lambda payload: len(payload["nlp"].get("intents", ())) > 1)
    assert {**two, "nlp": {}} == SMALLEST
    assert [intent["score"] for intent in two["nlp"]["intents"]] == [0, 0]


def test_the_smallest_broken_and_unstable_payloads_differ_in_one_place() -> None:
    """One field is taken out or put in."""
    broken: BrokenPayload = smallest(invalid_payloads("internal", "1.0.0"))
    assert (broken.rule, broken.pointer, broken.kind) == (Rule.MISSING_FIELD, "/botId", Kind.INTERNAL)
    assert broken.payload == {name: value for name, value in SMALLEST.items() if name != "botId"}
    unstable: UnstablePayload = smallest(unstable_payloads("internal", "1.0.0"))
    assert len(unstable.pointers) == 1
    assert len(unstable.payload) == len(SMALLEST) + 1
    assert unstable.pointers[0][1:] in unstable.payload


def test_raw_payloads_are_plain_where_nothing_else_is_needed() -> None:
    """The smallest text is compact JSON, and the mark comes only where it may."""
    raw = smallest(raw_payloads("internal", "1.0.0", byte_order_mark=True))
    assert raw.data == json.dumps(SMALLEST, separators=(",", ":")).encode()
    assert raw.value == SMALLEST
    marked = drawn(raw_payloads(byte_order_mark=True), lambda raw: raw.data.startswith(b"\xef\xbb\xbf"))
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
def test_values_of_every_sort_are_drawn(condition: Any) -> None:
    """Deep ones, large ones, and texts of any script."""
    assert condition(drawn(json_values(), condition))


@pytest.mark.parametrize(
    ("strategy", "condition"),
    [
        (payloads("session"), lambda session: len(session) > 2),
        (payloads("internal", unstable=True), lambda payload: bool(validate(payload).findings)),
        (payloads("internal"), lambda payload: [each.rule for each in validate(payload).findings] == [UNKNOWN]),
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
def test_what_the_documentation_promises_is_drawn(strategy: st.SearchStrategy[Any], condition: Any) -> None:
    """Variables, unstable fields, unknown values, arbitrary texts, items of arrays, roots, and names with a slash."""
    assert condition(drawn(strategy, condition))


def test_what_there_is_not_is_refused_when_the_strategy_is_made() -> None:
    """Not only when it is drawn from, so that the line that names it is the one that fails."""
    with pytest.raises(UnknownVersion, match="unknown schema version '9'"):
        payloads(version="9")
    with pytest.raises(UnknownKind, match="unknown kind of payload 'message'; available: internal, session, write"):
        unstable_payloads("message")
    with pytest.raises(CannotViolate, match="nothing in a payload of the kind session can break syntax"):
        invalid_payloads(rules=[Rule.SYNTAX])
    with pytest.raises(KindNotInVersion, match="has no kind 'write'"):
        payloads("write", "1.0.0")
    with pytest.raises(ValueError, match="'mising-field' is not a valid Rule"):
        invalid_payloads(rules=["mising-field"])


@pytest.mark.parametrize("rules", ["missing-field", Rule.MISSING_FIELD, ["missing-field"]])
def test_one_rule_need_not_stand_in_a_list(rules: Any) -> None:
    """Its name is not taken for a list of letters."""
    assert drawn(invalid_payloads(rules=rules), lambda _: True).rule is Rule.MISSING_FIELD


def test_every_version_of_the_catalog_can_be_drawn_from() -> None:
    """By its number, by a prefix and as the latest."""
    for version in (*packaged_catalog().versions(), "1", "1.0", "latest"):
        assert drawn(payloads(Kind.INTERNAL, version), lambda _: True)["botId"] == "1457"


def test_every_public_name_can_be_imported() -> None:
    """And a name that there is not is an attribute error, as of any module."""
    for name in public.__all__:
        assert getattr(public, name).__name__ == name
    with pytest.raises(AttributeError, match="has no attribute 'payload'"):
        _ = public.payload


def test_the_package_is_imported_without_hypothesis() -> None:
    """What lies beside the strategies must not wait for Hypothesis, nor fail without it."""
    done = python("import sys, chatlayer_session.testing; print('hypothesis' in sys.modules)")
    assert (done.stdout, done.stderr) == ("False\n", "")


def test_assertions_and_examples_need_no_hypothesis() -> None:
    """They are names of the same package, so one line imports them."""
    done = python(
        "import sys; sys.modules['hypothesis'] = None\n"
        "from chatlayer_session.testing import assert_valid, example_internal, example_names, example_session\n"
        "print(assert_valid(example_session()).verdict.value, len(example_names()) > 1, sorted(example_internal())[0])"
    )
    assert (done.stdout, done.stderr) == ("valid True botId\n", "")


def test_without_hypothesis_the_error_names_the_extra() -> None:
    """It is an error of the import, and says what to run."""
    done = python(
        "import sys; sys.modules['hypothesis'] = None\n"
        "try:\n"
        "    from chatlayer_session.testing import payloads\n"
        "except ModuleNotFoundError as error:\n"
        "    print(type(error).__name__, error.name, error, error.__cause__ is None, sep='|')\n"
    )
    assert done.stderr == ""
    assert done.stdout == (
        "MissingExtra|hypothesis|chatlayer_session.testing needs hypothesis, which is not installed; "
        "run: pip install 'chatlayer-session[testing]'|True\n"
    )
    assert MissingExtra("a", "b", "c").extra == "c"
