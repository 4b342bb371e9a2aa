"""The rules: what can be reported, and how much each weighs."""

from __future__ import annotations

from enum import Enum


class Severity(str, Enum):
    """How much a finding weighs in the verdict."""

    ERROR = "error"
    UNSTABLE = "unstable"
    NOTE = "note"


class Rule(str, Enum):
    """One thing that can be found: a closed list of names, each of which keeps its meaning for ever."""

    SYNTAX = "syntax"
    ENCODING = "encoding"
    DUPLICATE_KEY = "duplicate-key"
    NOT_A_NUMBER = "not-a-number"
    TOO_DEEP = "too-deep"
    BYTE_ORDER_MARK = "byte-order-mark"
    MISSING_FIELD = "missing-field"
    WRONG_TYPE = "wrong-type"
    VALUE_NOT_ALLOWED = "value-not-allowed"
    OUT_OF_RANGE = "out-of-range"
    UNSTABLE_FIELD = "unstable-field"
    UNKNOWN_VALUE = "unknown-value"
    TOO_LARGE = "too-large"
    NEARLY_TOO_LARGE = "nearly-too-large"
    READ_ONLY = "read-only"
    RESERVED_NAMESPACE = "reserved-namespace"
    EXPIRED = "expired"
    ACCEPTED_EXPIRED = "accepted-expired"

    @property
    def severity(self) -> Severity:
        """How much a finding of this rule weighs."""
        return _RULES[self][0]

    @property
    def summary(self) -> str:
        """What the rule finds, in one sentence."""
        return _RULES[self][1]


_RULES = {
    Rule.SYNTAX: (Severity.ERROR, "The text is not JSON."),
    Rule.ENCODING: (Severity.ERROR, "The text is not UTF-8, or an escape in it stands for no character."),
    Rule.DUPLICATE_KEY: (Severity.ERROR, "An object has the same key more than once."),
    Rule.NOT_A_NUMBER: (Severity.ERROR, "A number is NaN, infinite, or too large for a double."),
    Rule.TOO_DEEP: (Severity.ERROR, "Arrays and objects are nested more than 500 levels deep."),
    Rule.BYTE_ORDER_MARK: (Severity.NOTE, "The text starts with a byte order mark."),
    Rule.MISSING_FIELD: (Severity.ERROR, "A field that is always there is missing."),
    Rule.WRONG_TYPE: (Severity.ERROR, "A value has another JSON type than the documented one."),
    Rule.VALUE_NOT_ALLOWED: (Severity.ERROR, "A value is outside a closed set of values."),
    Rule.OUT_OF_RANGE: (Severity.ERROR, "A number is beyond its bounds."),
    Rule.UNSTABLE_FIELD: (Severity.UNSTABLE, "A field is not covered by the stability promise."),
    Rule.UNKNOWN_VALUE: (Severity.NOTE, "A value is not among the known ones of an open set."),
    Rule.TOO_LARGE: (Severity.ERROR, "A session takes more than 10,485,760 bytes."),
    Rule.NEARLY_TOO_LARGE: (Severity.NOTE, "A session takes more than 10,000,000 bytes."),
    Rule.READ_ONLY: (Severity.ERROR, "A write changes what only the platform writes."),
    Rule.RESERVED_NAMESPACE: (Severity.ERROR, "A write goes to a namespace that is the platform's own."),
    Rule.EXPIRED: (Severity.ERROR, "A session was without activity for as long as sessions are kept."),
    Rule.ACCEPTED_EXPIRED: (Severity.UNSTABLE, "An unstable field is past the day until which it was accepted."),
}
