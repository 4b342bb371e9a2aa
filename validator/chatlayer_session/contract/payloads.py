"""Recorded payloads: whether they have what a service assumes."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from ..checks.finding_builder import FindingBuilder
from ..findings import Kind, Report
from ..issues import Anchor, AnchorPart, Issue, IssueList
from ..jsonpointer import WILDCARD, PointerPattern, parse_pointer
from ..rules import Rule, describe
from ..runs.analysis import ValidationAnalysis, each_line
from ..spec.json_type import TYPES, json_type_name
from ..spec.kinds import INTERNAL, detect_kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..inputs.records import Origin
    from ..jsonpointer import InstancePath, JsonValue
    from ..rules import Wording
    from ..runs.collector import RunCollector
    from ..runs.crash import OnError
    from ..validator import ValidatorOptions
    from .model import Contract, Read


class Breach(NamedTuple):
    """A place in a session that breaks an assumption of a read; ``parent`` is the nearest place that exists."""

    path: InstancePath
    parent: InstancePath
    wording: Wording


def breaches(read: Read, session: JsonValue) -> Iterator[Breach]:
    """Yield the places in a session that break what a read assumes.

    Below ``*``, each item has to have a required field; an array without items has all of them.
    """
    tokens = parse_pointer(read.pointer)
    start = len(tokens) - tokens[::-1].index(WILDCARD) if WILDCARD in tokens else 0
    for base, item in PointerPattern(tokens[:start]).matches(session):
        path, value, rest = _descend(base, item, tokens[start:])
        if rest:
            if read.required:
                yield Breach((*path, *rest), path, describe(Rule.BROKEN_ASSUMPTION, "missing", pointer=read.pointer))
        elif not read.expects_type_of(value):
            names = " or ".join(TYPES[name] for name in read.types)
            found = json_type_name(value)
            yield Breach(
                path, path, describe(Rule.BROKEN_ASSUMPTION, "type", pointer=read.pointer, types=names, found=found)
            )
        elif not read.expects(value):
            yield Breach(path, path, describe(Rule.BROKEN_ASSUMPTION, "value", pointer=read.pointer))


def _descend(
    path: InstancePath, value: JsonValue, tokens: tuple[str, ...]
) -> tuple[InstancePath, JsonValue, tuple[str, ...]]:
    """Return the deepest place on the way of some tokens that exists, its value, and the tokens that are left."""
    for number, token in enumerate(tokens):
        found = next(PointerPattern((token,)).matches(value), None)
        if found is None:
            return path, value, tokens[number:]
        path, value = (*path, *found[0]), found[1]
    return path, value, ()


class PayloadAnalysis(ValidationAnalysis):
    """Compares payloads with a contract, and reports text that is not JSON."""

    def __init__(
        self, contract: Contract, options: ValidatorOptions, on_error: OnError, *, listing: bool = True
    ) -> None:
        super().__init__(options, on_error, listing=listing)
        self._contract = contract

    def document(self, origin: Origin, data: bytes | str, accumulator: RunCollector) -> None:
        """Collect the reports on the payloads in a document."""
        validator = self._validator_for(origin.source)
        document = validator.load(data, validator.at)
        if not document.is_json or next(document.select(validator.at), None) is None:
            super().document(origin, data, accumulator)
            return
        builder = FindingBuilder(
            document, origin.line, (path for path, _ in document.select(validator.at)), show_values=False
        )
        for path, value in document.select(validator.at):
            kind = validator.kind or detect_kind(value)
            issues = IssueList()
            for issue in self._issues(path, value, kind):
                if issues.try_reserve(issue.rule):
                    issues.append(issue)
            builder.resolve([issue.anchor for issue in issues if isinstance(issue.anchor, Anchor)], path)
            visible = validator.checker.visible_fields(kind, value)
            at = validator.visible_pointer(path) if path else ""
            findings = builder.build(issues, path, kind, visible)
            accumulator.add(
                Report(
                    findings,
                    validator.schema_version,
                    kind,
                    origin.source,
                    origin.record,
                    at,
                    omitted=issues.omitted,
                )
            )

    def lines(self, source: str, data: bytes, accumulator: RunCollector) -> tuple[int, int]:
        """Collect the reports on whole lines, each a document."""
        analyse = partial(self.document, accumulator=accumulator)
        return each_line(source, data, analyse, self._on_error, self._options.limits)

    def _issues(self, base: InstancePath, value: JsonValue, kind: Kind) -> Iterator[Issue]:
        is_session = kind is Kind.SESSION
        session = value if is_session else {INTERNAL: value}
        for read in self._contract.reads:
            if not is_session and parse_pointer(read.pointer)[0] != INTERNAL:
                # The object internal alone says nothing about variables.
                continue
            for path, parent, wording in breaches(read, session):
                place, anchor = ((*base, *(steps if is_session else steps[1:])) for steps in (path, parent))
                yield Issue(Rule.BROKEN_ASSUMPTION, place, Anchor(anchor, AnchorPart.VALUE), *wording)
