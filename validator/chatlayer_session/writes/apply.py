"""The result of a write to a session."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from ..jsonpointer import deep_copy
from ..spec.fields import KnownFields
from ..spec.kinds import INTERNAL
from .check import AFTER, BEFORE, load_session, require_object

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..jsonpointer import JsonValue


def apply_write(
    before: Mapping[str, JsonValue] | bytes | bytearray | str,
    proposed: Mapping[str, JsonValue] | bytes | bytearray | str,
) -> dict[str, JsonValue]:
    """Return the session that results on the platform when ``proposed`` is written over ``before``.

    Each is bytes or a str of JSON text, or a parsed object. ``proposed`` is a whole session: its variables replace all
    variables of ``before``. ``internal`` is always that of ``before``. The result shares no object with the arguments.

    Raises:
        InvalidSession: a session is not an object, or its text is not JSON or violates a rule of the parser.
        UnsupportedType: a session contains a value of a type that JSON does not have.
    """
    internal = {name: value for name, value in require_object(before, BEFORE).items() if name == INTERNAL}
    variables = {name: value for name, value in require_object(proposed, AFTER).items() if name != INTERNAL}
    session = load_session({**internal, **variables}, KnownFields()).instance
    return deep_copy(cast("dict[str, JsonValue]", session))
