"""Errors of the library: misuse, unreadable inputs, broken installations. Invalid payloads are findings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .suggestion import closest_match, closest_version, version_selectors

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime


class ChatlayerSessionError(Exception):
    """Base class of every error that this package raises on purpose."""


class UnreadableInput(ChatlayerSessionError):
    """An input, or one record of it, cannot be read: ``source`` names it, ``hint`` says what to do.

    ``record`` is the number of the record in JSON Lines, and ``line`` its line; both are None for a whole input.
    """

    def __init__(
        self, source: str, cause: str, hint: str | None = None, record: int | None = None, line: int | None = None
    ) -> None:
        super().__init__(source, cause, hint, record, line)
        self.source = source
        self.cause = cause
        self.hint = hint
        self.record = record
        self.line = line

    @property
    def reason(self) -> str:
        """The record, if it is one, and why it cannot be read."""
        return self.cause if self.record is None else f"record {self.record:,}, line {self.line:,}: {self.cause}"

    def __str__(self) -> str:
        """Name the input, the reason and the fix."""
        return (f"{self.source}: " if self.source else "") + self.reason + (f"; {self.hint}" if self.hint else "")

    def at(self, record: int | None, line: int | None) -> UnreadableInput:
        """Return the error for a record with these numbers."""
        return UnreadableInput(self.source, self.cause, self.hint, record, line)

    def to_dict(self) -> dict[str, Any]:
        """Return the input's entry in the report format (``schemas/report/``)."""
        return {"source": self.source, "message": self.reason, "hint": self.hint}


class UnknownChoice(ChatlayerSessionError, LookupError, ValueError):
    """``value`` is not one of ``available``; ``suggestion`` is the most similar one, or None.

    ``noun`` is what the message calls the values.
    """

    noun = "choice"

    def __init__(self, value: str, available: Iterable[str], noun: str | None = None) -> None:
        self.noun = noun or self.noun
        self.value = value
        self.available = tuple(available)
        self.suggestion = self._guess()
        super().__init__(value, self.available, self.noun)

    def __str__(self) -> str:
        """Name the value, and the most similar one or all that exist."""
        if self.suggestion:
            return f"unknown {self.noun} {self.value!r}; did you mean {self.suggestion!r}?"
        return f"unknown {self.noun} {self.value!r}; available: {', '.join(self.available) or 'none'}"

    def _guess(self) -> str | None:
        return closest_match(self.value, self.available)


class UnknownVersion(UnknownChoice):
    """No schema version matches ``value``; ``available`` has all versions, oldest first."""

    noun = "schema version"

    def __str__(self) -> str:
        """Name the value, the versions, what else selects one, and the closest one."""
        versions, selectors = ", ".join(self.available), ", ".join(version_selectors(self.available))
        guess = f"; did you mean {self.suggestion!r}?" if self.suggestion else ""
        return f"unknown {self.noun} {self.value!r}; available: {versions} (or {selectors}){guess}"

    def _guess(self) -> str | None:
        return closest_version(self.value, self.available)


class UnknownKind(UnknownChoice):
    """``value`` is not a kind of payload."""

    noun = "kind of payload"


class UnknownExample(UnknownChoice):
    """The schema version has no example payload of this name."""

    noun = "example"


class UnknownBotVersion(UnknownChoice):
    """``value`` is not a version of a bot."""

    noun = "bot version"


class UnknownSchema(UnknownChoice):
    """No schema has this name; ``where`` names the version or the export form that was searched."""

    noun = "schema"

    def __init__(self, value: str, available: Iterable[str], where: str) -> None:
        super().__init__(value, available)
        self.args = (value, self.available, where)
        self.where = where

    def __str__(self) -> str:
        """Name the schema, where it is missing, and the most similar one or all that exist."""
        sentence, mark, rest = super().__str__().partition(";")
        return f"{sentence} in {self.where}{mark}{rest}"


class KindNotInVersion(ChatlayerSessionError, LookupError):
    """Schema version ``version`` has no schema for payloads of ``kind``; ``versions`` lists those that have one."""

    def __init__(self, kind: str, version: str, versions: Iterable[str]) -> None:
        self.kind = kind
        self.version = version
        self.versions = tuple(versions)
        super().__init__(kind, version, self.versions)

    def __str__(self) -> str:
        """Name the kind, the version and the versions that have it."""
        versions = ", ".join(self.versions) or "none"
        return f"schema version {self.version} has no kind {self.kind!r}; versions that have it: {versions}"


