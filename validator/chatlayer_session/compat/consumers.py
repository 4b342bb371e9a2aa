"""The services that a change concerns, by their contracts."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ..contract.recorded import overlaps
from ..findings import Kind
from ..jsonpointer import parse_pointer
from ..spec.kinds import INTERNAL
from .changes import ChangeId, Effect, Party

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..contract.model import Contract, Read
    from ..jsonpointer import InstancePath
    from .changes import Comparison, Compatibility, SchemaChange

_PREFIXES: dict[str, InstancePath] = {Kind.SESSION.value: (), Kind.INTERNAL.value: (INTERNAL,)}
"""Where the payloads of a schema are in a session, by the name of the schema."""

_WORDS_ONLY = frozenset({ChangeId.ANNOTATION_CHANGED, ChangeId.REFERENCE_REFACTORED})
_OF_VALUES = frozenset({ChangeId.ENUM_VALUE_ADDED, ChangeId.ENUM_REMOVED, ChangeId.EXTENSIBLE_VALUE_ADDED})


def name_consumers(compatibility: Compatibility, contracts: Sequence[Contract]) -> Compatibility:
    """Return the comparisons with the services that each change to a session concerns.

    A change that concerns no service breaks no reader. Changes to other schemas are left as they are.
    """
    comparisons: list[Comparison] = []
    for comparison in compatibility.comparisons:
        prefix = _PREFIXES.get(comparison.name.rpartition("/")[2].removesuffix(".json"))
        changes = comparison.changes
        if prefix is not None:
            changes = tuple(_named(change, prefix, contracts) for change in changes)
        comparisons.append(replace(comparison, changes=changes))
    return replace(compatibility, comparisons=tuple(comparisons))


def _named(change: SchemaChange, prefix: InstancePath, contracts: Sequence[Contract]) -> SchemaChange:
    if change.id in _WORDS_ONLY:
        return change
    path = (*prefix, *map(str, change.instance))
    consumers = sorted({one.consumer for one in contracts if any(_concerns(change, path, read) for read in one.reads)})
    effects, witnesses = dict(change.effects), dict(change.witnesses)
    if not consumers and Party.READER in effects:
        effects[Party.READER] = Effect.HARMLESS
        witnesses.pop(Party.READER, None)
    return replace(change, consumers=tuple(consumers), effects=effects, witnesses=witnesses)


def _concerns(change: SchemaChange, path: InstancePath, read: Read) -> bool:
    """Return whether a change at a path can break what a read assumes."""
    tokens = parse_pointer(read.pointer)
    if not overlaps(tokens, path):
        return False
    if change.id is ChangeId.PROPERTY_BECAME_OPTIONAL and len(path) <= len(tokens):
        return read.required
    if len(path) != len(tokens):
        return True
    if change.id in _OF_VALUES:
        return bool(read.values)
    return change.id is not ChangeId.TYPE_WIDENED or bool(read.types or read.values)
