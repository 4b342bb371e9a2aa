"""Payloads to counts, many at a time: the values at one place of all of them together, then those below it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from enum import Enum
from itertools import chain
from typing import TYPE_CHECKING

from .corpus import Standing
from .tally import ITEM, MAX_NAME_LENGTH, Sighting

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ..fields import Field
    from ..pointers import JsonValue, Path
    from .corpus import Seen
    from .tally import Tally

_TYPE_NAMES = {
    dict: "object",
    list: "array",
    str: "string",
    int: "number",
    float: "number",
    bool: "boolean",
    type(None): "null",
}
_NOTHING: Mapping[str, Field] = {}


class Naming(Enum):
    """Which names of a payload may be told, but for those that the schema declares.

    An object that is no session and has few of the declared names may be variables rather than ``internal``: of it the
    names at the top are told, if it is the whole document, and no others.
    """

    ALL = "all"
    TOP = "top"
    DECLARED = "declared"


@dataclass(frozen=True, slots=True)
class _Column:
    """The values at one place of many payloads, and of each the index of its payload, in ascending order.

    ``declaration`` is what the schema says of the place; None if it does not name it. ``is_single`` says that no
    payload has more than one of the values.
    """

    path: Path
    declaration: Field | None
    standing: Standing
    values: Sequence[JsonValue]
    owners: Sequence[int]
    is_single: bool = True

    @property
    def declared(self) -> Mapping[str, Field]:
        """The members that the schema names."""
        return _NOTHING if self.declaration is None else self.declaration.members


@dataclass(slots=True)
class Batch:
    """Payloads that are counted together: the object ``internal`` of each, and where it was seen."""

    naming: Naming
    objects: list[JsonValue] = field(default_factory=list["JsonValue"])
    origins: list[Seen] = field(default_factory=list["Seen"])

    def add(self, internal: dict[str, JsonValue], origin: Seen) -> None:
        """Add a payload."""
        self.objects.append(internal)
        self.origins.append(origin)

    def count(self, tally: Tally, root: Field) -> None:
        """Count the fields of the payloads, and empty the batch; ``root`` is what the schema says of ``internal``."""
        objects, origins = self.objects, self.origins
        self.objects, self.origins = [], []
        tally.observed += len(objects)
        counting = _Counting(tally, origins, self.naming)
        counting.columns.append(_Column((), root, Standing.STABLE, objects, range(len(objects))))
        while counting.columns:
            counting.take(counting.columns.pop())


@dataclass(slots=True)
class _Counting:
    """One batch on its way into the tally; ``columns`` are yet to be looked into."""

    tally: Tally
    origins: list[Seen]
    naming: Naming
    columns: list[_Column] = field(default_factory=list[_Column])

    def take(self, column: _Column) -> None:
        """Look into the objects and arrays of a column."""
        objects = [
            (value, owner) for value, owner in zip(column.values, column.owners, strict=True) if type(value) is dict
        ]
        if objects:
            self.members(column, [value for value, _ in objects], [owner for _, owner in objects])
        if len(objects) < len(column.values):
            pairs = zip(column.values, column.owners, strict=True)
            arrays = [(value, owner) for value, owner in pairs if type(value) is list and value]
            if arrays:
                self.items(column, arrays)

    def items(self, column: _Column, arrays: list[tuple[list[JsonValue], int]]) -> None:
        """Count the items of arrays."""
        declaration = column.declaration
        below = declaration.items if declaration is not None and column.standing is Standing.STABLE else None
        standing = column.standing
        if declaration is not None and below is None and standing is Standing.STABLE:
            standing = Standing.FREE if "array" in declaration.types else Standing.UNKNOWN
        values = [item for array, _ in arrays for item in array]
        owners = [owner for array, owner in arrays for _ in array]
        self.see(_Column((*column.path, ITEM), below, standing, values, owners, is_single=False))

    def members(self, column: _Column, objects: list[dict[str, JsonValue]], owners: list[int]) -> None:
        """Count the members of objects."""
        declared = column.declared
        names = Counter(chain.from_iterable(objects))
        for name in names.keys() & declared.keys():
            member = declared[name]
            standing = column.standing if member.stability is None else Standing(member.stability)
            self.see(_member(column, name, objects, owners, declaration=member, standing=standing))
        if len(names.keys() - declared.keys()) > 0:
            self.undeclared(column, objects, owners, names)

    def undeclared(
        self, column: _Column, objects: list[dict[str, JsonValue]], owners: list[int], names: Counter[str]
    ) -> None:
        """Count the members that the schema does not name."""
        declared = column.declared
        found = {name: count for name, count in names.items() if name not in declared}
        if self.naming is not Naming.ALL and (column.path or self.naming is Naming.DECLARED):
            self.tally.withheld += sum(found.values())
            return
        standing = _standing_of_unnamed(column)
        pairs = zip(objects, owners, strict=True)
        others = [(value, owner) for each, owner in pairs for name, value in each.items() if name in found]
        values, holders = [value for value, _ in others], [owner for _, owner in others]
        together = _Column(column.path, None, standing, values, holders, is_single=False)
        self.tally.see_others(column.path, self.sighting(together))
        short = {name for name in found if len(name) <= MAX_NAME_LENGTH}
        self.tally.omitted += sum(count for name, count in found.items() if name not in short)
        # In the order in which they come, so that the limit on places keeps the same ones in every run.
        admitted = self.tally.admit(column.path, short)
        for name in found:
            if name in admitted:
                self.see(_member(column, name, objects, owners, declaration=None, standing=standing))

    def see(self, column: _Column) -> None:
        """Count a column, and put it with those to be looked into if what is below it may be told."""
        is_declared = column.declaration is not None
        if not is_declared and not self.tally.has_room(column.path):
            self.tally.omitted += len(column.values)
            return
        self.tally.see(column.path, self.sighting(column))
        if is_declared or self.naming is Naming.ALL:
            self.columns.append(column)

    def sighting(self, column: _Column) -> Sighting:
        """Return what a column comes to."""
        types: Counter[str] = Counter()
        for kind, count in Counter(map(type, column.values)).items():
            types[_TYPE_NAMES[kind]] += count
        payloads = len(column.values) if column.is_single else len(set(column.owners))
        first, last = self.origins[column.owners[0]], self.origins[column.owners[-1]]
        return Sighting(column.standing, payloads, types, first, last)


def _member(
    column: _Column,
    name: str,
    objects: list[dict[str, JsonValue]],
    owners: list[int],
    *,
    declaration: Field | None,
    standing: Standing,
) -> _Column:
    """Return the column of one member of the objects in a column."""
    pairs = [(each[name], owner) for each, owner in zip(objects, owners, strict=True) if name in each]
    return replace(
        column,
        path=(*column.path, name),
        declaration=declaration,
        standing=standing,
        values=[value for value, _ in pairs],
        owners=[owner for _, owner in pairs],
    )


def _standing_of_unnamed(column: _Column) -> Standing:
    """Return the standing of members that the schema does not name."""
    if column.standing is not Standing.STABLE:
        return column.standing
    is_open = column.declaration is None or column.declaration.free
    return Standing.FREE if is_open else Standing.UNKNOWN
