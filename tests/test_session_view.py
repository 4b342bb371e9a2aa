"""The read-only view of a session: what it gives, what it refuses, and when it warns."""

from __future__ import annotations

import copy
import json
import pickle
import warnings
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pytest

from chatlayer_session import (
    InvalidPointer,
    InvalidSession,
    ReadOnlySessionError,
    SessionView,
    UnknownField,
    UnknownVersion,
    UnstableFieldWarning,
)
from chatlayer_session.spec.catalog import packaged_catalog

if TYPE_CHECKING:
    from collections.abc import Callable

EXAMPLES = packaged_catalog().root.joinpath("session", packaged_catalog().versions()[-1], "examples")
VARIABLES = json.loads(EXAMPLES.joinpath("session.json").read_bytes())
REALISTIC = json.loads(EXAMPLES.joinpath("realistic.json").read_bytes())
SESSION: dict[str, Any] = {**VARIABLES, "internal": REALISTIC, "items": {"keys": [1, [2]], "plain": 3}}


def view() -> Any:
    """Return a view of a session with seven unstable fields; to a type checker its members are anything."""
    return SessionView(SESSION)


def warned(read: Callable[[], object]) -> list[str]:
    """Return the places that reading warns of, each at a line of this file."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        read()
    assert {each.filename for each in caught} <= {__file__}
    assert {each.category for each in caught} <= {UnstableFieldWarning}
    return [each.message.pointer for each in caught if isinstance(each.message, UnstableFieldWarning)]


def test_members_are_attributes_and_items() -> None:
    """At any depth, and however the two are mixed."""
    session = view()
    assert session.internal.nlp.intent.name == REALISTIC["nlp"]["intent"]["name"]
    assert session["internal"]["user"].firstName == "Guest"
    assert session["order"]["items"][0]["name"] == SESSION["order"]["items"][0]["name"]
    assert session.order["items"][-1].price.amount == 59
    assert session["path/with~marks"] == SESSION["path/with~marks"]


def test_a_member_with_the_name_of_a_method_is_reached_as_an_item() -> None:
    """The method stays the method."""
    session = view()
    assert callable(session.items)
    assert session["items"]["keys"][1][0] == 2
    assert session["items"]["plain"] == 3


def test_objects_are_mappings_and_arrays_are_sequences() -> None:
    """With all that belongs to them."""
    session = view()
    assert [isinstance(session, kind) for kind in (Mapping, Sequence)] == [True, False]
    assert [isinstance(session["tags"], kind) for kind in (Mapping, Sequence)] == [False, True]
    assert list(session) == list(SESSION)
    assert (len(session), "order" in session, "nope" in session) == (len(SESSION), True, False)
    assert session.get("nope", 1) == 1
    assert dict(session.order.items()) == SESSION["order"]
    assert list(session.order.values()) == list(SESSION["order"].values())
    answers = session.answers
    assert (answers[0], answers[-1].other, len(answers), answers.index(4.5)) == ("yes", "no", 7, 2)
    assert answers[1:3] == [3, 4.5]
    assert answers[5:][1].other == "no"
    assert [type(item).__name__ for item in answers[5:]] == ["ArrayView", "ObjectView"]
    with pytest.raises(IndexError):
        answers[7]
    match session:
        case {"internal": {"botId": bot}}:
            assert bot == REALISTIC["botId"]
        case _:
            pytest.fail("no match")


WRITES: dict[str, tuple[Callable[[Any], object], str]] = {
    "attribute": (lambda session: setattr(session.internal, "botId", "1"), "/internal/botId"),
    "new attribute": (lambda session: setattr(session, "new", 1), "/new"),
    "deleted attribute": (lambda session: delattr(session.internal, "botId"), "/internal/botId"),
    "item": (lambda session: session.__setitem__("order", 1), "/order"),
    "inner item": (
        lambda session: session.internal.nlp.intents[0].__setitem__("name", 1),
        "/internal/nlp/intents/0/name",
    ),
    "deleted item": (lambda session: session.internal.user.__delitem__("firstName"), "/internal/user/firstName"),
    "item of an array": (lambda session: session.internal.nlp.intents.__setitem__(0, 1), "/internal/nlp/intents/0"),
    "inside a variable": (lambda session: session.order.__setitem__("qzjx", 1), "/order"),
    "update": (lambda session: session.internal.update({}), "/internal"),
    "pop": (lambda session: session.internal.pop("botId"), "/internal"),
    "setdefault": (lambda session: session.setdefault("a", 1), "the root"),
    "in place": (lambda session: session.internal.__ior__({"a": 1}), "/internal"),
    "append": (lambda session: session.internal.nlp.intents.append(1), "/internal/nlp/intents"),
    "extended in place": (lambda session: session.tags.__iadd__([1]), "/tags"),
    "repeated in place": (lambda session: session.tags.__imul__(2), "/tags"),
}


@pytest.mark.parametrize("write", WRITES)
def test_every_write_is_refused_with_its_place(write: str) -> None:
    """Nothing is changed; inside a variable the place is the variable."""
    before = copy.deepcopy(SESSION)
    attempt, place = WRITES[write]
    with pytest.raises(ReadOnlySessionError) as caught:
        attempt(view())
    assert str(caught.value) == (f"cannot change {place}: this view is read-only; change a copy made with plain()")
    assert before == SESSION


def test_a_variable_with_the_name_of_a_writing_method_can_be_read() -> None:
    """It is there, so the name stands for it."""
    session: Any = SessionView({"update": 1, "pop": {"clear": 2}})
    assert (session.update, session.pop.clear) == (1, 2)


def test_a_member_that_is_missing_is_told_with_the_field_that_was_meant() -> None:
    """As an attribute and as an item, so that whatever asks for either understands."""
    session = view()
    for error in (AttributeError, KeyError):
        with pytest.raises(error) as caught:
            session.internal.currentDialogState  # noqa: B018 - reading is the point
        assert str(caught.value) == ("/internal has no member 'currentDialogState'; did you mean 'currentDialogstate'?")
    with pytest.raises(UnknownField, match=r"^the session has no member 'nope'$"):
        session["nope"]
    assert not hasattr(session, "nope")
    assert getattr(session.tags, "nope", 1) == 1


def test_a_name_inside_a_variable_is_not_told() -> None:
    """It may be a value, such as a telephone number."""
    with pytest.raises(UnknownField) as caught:
        view().order["qzjx"]
    assert str(caught.value) == "/order has no such member"
    assert caught.value.member is None


UNSTABLE: dict[str, tuple[Callable[[Any], object], list[str]]] = {
    "attribute": (lambda session: session.internal.lastIntent, ["/internal/lastIntent"]),
    "item": (lambda session: session["internal"]["lastIntent"], ["/internal/lastIntent"]),
    "get": (lambda session: session.internal.get("lastIntent"), ["/internal/lastIntent"]),
    "nested": (lambda session: session.internal.user.lastName, ["/internal/user/lastName"]),
    "inside an unstable field": (lambda session: session.internal.history[0].items(), ["/internal/history"]),
    "stable": (lambda session: session.internal.user.firstName, []),
    "stable but optional": (lambda session: session.internal.messageType, []),
    "free items": (lambda session: session.internal.nlp.entities, []),
    "variable": (lambda session: session.order["items"][0].name, []),
    "membership": (lambda session: "lastIntent" in session.internal, []),
    "names": (lambda session: list(session.internal), []),
    "length": (lambda session: len(session.internal), []),
    "copy": (lambda session: session.plain(), []),
    "comparison": (lambda session: session == SESSION, []),
    "absent": (lambda session: session.internal.get("offload"), []),
}


@pytest.mark.parametrize("read", UNSTABLE)
def test_reading_an_unstable_field_warns_at_the_line_that_reads(read: str) -> None:
    """Once a read, at the root of what is unstable; what is stable or free gives no warning."""
    act, places = UNSTABLE[read]
    assert warned(lambda: act(view())) == places


def test_going_through_all_members_warns_of_each_unstable_field() -> None:
    """At the line of the loop."""
    internal = view().internal
    expected = ["/internal/lastIntent", "/internal/input", "/internal/history"]

    def by_items() -> None:
        for _ in internal.items():
            pass

    for read in (by_items, lambda: list(internal.values()), lambda: dict(internal)):
        assert warned(read)[:3] == expected
        assert len(warned(read)) == 5


def test_an_unknown_field_that_no_schema_declares_warns_too() -> None:
    """Its name is not the platform's promise either."""
    session: Any = SessionView({"internal": {**REALISTIC, "lastTopic": {"a": {"b": 1}}}})
    assert warned(lambda: session.internal.lastTopic.a.b) == ["/internal/lastTopic"]