class InvalidText(ChatlayerSessionError, ValueError):
    """``text`` does not have the required format."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


class InvalidPointer(InvalidText):
    """``text`` is not a JSON Pointer."""

    def __str__(self) -> str:
        """Name the text and the syntax of a pointer."""
        return (
            f"invalid JSON Pointer {self.text!r}; start it with a slash, as in /internal/user, "
            "and write ~1 for a slash and ~0 for a tilde in a name"
        )


class AmbiguousPointer(ChatlayerSessionError, ValueError):
    """``validate`` was called with a pointer ``at`` that can select several payloads."""

    def __init__(self, at: str) -> None:
        super().__init__(at)
        self.at = at

    def __str__(self) -> str:
        """Name the pointer and the method that accepts it."""
        return f"{self.at!r} can select several payloads; call validate_each, which yields one report per payload"


class UnsupportedType(ChatlayerSessionError, TypeError):
    """A parsed payload contains a Python object of ``type_name``, a type that JSON does not have.

    ``pointer`` is its place, shortened to the part that may be shown: the variable for a value inside a variable.
    """

    def __init__(self, pointer: str, type_name: str) -> None:
        super().__init__(pointer, type_name)
        self.pointer = pointer
        self.type_name = type_name

    def __str__(self) -> str:
        """Name the place, the type and the types that are supported."""
        place = f" at {self.pointer}" if self.pointer else ""
        return (
            f"unsupported Python type {self.type_name}{place}; "
            "pass bytes, a str of JSON text, or dict, list, str, int, float, bool and None"
        )


class WrongArgumentType(ChatlayerSessionError, TypeError):
    """The argument ``name`` must be ``expected``, but is a ``type_name``."""

    def __init__(self, name: str, expected: str, type_name: str) -> None:
        super().__init__(name, expected, type_name)
        self.name = name
        self.expected = expected
        self.type_name = type_name

    def __str__(self) -> str:
        """Name the argument, the type that it must have, and its type."""
        return f"{self.name} must be {self.expected}, not {self.type_name}"


def require_type(name: str, value: object, types: type | tuple[type, ...], expected: str) -> None:
    """Raise `WrongArgumentType` if the argument ``name`` has none of the types, which ``expected`` describes."""
    if not isinstance(value, types):
        raise WrongArgumentType(name, expected, type(value).__name__)


class CorruptInstallation(ChatlayerSessionError, RuntimeError):
    """The schema files of this installation are missing or inconsistent; ``reason`` says how."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason

    def __str__(self) -> str:
        """Name the reason and the fix."""
        return f"{self.reason}; reinstall chatlayer-session"


class NaiveDatetime(ChatlayerSessionError, ValueError):
    """The datetime ``moment``, passed as ``name``, has no offset from UTC."""

    def __init__(self, name: str, moment: datetime) -> None:
        super().__init__(name, moment)
        self.name = name
        self.moment = moment

    def __str__(self) -> str:
        """Name the argument and the fix."""
        return (
            f"{self.name} has no time zone ({self.moment.isoformat()}); "
            "pass an aware datetime, such as datetime.now(timezone.utc)"
        )


class InvalidTimestamp(InvalidText):
    """``text`` is not an RFC 3339 timestamp."""

    def __str__(self) -> str:
        """Name the text and the format of a timestamp."""
        return f"invalid timestamp {self.text!r}; use a format like 2026-11-22T10:00:00Z or 2026-11-22T11:00:00+01:00"


class TimestampWithoutOffset(InvalidTimestamp):
    """``text`` is a timestamp without an offset from UTC."""

    def __str__(self) -> str:
        """Name the text and the two ways to add an offset."""
        return f"timestamp {self.text!r} has no UTC offset; write {self.text}Z for UTC, or {self.text}+01:00"


class InvalidDate(InvalidText):
    """``text`` is not a date, or has a time of day."""

    def __str__(self) -> str:
        """Name the text and the format of a date."""
        return f"invalid date {self.text!r}; use YYYY-MM-DD"


class NotADateObject(InvalidDate):
    """The argument ``name`` must be a ``datetime.date`` without a time of day, but is a ``type_name``."""

    def __init__(self, name: str, value: object) -> None:
        super().__init__(str(value))
        self.args = (name, value)
        self.name = name
        self.type_name = type(value).__name__

    def __str__(self) -> str:
        """Name the argument, its type, and the type to pass."""
        return f"{self.name} must be a datetime.date, not {self.type_name}; pass one like datetime.date(2026, 12, 31)"


class InvalidRetention(ChatlayerSessionError, ValueError):
    """``days`` is not a whole number of at least 1."""

    def __init__(self, days: object) -> None:
        super().__init__(days)
        self.days = days

    def __str__(self) -> str:
        """Name the value and those that are allowed."""
        return f"invalid number of retention days {self.days!r}; pass a whole number of at least 1"


