"""The session that results from a write or an answer."""

from __future__ import annotations

import copy
import json
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given

from chatlayer_session import (
    Answer,
    InvalidSession,
    InvalidWrite,
    UnsupportedType,
    Validator,
    Verdict,
    Write,
    apply_write,
    check_write,
)
from chatlayer_session.errors import WrongArgumentType
from chatlayer_session.findings import Kind
from chatlayer_session.testing import json_values, sessions
from chatlayer_session.testing.strategies import invalid_payloads, payloads

from ..checks.conftest import INTERNAL, SESSION


@pytest.mark.parametrize(
    ("variables", "write", "expected"),
    [
        ({}, Write("order", {"a": 1}), {"order": {"a": 1}}),
        ({"order": {"a": 1, "b": 2}, "x": 1}, Write("order", {"b": 3}), {"order": {"a": 1, "b": 3}, "x": 1}),
        ({"order": {"a": {"x": 1}}}, Write("order", {"a": {"y": 2}}), {"order": {"a": {"y": 2}}}),
        ({"order": {"a": 1}}, Write("order", [1]), {"order": [1]}),
        ({"order": [1]}, Write("order", {"a": 1}), {"order": {"a": 1}}),
        ({"order": {"a": 1}}, Write("order", None), {"order": None}),
        ({"order": {"a": 1}}, Write("order.items", [1]), {"order": {"a": 1, "items": [1]}}),
        ({"order": {"x": {"a": 1}}}, Write("order.x", {"b": 2}), {"order": {"x": {"a": 1, "b": 2}}}),
        ({}, Write("a.b.c", 1), {"a": {"b": {"c": 1}}}),
        ({"a": "text"}, Write("a.b", 1), {"a": {"b": 1}}),
        ({}, Write("\u00a0 order\n", 1), {"order": 1}),
        ({}, Write("Internal", 1), {"Internal": 1}),
        ({}, Write("order.internal", 1), {"order": {"internal": 1}}),
        ({}, Write("internally", 1), {"internally": 1}),
        ({}, Answer(), {}),
        ({}, Answer((Write("a", {"x": 1}), Write("a", {"y": 2}))), {"a": {"x": 1, "y": 2}}),
    ],
)
def test_data_is_merged_below_the_namespace(
    variables: dict[str, Any], write: Write | Answer, expected: dict[str, Any]
) -> None:
    """Members of an object are merged at the path of the namespace; any other value replaces the old one."""
    assert apply_write({"internal": INTERNAL, **variables}, write) == {"internal": INTERNAL, **expected}


@pytest.mark.parametrize(
    "namespace", ["internal", "sys", "internal.user", " internal ", "sys.email", "\tsys\u00a0.a", "\ufeffinternal"]
)
def test_reserved_namespace_is_refused(namespace: str) -> None:
    """The first part of the namespace decides, without the white space around it."""
    with pytest.raises(InvalidWrite) as refused:
        Write(namespace, {})
    assert str(refused.value) == (
        "invalid write: /namespace is reserved: only the platform writes to `internal` and `sys`; "
        "use a different namespace"
    )
    with pytest.raises(InvalidWrite) as refused:
        Answer.parse({"session": [{"namespace": "a", "data": 1}, {"namespace": namespace, "data": 1}]})
    assert refused.value.pointer == "/session/1/namespace"


@pytest.mark.parametrize(
    ("payload", "pointer", "reason"),
    [
        ({"namespace": "", "data": 1}, "/namespace", "is empty"),
        ({"namespace": " \u2003", "data": 1}, "/namespace", "is empty"),
        ({"namespace": None, "data": 1}, "/namespace", "is null"),
        ({"namespace": 5, "data": 1}, "/namespace", "is a number"),
        ({"namespace": b"a", "data": 1}, "/namespace", "is of the Python type bytes"),
        ({"namespace": "a"}, "/data", "is missing"),
        ({"data": 1}, "/namespace", "is missing"),
        ("[]", "", "is an array"),
        (b"{", "", "is not JSON"),
        ('{"namespace": "a", "namespace": "b", "data": 1}', "", "violates the rule duplicate-key"),
    ],
)
def test_invalid_write_names_its_place(payload: Any, pointer: str, reason: str) -> None:
    """A write and an answer have the same errors, with the place in the payload."""
    with pytest.raises(InvalidWrite) as refused:
        Write.parse(payload)
    assert (refused.value.pointer, refused.value.reason) == (pointer, reason)
    if isinstance(payload, dict):
        with pytest.raises(InvalidWrite) as refused:
            Answer.parse({"session": payload})
        assert (refused.value.pointer, refused.value.reason) == (f"/session{pointer}", reason)


