"""The two schemas of a comparison, as one party sees them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .changes import Party, Witness
from .model.equality import key_of
from .model.normalizer import normalize
from .model.views import CompatView
from .search.validator_pair import Relation, ValidatorPair

if TYPE_CHECKING:
    from ..jsonpointer import JsonValue
    from .model.schema_bundle import SchemaBundle
    from .model.schema_index import SchemaIndex
    from .search.work import SearchWork


@dataclass(frozen=True, slots=True)
class SchemaSide:
    """One of the two schemas, called ``old`` or ``new``: its common form, and the validators of its file."""

    name: str
    index: SchemaIndex = field(repr=False)
    validators: ValidatorPair = field(repr=False)

    @classmethod
    def of(cls, name: str, bundle: SchemaBundle, work: SearchWork) -> SchemaSide:
        """Return the side for a schema file.

        Raises:
            UnreadableInput: a reference leads nowhere or in a circle, or a dialect or keyword value is not supported.
            Stopped: the watch of the work ended.
        """
        index = normalize(bundle, work.watch)
        return cls(name, index, ValidatorPair.of_file(bundle, index, work))


@dataclass(frozen=True, slots=True)
class SidePair:
    """Payloads of ``producer`` are validated against ``consumer``.

    The producer is the new schema for a reader, and the old one for a writer.
    """

    party: Party
    producer: SchemaSide
    consumer: SchemaSide

    @classmethod
    def of(cls, party: Party, old: SchemaSide, new: SchemaSide) -> SidePair:
        """Return two schemas as a party sees them."""
        return cls(party, new, old) if party is Party.READER else cls(party, old, new)

    @property
    def obstacles(self) -> dict[str, str]:
        """The parts of both schemas that have no common form, with the reason for each."""
        return {**self.producer.index.obstacles, **self.consumer.index.obstacles}

    @property
    def are_equal(self) -> bool:
        """Whether both schemas are written alike, except for the order of keywords and the names of definitions."""
        indices = self.producer.index, self.consumer.index
        old, new = (
            # Dynamic references can lead to parts that have no common form.
            (index.annotated.fingerprint(()), key_of(index.originals.get((), {})) if self.obstacles else "")
            for index in indices
        )
        return old == new

    def views(self, *, extended: bool) -> tuple[CompatView, CompatView]:
        """Return the view that must accept a payload, and the view that may reject it.

        ``extended`` views include members that no schema declares.
        """
        is_reader = self.party is Party.READER
        watch = self.producer.validators.work.watch
        producer = CompatView(self.producer.index, closed=not extended, keeps_unstable=is_reader, watch=watch)
        return producer, CompatView(self.consumer.index, closed=False, watch=watch)

    def relation(self, *, extended: bool) -> Relation:
        """Return what a witness shows."""
        accepting, rejecting = (view.index(view.source.root) for view in self.views(extended=extended))
        return Relation(accepting, rejecting, self.producer.validators, self.consumer.validators)

    def witness(self, payload: JsonValue) -> Witness:
        """Return a payload as a witness."""
        return Witness(payload, accepted_by=self.producer.name, rejected_by=self.consumer.name)
