"""Two schemas to the changes between them: rules name the changes, proofs clear them, witnesses confirm breaks."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ..errors import UnreadableInput
from . import SearchBudget
from .changes import PARTIES, TOO_LARGE, ChangeId, Comparison, Compatibility, Effect, SchemaChange
from .inputs import read_input
from .model.equality import key_of
from .model.normalizer import REFERENCES, normalize
from .model.schema_file import objects_in
from .party_analysis import PartyAnalyzer
from .prover import Prover
from .search.validator_pair import Uncompilable
from .search.work import SearchWork
from .side_pair import SchemaSide, SidePair
from .version_rules import check_versions
from .walk import walk_schemas
from .watch import Stopped

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from .changes import Party, SchemaPlace
    from .model.common_form import Node, Subschema
    from .model.schema_bundle import SchemaBundle
    from .model.schema_index import SchemaIndex
    from .party_analysis import PartyAnalysis
    from .walk.walker import Walker
    from .watch import Watch


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
            place = before[name].file.place_of()
            removal = SchemaChange(ChangeId.SCHEMA_REMOVED, f"the schema {name} was removed", old=place)
            yield Comparison(name, before[name].file.source, None, (removal,))
        elif name not in before:
            place = after[name].file.place_of()
            addition = SchemaChange(ChangeId.SCHEMA_ADDED, f"the schema {name} was added", new=place)
            yield Comparison(name, None, after[name].file.source, (addition,))
        elif not comparer.prover.watch.seconds_left:
            change = _Wholes(before[name], after[name]).not_compared(comparer.parties)
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
            changes = () if _are_written_alike(old, new, self.prover.watch) else tuple(self._changes(old, new))
        except Stopped:
            changes = (_Wholes(old, new).not_compared(self.parties),)
        except Uncompilable as error:
            reason = "nested too deeply for a validator, or has an unsupported keyword value"
            raise UnreadableInput(new.file.source, reason) from error
        return Comparison(old.file.name, old.file.source, new.file.source, changes)

    def _changes(self, old: SchemaBundle, new: SchemaBundle) -> list[SchemaChange]:
        work = SearchWork(self.budget, self.prover.watch, new.file.name)
        before, after = SchemaSide.of("old", old, work), SchemaSide.of("new", new, work)
        walker = walk_schemas(before.index, after.index, self.prover.watch)
        analyzer = PartyAnalyzer(walker, self.prover, self.budget)
        analyses = [analyzer.analyze_in_time(SidePair.of(party, before, after)) for party in self.parties]
        wholes = _Wholes(old, new)
        changes = [*_changes_of_differences(walker, analyses), *wholes.undecided(analyses)]
        if changes:
            return changes
        is_same = analyses[0].sides.are_equal or key_of(before.index.document) == key_of(after.index.document)
        if not (is_same and old.file.dialect is new.file.dialect):
            message = "the schema is written differently but means the same"
            effects = dict.fromkeys(self.parties, Effect.HARMLESS)
            changes.append(wholes.change(ChangeId.REFERENCE_REFACTORED, message, effects))
        return changes


def _are_written_alike(old: SchemaBundle, new: SchemaBundle, watch: Watch) -> bool:
    """Return whether two schemas differ at most in the order of members and the identifier, and refer to no other file.

    Raises:
        UnreadableInput: a reference in both leads nowhere or in a circle.
        Stopped: the watch ended.
    """
    one, other = old.file.schema, new.file.schema
    if isinstance(one, dict) and isinstance(other, dict) and _has_only_local_references(one):
        one, other = ({**schema, "$id": "", "id": ""} for schema in (one, other))
    if key_of(one) != key_of(other):
        return False
    normalize(new, watch)
    return len(new.loaded) == 1


def _has_only_local_references(schema: Subschema) -> bool:
    references = (part.get(keyword, "#") for part, _ in objects_in(schema) for keyword in REFERENCES)
    return all(isinstance(reference, str) and reference.startswith("#") for reference in references)


def _changes_of_differences(walker: Walker, analyses: list[PartyAnalysis]) -> Iterator[SchemaChange]:
    old = _places(walker.old, [difference.old_source for difference in walker.differences])
    new = _places(walker.new, [difference.new_source for difference in walker.differences])
    for index, difference in enumerate(walker.differences):
        yield SchemaChange(
            id=difference.id,
            message=difference.message + (TOO_LARGE if any(index in one.on_paper for one in analyses) else ""),
            old=old[index],
            new=new[index],
            instance=difference.instance,
            stability=difference.stability,
            effects={analysis.sides.party: analysis.effects.get(index, Effect.HARMLESS) for analysis in analyses},
            witnesses={
                analysis.sides.party: analysis.witnesses[index] for analysis in analyses if index in analysis.witnesses
            },
        )


def _places(index: SchemaIndex, nodes: Sequence[Node | None]) -> list[SchemaPlace | None]:
    """Return the place of each node; each file is read once for all of them."""
    found = [None if node is None else index.place(node) for node in nodes]
    files = {file.uri: file for file in index.files.values()}
    pointers = {uri: [pointer for file, pointer in filter(None, found) if file.uri == uri] for uri in files}
    places = {uri: file.locate(pointers[uri]) for uri, file in files.items()}
    return [None if one is None else places[one[0].uri][one[1]] for one in found]


@dataclass(frozen=True, slots=True)
class _Wholes:
    """Makes changes that are about two schemas as wholes."""

    old: SchemaBundle
    new: SchemaBundle

    def change(self, change_id: ChangeId, message: str, effects: dict[Party, Effect]) -> SchemaChange:
        return SchemaChange(change_id, message, self.old.file.place_of(), self.new.file.place_of(), effects=effects)

    def not_compared(self, parties: Sequence[Party]) -> SchemaChange:
        effects = dict.fromkeys(parties, Effect.UNDECIDED)
        return self.change(ChangeId.UNDECIDED, "not compared: stopped before", effects)

    def undecided(self, analyses: list[PartyAnalysis]) -> Iterator[SchemaChange]:
        """Yield a change for each party that is undecided although no difference is."""
        for analysis in analyses:
            if analysis.whole.effect is Effect.UNDECIDED and Effect.UNDECIDED not in analysis.effects.values():
                obstacles = [f"; {pointer}: {reason}" for pointer, reason in sorted(analysis.sides.obstacles.items())]
                message = "".join(("found neither a proof nor a witness", *obstacles))
                yield self.change(ChangeId.UNDECIDED, message, {analysis.sides.party: Effect.UNDECIDED})
