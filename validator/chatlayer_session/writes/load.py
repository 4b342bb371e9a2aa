"""Sessions and writes as documents or as parsed objects."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, cast

from ..document import Document, load_document
from ..errors import InvalidSession, UnsupportedType
from ..findings import Kind
from ..jsonpointer import format_pointer
from ..parsing.python_values import NonJsonValue
from ..rules import Severity
from ..spec.fields import KnownFields
from ..spec.json_type import json_type_name
from ..visibility import visible_path

if TYPE_CHECKING:
    from ..jsonpointer import JsonValue

BEFORE = "before the write"
AFTER = "after the write"


def load_session(payload: object, known: KnownFields) -> Document:
    """Return the document of a session, as `load_document` does.

    Raises:
        UnsupportedType: a parsed session contains a value of a type that JSON does not have.
    """
    try:
        return load_document(payload, known)
    except NonJsonValue as error:
        path, type_name = error.path, error.type_name
    # Raised outside of the handler, so that it does not chain the error with the whole path.
    raise UnsupportedType(format_pointer(visible_path(path, Kind.SESSION, show_values=False)), type_name)


def require_object(session: object, role: str) -> Mapping[str, JsonValue]:
    """Return the members of a session, parsed if it is text.

    Raises:
        InvalidSession: the session is not an object, or its text is not JSON or violates a rule of the parser.
        UnsupportedType: the session is of a type that JSON does not have.
    """
    if isinstance(session, bytes | bytearray | str):
        document = load_document(session, KnownFields())
        if not document.is_json:
            raise InvalidSession(role, "is not JSON")
        for issue in document.issues:
            if issue.rule.severity is Severity.ERROR:
                raise InvalidSession(role, f"violates the rule {issue.rule.value}")
        session = document.instance
    if isinstance(session, Mapping):
        return cast("Mapping[str, JsonValue]", session)
    if session is None or isinstance(session, str | int | float | list):
        raise InvalidSession(role, f"is {json_type_name(cast('JsonValue', session))}")
    raise UnsupportedType("", type(session).__name__)
