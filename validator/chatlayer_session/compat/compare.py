"""Two inputs to everything found between them."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

from ..errors import UnreadableInput
from .changes import PARTIES, ChangeId, Comparison, Compatibility, SchemaChange, largest
from .comparer import Comparer, SchemaSet
from .inputs import read_input
from .prover import Prover
from .version_rules import check_released_file, check_version_bump

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .budget import SearchBudget
    from .changes import Party
    from .documents import SchemaFile
    from .inputs import Input


def compatibility(
    old: str, new: str, parties: Sequence[Party] = PARTIES, effort: SearchBudget | None = None
) -> Compatibility:
    """Compare two versions, files or folders; files of two folders belong together by their names.

    Raises:
        UnreadableInput: one of the two cannot be read, or holds what is no schema.
        MissingExtra: jsonschema-rs is not installed.
    """
    broken: set[str] = set()
    with closing(Prover()) as prover:
        before, after = (read_input(name, unreadable=broken) for name in (old, new))
        comparer = Comparer(prover, parties, effort)
        comparisons = tuple(_compared(comparer, before, after, broken))
    return Compatibility(old, new, tuple(parties), comparisons)


def _compared(comparer: Comparer, old: Input, new: Input, broken: set[str]) -> Iterator[Comparison]:
    before, after = ({file.name: file for file in side.files} for side in (old, new))
    if len(before) == len(after) == 1:
        # Two files are compared whatever they are called.
        after = dict(zip(before, after.values(), strict=True))
    for name in sorted(broken & (before.keys() ^ after.keys())):
        raise UnreadableInput(name, "one side holds a schema of this name and the other a file that is no JSON")
    if not before.keys() & after.keys():
        raise UnreadableInput(new.name, f"none of its schemas has the name of one in {old.name}")
    for name in sorted(before.keys() | after.keys()):
        one, other = before.get(name), after.get(name)
        if one is None or other is None:
            yield _alone(name, one, other)
        else:
            found = comparer.compare((SchemaSet(old.all_files), one), (SchemaSet(new.all_files), other))
            yield replace(found, name=name, changes=_held_to_rules(one, other, found.changes))


def _alone(name: str, old: SchemaFile | None, new: SchemaFile | None) -> Comparison:
    """Return the comparison of a schema that only one side has."""
    gone = old is not None
    named = ChangeId.SCHEMA_REMOVED if gone else ChangeId.SCHEMA_ADDED
    message = f"the schema {name} is gone" if gone else f"the schema {name} is new"
    change = SchemaChange(named, message, "#" if gone else None, None if gone else "#")
    one, other = (None if side is None else side.source for side in (old, new))
    return Comparison(name, one, other, (change,))


def _held_to_rules(old: SchemaFile, new: SchemaFile, changes: tuple[SchemaChange, ...]) -> tuple[SchemaChange, ...]:
    """Return the changes with those that break a rule of releases."""
    faults = [check_released_file(old, is_new=False), check_released_file(new, is_new=True)]
    if not (old.identifier == new.identifier and any(faults)):
        faults.append(check_version_bump(old, new, largest(change.bump for change in changes)))
    return (*changes, *(fault for fault in faults if fault is not None))
