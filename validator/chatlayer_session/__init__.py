"""Versioned JSON Schemas for the Chatlayer session, and the validator that holds payloads to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .errors import (
    DamagedCatalog,
    NotAPointer,
    NotJsonValue,
    SeveralPayloads,
    UnknownExample,
    UnknownKind,
    UnknownVersion,
    UnreadableInput,
)
from .findings import Finding, InvalidPayload, Kind, Report, Rule, Severity, Verdict

if TYPE_CHECKING:
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
    "UnknownExample",
    "UnknownKind",
    "UnknownVersion",
    "UnreadableInput",
    "Validator",
    "Verdict",
    "validate",
]

if not TYPE_CHECKING:  # a type checker would take every name for one that is here

    def __getattr__(name: str) -> object:
        """Import the validator when it is first asked for: the pytest plugin is loaded by runs that never do."""
        if name not in {"Origin", "Validator", "validate"}:
            message = f"module {__name__!r} has no attribute {name!r}"
            raise AttributeError(message)
        from . import validator  # noqa: PLC0415 - slow to load

        globals()[name] = getattr(validator, name)
        return globals()[name]

    def __dir__() -> list[str]:
        """List the public names too that are not imported yet."""
        return sorted({*globals(), *__all__})
