"""A write, applied to a session."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from ..jsonpointer import deep_copy
from ..spec.fields import KnownFields
from ..spec.kinds import INTERNAL
from .check import AFTER, BEFORE, _document, _require_object

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..jsonpointer import JsonValue


def apply_write(
    before: Mapping[str, JsonValue] | bytes | bytearray | str,
    proposed: Mapping[str, JsonValue] | bytes | bytearray | str,
) -> dict[str, JsonValue]:
    """Return the session that the platform keeps when ``proposed`` is written over ``before``.

    Each is bytes or a str of JSON text, or a parsed object.
    ``proposed`` is the whole session that the writer wants: its variables replace those of before, so that one it
    lacks is gone. ``internal`` stays as it was before, whatever ``proposed`` has under that name. Nothing in the result
    is shared with the arguments.

    Raises:
        InvalidSession: one of the two is no object, or its text is not JSON or breaks a rule of reading.
        UnsupportedType: one of the two holds a value of a type that JSON does not have.
    """
    kept = {name: value for name, value in _require_object(before, BEFORE).items() if name == INTERNAL}
    taken = {name: value for name, value in _require_object(proposed, AFTER).items() if name != INTERNAL}
    session = _document({**kept, **taken}, KnownFields()).instance
    return cast("dict[str, JsonValue]", deep_copy(session))
