"""Conformance cases: payloads, each with whether the schema of its group accepts it."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, cast

from ..checks.finding_builder import FindingBuilder
from ..errors import ChatlayerSessionError, UnreadableInput
from ..findings import MAX_NAME
from ..issues import Anchor, AnchorPart, Issue
from ..jsonpointer import format_pointer
from ..rules import Rule, Severity, describe
from ..runs.analysis import ValidationAnalysis, each_line
from ..validator import ValidatorOptions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..inputs.records import Origin
    from ..jsonpointer import InstancePath
    from ..runs.collector import RunCollector

PAYLOADS = "/*/tests/*/data"
"""The place of the payloads in a file of cases."""

_SCHEMA = re.compile(r"urn:chatlayer-session:session:[^:]+:[^:]+")
HINT = "write groups and tests as in schemas/session/1.2.0/conformance/"


class MalformedCases(ChatlayerSessionError, ValueError):
    """A document does not have the format of conformance cases."""


class ConformanceAnalysis(ValidationAnalysis):
    """Reports the cases that fail: the payload has errors and should have none, or the other way round.

    The options must select the payloads at `PAYLOADS`.
    """

    def document(self, origin: Origin, data: bytes | str, accumulator: RunCollector) -> None:
        """Collect a report on each case of a document; a case that passes has no findings."""
        document = self._validator(self._options).load(data)
        if not document.is_json:
            super().document(origin, data, accumulator)
            return
        try:
            cases = list(_cases(document.instance))
            validators = {options: self._validator(options) for _, options, _, _ in cases}
        except ChatlayerSessionError as error:
            accumulator.add_unreadable(UnreadableInput(origin.source or "", f"invalid cases: {error}", HINT))
            return
        reports = {options: validator.validate_fully(data, origin) for options, validator in validators.items()}
        builder = FindingBuilder(document, origin.line, show_values=False)
        builder.resolve(Anchor(path, AnchorPart.VALUE) for path, _, is_valid, _ in cases if not is_valid)
        for number, (path, options, is_valid, description) in enumerate(cases):
            report = reports[options][number]
            # A hint says how to fix the payload, but the case can be wrong instead.
            errors = tuple(replace(error, hint=None) for error in report.findings if error.severity is Severity.ERROR)
            if not errors and not is_valid:
                errors = builder.build([_accepted(path)], path, report.kind)
            elif not is_valid:
                errors = ()
            findings = tuple(replace(error, message=error.message + description) for error in errors)
            accumulator.add(replace(report, findings=findings, at=format_pointer(path)))

    def lines(self, source: str, data: bytes, accumulator: RunCollector) -> tuple[int, int]:
        """Collect the reports on whole lines, each a document with cases."""
        return each_line(
            source, data, partial(self.document, accumulator=accumulator), self._on_error, self._options.limits
        )


def _cases(groups: object) -> Iterator[tuple[InstancePath, ValidatorOptions, bool, str]]:
    """Yield the path of each case, the options that select its schema, whether its payload is valid, and its name."""
    if not isinstance(groups, list) or not groups:
        raise MalformedCases("expected a list of groups")
    for index, group in enumerate(cast("list[object]", groups)):
        reference, tests = _member(_member(group, "schema"), "$ref"), _member(group, "tests")
        if not (isinstance(reference, str) and _SCHEMA.fullmatch(reference) and isinstance(tests, list) and tests):
            raise MalformedCases(f"/{index}: expected `schema` with the `$ref` of a session schema, and `tests`")
        version, kind = reference.split(":")[3:]
        options = ValidatorOptions(schema_version=version, kind=kind, at=PAYLOADS)
        for number, test in enumerate(cast("list[object]", tests)):
            is_valid = _member(test, "valid")
            if not isinstance(is_valid, bool) or "data" not in cast("dict[str, object]", test):
                raise MalformedCases(f"/{index}/tests/{number}: expected `data`, and `valid` as true or false")
            names = (_member(described, "description") for described in (group, test))
            name = ": ".join(name for name in names if isinstance(name, str) and name)
            short = name if len(name) <= MAX_NAME else f"{name[: MAX_NAME - 1]}\u2026"
            yield (index, "tests", number, "data"), options, is_valid, f" (case: {short})" if short else ""


def _member(value: object, name: str) -> object:
    return cast("dict[str, object]", value).get(name) if isinstance(value, dict) else None


def _accepted(path: InstancePath) -> Issue:
    """Return the issue of a payload that is valid and should not be."""
    # Without the path, the findings of several cases would be one group.
    wording = describe(Rule.VALUE_NOT_ALLOWED, "case", path=format_pointer(path))
    return Issue(Rule.VALUE_NOT_ALLOWED, path, Anchor(path, AnchorPart.VALUE), *wording)
