"""The session that results from a write."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from ..errors import require_type
from ..jsonpointer import deep_copy
from ..spec.fields import KnownFields
from .load import BEFORE, load_session, require_object
from .model import Answer, Write

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..jsonpointer import JsonValue


def apply_write(before: Mapping[str, object] | bytes | bytearray | str, write: Write | Answer) -> dict[str, Any]:
    """Return the session that the platform keeps when ``write`` is written to ``before``.

    ``before`` is bytes or a str of JSON text, or a parsed object. The members of an object are merged into the variable
    that the namespace names, and keep its other members; any other value replaces the variable. The writes of an answer
    are applied in their order. The result shares no object with the arguments.

    Two details are not in the platform's guides. A dot in a namespace leads into a variable: this is known from one
    published library. A value on the way that is not an object is replaced: this is an assumption.

    Raises:
        InvalidSession: ``before`` is not an object, or its text is not JSON or violates a rule of the parser.
        UnsupportedType: ``before`` or the data contains a value of a type that JSON does not have.
        WrongArgumentType: ``write`` is neither a `Write` nor an `Answer`, such as a parsed object.
    """
    loaded = load_session(dict(require_object(before, BEFORE)), KnownFields()).instance
    session = cast("dict[str, JsonValue]", deep_copy(loaded))
    for single in write.writes if isinstance(write, Answer) else (write,):
        require_type("write", single, Write, "a Write or an Answer")
        _merge(session, single)
    return session


def _merge(session: dict[str, JsonValue], write: Write) -> None:
    *containers, name = write.path
    # Loaded below its variable, which is the place that an error names.
    data = deep_copy(cast("dict[str, JsonValue]", load_session({write.path[0]: write.data}, KnownFields()).instance))
    for step in containers:
        inner = session.get(step)
        if not isinstance(inner, dict):
            inner = session[step] = {}
        session = inner
    current, value = session.get(name), data[write.path[0]]
    if isinstance(current, dict) and isinstance(value, dict):
        current.update(value)
    else:
        session[name] = value
