"""The verdicts of all schema versions on payloads, and groups of payloads with equal verdicts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

from ..findings import Kind, Verdict
from ..runs.analysis import each_line
from ..runs.collector import RunCollector
from ..spec.catalog import packaged_catalog
from ..validator import AUTO

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ..findings import Report
    from ..inputs.records import Origin
    from ..runs.crash import OnError
    from ..runs.results import RunResult
    from ..validator import Validator, ValidatorOptions

GroupKey: TypeAlias = tuple["str | None", tuple[Verdict, ...]]


@dataclass(frozen=True, slots=True)
class VersionVerdict:
    """The verdict of one schema version on the payloads of a group, and the fewest and most findings on one payload."""

    schema_version: str
    verdict: Verdict
    min_findings: int
    max_findings: int

    @property
    def accepts(self) -> bool:
        """Whether the payloads are not invalid."""
        return self.verdict is not Verdict.INVALID


@dataclass(frozen=True, slots=True)
class VerdictGroup:
    """Payloads of one source with equal verdicts: their number, and the record and pointer of the first.

    ``verdicts`` is ordered from the oldest version to the newest.
    """

    source: str | None
    record: int | None
    at: str
    payloads: int
    verdicts: tuple[VersionVerdict, ...]


@dataclass(frozen=True, slots=True)
class VersionsResult:
    """The verdicts of all schema versions on all payloads.

    ``results`` has the counts by version, from the oldest to the newest; the result of ``selected`` has the unreadable
    inputs and the internal errors. ``unsupported`` are the versions without a schema for a kind that was asked for.
    """

    selected: str
    unsupported: tuple[str, ...]
    results: Mapping[str, RunResult]
    groups: tuple[VerdictGroup, ...]

    @property
    def result(self) -> RunResult:
        """The counts for the selected version."""
        return self.results[self.selected]


class VersionsAccumulator:
    """Accumulates the reports of several schema versions on each payload into a `VersionsResult`."""

    def __init__(self, versions: tuple[str, ...], selected: str, unsupported: tuple[str, ...] = ()) -> None:
        self.versions = versions
        self.selected = selected
        self.unsupported = unsupported
        self._collectors = {version: RunCollector(version, listing=False) for version in versions}
        self._groups: dict[GroupKey, VerdictGroup] = {}

    @classmethod
    def of(cls, all_options: Iterable[ValidatorOptions], selected: str) -> VersionsAccumulator:
        """Return an empty accumulator for the versions that support every kind named in the options."""
        catalog = packaged_catalog()
        kinds = {Kind(options.kind) for options in all_options if options.kind != AUTO}
        versions = tuple(version for version in catalog.versions() if kinds.issubset(catalog.kinds(version)))
        unsupported = tuple(version for version in catalog.versions() if version not in versions)
        return cls(versions, catalog.resolve(selected), unsupported)

    @property
    def collector(self) -> RunCollector:
        """The collector of the selected version, which also has the unreadable inputs and internal errors."""
        return self._collectors[self.selected]

    @property
    def is_empty(self) -> bool:
        """Whether nothing was collected."""
        return self.collector.is_empty

    def add_reports(self, reports: tuple[Report, ...]) -> None:
        """Count one payload, given the report of each version."""
        verdicts: list[VersionVerdict] = []
        for report in reports:
            count = len(report.findings) + sum(report.omitted.values())
            verdicts.append(VersionVerdict(report.schema_version, report.verdict, count, count))
            self._collectors[report.schema_version].add_verdict(report.verdict, 1)
        self._add(VerdictGroup(reports[0].source, reports[0].record, reports[0].at, 1, tuple(verdicts)))

    def merge(self, later: VersionsAccumulator, records: int = 0, lines: int = 0) -> None:
        """Add what was accumulated from later input, which follows this many records and lines of the same source."""
        for version, collector in later._collectors.items():
            self._collectors[version].merge(collector, records, lines)
        for group in later._groups.values():
            record = None if group.record is None else group.record + records
            self._add(replace(group, record=record))

    def result(self) -> VersionsResult:
        """Return the result so far."""
        results = {version: collector.run() for version, collector in self._collectors.items()}
        return VersionsResult(self.selected, self.unsupported, results, tuple(self._groups.values()))

    def _add(self, group: VerdictGroup) -> None:
        key = (group.source, tuple(verdict.verdict for verdict in group.verdicts))
        first = self._groups.get(key)
        if first is not None:
            verdicts = tuple(map(_merge, first.verdicts, group.verdicts))
            group = replace(first, payloads=first.payloads + group.payloads, verdicts=verdicts)
        self._groups[key] = group


def _merge(one: VersionVerdict, other: VersionVerdict) -> VersionVerdict:
    return replace(
        one,
        min_findings=min(one.min_findings, other.min_findings),
        max_findings=max(one.max_findings, other.max_findings),
    )


class VersionsAnalysis:
    """Validates payloads against every schema version.

    The ``schema_version`` of ``options`` is the selected one. ``options_by_source`` has the options of sources that
    have their own, by the name of the source.
    """

    def __init__(
        self, options: ValidatorOptions, on_error: OnError, *, options_by_source: Mapping[str, ValidatorOptions]
    ) -> None:
        self._options = options
        self._options_by_source = options_by_source
        self._on_error = on_error
        self._validators: dict[ValidatorOptions, list[Validator]] = {}

    def accumulator(self, _source: str | None = None) -> VersionsAccumulator:
        """Return an empty accumulator."""
        return VersionsAccumulator.of((self._options, *self._options_by_source.values()), self._options.schema_version)

    def document(self, origin: Origin, data: bytes | str, accumulator: VersionsAccumulator) -> None:
        """Accumulate the reports of each version on the payloads in a document."""
        self._validate(origin, data, accumulator)
        self._note_matched(origin.source, accumulator)

    def lines(self, source: str, data: bytes, accumulator: VersionsAccumulator) -> tuple[int, int]:
        """Accumulate the reports of each version on whole lines; return the numbers of records and of lines."""

        def validate(origin: Origin, line: bytes) -> None:
            self._validate(origin, line, accumulator)

        counts = each_line(source, data, validate, self._on_error, self._options.limits)
        self._note_matched(source, accumulator)
        return counts

    def _validators_for(self, source: str | None, versions: tuple[str, ...]) -> list[Validator]:
        options = self._options if source is None else self._options_by_source.get(source, self._options)
        if options not in self._validators:
            per_version = [replace(options, schema_version=version) for version in versions]
            self._validators[options] = [version.create_validator() for version in per_version]
        return self._validators[options]

    def _validate(self, origin: Origin, data: bytes | str, accumulator: VersionsAccumulator) -> None:
        validators = self._validators_for(origin.source, accumulator.versions)
        reports = [validator.validate_each(data, origin) for validator in validators]
        for reports_on_payload in zip(*reports, strict=True):
            accumulator.add_reports(reports_on_payload)

    def _note_matched(self, source: str | None, accumulator: VersionsAccumulator) -> None:
        """Add the accepted fields that occurred in payloads so far, in the selected version."""
        for validator in self._validators_for(source, accumulator.versions):
            if validator.schema_version == accumulator.selected:
                accumulator.collector.add_matched(validator.accepted_fields.matched)
