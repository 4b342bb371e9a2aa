"""The session that the platform keeps: the proposed variables, and the unchanged read-only object."""

from __future__ import annotations

import copy
import json
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatlayer_session import InvalidSession, UnsupportedType, Verdict, apply_write, check_write

from ..checks.conftest import INTERNAL, SESSION


def test_platform_keeps_variables_and_overrides_internal() -> None:
    """Variables are replaced, added and removed; a proposed read-only object is overridden."""
    proposed: dict[str, Any] = {"order": {"a": [1]}, "internal": {"botId": "stolen"}, "new": None}
    kept = apply_write(SESSION, proposed)
    assert kept == {"internal": INTERNAL, "order": {"a": [1]}, "new": None}
    assert check_write(SESSION, kept).verdict is Verdict.VALID


def test_proposal_without_internal_keeps_it() -> None:
    """A proposal without the read-only object keeps it; if there was none before, there is none after."""
    assert apply_write(SESSION, {}) == {"internal": INTERNAL}
    assert apply_write({"a": 1}, {"internal": {"botId": "1"}, "b": 2}) == {"b": 2}


def test_result_shares_nothing_with_the_arguments() -> None:
    """A later change to an argument does not change the result."""
    before = copy.deepcopy(SESSION)
    proposed: dict[str, Any] = {"order": {"items": [1]}}
    kept = apply_write(before, proposed)
    before["internal"]["user"].clear()
    proposed["order"]["items"].append(2)
    assert kept == {"internal": INTERNAL, "order": {"items": [1]}}


def test_sessions_can_be_text() -> None:
    """The arguments can be bytes or a str of JSON text, with or without a byte order mark, or any parsed mapping."""
    proposed: dict[str, Any] = {"internal": {"botId": "stolen"}, "order": [1]}
    expected = {"internal": INTERNAL, "order": [1]}
    text = json.dumps(SESSION)
    for before in (text, text.encode(), bytearray(text.encode()), "\ufeff" + text, MappingProxyType(SESSION)):
        for after in (json.dumps(proposed), json.dumps(proposed).encode(), MappingProxyType(proposed)):
            assert apply_write(before, after) == expected


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
    for arguments, role in (((text, {}), "before"), (({}, text), "after")):
        with pytest.raises(InvalidSession) as refused:
            apply_write(*arguments)
        assert str(refused.value) == f"the session {role} the write {reason}; pass a JSON object"


def test_error_names_a_foreign_type() -> None:
    """The error names the Python type of an argument that has no JSON type."""
    nothing: Any = object()
    with pytest.raises(UnsupportedType, match="unsupported Python type object;") as caught:
        apply_write(nothing, {})
    assert caught.value.pointer == ""


@pytest.mark.parametrize(
    ("before", "proposed", "sentence"), [([], {}, "before .* an array"), ({}, None, "after .* null")]
)
def test_argument_that_is_not_an_object_raises(before: Any, proposed: Any, sentence: str) -> None:
    """The error says which of the two arguments is wrong."""
    with pytest.raises(InvalidSession, match=sentence):
        apply_write(before, proposed)


@pytest.mark.parametrize(
    ("before", "proposed", "place"),
    [
        ({"internal": {"a": {1}}}, {}, "/internal/a"),
        ({}, {"order": {"a": b""}}, "/order"),
        ({"a": {1}}, {}, None),
        ({1}, {}, ""),
    ],
)
def test_type_that_json_lacks_raises(before: Any, proposed: Any, place: str | None) -> None:
    """The error names the place; a value that is not kept is not checked."""
    if place is None:
        assert apply_write(before, proposed) == {}
        return
    with pytest.raises(UnsupportedType) as caught:
        apply_write(before, proposed)
    assert caught.value.pointer == place


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
)
SESSIONS = st.fixed_dictionaries(
    {"internal": st.dictionaries(st.text(max_size=3), VALUES, max_size=3)},
    optional={"order": VALUES, "a/b": VALUES, "": VALUES},
)


@given(SESSIONS, SESSIONS)
def test_result_never_breaks_the_promise(before: dict[str, Any], proposed: dict[str, Any]) -> None:
    """Nothing under the read-only object differs, and the variables are the proposed ones."""
    kept = apply_write(before, proposed)
    assert check_write(before, kept).findings == ()
    assert check_write(proposed, {**kept, "internal": proposed["internal"]}).changes == ()
    text = check_write(json.dumps(before), json.dumps(proposed))
    parsed = check_write(before, proposed)
    assert sorted(item.pointer for item in text.findings) == sorted(item.pointer for item in parsed.findings)
    assert text.changes == parsed.changes
