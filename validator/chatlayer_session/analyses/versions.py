"""Which schema versions accept payloads: the verdicts of all versions, payloads with the same ones together."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, TypeAlias

from ..findings import Kind, Verdict
from ..inputs.records import Origin
from ..runs.analysis import each_line
from ..runs.collector import RunCollector
from ..spec.catalog import packaged_catalog
from ..validator import AUTO, Validator

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from ..checks.accepted import AcceptedField
    from ..errors import UnreadableInput
    from ..findings import Report
    from ..inputs.records import Record
    from ..runs.results import RunResult

Key: TypeAlias = tuple["str | None", tuple[Verdict, ...]]


@dataclass(frozen=True, slots=True)
class VersionVerdict:
    """What a schema version says of some payloads: the verdict, and the fewest and the most findings on one of them."""

    schema_version: str
    verdict: Verdict
    min_findings: int
    max_findings: int

    @property
    def accepts(self) -> bool:
        """Whether the payloads meet the contract, if on unstable fields."""
        return self.verdict is not Verdict.INVALID


@dataclass(frozen=True, slots=True)
class VerdictGroup:
    """Payloads of one source on which each version has one verdict: how many, and the place of the first of them.

    ``answers`` has the versions from the oldest to the newest.
    """

    source: str | None
    record: int | None
    at: str
    payloads: int
    verdicts: tuple[VersionVerdict, ...]


@dataclass(frozen=True, slots=True)
class VersionsResult:
    """What all schema versions say of all payloads.

    ``runs`` are the counts by version, from the oldest to the newest; the one of ``chosen`` has the inputs that could
    not be read, and the defects. ``lacking`` are the versions that have no schema for the kind that was named.
    """

    selected: str
    unsupported: tuple[str, ...]
    results: Mapping[str, RunResult]
    groups: tuple[VerdictGroup, ...]

    @property
    def result(self) -> RunResult:
        """The counts for the chosen version."""
        return self.results[self.selected]


class VersionsAccumulator:
    """Gathers the reports of several versions on each payload into an `VersionsResult`."""

    def __init__(self, versions: tuple[str, ...], chosen: str, lacking: tuple[str, ...] = ()) -> None:
        self.versions = versions
        self.selected = chosen
        self.unsupported = lacking
        self._collectors = {version: RunCollector(version, listing=False) for version in versions}
        self._agreements: dict[Key, VerdictGroup] = {}

    def add(self, outcome: UnreadableInput) -> None:
        """Note an input that could not be read."""
        self._collectors[self.selected].add(outcome)

    def add_reports(self, reports: tuple[Report, ...]) -> None:
        """Count one payload, of which each version has a report."""
        answers: list[VersionVerdict] = []
        for report in reports:
            count = len(report.findings)
            answers.append(VersionVerdict(report.schema_version, report.verdict, count, count))
            self._collectors[report.schema_version].add_verdict(report.verdict, 1)
        self._add(VerdictGroup(reports[0].source, reports[0].record, reports[0].at, 1, tuple(answers)))

    def add_matched(self, entries: Iterable[AcceptedField]) -> None:
        """Note accepted unstable fields that stand in a payload, as the chosen version has it."""
        self._collectors[self.selected].add_matched(entries)

    def add_internal_error(self) -> None:
        """Count a payload at which the program itself failed."""
        self._collectors[self.selected].add_internal_error()

    def merge(self, later: VersionsAccumulator, records: int = 0, lines: int = 0) -> None:
        """Add what was gathered from later input; its records and lines come behind this many of the same source."""
        for version, collector in later._collectors.items():
            self._collectors[version].merge(collector, records, lines)
        for agreement in later._agreements.values():
            record = None if agreement.record is None else agreement.record + records
            self._add(replace(agreement, record=record))

    def result(self) -> VersionsResult:
        """Return what was gathered so far."""
        runs = {version: collector.run() for version, collector in self._collectors.items()}
        return VersionsResult(self.selected, self.unsupported, runs, tuple(self._agreements.values()))

    def _add(self, agreement: VerdictGroup) -> None:
        key = (agreement.source, tuple(answer.verdict for answer in agreement.verdicts))
        known = self._agreements.get(key)
        if known is not None:
            answers = tuple(map(_joined, known.verdicts, agreement.verdicts))
            agreement = replace(known, payloads=known.payloads + agreement.payloads, verdicts=answers)
        self._agreements[key] = agreement


def _joined(one: VersionVerdict, other: VersionVerdict) -> VersionVerdict:
    return replace(
        one,
        min_findings=min(one.min_findings, other.min_findings),
        max_findings=max(one.max_findings, other.max_findings),
    )


@dataclass(frozen=True, slots=True)
class AcceptanceSettings:
    """What a process needs to know to ask every schema version; picklable.

    ``validator`` are the arguments of the `Validator`, whose ``schema_version`` is the chosen one; ``describe`` words
    an unforeseen exception. ``particular`` are the arguments for sources that have their own, by the source's name.
    """

    validator: dict[str, Any]
    describe: Callable[[BaseException], str]
    particular: Mapping[str, dict[str, Any]] = field(default_factory=dict[str, "dict[str, Any]"])

    def collector(self) -> VersionsAccumulator:
        """Return an empty collector for the versions that are asked."""
        catalog = packaged_catalog()
        named = {arguments.get("kind", AUTO) for arguments in (self.validator, *self.particular.values())} - {AUTO}
        kinds = {Kind(kind) for kind in named}
        lacking = [each for each in catalog.versions() if not kinds.issubset(catalog.kinds(each))]
        asked = [each for each in catalog.versions() if each not in lacking]
        return VersionsAccumulator(tuple(asked), catalog.resolve(self.validator["schema_version"]), tuple(lacking))

    def examiner(self, on_defect: Callable[[str | None, int | None, Exception], None]) -> VersionsAnalysis:
        """Return what asks all versions; ``on_defect`` is told of an unforeseen exception at a record."""
        return VersionsAnalysis(self, on_defect)


class VersionsAnalysis:
    """Holds payloads to every schema version."""

    def __init__(
        self, settings: AcceptanceSettings, on_defect: Callable[[str | None, int | None, Exception], None]
    ) -> None:
        self._settings = settings
        self._on_defect = on_defect
        self._versions = settings.collector().versions
        self._validators = self._validators_for(settings.validator)
        self._particular: dict[int, list[Validator]] = {}

    def _validators_for(self, arguments: dict[str, Any]) -> list[Validator]:
        """Return a validator of each version, with these arguments."""
        of_versions: list[dict[str, Any]] = [{**arguments, "schema_version": each} for each in self._versions]
        return [Validator(**each) for each in of_versions]

    def _validators_of(self, source: str) -> list[Validator]:
        """Return what is to be asked of a source: the same for all that have the same arguments."""
        arguments = self._settings.particular.get(source)
        if arguments is None:
            return self._validators
        # The settings keep the arguments, so that their identity stands for no others.
        if id(arguments) not in self._particular:
            self._particular[id(arguments)] = self._validators_for(arguments)
        return self._particular[id(arguments)]

    def accumulator(self, _source: str | None) -> VersionsAccumulator:
        """Return what one task gathers into."""
        return self._settings.collector()

    def document(self, source: str, record: Record, gathering: VersionsAccumulator) -> None:
        """Gather what each version says of the payloads in a document."""
        self._ask(source, record, gathering)
        self._note_matched(source, gathering)

    def lines(self, source: str, data: bytes, gathering: VersionsAccumulator) -> tuple[int, int]:
        """Gather what each version says of whole lines; return how many records and how many lines there are."""
        counts = each_line(source, data, lambda record: self._ask(source, record, gathering), self._on_defect)
        self._note_matched(source, gathering)
        return counts

    def _ask(self, source: str, record: Record, gathering: VersionsAccumulator) -> None:
        origin = Origin(source, record.number, record.line)
        asked = [validator.validate_each(record.data, origin) for validator in self._validators_of(source)]
        for reports in zip(*asked, strict=True):
            gathering.add_reports(reports)

    def _note_matched(self, source: str, gathering: VersionsAccumulator) -> None:
        """Tell a gathering which accepted fields stood in payloads so far, for the version that was chosen."""
        for validator in self._validators_of(source):
            if validator.schema_version == gathering.selected:
                gathering.add_matched(validator.accepted_fields.matched)
