"""The baseline: pointers that accept the unstable fields of payloads."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field as dataclass_field
from typing import TYPE_CHECKING

from ..findings import Kind
from ..jsonpointer import WILDCARD, format_pointer, parse_pointer
from ..rules import MISSPELLED, Rule
from ..spec.catalog import name_from_urn, packaged_catalog
from ..spec.fields import field_tree
from ..spec.kinds import INTERNAL
from ..visibility import is_cut

if TYPE_CHECKING:
    from ..findings import Finding
    from ..runs.collector import RunCollector
    from ..runs.results import RunResult
    from ..spec.fields import Field

MAX_POINTERS = 10_000
"""Maximum number of fields in a baseline; further fields are counted."""


@dataclass(frozen=True, slots=True)
class Baseline:
    """The unstable fields of payloads that are not accepted yet.

    ``pointers`` start at ``internal``, with ``*`` for every item of an array. ``not_acceptable`` counts findings on
    fields that no pointer can accept, because the name may be private, is ``*``, or is cut. ``over_limit`` counts
    findings beyond the limits. ``misspelled`` are pointers whose names look like a misspelled declared one, unless they
    are allowed. ``run`` has the counts of all payloads.
    """

    pointers: tuple[str, ...]
    misspelled: tuple[str, ...]
    not_acceptable: int
    over_limit: int
    run: RunResult


@dataclass(slots=True)
class BaselineAccumulator:
    """Accumulates the reports of a `ValidationAnalysis` into a `Baseline`, in bounded memory."""

    collector: RunCollector
    allow_misspelled: bool = False
    pointers: set[str] = dataclass_field(default_factory=set[str])
    misspelled: set[str] = dataclass_field(default_factory=set[str])
    not_acceptable: int = 0
    over_limit: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether nothing was collected."""
        return self.collector.is_empty

    def merge(self, later: RunCollector, records: int = 0, lines: int = 0) -> None:
        """Add the reports on later input, which follows this many records and lines of the same source."""
        run = later.run()
        ungrouped = run.rules.get(Rule.UNSTABLE_FIELD, 0)
        for group in run.groups:
            if group.finding.rule is Rule.UNSTABLE_FIELD:
                ungrouped -= group.count
                is_suspect = not self.allow_misspelled and (group.finding.hint or "").startswith(MISSPELLED)
                pointers = self.misspelled if is_suspect else self.pointers
                self._add(_pointer_for(group.finding, run.schema_version), group.count, pointers)
        self.over_limit += ungrouped
        self.collector.merge(later, records, lines)

    def baseline(self) -> Baseline:
        """Return the baseline so far."""
        pointers, misspelled = tuple(sorted(self.pointers)), tuple(sorted(self.misspelled - self.pointers))
        return Baseline(pointers, misspelled, self.not_acceptable, self.over_limit, self.collector.run())

    def _add(self, pointer: str | None, count: int, pointers: set[str]) -> None:
        if pointer is None:
            self.not_acceptable += count
        elif pointer in pointers or len(pointers) < MAX_POINTERS:
            pointers.add(pointer)
        else:
            self.over_limit += count


def _pointer_for(finding: Finding, version: str) -> str | None:
    """Return the pointer that accepts the unstable field of a finding, in a session or in a write."""
    is_write = name_from_urn(finding.schema_pointer or "") == Kind.WRITE.value
    kind = Kind.WRITE if is_write else Kind.INTERNAL
    return pointer_to_accept(finding.pointer, field_tree(packaged_catalog(), version, kind))


def pointer_to_accept(pointer: str, root: Field) -> str | None:
    """Return the pointer that accepts the unstable field at ``pointer``; None if there is none.

    ``root`` declares the fields of ``internal``, or of a write. All steps to an unstable field except the last are
    declared, so the schema shows which of them are indices.
    """
    if is_cut(pointer):
        return None
    tokens = parse_pointer(pointer)
    if len(tokens) > 1 and tokens[0] == INTERNAL:
        tokens = tokens[1:]
    field: Field | None = root
    steps: list[str] = []
    for token in tokens:
        if field is not None and field.items is not None:
            steps.append(WILDCARD)
            field = field.items
        elif token == WILDCARD:
            return None
        else:
            steps.append(token)
            field = None if field is None else field.members.get(token)
    # The finding cannot be on a stable field: its pointer was cut where names become private.
    is_hidden = field is not None and field.stability != "unstable"
    return None if is_hidden else format_pointer(tuple(steps))
