"""Assertions about payloads. A failure shows the same report as the command, without values of the payload."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from ..errors import ChatlayerSessionError
from ..findings import Kind, Report, Verdict
from ..reporters.runs.text import lines
from ..reporters.style import Style
from ..runs.collector import RunCollector
from ..spec.catalog import DEFAULT_VERSION
from ..validator import AUTO, Validator

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


_HINTS_FOR_TESTS = (
    (re.compile(r"`--accept-unstable POINTER`$"), "accept_unstable"),
    (
        re.compile(r"^pass `--at POINTER` if (.*) is inside a larger document(?:, or .*)?$"),
        r"pass \1 without the document around it",
    ),
    (re.compile(r"^pass `--at '/\*'` if the items are the payloads$"), "pass each item separately"),
    (re.compile(r"^put each document in its own file, .*"), "pass each document separately"),
)
"""Endings of hints that name options or files of the command, and their replacements for a test."""


class PayloadRejected(ChatlayerSessionError, AssertionError):
    """A payload is invalid, or contains unstable fields that are not accepted; ``report`` has the findings."""

    def __init__(self, report: Report) -> None:
        super().__init__(report)
        self.report = report

    def __str__(self) -> str:
        """Name the verdict and the schema version, followed by the report as text."""
        if self.report.verdict is Verdict.INVALID:
            verdict = "the payload is invalid"
        else:
            verdict = "the payload contains unstable fields that are not accepted"
        collector = RunCollector(self.report.schema_version, listing=False)
        findings = tuple(replace(finding, hint=_hint_for_tests(finding.hint)) for finding in self.report.findings)
        collector.add(replace(self.report, findings=findings))
        return "\n".join([f"{verdict} (schema version {self.report.schema_version})", *lines(collector.run(), Style())])


def _hint_for_tests(hint: str | None) -> str | None:
    """Return a hint for a payload that is the argument of a function."""
    for pattern, replacement in _HINTS_FOR_TESTS:
        hint = hint and pattern.sub(replacement, hint)
    return hint


class AssertingValidator(Validator):
    """A validator with assertions, which also fail on unstable fields if ``no_unstable`` is set.

    The other arguments and their errors are those of `Validator`.
    """

    def __init__(
        self,
        *,
        schema_version: str = DEFAULT_VERSION,
        kind: Kind | str = AUTO,
        accept_unstable: Iterable[str] = (),
        no_unstable: bool = False,
    ) -> None:
        super().__init__(schema_version=schema_version, kind=kind, accept_unstable=accept_unstable)
        self.no_unstable = no_unstable
        self.accept_unstable = tuple(accept_unstable)

    def assert_valid(self, payload: object, *, kind: Kind | str | None = None, source: str | None = None) -> Report:
        """Return the report on a payload, or raise `PayloadRejected` if the payload is invalid.

        ``kind`` replaces that of the validator, ``source`` is the name of the payload in a failure.

        Raises:
            PayloadRejected: the payload is invalid, or contains unstable fields and ``no_unstable`` is set.
            UnsupportedType: a parsed payload contains a value of a type that JSON does not have.
            UnknownKind: the kind does not exist.
            KindNotInVersion: the schema version has no schema for this kind.
        """
        __tracebackhide__ = True
        if kind is not None and kind != (self.kind or AUTO):
            other = asserting_validator(self.schema_version, kind, self.accept_unstable, no_unstable=self.no_unstable)
            return other.assert_valid(payload, source=source)
        try:
            report = self.validate(payload, source=source)
        except Exception as error:
            # The frames below have the payload, which pytest would print.
            raise error.with_traceback(None) from None
        if report.verdict is Verdict.INVALID or (self.no_unstable and report.verdict is Verdict.UNSTABLE):
            raise PayloadRejected(report)
        return report


class PluginValidator(AssertingValidator):
    """A validator with assertions that apply the mark of the running test.

    ``accepted_by_mark`` returns the pointers of the unstable fields that the test accepts, or None without a mark.
    """

    def __init__(
        self, *, schema_version: str, kind: Kind | str, accepted_by_mark: Callable[[], tuple[str, ...] | None]
    ) -> None:
        super().__init__(schema_version=schema_version, kind=kind)
        self.accepted_by_mark = accepted_by_mark

    def assert_valid(self, payload: object, *, kind: Kind | str | None = None, source: str | None = None) -> Report:
        """Return the report on a payload, or raise an error, as `AssertingValidator.assert_valid` does."""
        __tracebackhide__ = True
        accepted = self.accepted_by_mark()
        if accepted is None:
            return super().assert_valid(payload, kind=kind, source=source)
        strict = asserting_validator(self.schema_version, kind or self.kind or AUTO, accepted, no_unstable=True)
        return strict.assert_valid(payload, source=source)


@cache
def asserting_validator(
    schema_version: str, kind: Kind | str, accept_unstable: tuple[str, ...], *, no_unstable: bool
) -> AssertingValidator:
    """Return a cached validator for these arguments, since a new one takes milliseconds."""
    return AssertingValidator(
        schema_version=schema_version, kind=kind, accept_unstable=accept_unstable, no_unstable=no_unstable
    )


def assert_valid(
    payload: object,
    *,
    schema_version: str = DEFAULT_VERSION,
    kind: Kind | str = AUTO,
    accept_unstable: Iterable[str] = (),
    no_unstable: bool = False,
) -> Report:
    """Return the report on a payload, or raise `PayloadRejected` if the payload is invalid.

    The payload is JSON text as bytes or str, or a parsed object. The other arguments are those of `AssertingValidator`.
    Options and marks of pytest do not apply.

    Raises:
        PayloadRejected: the payload is invalid, or contains unstable fields and ``no_unstable`` is set.
        UnsupportedType: a parsed payload contains a value of a type that JSON does not have.
        UnknownVersion: the schema version does not exist.
        InvalidPointer: one of ``accept_unstable`` is not a JSON Pointer.
        UnknownKind: the kind does not exist.
    """
    __tracebackhide__ = True
    accepted = (accept_unstable,) if isinstance(accept_unstable, str) else tuple(accept_unstable)
    return asserting_validator(schema_version, kind, accepted, no_unstable=no_unstable).assert_valid(payload)


def assert_valid_write(payload: object, *, schema_version: str = DEFAULT_VERSION) -> Report:
    """Return the report on a write, or raise the errors of `assert_valid`."""
    __tracebackhide__ = True
    return assert_valid(payload, schema_version=schema_version, kind=Kind.WRITE)


def assert_valid_answer(payload: object, *, schema_version: str = DEFAULT_VERSION) -> Report:
    """Return the report on an answer, or raise the errors of `assert_valid`."""
    __tracebackhide__ = True
    return assert_valid(payload, schema_version=schema_version, kind=Kind.ANSWER)
