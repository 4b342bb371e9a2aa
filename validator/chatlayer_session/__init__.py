"""Versioned JSON Schemas for the Chatlayer session, and the validator that holds payloads to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .errors import (
    DamagedCatalog,
    KindNotInVersion,
    NaiveMoment,
    NoSuchMember,
    NotADate,
    NotADay,
    NotAPointer,
    NotARetention,
    NotASession,
    NotJsonValue,
    ReadOnlySession,
    SeveralPayloads,
    UnknownBotVersion,
    UnknownExample,
    UnknownKind,
    UnknownSchema,
    UnknownVersion,
    UnreadableInput,
    UnstableFieldWarning,
)
from .findings import Finding, InvalidPayload, Kind, Report, Rule, Severity, Verdict

if TYPE_CHECKING:
    from .accepted import Accepted
    from .rules.changes import Change, ChangeKind
    from .rules.retention import Retention, RetentionChange, RetentionPolicy
    from .rules.writing import WriteReport, apply_write, check_write
    from .session_view import SessionView
    from .validator import Origin, Validator, validate

__all__ = [
    "Accepted",
    "Change",
    "ChangeKind",
    "DamagedCatalog",
    "Finding",
    "InvalidPayload",
    "Kind",
    "KindNotInVersion",
    "NaiveMoment",
    "NoSuchMember",
    "NotADate",
    "NotADay",
    "NotAPointer",
    "NotARetention",
    "NotASession",
    "NotJsonValue",
    "Origin",
    "ReadOnlySession",
    "Report",
    "Retention",
    "RetentionChange",
    "RetentionPolicy",
    "Rule",
    "SessionView",
    "SeveralPayloads",
    "Severity",
    "UnknownBotVersion",
    "UnknownExample",
    "UnknownKind",
    "UnknownSchema",
    "UnknownVersion",
    "UnreadableInput",
    "UnstableFieldWarning",
    "Validator",
    "Verdict",
    "WriteReport",
    "apply_write",
    "check_write",
    "validate",
]

_HOMES = {
    "Accepted": "accepted",
    "Change": "rules.changes",
    "ChangeKind": "rules.changes",
    "Origin": "validator",
    "Retention": "rules.retention",
    "RetentionChange": "rules.retention",
    "RetentionPolicy": "rules.retention",
    "SessionView": "session_view",
    "Validator": "validator",
    "WriteReport": "rules.writing",
    "apply_write": "rules.writing",
    "check_write": "rules.writing",
    "validate": "validator",
}

if not TYPE_CHECKING:  # a type checker would take every name for one that is here

    def __getattr__(name: str) -> object:
        """Import what a name stands for when it is asked for: the pytest plugin is loaded by runs that never do."""
        if name not in _HOMES:
            message = f"module {__name__!r} has no attribute {name!r}"
            raise AttributeError(message)
        from importlib import import_module  # noqa: PLC0415 - as late as what it imports

        globals()[name] = getattr(import_module(f".{_HOMES[name]}", __name__), name)
        return globals()[name]

    def __dir__() -> list[str]:
        """List the public names too that are not imported yet."""
        return sorted({*globals(), *__all__})
