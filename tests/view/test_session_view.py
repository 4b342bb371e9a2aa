"""The read-only view of a session: what it returns, what it refuses, and when it warns."""

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
    """Return a view of a session with seven unstable fields."""
    return SessionView(SESSION)


def warning_pointers(read: Callable[[], object]) -> list[str]:
    """Return the pointers in the warnings of a read, all of which name a line of this file."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        read()
    assert {warning.filename for warning in caught} <= {__file__}
    assert {warning.category for warning in caught} <= {UnstableFieldWarning}
    return [item.message.pointer for item in caught if isinstance(item.message, UnstableFieldWarning)]


def test_members_are_attributes_and_items() -> None:
    """Members can be read as attributes and as items, at any depth."""
    session = view()
    assert session.internal.nlp.intent.name == REALISTIC["nlp"]["intent"]["name"]
    assert session["internal"]["user"].firstName == "Guest"
    assert session["order"]["items"][0]["name"] == SESSION["order"]["items"][0]["name"]
    assert session.order["items"][-1].price.amount == 59
    assert session["path/with~marks"] == SESSION["path/with~marks"]


def test_member_named_like_a_method() -> None:
    """A member with the name of a method is available as an item; the method stays."""
    session = view()
    assert callable(session.items)
    assert session["items"]["keys"][1][0] == 2
    assert session["items"]["plain"] == 3


def test_objects_are_mappings_and_arrays_are_sequences() -> None:
    """Views implement the abstract classes for mappings and sequences."""
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
def test_writes_are_refused(write: str) -> None:
    """A write raises an error that names the place, or the variable for a place inside one."""
    before = copy.deepcopy(SESSION)
    attempt, place = WRITES[write]
    with pytest.raises(ReadOnlySessionError) as caught:
        attempt(view())
    assert str(caught.value) == (f"cannot change {place}: this view is read-only; change a copy made with plain()")
    assert before == SESSION


def test_variable_named_like_a_writing_method() -> None:
    """A variable with the name of a method that writes can be read."""
    session: Any = SessionView({"update": 1, "pop": {"clear": 2}})
    assert (session.update, session.pop.clear) == (1, 2)


def test_missing_member_suggests_a_field() -> None:
    """A missing member is an attribute error and a key error that suggests a similar field."""
    session = view()
    for error in (AttributeError, KeyError):
        with pytest.raises(error) as caught:
            session.internal.currentDialogState  # noqa: B018 - reading is the point
        assert str(caught.value) == ("/internal has no member 'currentDialogState'; did you mean 'currentDialogstate'?")
    with pytest.raises(UnknownField, match=r"^the session has no member 'nope'$"):
        session["nope"]
    assert not hasattr(session, "nope")
    assert getattr(session.tags, "nope", 1) == 1


@pytest.mark.parametrize(
    ("place", "member"), [(("nlp",), "intent"), (("nlp",), "sentiment"), (("user",), "firstName"), ((), "messageType")]
)
def test_absent_optional_field_says_so(place: tuple[str, ...], member: str) -> None:
    """A documented field that is not always present has an error that names `get`, and no warning."""
    session: Any = SessionView({"internal": {"nlp": {"intents": []}, "user": {"fullName": ""}}}).internal
    for step in place:
        session = session[step]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(UnknownField) as caught:
            session[member]
        assert session.get(member, 1) == 1
    pointer = "/".join(("/internal", *place))
    assert str(caught.value) == (f"{pointer}: `{member}` is documented but not always present; use .get({member!r})")
    assert caught.value.is_optional


def test_absent_required_field_is_not_called_optional() -> None:
    """A session that lacks a required field is invalid, so `get` would hide the mistake."""
    with pytest.raises(UnknownField, match=r"^/internal has no member 'locale'$"):
        SessionView({"internal": {}}).internal.locale  # noqa: B018 - reading is the point


def test_absent_unstable_field_warns() -> None:
    """Reading a missing unstable field, declared or not, warns like reading a present field."""
    session: Any = SessionView({"internal": {"nlp": {}}, "order": {}}, accept_unstable=["/isPaused"])

    def read() -> None:
        assert session.internal.get("lastIntent") is None
        assert session.internal.nlp.get("queue") is None
        assert session.internal.get("isPaused") is None
        assert session.get("cart") is None
        assert session.order.get("items") is None
        assert "offload" not in session.internal
        with pytest.raises(UnknownField):
            session.internal["offload"]
        with pytest.raises(UnknownField):
            session.internal.history  # noqa: B018 - reading is the point

    assert warning_pointers(read) == [
        "/internal/lastIntent",
        "/internal/nlp/queue",
        "/internal/offload",
        "/internal/history",
    ]


def test_name_inside_a_variable_is_private() -> None:
    """An error does not show a name inside a variable, since it may be a value."""
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
    "absent": (lambda session: session.internal.get("offload"), ["/internal/offload"]),
}


@pytest.mark.parametrize("read", UNSTABLE)
def test_unstable_field_warns_at_the_reading_line(read: str) -> None:
    """A read warns once, at the root of the unstable field; stable fields and open content do not warn."""
    act, places = UNSTABLE[read]
    assert warning_pointers(lambda: act(view())) == places


def test_iteration_warns_about_each_unstable_field() -> None:
    """Iterating over members warns at the line of the loop."""
    internal = view().internal
    expected = ["/internal/lastIntent", "/internal/input", "/internal/history"]

    def by_items() -> None:
        for _ in internal.items():
            pass

    for read in (by_items, lambda: list(internal.values()), lambda: dict(internal)):
        assert warning_pointers(read)[:3] == expected
        assert len(warning_pointers(read)) == 5


def test_undeclared_field_warns() -> None:
    """A field that no schema declares is unstable."""
    session: Any = SessionView({"internal": {**REALISTIC, "lastTopic": {"a": {"b": 1}}}})
    assert warning_pointers(lambda: session.internal.lastTopic.a.b) == ["/internal/lastTopic"]


def test_warning_names_a_fix_once_per_line() -> None:
    """The warning has a hint, and the default filter of Python shows it once per line."""
    session = view()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("default")
        for _ in range(3):
            session.internal.lastIntent  # noqa: B018 - reading is the point
        session.internal.lastIntent  # noqa: B018 - reading is the point
    assert [str(warning.message) for warning in caught] == [
        "/internal/lastIntent is an unstable field and may change without notice; "
        "use a documented field instead, or accept this one with accept_unstable"
    ] * 2


@pytest.mark.parametrize("pointer", ["/lastIntent", "/internal/lastIntent"])
def test_accepted_field_does_not_warn(pointer: str) -> None:
    """The pointer starts at the root of the session or of `internal`."""
    session: Any = SessionView(SESSION, accept_unstable=[pointer])
    assert warning_pointers(lambda: session.internal.lastIntent) == []
    assert warning_pointers(lambda: session.internal.history) == ["/internal/history"]


@pytest.mark.parametrize("version", packaged_catalog().versions())
def test_every_schema_version_is_supported(version: str) -> None:
    """Fields that are not stable in the version warn."""
    session: Any = SessionView(SESSION, schema_version=version)
    assert warning_pointers(lambda: session.internal.isPaused) == ["/internal/isPaused"]
    assert warning_pointers(lambda: session.internal.channel) == []


def test_view_copies_only_on_request() -> None:
    """Changes to the session are visible in the view; `plain` returns a deep copy."""
    session = {"order": {"items": [1]}}
    seen: Any = SessionView(session)
    items = seen.order["items"]
    session["order"]["items"].append(2)
    assert list(items) == [1, 2]
    plain = seen.plain()
    plain["order"]["items"].append(3)
    assert (type(plain), seen.order.plain(), json.dumps(items.plain())) == (dict, {"items": [1, 2]}, "[1, 2]")


def test_view_equals_its_content() -> None:
    """A view is equal to its dict or list and has no hash."""
    session = view()
    assert session == SESSION == session
    assert session.order == SESSION["order"]
    assert session.order != SESSION
    assert session.answers == SESSION["answers"]
    assert session.answers != tuple(SESSION["answers"])
    with pytest.raises(TypeError, match="unhashable"):
        hash(session)


def test_repr_shows_no_content() -> None:
    """A repr has only the place and the length, since it ends up in logs."""
    session: Any = SessionView({"internal": {}, "order": {"qzjx": [{"qzjx": "qzjx"}]}})
    assert repr(session) == "SessionView(length=2)"
    assert repr(session.order["qzjx"][0]) == "ObjectView('/order', length=1)"
    assert repr(session.order["qzjx"]) == "ArrayView('/order', length=1)"


@pytest.mark.parametrize("protocol", range(2, pickle.HIGHEST_PROTOCOL + 1))
def test_views_can_be_pickled(protocol: int) -> None:
    """A pickled view or part of it reads, refuses and warns as before."""
    session: Any = SessionView(SESSION, accept_unstable=["/history"])
    for part in (session, session.internal, session.order["items"]):
        arrived = pickle.loads(pickle.dumps(part, protocol))  # noqa: S301 - made by this very test
        assert (type(arrived), arrived) == (type(part), part)
        assert repr(arrived) == repr(part)
    internal = pickle.loads(pickle.dumps(session.internal, protocol))  # noqa: S301 - made by this very test
    assert warning_pointers(lambda: internal.history) == []
    assert warning_pointers(lambda: internal.user.lastName) == ["/internal/user/lastName"]
    with pytest.raises(ReadOnlySessionError, match="/internal/botId"):
        internal.botId = 1


def test_copies_of_views() -> None:
    """A deep copy is a view of a copied session, a shallow copy a view of the same session."""
    session = {"order": [1]}
    shallow, deep = copy.copy(SessionView(session)), copy.deepcopy(SessionView(session))
    session["order"].append(2)
    assert (shallow.plain(), deep.plain()) == ({"order": [1, 2]}, {"order": [1]})


def test_invalid_arguments_are_rejected() -> None:
    """The session must be a dict, the version must exist, and pointers must be valid."""
    with pytest.raises(InvalidSession, match="the session to view is of the Python type list"):
        SessionView([])  # type: ignore[arg-type]  # that is the point
    with pytest.raises(UnknownVersion):
        SessionView({}, schema_version="9")
    with pytest.raises(InvalidPointer):
        SessionView({}, accept_unstable=["lastIntent"])
