"""What kind a payload is."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from ..findings import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable


INTERNAL = "internal"
"""The member of a session that is the platform's; all others are variables."""


ANSWER_MEMBER = "session"
"""The member of a back end's answer that is a write; the parameters of a code action are one as they are."""


def detect_kind(instance: object) -> Kind:
    """Tell the kind of a payload: a session has ``internal``, even if in another case."""
    return Kind.SESSION if has_internal(instance) else Kind.INTERNAL


def has_internal(instance: object) -> bool:
    """Say whether a payload has the member ``internal``, even if in another case."""
    for name in member_names(instance):
        # A letter that becomes several in lower case becomes none of these, so the length tells most names apart.
        if isinstance(name, str) and len(name) == len(INTERNAL) and name.lower() == INTERNAL:
            return True
    return False


def member_names(instance: object) -> Iterable[object]:
    """Return the keys of an object; nothing for any other value."""
    return cast("dict[object, object]", instance) if isinstance(instance, dict) else ()
