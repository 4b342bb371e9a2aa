"""Versioned JSON Schemas for the Chatlayer session, and a validator for payloads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .errors import (
    AmbiguousPointer,
    ChatlayerSessionError,
    CorruptInstallation,
    InvalidDate,
    InvalidPointer,
    InvalidRetention,
    InvalidSession,
    InvalidWrite,
    KindNotInVersion,
    MissingExtra,
    NaiveDatetime,
    NotADateObject,
    ReadOnlySessionError,
    UnknownBotVersion,
    UnknownChoice,
    UnknownExample,
    UnknownField,
    UnknownKind,
    UnknownSchema,
    UnknownVersion,
    UnreadableInput,
    UnstableFieldWarning,
    UnsupportedType,
    WeakKey,
)
from .findings import Change, ChangeKind, Finding, InvalidPayload, Kind, Report, Verdict
from .rules import Rule, Severity

if TYPE_CHECKING:
    from .checks.accepted import AcceptedField
    from .contract.file import load_contract
    from .contract.model import Contract, Read
    from .contract.verify import verify_contract
    from .inputs.records import Limits, Origin
    from .redact.redactor import Redactor
    from .retention import Retention, RetentionChange, RetentionPolicy
    from .scan.analysis import scan_text
    from .validator import Validator, ValidatorOptions, validate
    from .view.reads import ReadRecorder, RecordedRead, RecordedReads, record_reads
    from .view.session_view import SessionView
    from .writes.apply import apply_write
    from .writes.check import check_write
    from .writes.model import Answer, Write

__all__ = [
    "AcceptedField",
    "AmbiguousPointer",
    "Answer",
    "Change",
    "ChangeKind",
    "ChatlayerSessionError",
    "Contract",
    "CorruptInstallation",
    "Finding",
    "InvalidDate",
    "InvalidPayload",
    "InvalidPointer",
    "InvalidRetention",
    "InvalidSession",
    "InvalidWrite",
    "Kind",
    "KindNotInVersion",
    "Limits",
    "MissingExtra",
    "NaiveDatetime",
    "NotADateObject",
    "Origin",
    "Read",
    "ReadOnlySessionError",
    "ReadRecorder",
    "RecordedRead",
    "RecordedReads",
    "Redactor",
    "Report",
    "Retention",
    "RetentionChange",
    "RetentionPolicy",
    "Rule",
    "SessionView",
    "Severity",
    "UnknownBotVersion",
    "UnknownChoice",
    "UnknownExample",
    "UnknownField",
    "UnknownKind",
    "UnknownSchema",
    "UnknownVersion",
    "UnreadableInput",
    "UnstableFieldWarning",
    "UnsupportedType",
    "Validator",
    "ValidatorOptions",
    "Verdict",
    "WeakKey",
    "Write",
    "apply_write",
    "check_write",
    "load_contract",
    "record_reads",
    "scan_text",
    "validate",
    "verify_contract",
]

_HOMES = {
    "AcceptedField": "checks.accepted",
    "Answer": "writes.model",
    "Contract": "contract.model",
    "Limits": "inputs.records",
    "Origin": "inputs.records",
    "Read": "contract.model",
    "ReadRecorder": "view.reads",
    "RecordedRead": "view.reads",
    "RecordedReads": "view.reads",
    "Redactor": "redact.redactor",
    "Retention": "retention",
    "RetentionChange": "retention",
    "RetentionPolicy": "retention",
    "SessionView": "view.session_view",
    "Validator": "validator",
    "ValidatorOptions": "validator",
    "Write": "writes.model",
    "apply_write": "writes.apply",
    "check_write": "writes.check",
    "load_contract": "contract.file",
    "record_reads": "view.reads",
    "scan_text": "scan.analysis",
    "validate": "validator",
    "verify_contract": "contract.verify",
}

if not TYPE_CHECKING:  # a type checker would accept every name

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
