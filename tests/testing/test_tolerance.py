"""The tolerance strategy: payloads that a contract allows, and services that assume more than their contract."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

from chatlayer_session import UnknownVersion, Validator, Verdict
from chatlayer_session.contract.model import Contract, Read
from chatlayer_session.contract.versions import VersionRange
from chatlayer_session.jsonpointer import parse_pointer
from chatlayer_session.spec.catalog import packaged_catalog
from chatlayer_session.testing import contract_payloads
from chatlayer_session.testing.tolerance import ImpossibleRead

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Session = dict[str, Any]


def contract(*reads: Read, schema: str = ">=1.1, <2") -> Contract:
    """Return a contract without a file."""
    return Contract("order-service", VersionRange.parse(schema), reads)


CONTRACTS = {
    "no reads": contract(),
    "stable": contract(
        Read("/internal/channel", ("string",), required=True),
        Read("/internal/user/firstName", ("string",)),
        Read("/internal/nlp/intents/*/name", ("string",), required=True),
        Read("/internal/nlp/intents/*/score", ("number",), required=True),
        schema="1",
    ),
    "optional fields that are required": contract(
        Read("/internal/nlp/sentiment/name", ("string",), required=True, values=("positive", "negative")),
        Read("/internal/messageType", values=("text", "intro"), required=True),
    ),
    "unstable": contract(
        Read("/internal/history", reason="r"),
        Read("/internal/history/*/expression", ("string",), required=True, reason="r"),
        Read("/internal/sinchConversationAPI/contactId", ("string", "null"), reason="r"),
        Read("/internal/user/lastName", required=True, reason="r"),
        Read("/internal/topic/name", ("boolean",), required=True, reason="r"),
    ),
    "variables": contract(
        Read("/order/items/*/price", ("integer",), required=True),
        Read("/order/status", values=("sent", "open")),
        Read("/tags", ("array",)),
        Read("/flags/beta", ("boolean", "null"), required=True),
    ),
    "narrow types": contract(
        Read("/internal/nlp/intent/score", ("integer",), required=True),
        Read("/internal/nlp/entities/*", ("string", "object")),
        Read("/internal/nlp/entities/*/value", required=True),
        Read("/internal/version", ("string",), values=("LIVE", 1)),
    ),
}


@cache
def validators(name: str) -> list[Validator]:
    """Return a validator for each schema version of a contract."""
    versions = CONTRACTS[name].schema.select(packaged_catalog().versions())
    return [Validator(schema_version=version, kind="session") for version in versions]


def broken(read: Read, value: Any, tokens: Sequence[str]) -> bool:
    """Return whether a value, on the way of some tokens, lacks what a read assumes."""
    if not tokens:
        return not (read.expects_type_of(value) and read.expects(value))
    if tokens[0] == "*":
        return isinstance(value, list) and any(broken(read, item, tokens[1:]) for item in value)
    if isinstance(value, dict) and tokens[0] in value:
        return broken(read, value[tokens[0]], tokens[1:])
    return read.required and "*" not in tokens


@pytest.mark.parametrize("name", CONTRACTS)
@settings(deadline=None)
@given(data=st.data())
def test_payloads_are_valid_and_have_what_is_assumed(name: str, data: st.DataObject) -> None:
    """A payload is valid in a version of the range and breaks no assumption of a read."""
    session = data.draw(contract_payloads(CONTRACTS[name]))
    assert any(validator.validate(session).verdict is not Verdict.INVALID for validator in validators(name))
    reads = CONTRACTS[name].reads
    assert [read.pointer for read in reads if broken(read, session, parse_pointer(read.pointer))] == []


def lacks(session: Session, *path: str) -> bool:
    """Return whether a session has no value at a path."""
    value: Any = session
    for step in path:
        if not isinstance(value, dict) or step not in value:
            return True
        value = value[step]
    return False


def draw(strategy: st.SearchStrategy[Any], condition: Callable[[Session], object]) -> Any:
    """Return a value of a strategy that meets a condition; fail if none of 2000 does."""
    search = settings(max_examples=2000, database=None, deadline=None, derandomize=True, phases=[Phase.generate])
    return find(strategy, lambda value: bool(condition(value)), settings=search)


FREE = contract(
    Read("/internal/channel", ("string",), required=True),
    Read("/internal/nlp/intents/*/name", ("string",), required=True),
    Read("/internal/history", reason="r"),
    Read("/order/status"),
)
VARIETY: dict[str, Callable[[Session], object]] = {
    "optional field missing": lambda session: lacks(session, "internal", "user", "firstName"),
    "optional field present": lambda session: not lacks(session, "internal", "nlp", "sentiment"),
    "unknown value of an open set": lambda session: session["internal"]["channel"] not in ("web", "whatsapp"),
    "unknown field at the top": lambda session: any(name.startswith("extra") for name in session["internal"]),
    "unknown field in an object": lambda session: len(session["internal"]["currentDialogstate"]) > 3,
    "unknown field in an item": lambda session: any(
        len(item) > 2 for item in session["internal"]["nlp"].get("intents", [])
    ),
    "array without items": lambda session: session["internal"]["nlp"].get("intents") == [],
    "unstable read missing": lambda session: "history" not in session["internal"],
    "unstable read is null": lambda session: session["internal"].get("history", 0) is None,
    "unstable read is a text": lambda session: isinstance(session["internal"].get("history"), str),
    "unstable read is an array": lambda session: isinstance(session["internal"].get("history"), list),
    "variable missing": lambda session: "order" not in session,
    "variable of a different type": lambda session: not isinstance(session.get("order", {}), dict),
    "variable with the field": lambda session: not lacks(session, "order", "status"),
    "other variables": lambda session: len(session) > 3,
}


@pytest.mark.parametrize("case", VARIETY)
def test_everything_else_varies(case: str) -> None:
    """What the contract does not assume is drawn in every form."""
    assert draw(contract_payloads(FREE), VARIETY[case])


def greet(session: Session) -> str:
    """Read the first name as if it was always present."""
    return f"Hello {session['internal']['user']['firstName']}"


def feel(session: Session) -> bool:
    """Assume that the sentiment is always present."""
    return bool(session["internal"]["nlp"]["sentiment"]["name"] == "positive")


def first_intent(session: Session) -> object:
    """Assume that an intent is always considered."""
    intents = session["internal"]["nlp"].get("intents")
    return None if intents is None else intents[0]["name"]


def route(session: Session) -> int:
    """Know some channels only."""
    return {"web": 1, "whatsapp": 2, "facebook": 3}[session["internal"]["channel"]]


def last_turn(session: Session) -> object:
    """Assume that the unstable history is an array with items."""
    history = session["internal"].get("history")
    return history[-1] if history else None


def count_members(session: Session) -> None:
    """Refuse unknown fields."""
    unknown = session["internal"]["currentDialogstate"].keys() - {"name", "id", "type"}
    if unknown:
        raise ValueError(unknown)


def status(session: Session) -> object:
    """Assume the type of a variable."""
    return session["order"].get("status") if "order" in session else None


def tolerant(session: Session) -> object:
    """Assume only what the contract says."""
    internal = session["internal"]
    return internal["channel"].upper(), [intent["name"].upper() for intent in internal["nlp"].get("intents", ())]


PLANTED = (greet, feel, first_intent, route, last_turn, count_members, status)


@pytest.mark.parametrize("service", PLANTED)
def test_service_that_assumes_too_much_is_caught(service: Callable[[Session], object]) -> None:
    """Each planted service fails within a thousand examples."""

    # Hypothesis draws constants of the imported modules, so the examples depend on the tests that ran before.
    @settings(
        max_examples=1000,
        database=None,
        deadline=None,
        derandomize=True,
        phases=[Phase.generate],
        report_multiple_bugs=False,
    )
    @given(session=contract_payloads(FREE))
    def survives(session: Session) -> None:
        service(session)

    with pytest.raises((KeyError, IndexError, TypeError, ValueError, AttributeError)):
        survives()


@settings(deadline=None)
@given(session=contract_payloads(FREE))
def test_tolerant_service_survives(session: Session) -> None:
    """A service that follows its contract passes."""
    tolerant(session)


DECLARED = contract(
    Read("/internal/channel", values=("web", "whatsapp", "facebook"), required=True),
    Read("/internal/nlp/sentiment/name", required=True),
    Read("/internal/user/firstName", ("string",), required=True),
)


@pytest.mark.parametrize("service", [route, feel, greet])
@settings(deadline=None)
@given(session=contract_payloads(DECLARED))
def test_declared_assumption_is_kept(service: Callable[[Session], object], session: Session) -> None:
    """A service may assume what its contract says, even if the schema guarantees less."""
    service(session)


@pytest.mark.parametrize(
    "read",
    [
        Read("/internal/locale", ("number",)),
        Read("/internal/version", values=("TEST",)),
        Read("/internal/nlp/intents/*/score", values=(2, True)),
    ],
)
def test_impossible_read_is_an_error(read: Read) -> None:
    """A read that no valid session can satisfy ends at once, with its place and the fix."""
    with pytest.raises(ImpossibleRead) as caught:
        contract_payloads(contract(read))
    assert str(caught.value) == (
        f"schema version 1.1.0 allows no value that the contract expects at {read.pointer}; "
        "change its type or its values"
    )


def test_empty_range_is_an_error() -> None:
    """A contract for no existing version has no payloads."""
    with pytest.raises(UnknownVersion):
        contract_payloads(contract(schema=">=7"))
