"""Detection of the kind of a payload."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from ..findings import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable

INTERNAL = "internal"
"""The read-only member of a session. All other members are variables."""

ANSWER_MEMBER = "session"
"""The member of a back end's answer that is a write. The parameters of a code action are a write themselves."""


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


def member_names(instance: object) -> Iterable[object]:
    """Return the names of the members of an object; none for any other value."""
    return cast("dict[object, object]", instance) if isinstance(instance, dict) else ()
