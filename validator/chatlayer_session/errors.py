"""What is raised: misuse of the library, and inputs that cannot be read. Invalid payloads are findings instead."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime


class UnreadableInput(Exception):
    """An input cannot be read: ``source`` names it, ``reason`` says why, ``hint`` what to do."""

    def __init__(self, source: str, reason: str, hint: str | None = None) -> None:
        super().__init__(source, reason, hint)
        self.source = source
        self.reason = reason
        self.hint = hint

    def __str__(self) -> str:
        """Name the input, the reason and the cure."""
        return f"{self.source}: {self.reason}" + (f"; {self.hint}" if self.hint else "")

    def to_dict(self) -> dict[str, Any]:
        """Return the input's entry in the report format (``schemas/report/``)."""
        return {"source": self.source, "message": self.reason, "hint": self.hint}


class UnknownVersion(LookupError):
    """No schema version answers to ``selector``; ``available`` lists those that exist."""

    def __init__(self, selector: str, available: Sequence[str]) -> None:
        super().__init__(selector, available)
        self.selector = selector
        self.available = tuple(available)

    def __str__(self) -> str:
        """Name the selector and the versions that exist."""
        return f"there is no schema version {self.selector!r}; choose from latest, {', '.join(self.available)}"


class UnknownKind(ValueError):
    """``kind`` was given as a kind of payload and is none; ``available`` lists those that exist."""

    def __init__(self, kind: str, available: Sequence[str]) -> None:
        super().__init__(kind, available)
        self.kind = kind
        self.available = tuple(available)

    def __str__(self) -> str:
        """Name the word and the kinds that exist."""
        return f"there is no kind of payload {self.kind!r}; choose from {', '.join(self.available)}"


class UnknownExample(LookupError):
    """A schema version has no example payload called ``name``; ``available`` lists those that it has."""

    def __init__(self, name: str, available: Sequence[str]) -> None:
        super().__init__(name, available)
        self.name = name
        self.available = tuple(available)

    def __str__(self) -> str:
        """Name the word and the examples that exist."""
        return f"there is no example {self.name!r}; choose from {', '.join(self.available)}"


class KindNotInVersion(LookupError):
    """The schema version ``version`` has no schema for payloads of ``kind``; ``versions`` are those that have one."""

    def __init__(self, kind: str, version: str, versions: Sequence[str]) -> None:
        super().__init__(kind, version, versions)
        self.kind = kind
        self.version = version
        self.versions = tuple(versions)

    def __str__(self) -> str:
        """Name the kind, the version and the versions to choose."""
        having = ", ".join(self.versions) or "none"
        return f"schema version {self.version} does not have the kind {self.kind!r}; versions that do: {having}"


class NotAPointer(ValueError):
    """``text`` was given as a JSON Pointer and is none."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text

    def __str__(self) -> str:
        """Name the text and the form of a pointer."""
        return (
            f"{self.text!r} is not a JSON Pointer; start it with a slash, "
            "and write ~1 for a slash and ~0 for a tilde inside a name, as in /internal/user"
        )


class SeveralPayloads(ValueError):
    """``validate`` was called with an ``at`` that can select several payloads; ``validate_each`` takes those."""

    def __init__(self, at: str) -> None:
        super().__init__(at)
        self.at = at

    def __str__(self) -> str:
        """Name the pattern and the method that takes it."""
        return f"{self.at!r} can select several payloads; call validate_each, which yields a report for each"


class NotJsonValue(TypeError):
    """A parsed payload holds a Python object that JSON has no type for: ``type_name``.

    ``pointer`` is its place, as far as that may be shown: inside a variable it is the variable.
    """

    def __init__(self, pointer: str, type_name: str) -> None:
        super().__init__(pointer, type_name)
        self.pointer = pointer
        self.type_name = type_name

    def __str__(self) -> str:
        """Name the place, the type and the types that JSON has."""
        place = f" at {self.pointer}" if self.pointer else ""
        return (
            f"the payload holds a value{place} of the Python type {self.type_name}, which JSON does not have; "
            "pass bytes, a str of JSON text, or dict, list, str, int, float, bool and None"
        )


class DamagedCatalog(RuntimeError):
    """The schema files of this installation are missing or inconsistent: ``reason`` says how."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason

    def __str__(self) -> str:
        """Name the fault and the cure."""
        return f"{self.reason}; install chatlayer-session anew"


class NaiveMoment(ValueError):
    """``moment``, given as ``name``, has no offset from UTC, so that nobody can tell when it was."""

    def __init__(self, name: str, moment: datetime) -> None:
        super().__init__(name, moment)
        self.name = name
        self.moment = moment

    def __str__(self) -> str:
        """Name the argument and the cure."""
        return (
            f"{self.name} has no time zone ({self.moment.isoformat()}); "
            "pass an aware datetime, such as datetime.now(timezone.utc)"
        )


class NotATimestamp(ValueError):
    """``text`` was given as a timestamp of RFC 3339 and is none."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text

    def __str__(self) -> str:
        """Name the text and the form of a timestamp."""
        return f"{self.text!r} is not a timestamp; write one as in 2026-11-22T10:00:00Z or 2026-11-22T11:00:00+01:00"


class NaiveTimestamp(NotATimestamp):
    """``text`` was given as a timestamp and lacks the offset from UTC, so that nobody can tell when it was."""

    def __str__(self) -> str:
        """Name the text and what it lacks."""
        return f"{self.text!r} does not say how far it is from UTC; write {self.text}Z for UTC, or {self.text}+01:00"


class NotADay(ValueError):
    """``text`` was given as a day and is no date, or has a time of day."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text

    def __str__(self) -> str:
        """Name the text and the form of a date."""
        return f"{self.text!r} is not a date; write one as in 2026-12-31"


