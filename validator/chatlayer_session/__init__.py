"""Versioned JSON Schemas for the Chatlayer session, and the validator that holds payloads to them."""

from __future__ import annotations

from .errors import (
    DamagedCatalog,
    NotAPointer,
    NotJsonValue,
    SeveralPayloads,
    UnknownKind,
    UnknownVersion,
    UnreadableInput,
)
from .findings import Finding, InvalidPayload, Kind, Report, Rule, Severity, Verdict
from .validator import Origin, Validator, validate

__all__ = [
    "DamagedCatalog",
    "Finding",
    "InvalidPayload",
    "Kind",
    "NotAPointer",
    "NotJsonValue",
    "Origin",
    "Report",
    "Rule",
    "SeveralPayloads",
    "Severity",
    "UnknownKind",
    "UnknownVersion",
    "UnreadableInput",
    "Validator",
    "Verdict",
    "validate",
]