def test_a_warning_says_what_to_do_and_comes_once_a_line() -> None:
    """Python's default filter drops the second one of a line."""
    session = view()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("default")
        for _ in range(3):
            session.internal.lastIntent  # noqa: B018 - reading is the point
        session.internal.lastIntent  # noqa: B018 - reading is the point
    assert [str(each.message) for each in caught] == [
        "/internal/lastIntent is an unstable field and may change without notice; "
        "read a documented field, or accept this one with accept_unstable"
    ] * 2


@pytest.mark.parametrize("pointer", ["/lastIntent", "/internal/lastIntent"])
def test_an_accepted_field_gives_no_warning(pointer: str) -> None:
    """The pointer counts from the root of the session or from the read-only object."""
    session: Any = SessionView(SESSION, accept_unstable=[pointer])
    assert warned(lambda: session.internal.lastIntent) == []
    assert warned(lambda: session.internal.history) == ["/internal/history"]


@pytest.mark.parametrize("version", packaged_catalog().versions())
def test_every_version_of_the_schemas_can_be_gone_by(version: str) -> None:
    """Known or not, what is not promised is unstable."""
    session: Any = SessionView(SESSION, schema_version=version)
    assert warned(lambda: session.internal.isPaused) == ["/internal/isPaused"]
    assert warned(lambda: session.internal.channel) == []


