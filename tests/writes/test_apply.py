"""What the platform keeps of a proposed session: variables as proposed, the read-only object as it was."""

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


def test_what_the_platform_keeps_is_the_proposal_with_the_read_only_object_as_it_was() -> None:
    """Variables are replaced, added and removed; whatever is proposed for the read-only object is overridden."""
    proposed: dict[str, Any] = {"order": {"a": [1]}, "internal": {"botId": "stolen"}, "new": None}
    kept = apply_write(SESSION, proposed)
    assert kept == {"internal": INTERNAL, "order": {"a": [1]}, "new": None}
    assert check_write(SESSION, kept).verdict is Verdict.VALID


def test_a_proposal_without_the_read_only_object_keeps_it() -> None:
    """And where there was none before, none comes into being."""
    assert apply_write(SESSION, {}) == {"internal": INTERNAL}
    assert apply_write({"a": 1}, {"internal": {"botId": "1"}, "b": 2}) == {"b": 2}


def test_nothing_that_is_kept_is_shared() -> None:
    """Changing one of the arguments afterwards changes nothing."""
    before = copy.deepcopy(SESSION)
    proposed: dict[str, Any] = {"order": {"items": [1]}}
    kept = apply_write(before, proposed)
    before["internal"]["user"].clear()
    proposed["order"]["items"].append(2)
    assert kept == {"internal": INTERNAL, "order": {"items": [1]}}


def test_what_is_applied_may_be_text() -> None:
    """As for `check_write`: bytes or a str of JSON text, a byte order mark before it or not, or any parsed mapping."""
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
def test_text_that_means_several_things_cannot_be_applied(text: str | bytes, reason: str) -> None:
    """What is kept would be one of them, and the platform may take another."""
    for arguments, role in (((text, {}), "before"), (({}, text), "after")):
        with pytest.raises(InvalidSession) as refused:
            apply_write(*arguments)
        assert str(refused.value) == f"the session {role} the write {reason}; pass a JSON object"


def test_an_object_of_another_type_is_called_by_its_name() -> None:
    """It is none of the types that JSON has, so it is not said to be one."""
    nothing: Any = object()
    with pytest.raises(UnsupportedType, match="unsupported Python type object;") as caught:
        apply_write(nothing, {})
    assert caught.value.pointer == ""


@pytest.mark.parametrize(
    ("before", "proposed", "sentence"), [([], {}, "before .* an array"), ({}, None, "after .* null")]
)
def test_what_is_no_object_cannot_be_applied(before: Any, proposed: Any, sentence: str) -> None:
    """The error says which of the two it is."""
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
def test_what_json_has_no_type_for_cannot_be_kept(before: Any, proposed: Any, place: str | None) -> None:
    """The error names the place; what is not kept is not looked at."""
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
def test_what_is_kept_never_breaks_the_promise(before: dict[str, Any], proposed: dict[str, Any]) -> None:
    """Nothing read-only differs, and the variables are those that were proposed."""
    kept = apply_write(before, proposed)
    assert check_write(before, kept).findings == ()
    assert check_write(proposed, {**kept, "internal": proposed["internal"]}).changes == ()
    text = check_write(json.dumps(before), json.dumps(proposed))
    parsed = check_write(before, proposed)
    assert sorted(each.pointer for each in text.findings) == sorted(each.pointer for each in parsed.findings)
    assert text.changes == parsed.changes
