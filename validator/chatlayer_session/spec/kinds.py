"""Detection of the kind of a payload."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from ..findings import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable

INTERNAL = "internal"
"""The read-only member of a session. All other members are variables."""

ANSWER_MEMBER = "session"
"""The member of a back end's answer that contains its writes."""

_OF_AN_ANSWER = frozenset({ANSWER_MEMBER, "messages", "action"})
_OF_A_WRITE = frozenset({"namespace", "data"})


def detect_kind(instance: object) -> Kind:
    """Return the kind of a payload: a session if it has the member ``internal``, in upper or lower case."""
    return Kind.SESSION if has_internal(instance) else Kind.INTERNAL


def has_internal(instance: object) -> bool:
    """Return whether a payload has the member ``internal``, in upper or lower case."""
    for name in member_names(instance):
        # Comparing lengths first is faster. No letter that changes the length in lower case is part of the name.
        if isinstance(name, str) and len(name) == len(INTERNAL) and name.lower() == INTERNAL:
            return True
    return False


def undetected_kind(instance: object) -> Kind | None:
    """Return the kind that a payload without any field of a session probably has; None if it looks like neither."""
    if not isinstance(instance, dict):
        return None
    members = cast("dict[object, object]", instance)
    if members.keys() >= _OF_A_WRITE:
        return Kind.WRITE
    writes = members.get(ANSWER_MEMBER)
    write = next(iter(cast("list[object]", writes)), None) if isinstance(writes, list) else writes
    has_write = set(member_names(write)) >= _OF_A_WRITE
    is_answer = has_write or len(members.keys() & _OF_AN_ANSWER) > 1
    return Kind.ANSWER if is_answer or "nextDialogstate" in member_names(members.get("action")) else None


def member_names(instance: object) -> Iterable[object]:
    """Return the names of the members of an object; none for any other value."""
    return cast("dict[object, object]", instance) if isinstance(instance, dict) else ()
