"""Two schemas to the changes between them: rules name them, proofs clear them, witnesses convict them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..errors import UnreadableInput
from .attribution import shows
from .budget import SearchBudget
from .changes import BOTH, PARTIES, ChangeId, Comparison, Effect, Party, SchemaChange, Witness
from .documents import registry_of
from .equality import key_of
from .normalize import Normalizer
from .outcomes import SchemaSide, SidePair, Verification, is_safe_at, verify, witness_of
from .search.shrink import shrink
from .search.validator_pair import Uncompilable, ValidatorPair
from .walk import walk_schemas
from .walk.differences import SchemaDifference

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ..jsonpointer import InstancePath, JsonValue
    from .documents import SchemaFile
    from .prover import Prover
    from .schema_index import SchemaIndex
    from .search.search import Relation
    from .walk.walker import Walker

MAX_PATHS = 100
"""Places that the search for witnesses varies."""
MAX_SHRUNK = 200
"""Differences for which the witness is made smaller."""


@dataclass(frozen=True, slots=True)
class SchemaSet:
    """The schema files of one input, among which references resolve."""

    files: tuple[SchemaFile, ...]

    def side(self, name: str, file: SchemaFile) -> SchemaSide:
        """Return one of the files, ready to be compared.

        Raises:
            UnreadableInput: a reference leads nowhere, or a dialect is not known.
        """
        registry = registry_of(self.files)
        normaliser = Normalizer(file, registry)
        places = normaliser.places()
        return SchemaSide(name, places, ValidatorPair.of_file(file, self.files, registry), normaliser.obstacles)


@dataclass(slots=True)
class PartyAnalysis:
    """What is known of each difference for one party."""

    sides: SidePair
    plain: Verification
    extended: Verification | None
    effects: dict[int, Effect]
    witnesses: dict[int, Witness]


class Comparer:
    """Compares schemas for some parties with some effort."""

    def __init__(self, prover: Prover, parties: Sequence[Party] = PARTIES, effort: SearchBudget | None = None) -> None:
        self.prover = prover
        self.parties = tuple(parties)
        self.effort = effort or SearchBudget()

    def compare(self, old: tuple[SchemaSet, SchemaFile], new: tuple[SchemaSet, SchemaFile]) -> Comparison:
        """Return the changes from one schema to another.

        Raises:
            UnreadableInput: a reference leads nowhere, or a dialect is not known.
        """
        try:
            return self._compared(old, new)
        except Uncompilable as error:
            reason = "it is nested too deeply for a validator, or holds what one does not take"
            raise UnreadableInput(new[1].source, reason) from error

    def _compared(self, old: tuple[SchemaSet, SchemaFile], new: tuple[SchemaSet, SchemaFile]) -> Comparison:
        before, after = old[0].side("old", old[1]), new[0].side("new", new[1])
        walker = walk_schemas(before.places, after.places)
        trials = [self.trial(walker, sides_of(party, before, after)) for party in self.parties]
        changes = list(changes_of(walker, trials))
        alike = key_of(before.places.document) == key_of(after.places.document)
        if not changes and not (alike and old[1].draft is new[1].draft):
            message = "the schema is written another way and means the same"
            changes.append(_whole(ChangeId.REFERENCE_REFACTORED, message, self.parties, Effect.HARMLESS))
        identifiers = frozenset(each.identifier for each in (old[1], new[1]) if each.identifier is not None)
        return Comparison(old[1].name, old[1].source, new[1].source, tuple(changes), identifiers)

    def trial(self, walker: Walker, sides: SidePair) -> PartyAnalysis:
        """Find out what each difference does to one party."""
        party = sides.party
        certain = walker.complete and not (sides.producer.obstacles or sides.consumer.obstacles)
        concerned = [each for each in walker.differences if party in each.parties]
        alike = key_of(sides.producer.places.document) == key_of(sides.consumer.places.document)
        court = WitnessMatcher(walker.differences, party)
        plain = verify(
            sides,
            self.prover,
            self.effort,
            extended=False,
            ruled_safe=(certain or alike) and not concerned,
            paths=court.paths(),
            jury=court,
        )
        extended = None
        if any(each.extended for each in concerned):
            court.is_extended = True
            extended = verify(
                sides, self.prover, self.effort, extended=True, ruled_safe=False, paths=court.paths(), jury=court
            )
        trial = PartyAnalysis(sides, plain, extended, {}, {})
        for index, (relation, payload) in court.matched.items():
            small = self._shrunk(payload, walker.differences[index], relation, len(trial.witnesses))
            trial.witnesses[index] = witness_of(sides, small)
        for index, difference in enumerate(walker.differences):
            trial.effects[index] = self._effect(index, difference, trial)
        return self._reconcile(walker, trial, certain=certain)

    def _shrunk(
        self, payload: JsonValue, difference: SchemaDifference | None, relation: Relation, made: int
    ) -> JsonValue:
        if made >= MAX_SHRUNK:
            return payload

        def holds(smaller: JsonValue) -> bool:
            if not relation.likely(smaller) or not relation.holds(smaller):
                return False
            return difference is None or shows(difference, smaller, relation.rejecting_judges.violations(smaller))

        return shrink(payload, holds)

    def _effect(self, index: int, difference: SchemaDifference, trial: PartyAnalysis) -> Effect:
        """Return what is known of one difference; a witness outweighs a proof of the whole."""
        party = trial.sides.party
        if party not in difference.parties:
            return Effect.HARMLESS
        if index in trial.witnesses:
            return Effect.BREAKS
        decided = trial.extended if difference.extended else trial.plain
        if decided is not None and decided.effect is Effect.HARMLESS:
            return Effect.HARMLESS
        obstacles = trial.sides.producer.obstacles or trial.sides.consumer.obstacles
        if difference.positive and not obstacles:
            locations = (difference.old_location, difference.new_location)
            if is_safe_at(trial.sides, *locations, self.prover, extended=difference.extended):
                return Effect.HARMLESS
        return Effect.UNDECIDED

    def _reconcile(self, walker: Walker, trial: PartyAnalysis, *, certain: bool) -> PartyAnalysis:
        """Return the trial with the whole brought in line with its parts."""
        effects = set(trial.effects.values())
        if trial.plain.effect is Effect.UNDECIDED and certain and effects <= {Effect.HARMLESS, Effect.BREAKS}:
            # Every pair of places is covered, so the whole is, but for what is shown to break on the extended views.
            trial.plain = Verification(Effect.HARMLESS, [], trial.plain.relation)
        if trial.plain.effect is Effect.BREAKS and Effect.BREAKS not in effects:
            self._attribute_unmatched(walker, trial)
        return trial

    def _attribute_unmatched(self, walker: Walker, trial: PartyAnalysis) -> None:
        """Give a witness that no difference was recognised in to the ones it can be about, or to the whole."""
        party = trial.sides.party
        relation = trial.plain.relation
        payload = trial.plain.witnesses[0]
        if relation is not None:
            payload = self._shrunk(payload, None, relation, 0)
        suspects = [index for index, each in enumerate(walker.differences) if party in each.parties]
        if len(suspects) != 1:
            message = "several keywords together accept something else"
            walker.differences.append(
                SchemaDifference(ChangeId.CONSTRAINT_CHANGED, message, BOTH, (), (), (), ((),), ((),), positive=False)
            )
            suspects = [len(walker.differences) - 1]
        trial.effects[suspects[0]] = Effect.BREAKS
        trial.witnesses[suspects[0]] = witness_of(trial.sides, payload)


class WitnessMatcher:
    """Tells which differences the witnesses for one party show."""

    def __init__(self, differences: list[SchemaDifference], party: Party) -> None:
        self.unmatched = {index: each for index, each in enumerate(differences) if party in each.parties}
        self.matched: dict[int, tuple[Relation, JsonValue]] = {}
        self.is_extended = False
        self.is_met = False

    def paths(self) -> list[InstancePath]:
        """Return the places that the suspects are about, and those around them."""
        found = [each.instance for each in self.unmatched.values() if each.extended or not self.is_extended]
        return list(dict.fromkeys(path for each in found for path in (each, each[:-1])))[:MAX_PATHS]

    def is_useful(self, relation: Relation, payload: JsonValue) -> bool:
        """Say whether a payload shows a suspect; before any is shown, every witness is wanted."""
        return not self.is_met or bool(self.shown(relation, payload))

    def record(self, relation: Relation, payload: JsonValue) -> bool:
        """Note what a witness shows, and say whether no suspect is left."""
        self.is_met = True
        for index in self.shown(relation, payload):
            self.matched[index] = (relation, payload)
            del self.unmatched[index]
        return not any(each.extended or not self.is_extended for each in self.unmatched.values())

    def shown(self, relation: Relation, payload: JsonValue) -> list[int]:
        """Return the suspects that a payload shows."""
        breaches = relation.rejecting_judges.violations(payload)
        return [
            index
            for index, each in self.unmatched.items()
            if (each.extended or not self.is_extended) and shows(each, payload, breaches)
        ]


def sides_of(party: Party, old: SchemaSide, new: SchemaSide) -> SidePair:
    """Return two schemas as a party sees them."""
    return SidePair(party, new, old) if party is Party.READER else SidePair(party, old, new)


def changes_of(walker: Walker, trials: list[PartyAnalysis]) -> Iterable[SchemaChange]:
    """Yield the changes for the differences, and one for what could not be found out at all."""
    for index, difference in enumerate(walker.differences):
        yield SchemaChange(
            id=difference.id,
            message=difference.message,
            old_pointer=_pointer(walker.old, difference.old_place),
            new_pointer=_pointer(walker.new, difference.new_place),
            instance=difference.instance,
            stability=difference.stability,
            effects={trial.sides.party: trial.effects.get(index, Effect.HARMLESS) for trial in trials},
            witnesses={trial.sides.party: trial.witnesses[index] for trial in trials if index in trial.witnesses},
        )
    for trial in trials:
        told = {trial.effects.get(index) for index in range(len(walker.differences))}
        if trial.plain.effect is Effect.UNDECIDED and Effect.UNDECIDED not in told:
            yield _whole(ChangeId.UNDECIDED, _why(trial), [trial.sides.party], Effect.UNDECIDED)


def _why(trial: PartyAnalysis) -> str:
    obstacles = {**trial.sides.producer.obstacles, **trial.sides.consumer.obstacles}
    reason = "; ".join(f"{pointer}: {obstacle}" for pointer, obstacle in sorted(obstacles.items()))
    return f"nothing could be proven and no witness was found{': ' if reason else ''}{reason}"


def _whole(named: ChangeId, message: str, parties: Iterable[Party], effect: Effect) -> SchemaChange:
    return SchemaChange(named, message, "#", "#", effects=dict.fromkeys(parties, effect))


def _pointer(places: SchemaIndex, place: tuple[str | int, ...] | None) -> str | None:
    return None if place is None else places.pointer(place)