class InvalidSession(ChatlayerSessionError, ValueError):
    """An argument is not a session: ``role`` says which, such as ``before the write``, and ``reason`` says why."""

    def __init__(self, role: str, reason: str) -> None:
        super().__init__(role, reason)
        self.role = role
        self.reason = reason

    def __str__(self) -> str:
        """Name the argument, the reason and the fix."""
        return f"the session {self.role} {self.reason}; pass a JSON object"


class InvalidWrite(ChatlayerSessionError, ValueError):
    """A write or an answer is invalid at ``pointer``; ``reason`` says why, and ``hint`` what to do."""

    def __init__(self, pointer: str, reason: str, hint: str) -> None:
        super().__init__(pointer, reason, hint)
        self.pointer = pointer
        self.reason = reason
        self.hint = hint

    def __str__(self) -> str:
        """Name the place, the reason and the fix."""
        return f"invalid write: {self.pointer or 'the payload'} {self.reason}; {self.hint}"


class ReadOnlySessionError(ChatlayerSessionError, TypeError, AttributeError):
    """Code tried to change a `SessionView` at ``pointer``."""

    def __init__(self, pointer: str) -> None:
        super().__init__(pointer)
        self.pointer = pointer

    def __str__(self) -> str:
        """Name the place and the fix."""
        return f"cannot change {self.pointer or 'the root'}: this view is read-only; change a copy made with plain()"


class UnknownField(ChatlayerSessionError, AttributeError, KeyError):
    """An object in a `SessionView` has no such member; ``member`` is its name, or None if the name is private.

    ``pointer`` is the place of the object, shortened to the part that may be shown: the variable for a value inside a
    variable. ``suggestion`` is the most similar documented field, or None. ``is_optional`` is whether the member is
    documented, but not always present.
    """

    def __init__(
        self, pointer: str, member: str | None, suggestion: str | None = None, *, is_optional: bool = False
    ) -> None:
        super().__init__(pointer, member, suggestion)
        self.pointer = pointer
        self.member = member
        self.suggestion = suggestion
        self.is_optional = is_optional

    def __str__(self) -> str:
        """Name the object, the member, and the most similar field or the way to read an optional one."""
        if self.is_optional:
            return f"{self.pointer}: `{self.member}` is documented but not always present; use .get({self.member!r})"
        hint = f"; did you mean {self.suggestion!r}?" if self.suggestion else ""
        member = "such member" if self.member is None else f"member {self.member!r}"
        return f"{self.pointer or 'the session'} has no {member}{hint}"


class FieldNotDeclared(ChatlayerSessionError, LookupError):
    """The schema declares no field at ``pointer``; ``suggestion`` is the most similar one, or None."""

    def __init__(self, pointer: str, suggestion: str | None = None) -> None:
        super().__init__(pointer, suggestion)
        self.pointer = pointer
        self.suggestion = suggestion

    def __str__(self) -> str:
        """Name the place, what that means, and the fix."""
        hint = f"did you mean {self.suggestion}?" if self.suggestion else "run `schema show` to list all fields"
        return f"no field is declared at {self.pointer}, so a field there is unstable; {hint}"


class UnstableFieldWarning(UserWarning):
    """Code read an unstable field at ``pointer``, which may change without notice."""

    def __init__(self, pointer: str) -> None:
        super().__init__(pointer)
        self.pointer = pointer

    def __str__(self) -> str:
        """Name the field and what to do."""
        return (
            f"{self.pointer} is an unstable field and may change without notice; "
            "use a documented field instead, or accept this one with accept_unstable"
        )


class WeakKey(ChatlayerSessionError, ValueError):
    """A key for stand-ins is too short."""

    def __init__(self, length: int, minimum: int) -> None:
        super().__init__(length, minimum)
        self.length = length
        self.minimum = minimum

    def __str__(self) -> str:
        """Name both lengths, and a way to make a key."""
        return (
            f"the key has {self.length} bytes; use at least {self.minimum}, "
            "such as those that `openssl rand -hex 32` prints"
        )


class MissingExtra(ChatlayerSessionError, ModuleNotFoundError):
    """``feature`` needs ``package``, which is not installed; the extra ``extra`` installs it."""

    def __init__(self, feature: str, package: str, extra: str) -> None:
        super().__init__(f"{feature} needs {package}", name=package)
        self.feature = feature
        self.package = package
        self.extra = extra

    def __reduce__(self) -> tuple[type[MissingExtra], tuple[str, str, str]]:
        """Pickle by the fields that the message is built from."""
        return type(self), (self.feature, self.package, self.extra)

    def __str__(self) -> str:
        """Name the missing package and the extra that installs it."""
        return (
            f"{self.feature} needs {self.package}, which is not installed; "
            f"install chatlayer-session again, with its extra '{self.extra}'"
        )