class NotADate(NotADay):
    """What was given as ``name`` is of the type ``type_name``, and is no ``datetime.date``, or has a time of day."""

    def __init__(self, name: str, value: object) -> None:
        super().__init__(str(value))
        self.args = (name, value)
        self.name = name
        self.type_name = type(value).__name__

    def __str__(self) -> str:
        """Name the argument, its type, and the type that it has to be of."""
        return (
            f"{self.name} is of the type {self.type_name}, and has to be a datetime.date, without a time, "
            "as in datetime.date(2026, 12, 31)"
        )


class NotARetention(ValueError):
    """``days`` was given as the days that a session is kept, and is no whole number from 1 on."""

    def __init__(self, days: object) -> None:
        super().__init__(days)
        self.days = days

    def __str__(self) -> str:
        """Name the number and those that can be."""
        return f"a session cannot be kept for {self.days!r} days; pass a whole number from 1 on"


class UnknownBotVersion(ValueError):
    """``version`` was given as a version of a bot and is none; ``available`` lists those that exist."""

    def __init__(self, version: str, available: Sequence[str]) -> None:
        super().__init__(version, available)
        self.version = version
        self.available = tuple(available)

    def __str__(self) -> str:
        """Name the word and the versions that exist."""
        return f"there is no version {self.version!r} of a bot; choose from {', '.join(self.available)}"


class NotASession(ValueError):
    """What was given as the session ``role`` (``before the write``) is none: ``reason`` says why."""

    def __init__(self, role: str, reason: str) -> None:
        super().__init__(role, reason)
        self.role = role
        self.reason = reason

    def __str__(self) -> str:
        """Name the argument, the reason and the cure."""
        return f"the session {self.role} {self.reason}; pass a JSON object"


class ReadOnlySession(TypeError, AttributeError):
    """Something was written to a view of a session, at ``pointer``; a view is for reading."""

    def __init__(self, pointer: str) -> None:
        super().__init__(pointer)
        self.pointer = pointer

    def __str__(self) -> str:
        """Name the place and the cure."""
        return (
            f"{self.pointer or 'the root'} cannot be written: this is a view of a session, for reading; "
            "take a copy with plain() and change that"
        )


class NoSuchMember(AttributeError, KeyError):
    """An object in a view of a session has no member called ``member``, which is None where names are private.

    ``pointer`` is the place of the object, as far as that may be shown: inside a variable it is the variable. ``meant``
    is the documented field that was probably meant, or None.
    """

    def __init__(self, pointer: str, member: str | None, meant: str | None = None) -> None:
        super().__init__(pointer, member, meant)
        self.pointer = pointer
        self.member = member
        self.meant = meant

    def __str__(self) -> str:
        """Name the member, the object and the field that was probably meant."""
        suggestion = f"; did you mean {self.meant!r}?" if self.meant else ""
        member = "such member" if self.member is None else f"member {self.member!r}"
        return f"there is no {member} in {self.pointer or 'the session'}{suggestion}"


class UnstableFieldWarning(UserWarning):
    """A field that nobody promised was read, at ``pointer``: it may change or go any day."""

    def __init__(self, pointer: str) -> None:
        super().__init__(pointer)
        self.pointer = pointer

    def __str__(self) -> str:
        """Name the field and what to do."""
        return (
            f"{self.pointer} is not covered by the stability promise and may change or go any day; "
            "read a documented field instead, or accept this one with accept_unstable"
        )


class MissingExtra(ModuleNotFoundError):
    """``module`` needs ``package``, which comes with the ``extra`` of this distribution and is not installed."""

    def __init__(self, module: str, package: str, extra: str) -> None:
        super().__init__(f"{module} needs {package}", name=package)
        self.module = module
        self.package = package
        self.extra = extra

    def __reduce__(self) -> tuple[type[MissingExtra], tuple[str, str, str]]:
        """Pickle by the fields, which the message is made of."""
        return type(self), (self.module, self.package, self.extra)

    def __str__(self) -> str:
        """Name what is missing and the command that installs it."""
        return (
            f"{self.module} needs {self.package}, which is not installed; "
            f"run: pip install 'chatlayer-session[{self.extra}]'"
        )


class UnknownSchema(LookupError):
    """No schema is called ``name`` where it was looked for; ``available`` lists those that are there."""

    def __init__(self, name: str, where: str, available: Sequence[str]) -> None:
        super().__init__(name, where, available)
        self.name = name
        self.where = where
        self.available = tuple(available)

    def __str__(self) -> str:
        """Name the schema, where it was looked for, and those that are there."""
        return f"there is no schema {self.name!r} in {self.where}; choose from {', '.join(self.available)}"


class UndeclaredField(LookupError):
    """The schema declares no field at ``pointer``; ``meant`` is the one that was probably meant."""

    def __init__(self, pointer: str, meant: str | None = None) -> None:
        super().__init__(pointer, meant)
        self.pointer = pointer
        self.meant = meant

    def __str__(self) -> str:
        """Name the place, what that says of it, and the cure."""
        cure = f"did you mean {self.meant}?" if self.meant else "`schema show` without a pointer lists all"
        return f"no field is declared at {self.pointer}, so a field there is unstable; {cure}"
