"""The words of changes say what changed, also where a union changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from chatlayer_session.compat.changes import ChangeId
from chatlayer_session.compat.reporters.text import describe

if TYPE_CHECKING:
    from .conftest import Compare

STRING: dict[str, Any] = {"type": "string"}
INTEGER: dict[str, Any] = {"type": "integer"}


def texts(compare: Compare, old: Any, new: Any) -> list[tuple[ChangeId, str]]:
    """Return the ids and the texts of the changes between two schemas."""
    return [(change.id, describe(change)) for change in compare(old, new).changes]


def test_type_of_a_union_is_that_of_its_branches(compare: Compare) -> None:
    """A type that became a union of types is not called any value."""
    changes = texts(compare, STRING, {"anyOf": [{**STRING, "maxLength": 5}, {**INTEGER, "minimum": 0}]})
    assert (ChangeId.TYPE_WIDENED, "integer or string instead of string; breaks the reader") in changes


def test_type_inside_a_union_did_not_change(compare: Compare) -> None:
    """A string that must match one of two kinds of strings is a string as before."""
    changes = texts(compare, STRING, {"anyOf": [{**STRING, "maxLength": 5}, {**STRING, "minLength": 9}]})
    assert [change_id for change_id, _ in changes] == [ChangeId.UNION_ADDED]


def test_member_of_each_branch_is_still_declared(compare: Compare) -> None:
    """A stable field that moved into all branches of a union was not removed."""
    field = {**STRING, "x-stability": "stable"}
    branches = [{"properties": {"a": field, "b": STRING}}, {"properties": {"a": field, "c": STRING}}]
    changes = texts(compare, {"properties": {"a": field, "b": STRING, "c": STRING}}, {"anyOf": branches})
    moved = (ChangeId.CONSTRAINT_CHANGED, "`a` is declared in each branch of a union instead")
    assert moved in [(change_id, text.partition(";")[0]) for change_id, text in changes]
    assert ChangeId.DEPRECATED_WITHOUT_NOTICE not in [change_id for change_id, _ in changes]
    assert not any(text.startswith("`a` is no longer declared") for _, text in changes)


@pytest.mark.parametrize("is_required", [False, True])
def test_unstable_field_that_breaks_is_not_said_to_break_nobody(compare: Compare, *, is_required: bool) -> None:
    """Either a change to an unstable field breaks nobody, or the text does not say so."""
    required = {"required": ["a"] * is_required}
    old, new = (
        {"oneOf": [{"properties": {"a": {**kind, "x-stability": "unstable"}}, **required}, INTEGER]}
        for kind in (STRING, INTEGER)
    )
    changes = [change for change in compare(old, new).changes if change.stability == "unstable"]
    assert changes
    for change in changes:
        says_nobody = "breaks nobody" in describe(change)
        assert says_nobody is not bool(change.breaks or change.undecided)
