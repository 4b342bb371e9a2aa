"""Two schemas to the changes between them: rules name the changes, proofs clear them, witnesses confirm breaks."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

from ..errors import UnreadableInput
from . import SearchBudget
from .changes import PARTIES, ChangeId, Comparison, Compatibility, Effect, SchemaChange
from .inputs import read_input
from .model.equality import key_of
from .party_analysis import PartyAnalyzer
from .prover import Prover
from .search.validator_pair import Uncompilable
from .search.work import SearchWork
from .side_pair import SchemaSide, SidePair
from .version_rules import check_versions
from .walk import walk_schemas

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from .changes import Party
    from .model.schema_bundle import SchemaBundle
    from .party_analysis import PartyAnalysis
    from .walk.walker import Walker
    from .watch import Watch

TOO_LARGE = " (a payload that shows a break would be too large)"


def compare_inputs(
    old: str,
    new: str,
    parties: Sequence[Party] = PARTIES,
    budget: SearchBudget | None = None,
    watch: Watch | None = None,
) -> Compatibility:
    """Compare two versions, files or folders; the files of two folders are paired by name.

    At the end of ``watch``, everything that is not decided yet is undecided.

    Raises:
        UnreadableInput: an input cannot be read, or contains an invalid schema.
    """
    invalid_files: set[str] = set()
    with closing(Prover(watch=watch)) as prover:
        before, after = (read_input(name, invalid_files) for name in (old, new))
        if len(before) == len(after) == 1:
            # Two single files are compared regardless of their names.
            after = dict(zip(before, after.values(), strict=True))
        for name in sorted(invalid_files & (before.keys() ^ after.keys())):
            raise UnreadableInput(name, "a schema on one side, invalid JSON on the other")
        if not before.keys() & after.keys():
            raise UnreadableInput(new, f"no schema has the same name as one in {old}")
        comparisons = tuple(_compare_pairs(Comparer(prover, parties, budget), before, after))
    return Compatibility(old, new, tuple(parties), comparisons)


def _compare_pairs(
    comparer: Comparer, before: Mapping[str, SchemaBundle], after: Mapping[str, SchemaBundle]
) -> Iterator[Comparison]:
    for name in sorted(before.keys() | after.keys()):
        if name not in after:
            removal = SchemaChange(ChangeId.SCHEMA_REMOVED, f"the schema {name} was removed", old_pointer="#")
            yield Comparison(name, before[name].file.source, None, (removal,))
        elif name not in before:
            addition = SchemaChange(ChangeId.SCHEMA_ADDED, f"the schema {name} was added", new_pointer="#")
            yield Comparison(name, None, after[name].file.source, (addition,))
        elif not comparer.prover.watch.seconds_left:
            change = _whole_change(
                ChangeId.UNDECIDED, "not compared: stopped before", comparer.parties, Effect.UNDECIDED
            )
            yield Comparison(name, before[name].file.source, after[name].file.source, (change,))
        else:
            comparison = comparer.compare(before[name], after[name])
            faults = check_versions(before[name].file, after[name].file, comparison.bump)
            yield replace(comparison, name=name, changes=(*comparison.changes, *faults))


class Comparer:
    """Compares pairs of schemas for some parties, within a search budget."""

    def __init__(self, prover: Prover, parties: Sequence[Party] = PARTIES, budget: SearchBudget | None = None) -> None:
        self.prover = prover
        self.parties = tuple(parties)
        self.budget = budget or SearchBudget()

    def compare(self, old: SchemaBundle, new: SchemaBundle) -> Comparison:
        """Return the changes from one schema to another.

        Raises:
            UnreadableInput: a reference leads nowhere or in a circle, or a dialect or keyword value is not supported.
        """
        try:
            changes = tuple(self._changes(old, new))
        except Uncompilable as error:
            reason = "nested too deeply for a validator, or has an unsupported keyword value"
            raise UnreadableInput(new.file.source, reason) from error
        identifiers = frozenset(name for file in (old.file, new.file) for name in (file.identifier or file.source,))
        return Comparison(old.file.name, old.file.source, new.file.source, changes, identifiers)

    def _changes(self, old: SchemaBundle, new: SchemaBundle) -> list[SchemaChange]:
        work = SearchWork(self.budget, self.prover.watch, new.file.name)
        before, after = SchemaSide.of("old", old, work), SchemaSide.of("new", new, work)
        walker = walk_schemas(before.index, after.index, self.prover.watch)
        analyzer = PartyAnalyzer(walker, self.prover, self.budget)
        analyses = [analyzer.analyze(SidePair.of(party, before, after)) for party in self.parties]
        changes = [*_changes_of_differences(walker, analyses), *_undecided_wholes(analyses)]
        is_same = analyses[0].sides.are_equal or key_of(before.index.document) == key_of(after.index.document)
        if not changes and not (is_same and old.file.dialect is new.file.dialect):
            message = "the schema is written differently but means the same"
            changes.append(_whole_change(ChangeId.REFERENCE_REFACTORED, message, self.parties, Effect.HARMLESS))
        return changes


def _changes_of_differences(walker: Walker, analyses: list[PartyAnalysis]) -> Iterator[SchemaChange]:
    for index, difference in enumerate(walker.differences):
        yield SchemaChange(
            id=difference.id,
            message=difference.message + (TOO_LARGE if any(index in one.on_paper for one in analyses) else ""),
            old_pointer=None if difference.old_source is None else walker.old.pointer(difference.old_source),
            new_pointer=None if difference.new_source is None else walker.new.pointer(difference.new_source),
            instance=difference.instance,
            stability=difference.stability,
            effects={analysis.sides.party: analysis.effects.get(index, Effect.HARMLESS) for analysis in analyses},
            witnesses={
                analysis.sides.party: analysis.witnesses[index] for analysis in analyses if index in analysis.witnesses
            },
        )


def _undecided_wholes(analyses: list[PartyAnalysis]) -> Iterator[SchemaChange]:
    """Yield a change for each party that is undecided although no difference is."""
    for analysis in analyses:
        if analysis.whole.effect is Effect.UNDECIDED and Effect.UNDECIDED not in analysis.effects.values():
            obstacles = [f"; {pointer}: {reason}" for pointer, reason in sorted(analysis.sides.obstacles.items())]
            message = "".join(("found neither a proof nor a witness", *obstacles))
            yield _whole_change(ChangeId.UNDECIDED, message, [analysis.sides.party], Effect.UNDECIDED)


def _whole_change(change_id: ChangeId, message: str, parties: Iterable[Party], effect: Effect) -> SchemaChange:
    return SchemaChange(change_id, message, "#", "#", effects=dict.fromkeys(parties, effect))
