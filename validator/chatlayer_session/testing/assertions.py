"""Assertions about payloads; a failure shows the report as the command writes it, and no value of the payload."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from ..errors import ChatlayerSessionError
from ..findings import Kind, Report, Verdict
from ..reporters.runs.text import render
from ..reporters.style import Style
from ..runs.collector import RunCollector
from ..spec.catalog import DEFAULT_VERSION
from ..validator import AUTO, Validator

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


_HINTS_FOR_TESTS = (
    (re.compile(r"\bwith --accept-unstable$"), "with accept_unstable"),
    (re.compile(r"\bsay where with --at$"), "pass that part alone"),
    (re.compile(r"\bselect them with --at '/\*'$"), "pass each alone"),
    (re.compile(r"^put each document into a file of its own; .*"), "pass each document alone"),
)
"""Advice that names options and files, which the command has, and what can be done in a test instead."""


class PayloadRejected(ChatlayerSessionError, AssertionError):
    """A payload is invalid, or leans on unstable fields where none are allowed; ``report`` says which and why."""

    def __init__(self, report: Report) -> None:
        super().__init__(report)
        self.report = report

    def __str__(self) -> str:
        """State the verdict and the schema version, and below them the report as text."""
        if self.report.verdict is Verdict.INVALID:
            fact = "the payload is invalid"
        else:
            fact = "the payload leans on unstable fields, and none are allowed here"
        collector = RunCollector(self.report.schema_version, listing=False)
        findings = tuple(replace(each, hint=_hint_for_tests(each.hint)) for each in self.report.findings)
        collector.add(replace(self.report, findings=findings))
        return f"{fact} (schema version {self.report.schema_version})\n{render(collector.run(), Style())}".rstrip()


def _hint_for_tests(hint: str | None) -> str | None:
    """Return a hint with what can be done where a payload is an argument of a function."""
    for pattern, instead in _HINTS_FOR_TESTS:
        hint = hint and pattern.sub(instead, hint)
    return hint


class AssertingValidator(Validator):
    """A validator that also asserts. ``no_unstable`` makes its assertions fail on unstable fields too.

    The other arguments, and what is raised for them, are those of `Validator`.
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

    def assert_valid(self, payload: object, *, source: str | None = None) -> Report:
        """Return the report on a payload that is accepted: bytes or a str of JSON text, or a parsed object.

        ``source`` names the payload in the failure.

        Raises:
            PayloadRejected: the payload is invalid, or leans on unstable fields and ``no_unstable`` is set.
            UnsupportedType: a parsed payload holds a value of a type that JSON does not have.
        """
        __tracebackhide__ = True
        report = self.validate(payload, source=source)
        if report.verdict is Verdict.INVALID or (self.no_unstable and report.verdict is Verdict.UNSTABLE):
            raise PayloadRejected(report)
        return report


class PluginValidator(AssertingValidator):
    """An asserting validator for a run of many tests, which goes by the mark of the test that is running.

    ``marked`` returns the pointers of the unstable fields that the test accepts, or None if it accepts any.
    """

    def __init__(self, *, schema_version: str, kind: Kind | str, marked: Callable[[], tuple[str, ...] | None]) -> None:
        super().__init__(schema_version=schema_version, kind=kind)
        self.marked = marked

    def assert_valid(self, payload: object, *, source: str | None = None) -> Report:
        """Return the report on a payload that is accepted, as `AssertingValidator.assert_valid` does."""
        __tracebackhide__ = True
        accepted = self.marked()
        if accepted is None:
            return super().assert_valid(payload, source=source)
        strict = asserting_validator(self.schema_version, self.kind or AUTO, accepted, no_unstable=True)
        return strict.assert_valid(payload, source=source)


@cache
def asserting_validator(
    schema_version: str, kind: Kind | str, accept_unstable: tuple[str, ...], *, no_unstable: bool
) -> AssertingValidator:
    """Return a validator for these arguments, the same one for equal arguments: making one takes milliseconds."""
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
    """Return the report on a payload that is accepted: bytes or a str of JSON text, or a parsed object.

    The other arguments are those of `AssertingValidator`. Options and markers of pytest do not count here.

    Raises:
        PayloadRejected: the payload is invalid, or leans on unstable fields and ``no_unstable`` is set.
        UnsupportedType: a parsed payload holds a value of a type that JSON does not have.
        UnknownVersion: no such schema version exists.
        InvalidPointer: one of ``accept_unstable`` is not a JSON Pointer.
        UnknownKind: ``kind`` is none.
    """
    __tracebackhide__ = True
    accepted = (accept_unstable,) if isinstance(accept_unstable, str) else tuple(accept_unstable)
    return asserting_validator(schema_version, kind, accepted, no_unstable=no_unstable).assert_valid(payload)