def test_answer_has_any_number_of_writes() -> None:
    """The member `session` is one write, an array of writes, null or missing; other members are not read."""
    write = {"namespace": "a", "data": [1]}
    assert Answer.parse({"session": write, "messages": None}) == Answer((Write("a", [1]),))
    assert Answer.parse(json.dumps({"session": [write, write]})) == Answer((Write("a", [1]),) * 2)
    empties: list[dict[str, Any]] = [{}, {"session": None}, {"session": []}, {"action": {"nextDialogstate": "x"}}]
    for empty in empties:
        assert Answer.parse(empty) == Answer()
    for wrong in ("text", 5, True):
        with pytest.raises(InvalidWrite, match=r"^invalid write: /session is a"):
            Answer.parse({"session": wrong})
    with pytest.raises(InvalidWrite, match=r"is a write, not an answer; put it into the member `session`$"):
        Answer.parse(write)


def test_result_shares_nothing_with_the_arguments() -> None:
    """A later change to an argument does not change the result."""
    before = copy.deepcopy(SESSION)
    data: dict[str, Any] = {"items": [1]}
    kept = apply_write(before, Write("new", data))
    before["internal"]["user"].clear()
    data["items"].append(2)
    assert kept == {**SESSION, "new": {"items": [1]}}


def test_session_can_be_text() -> None:
    """The session can be bytes or a str of JSON text, with or without a byte order mark, or any parsed mapping."""
    text = json.dumps(SESSION)
    for before in (text, text.encode(), bytearray(text.encode()), "\ufeff" + text, MappingProxyType(SESSION)):
        assert apply_write(before, Write("new", 1)) == {**SESSION, "new": 1}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('{"a": 1, "a": 2}', "violates the rule duplicate-key"),
        ('{"a": NaN}', "violates the rule not-a-number"),
        (b'{"a": "\xff"}', "violates the rule encoding"),
        ("[" * 501 + "]" * 501, "violates the rule too-deep"),
        ('{"a": 1', "is not JSON"),
        (b"", "is not JSON"),
        ("order", "is not JSON"),
        ('"order"', "is a string"),
    ],
)
def test_ambiguous_text_raises(text: str | bytes, reason: str) -> None:
    """Text such as a duplicate key has several meanings, and the platform may choose a different one."""
    with pytest.raises(InvalidSession) as refused:
        apply_write(text, Answer())
    assert str(refused.value) == f"the session before the write {reason}; pass a JSON object"


@pytest.mark.parametrize(
    ("before", "data", "place"),
    [({"internal": {"a": {1}}}, 1, "/internal/a"), ({}, {"a": b""}, "/order"), ({}, b"", "/order"), ({1}, 1, "")],
)
def test_type_that_json_lacks_raises(before: Any, data: Any, place: str) -> None:
    """The error names the place, or the variable for a place inside one."""
    with pytest.raises(UnsupportedType) as caught:
        apply_write(before, Write("order.list", data))
    assert caught.value.pointer == place


WRONG: Any = {"namespace": "order", "data": 1}


@pytest.mark.parametrize("write", [WRONG, b"{}", None, [Write("order", 1)], Answer((WRONG,))])
def test_write_of_a_wrong_type_raises(write: Any) -> None:
    """An object that was not parsed into a write is no write, also inside an answer."""
    with pytest.raises(WrongArgumentType, match="write must be a Write or an Answer, not "):
        apply_write(SESSION, write)


def test_values_are_not_shown() -> None:
    """Neither a repr nor an error contains the namespace or the data."""
    write = Write("qzjx.qzjx", {"qzjx": "qzjx"})
    assert "qzjx" not in repr(write) + repr(Answer((write,)))
    with pytest.raises(InvalidWrite) as refused:
        Write.parse({"namespace": "sys.qzjx", "data": "qzjx", "qzjx": 1})
    assert "qzjx" not in str(refused.value) + repr(refused.value)


@given(sessions(), payloads(Kind.WRITE) | payloads(Kind.ANSWER))
def test_valid_write_never_changes_internal(session: dict[str, Any], payload: dict[str, Any]) -> None:
    """Each generated write and answer applies, and the comparison with the result has no finding."""
    write = Write.parse(payload) if "namespace" in payload else Answer.parse(payload)
    kept = apply_write(session, write)
    assert kept["internal"] == session["internal"]
    report = check_write(session, kept)
    assert (report.findings, report.verdict) == ((), Verdict.VALID)
    assert check_write(session, write).changes == report.changes


@given(invalid_payloads(Kind.WRITE, rules=["reserved-namespace", "missing-field"]))
def test_invalid_write_is_refused(broken: Any) -> None:
    """`Write` refuses what the schema refuses."""
    assert Validator(kind=Kind.WRITE).validate(broken.payload).verdict is Verdict.INVALID
    with pytest.raises(InvalidWrite):
        Write.parse(broken.payload)


@given(json_values())
def test_write_and_schema_agree_on_namespaces(namespace: Any) -> None:
    """A namespace is refused by `Write` exactly if the schema refuses it."""
    payload = {"namespace": namespace, "data": 1}
    valid = Validator(kind=Kind.WRITE).validate(payload).verdict is not Verdict.INVALID
    try:
        Write.parse(payload)
    except InvalidWrite:
        assert not valid
    else:
        assert valid
