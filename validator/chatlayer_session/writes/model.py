"""What is written to a session: a write, or the answer of a back end, which contains writes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from ..errors import InvalidSession, InvalidWrite
from ..jsonpointer import format_pointer
from ..spec.json_type import json_type_name
from ..spec.kinds import ANSWER_MEMBER
from .load import require_object

if TYPE_CHECKING:
    from ..jsonpointer import InstancePath, JsonValue

RESERVED = ("internal", "sys")
"""The first parts of namespaces to which only the platform writes."""

# What `trim` removes in JavaScript.
WHITE_SPACE = "\t\n\v\f\r \u00a0\u1680\u2028\u2029\u202f\u205f\u3000\ufeff" + "".join(map(chr, range(0x2000, 0x200B)))


@dataclass(frozen=True, slots=True)
class Write:
    """A write to a session: what a code action passes to ``addSessionVariable``.

    ``namespace`` names the variable, and ``data`` is any JSON value.

    Raises:
        InvalidWrite: the namespace is not a str, is empty, or starts with `internal` or `sys`.
    """

    namespace: str = field(repr=False)
    data: object = field(repr=False)

    def __post_init__(self) -> None:
        """Check the namespace."""
        _check_namespace(self.namespace, ())

    @classmethod
    def parse(cls, payload: Mapping[str, object] | bytes | bytearray | str) -> Write:
        """Return a write from bytes or a str of JSON text, or from a parsed object.

        Raises:
            InvalidWrite: the payload is not an object with a valid ``namespace`` and ``data``.
            UnsupportedType: the payload is of a type that JSON does not have.
        """
        return _write(_members(payload), ())

    @property
    def path(self) -> tuple[str, ...]:
        """The members that lead to the data: the trimmed parts of the namespace between its dots.

        That a dot leads into a variable is known from one published library; the guides of the platform do not say it.
        """
        return tuple(self.namespace.strip(WHITE_SPACE).split("."))


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer of a back end to an API call, with any number of ``writes``."""

    writes: tuple[Write, ...] = ()

    @classmethod
    def parse(cls, payload: Mapping[str, object] | bytes | bytearray | str) -> Answer:
        """Return an answer from bytes or a str of JSON text, or from a parsed object.

        Only the member ``session`` is read: one write, an array of writes, or null.

        Raises:
            InvalidWrite: the payload is not an object, or one of its writes is invalid.
            UnsupportedType: the payload is of a type that JSON does not have.
        """
        members = _members(payload)
        if "namespace" in members and ANSWER_MEMBER not in members:
            raise InvalidWrite("", "is a write, not an answer", "put it into the member `session`")
        content = members.get(ANSWER_MEMBER)
        if isinstance(content, list):
            items = cast("list[object]", content)
            return cls(tuple(_write(item, (ANSWER_MEMBER, index)) for index, item in enumerate(items)))
        return cls() if content is None else cls((_write(content, (ANSWER_MEMBER,)),))


def _members(payload: Mapping[str, object] | bytes | bytearray | str) -> Mapping[str, object]:
    try:
        return require_object(payload, "")
    except InvalidSession as error:
        reason = error.reason
    raise InvalidWrite("", reason, "pass a JSON object")


def _write(value: object, path: InstancePath) -> Write:
    if not isinstance(value, Mapping):
        raise InvalidWrite(format_pointer(path), f"is {_type_name(value)}", "pass an object")
    members = cast("Mapping[str, object]", value)
    for name in ("namespace", "data"):
        if name not in members:
            raise InvalidWrite(format_pointer((*path, name)), "is missing", f"add `{name}`")
    _check_namespace(members["namespace"], path)
    return Write(cast("str", members["namespace"]), members["data"])


def _check_namespace(namespace: object, path: InstancePath) -> None:
    pointer = format_pointer((*path, "namespace"))
    if not isinstance(namespace, str):
        raise InvalidWrite(pointer, f"is {_type_name(namespace)}", "pass the name of a variable as a string")
    name = namespace.strip(WHITE_SPACE)
    if not name:
        raise InvalidWrite(pointer, "is empty", "pass the name of a variable")
    if name.split(".")[0].strip(WHITE_SPACE) in RESERVED:
        names = " and ".join(f"`{reserved}`" for reserved in RESERVED)
        raise InvalidWrite(pointer, f"is reserved: only the platform writes to {names}", "use a different namespace")


def _type_name(value: object) -> str:
    if value is None or isinstance(value, bool | int | float | str | list | dict):
        return json_type_name(cast("JsonValue", value))
    return f"of the Python type {type(value).__name__}"