def test_nothing_is_copied_and_everything_can_be() -> None:
    """What the owner changes is seen; a plain copy shares nothing."""
    session = {"order": {"items": [1]}}
    seen: Any = SessionView(session)
    items = seen.order["items"]
    session["order"]["items"].append(2)
    assert list(items) == [1, 2]
    plain = seen.plain()
    plain["order"]["items"].append(3)
    assert (type(plain), seen.order.plain(), json.dumps(items.plain())) == (dict, {"items": [1, 2]}, "[1, 2]")


def test_a_view_is_equal_to_what_it_shows_and_has_no_hash() -> None:
    """As a dict and a list are."""
    session = view()
    assert session == SESSION == session
    assert session.order == SESSION["order"]
    assert session.order != SESSION
    assert session.answers == SESSION["answers"]
    assert session.answers != tuple(SESSION["answers"])
    with pytest.raises(TypeError, match="unhashable"):
        hash(session)


def test_a_repr_shows_a_place_and_nothing_of_what_is_there() -> None:
    """It ends up in logs."""
    session: Any = SessionView({"internal": {}, "order": {"qzjx": [{"qzjx": "qzjx"}]}})
    assert repr(session) == "SessionView(2 inside)"
    assert repr(session.order["qzjx"][0]) == "ObjectView('/order', 1 inside)"
    assert repr(session.order["qzjx"]) == "ArrayView('/order', 1 inside)"


@pytest.mark.parametrize("protocol", range(2, pickle.HIGHEST_PROTOCOL + 1))
def test_views_pickle_with_what_they_go_by(protocol: int) -> None:
    """The whole or a part: it reads, refuses and warns as before."""
    session: Any = SessionView(SESSION, accept_unstable=["/history"])
    for part in (session, session.internal, session.order["items"]):
        arrived = pickle.loads(pickle.dumps(part, protocol))  # noqa: S301 - made by this very test
        assert (type(arrived), arrived) == (type(part), part)
        assert repr(arrived) == repr(part)
    internal = pickle.loads(pickle.dumps(session.internal, protocol))  # noqa: S301 - made by this very test
    assert warned(lambda: internal.history) == []
    assert warned(lambda: internal.user.lastName) == ["/internal/user/lastName"]
    with pytest.raises(ReadOnlySessionError, match="/internal/botId"):
        internal.botId = 1


def test_a_deep_copy_of_a_view_is_a_view_of_a_copy() -> None:
    """And a shallow one is a view of the same."""
    session = {"order": [1]}
    shallow, deep = copy.copy(SessionView(session)), copy.deepcopy(SessionView(session))
    session["order"].append(2)
    assert (shallow.plain(), deep.plain()) == ({"order": [1, 2]}, {"order": [1]})


def test_misuse_is_refused() -> None:
    """Only a parsed session can be viewed, by a version that exists, with pointers that are some."""
    with pytest.raises(InvalidSession, match="the session to view is of the Python type list"):
        SessionView([])  # type: ignore[arg-type]  # that is the point
    with pytest.raises(UnknownVersion):
        SessionView({}, schema_version="9")
    with pytest.raises(InvalidPointer):
        SessionView({}, accept_unstable=["lastIntent"])
