"""The scan of texts and files: their references, and the report on each."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING, Any, cast

from ..checks.accepted import AcceptedFields
from ..errors import MissingExtra, UnknownChoice, require_type
from ..findings import Kind, Report, Verdict
from ..inputs.compression import uncompressed_name
from ..parsing.positions import LineIndex
from ..runs.analysis import ValidationAnalysis
from ..runs.collector import RunCollector
from ..runs.results import Subject
from ..spec.catalog import DEFAULT_VERSION, packaged_catalog
from ..spec.fields import field_tree
from .check import ReferenceChecker
from .export import extract_json
from .references import Access, Extract, Language, counted, language_of, mentions
from .templates import extract_template

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from ..checks.accepted import AcceptedField
    from ..inputs.records import Origin
    from ..jsonpointer import InstancePath
    from ..validator import Validator
    from .references import Reference

FILE = Subject("file", {verdict: verdict.value for verdict in Verdict})
"""The words of a scan's summary."""


def find_references(text: str, language: Language | str) -> list[Reference]:
    """Return what a text reads and writes of a session, in the order of the places.

    Raises:
        UnknownChoice: no such language exists.
        MissingExtra: the language needs a parser that is not installed.
    """
    return counted(_extract(text, _parse_language(language)), text).references


def scan_text(
    text: bytes | str,
    language: Language | str,
    *,
    schema_version: str = DEFAULT_VERSION,
    accept_unstable: Iterable[str | AcceptedField] | AcceptedField = (),
    today: date | None = None,
    source: str | None = None,
) -> Report:
    """Return the findings on the session fields that a template, a bot export or code refers to.

    ``language`` is ``template``, ``json``, ``javascript``, ``typescript``, ``tsx`` or ``python``. The other arguments
    have the same meaning as for `Validator`.

    Raises:
        UnknownChoice: no such language exists.
        UnknownVersion: no such schema version exists.
        InvalidPointer: one of ``accept_unstable`` is not a JSON Pointer.
        MissingExtra: the language needs a parser that is not installed.
        WrongArgumentType: an argument has a different type.
    """
    require_type("text", text, (bytes, str), "bytes or a str")
    version = packaged_catalog().resolve(schema_version)
    return _scanner(version, AcceptedFields(accept_unstable, today)).report(text, _parse_language(language), source)[0]


def _parse_language(name: str) -> Language:
    names = [language.value for language in Language]
    if name not in names:
        raise UnknownChoice(name, names, "language")
    return Language(name)


class Scanner:
    """Scans texts with one checker."""

    def __init__(self, checker: ReferenceChecker, schema_version: str) -> None:
        self.checker = checker
        self.schema_version = schema_version

    def report(self, data: bytes | str, language: Language, source: str | None) -> tuple[Report, list[Reference]]:
        """Return the report on a text, and what it refers to. A text that mentions no field is not parsed."""
        text = data if isinstance(data, str) else decode(data, language)
        if not mentions(text):
            return Report((), self.schema_version, None, source), []
        extract = counted(_extract(text, language, is_narrow=True), text)
        found = sorted(self.checker.findings(extract, LineIndex(text)), key=lambda pair: pair[0])
        report = Report(tuple(finding for _, finding in found), self.schema_version, None, source)
        return report, extract.references


def _scanner(version: str, accepted: AcceptedFields, declared: tuple[InstancePath, ...] | None = None) -> Scanner:
    session = field_tree(packaged_catalog(), version, Kind.SESSION)
    return Scanner(ReferenceChecker(session, accepted, declared), version)


def decode(data: bytes, language: Language) -> str:
    """Return a text without its byte order mark; bytes that are not in its encoding become U+FFFD."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", errors="replace")
    encoding = "utf-8"
    if language is Language.PYTHON:
        from .python import encoding_of  # noqa: PLC0415 - slow to load

        encoding = encoding_of(data)
    return data.removeprefix(codecs.BOM_UTF8).decode(encoding, errors="replace")


def _extract(text: str, language: Language, *, is_narrow: bool = False) -> Extract:
    extract = Extract(language, is_narrow)
    if language is Language.TEMPLATE:
        extract_template(text, extract)
    elif language is Language.JSON:
        extract_json(text, extract)
    elif language is Language.PYTHON:
        from .python import extract_python  # noqa: PLC0415 - slow to load

        extract_python(text, extract)
    else:
        from .javascript import extract_javascript  # noqa: PLC0415 - slow to load

        extract_javascript(text, extract)
    return extract


class ScanCollector(RunCollector):
    """Collects the reports on files, and the paths that they read and write."""

    def __init__(self, schema_version: str, max_findings: int | None = None, **options: Any) -> None:
        super().__init__(schema_version, max_findings, subject=FILE, **options)
        self.paths: dict[Access, set[InstancePath]] = {access: set() for access in Access}

    def add_references(self, references: Iterable[Reference]) -> None:
        """Add the paths of references."""
        for reference in references:
            self.paths[reference.access].add(reference.path)

    def merge(self, later: RunCollector, records: int = 0, lines: int = 0) -> None:
        """Add what was collected from later input."""
        super().merge(later, records, lines)
        for access, paths in later.paths.items() if isinstance(later, ScanCollector) else ():
            self.paths[access] |= paths


class ScanAnalysis(ValidationAnalysis):
    """Scans files. ``language`` is that of all files, None if their names decide; ``declared`` are a contract's reads.

    The other arguments are those of `ValidationAnalysis`.
    """

    def __init__(
        self,
        *arguments: Any,
        language: Language | None = None,
        declared: tuple[InstancePath, ...] | None = None,
        **options: Any,
    ) -> None:
        super().__init__(*arguments, **options)
        self._language = language
        self._declared = declared
        self._scanners: dict[Validator, Scanner] = {}

    def accumulator(self, source: str | None) -> ScanCollector:
        """Return an empty collector for one task."""
        version = self._validators[self._options].schema_version
        return ScanCollector(version, self._max_findings, limit=self._limit, source=source)

    def document(self, origin: Origin, data: bytes | str, accumulator: RunCollector) -> None:
        """Collect the report on a file, and the paths in it."""
        validator = self._validator_for(origin.source)
        if validator not in self._scanners:
            self._scanners[validator] = _scanner(validator.schema_version, validator.accepted_fields, self._declared)
        language = self._language or language_of(uncompressed_name(origin.source or ""))
        try:
            report, references = self._scanners[validator].report(data, language, origin.source)
        except MissingExtra as error:
            cause, hint = str(error).split("; ")
            raise origin.unreadable(cause, hint) from error
        accumulator.add(report)
        cast("ScanCollector", accumulator).add_references(references)
        self._note_matched(validator, accumulator)
