"""Payloads to counts, many at a time: the values at one place of all of them together, then those below it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from enum import Enum
from itertools import chain
from operator import itemgetter
from typing import TYPE_CHECKING, cast

from .counts import ITEM, MAX_NAME_LENGTH, FieldStats
from .inventory import FieldStability

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ...jsonpointer import InstancePath, JsonValue
    from ...spec.fields import Field
    from .counts import FieldCounts
    from .inventory import FieldLocation

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


class NameVisibility(Enum):
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

    path: InstancePath
    declaration: Field | None
    standing: FieldStability
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

    naming: NameVisibility
    objects: list[JsonValue] = field(default_factory=list["JsonValue"])
    origins: list[FieldLocation] = field(default_factory=list["FieldLocation"])

    def add(self, internal: dict[str, JsonValue], origin: FieldLocation) -> None:
        """Add a payload."""
        self.objects.append(internal)
        self.origins.append(origin)

    def count(self, tally: FieldCounts, root: Field) -> None:
        """Count the fields of the payloads, and empty the batch; ``root`` is what the schema says of ``internal``."""
        objects, origins = self.objects, self.origins
        self.objects, self.origins = [], []
        tally.observed += len(objects)
        counting = _Counting(tally, origins, self.naming)
        counting.columns.append(_Column((), root, FieldStability.STABLE, objects, range(len(objects))))
        while counting.columns:
            counting.take(counting.columns.pop())


@dataclass(slots=True)
class _Counting:
    """One batch on its way into the tally; ``columns`` are yet to be looked into."""

    tally: FieldCounts
    origins: list[FieldLocation]
    naming: NameVisibility
    columns: list[_Column] = field(default_factory=list[_Column])

    def take(self, column: _Column) -> None:
        """Look into the objects and arrays of a column."""
        kinds = Counter(map(type, column.values))
        if kinds[dict] == len(column.values):
            self.members(column, cast("list[dict[str, JsonValue]]", column.values), column.owners)
            return
        if kinds[dict]:
            pairs = zip(column.values, column.owners, strict=True)
            objects = [(value, owner) for value, owner in pairs if isinstance(value, dict)]
            self.members(column, [value for value, _ in objects], [owner for _, owner in objects])
        if kinds[list]:
            pairs = zip(column.values, column.owners, strict=True)
            arrays = [(value, owner) for value, owner in pairs if isinstance(value, list) and value]
            if arrays:
                self.items(column, arrays)

    def items(self, column: _Column, arrays: list[tuple[list[JsonValue], int]]) -> None:
        """Count the items of arrays."""
        declaration = column.declaration
        below = declaration.items if declaration is not None and column.standing is FieldStability.STABLE else None
        standing = column.standing
        if declaration is not None and below is None and standing is FieldStability.STABLE:
            standing = FieldStability.FREE if "array" in declaration.types else FieldStability.UNKNOWN
        values = [item for array, _ in arrays for item in array]
        owners = [owner for array, owner in arrays for _ in array]
        self.see(_Column((*column.path, ITEM), below, standing, values, owners, is_single=False))

    def members(self, column: _Column, objects: list[dict[str, JsonValue]], owners: Sequence[int]) -> None:
        """Count the members of objects."""
        declared = column.declared
        names = Counter(chain.from_iterable(objects))
        for name in names.keys() & declared.keys():
            member = declared[name]
            standing = column.standing if member.stability is None else FieldStability(member.stability)
            self.see(_member(column, name, objects, owners, names[name], declaration=member, standing=standing))
        if len(names.keys() - declared.keys()) > 0:
            self.undeclared(column, objects, owners, names)

    def undeclared(
        self, column: _Column, objects: list[dict[str, JsonValue]], owners: Sequence[int], names: Counter[str]
    ) -> None:
        """Count the members that the schema does not name."""
        declared = column.declared
        found = {name: count for name, count in names.items() if name not in declared}
        if self.naming is not NameVisibility.ALL and (column.path or self.naming is NameVisibility.DECLARED):
            self.tally.private += sum(found.values())
            return
        standing = _standing_of_unnamed(column)
        self.tally.add_undeclared(column.path, self.together(standing, objects, owners, names, found))
        short = {name for name in found if len(name) <= MAX_NAME_LENGTH}
        self.tally.over_limit += sum(count for name, count in found.items() if name not in short)
        # In the order in which they come, so that the limit on places keeps the same ones in every run.
        admitted = self.tally.distinguish(column.path, short)
        for name in found:
            if name in admitted:
                self.see(_member(column, name, objects, owners, names[name], declaration=None, standing=standing))

    def together(
        self,
        standing: FieldStability,
        objects: list[dict[str, JsonValue]],
        owners: Sequence[int],
        names: Counter[str],
        found: dict[str, int],
    ) -> FieldStats:
        """Return what the members with the names in ``found`` come to together."""
        if len(found) == len(names):
            holders = [owner for each, owner in zip(objects, owners, strict=True) if each]
            members = chain.from_iterable(each.values() for each in objects)
            return self.sighting(standing, Counter(map(type, members)), holders)
        pairs = zip(objects, owners, strict=True)
        others = [(type(value), owner) for each, owner in pairs for name, value in each.items() if name in found]
        return self.sighting(standing, Counter(kind for kind, _ in others), [owner for _, owner in others])

    def see(self, column: _Column) -> None:
        """Count a column, and put it with those to be looked into if there is something below that may be told."""
        is_declared = column.declaration is not None
        if not is_declared and not self.tally.has_room(column.path):
            self.tally.over_limit += len(column.values)
            return
        kinds = Counter(map(type, column.values))
        self.tally.add_field(
            column.path, self.sighting(column.standing, kinds, column.owners, is_single=column.is_single)
        )
        if (is_declared or self.naming is NameVisibility.ALL) and (dict in kinds or list in kinds):
            self.columns.append(column)

    def sighting(
        self, standing: FieldStability, kinds: Counter[type], owners: Sequence[int], *, is_single: bool = False
    ) -> FieldStats:
        """Return what values of these Python types come to, of payloads with these indices."""
        types: Counter[str] = Counter()
        for kind, count in kinds.items():
            types[_TYPE_NAMES[kind]] += count
        payloads = len(owners) if is_single else len(set(owners))
        return FieldStats(standing, payloads, types, self.origins[owners[0]], self.origins[owners[-1]])


def _member(
    column: _Column,
    name: str,
    objects: list[dict[str, JsonValue]],
    owners: Sequence[int],
    count: int,
    *,
    declaration: Field | None,
    standing: FieldStability,
) -> _Column:
    """Return the column of one member of the objects in a column."""
    values: list[JsonValue]
    if count == len(objects):
        values = list(map(itemgetter(name), objects))
    else:
        values = [each[name] for each in objects if name in each]
        owners = [owner for each, owner in zip(objects, owners, strict=True) if name in each]
    path = (*column.path, name)
    return replace(column, path=path, declaration=declaration, standing=standing, values=values, owners=owners)


def _standing_of_unnamed(column: _Column) -> FieldStability:
    """Return the standing of members that the schema does not name."""
    if column.standing is not FieldStability.STABLE:
        return column.standing
    is_open = column.declaration is None or column.declaration.open
    return FieldStability.FREE if is_open else FieldStability.UNKNOWN
