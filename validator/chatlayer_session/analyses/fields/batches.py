"""Counts the fields of many payloads at a time: all values at one path together, then those one level deeper."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from enum import Enum
from itertools import chain
from operator import itemgetter
from typing import TYPE_CHECKING, cast

from ...spec.json_type import NAMES_BY_TYPE
from .counts import ITEM, MAX_NAME_LENGTH, FieldStats, add_stats
from .inventory import FieldStability

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ...inputs.records import Origin
    from ...jsonpointer import InstancePath, JsonValue
    from ...spec.fields import Field
    from .counts import FieldCounts

_NO_MEMBERS: Mapping[str, Field] = {}


class NameVisibility(Enum):
    """Which names of a payload may be shown, besides the declared ones.

    An object that is not a session and has few of the declared names may be variables rather than ``internal``. Its
    undeclared names are shown only at the top, and only if it is the whole document.
    """

    ALL = "all"
    TOP = "top"
    DECLARED = "declared"


@dataclass(frozen=True, slots=True)
class _Column:
    """The values at one path of many payloads; ``owners`` has the index of the payload of each value, ascending.

    ``declaration`` is the field in the schema, None if it is not declared. ``is_single`` is True if no payload has more
    than one of the values.
    """

    path: InstancePath
    declaration: Field | None
    stability: FieldStability
    values: Sequence[JsonValue]
    owners: Sequence[int]
    is_single: bool = True

    @property
    def declared(self) -> Mapping[str, Field]:
        """The declared members."""
        return _NO_MEMBERS if self.declaration is None else self.declaration.members


@dataclass(slots=True)
class Batch:
    """Payloads that are counted together: the object ``internal`` of each, and its origin."""

    counts: FieldCounts
    visibility: NameVisibility
    objects: list[JsonValue] = field(default_factory=list["JsonValue"])
    origins: list[Origin] = field(default_factory=list["Origin"])
    _columns: list[_Column] = field(default_factory=list[_Column])

    def add(self, internal: dict[str, JsonValue], origin: Origin) -> None:
        """Add a payload."""
        self.objects.append(internal)
        self.origins.append(origin)

    def count(self, root: Field) -> None:
        """Count the fields of the payloads; ``root`` is the declaration of ``internal``."""
        self.counts.inspected += len(self.objects)
        self._columns.append(_Column((), root, FieldStability.STABLE, self.objects, range(len(self.objects))))
        while self._columns:
            self._inspect(self._columns.pop())

    def _inspect(self, column: _Column) -> None:
        """Count what the objects and arrays of a column contain."""
        kinds = Counter(map(type, column.values))
        if kinds[dict] == len(column.values):
            self._count_members(column, cast("list[dict[str, JsonValue]]", column.values), column.owners)
            return
        if kinds[dict]:
            pairs = zip(column.values, column.owners, strict=True)
            objects = [(value, owner) for value, owner in pairs if isinstance(value, dict)]
            self._count_members(column, [value for value, _ in objects], [owner for _, owner in objects])
        if kinds[list]:
            pairs = zip(column.values, column.owners, strict=True)
            arrays = [(value, owner) for value, owner in pairs if isinstance(value, list) and value]
            if arrays:
                self._count_items(column, arrays)

    def _count_items(self, column: _Column, arrays: list[tuple[list[JsonValue], int]]) -> None:
        declaration, stability = column.declaration, column.stability
        items = declaration.items if declaration is not None and stability is FieldStability.STABLE else None
        if declaration is not None and items is None and stability is FieldStability.STABLE:
            stability = FieldStability.FREE if "array" in declaration.types else FieldStability.UNKNOWN
        values = [item for array, _ in arrays for item in array]
        owners = [owner for array, owner in arrays for _ in array]
        self._count_column(_Column((*column.path, ITEM), items, stability, values, owners, is_single=False))

    def _count_members(self, column: _Column, objects: list[dict[str, JsonValue]], owners: Sequence[int]) -> None:
        declared = column.declared
        names = Counter(chain.from_iterable(objects))
        for name in names.keys() & declared.keys():
            member = declared[name]
            stability = column.stability if member.stability is None else FieldStability(member.stability)
            self._count_column(
                _member(column, name, objects, owners, names[name], declaration=member, stability=stability)
            )
        if names.keys() - declared.keys():
            self._count_undeclared(column, objects, owners, names)

    def _count_undeclared(
        self, column: _Column, objects: list[dict[str, JsonValue]], owners: Sequence[int], names: Counter[str]
    ) -> None:
        declared = column.declared
        undeclared = {name: count for name, count in names.items() if name not in declared}
        if self.visibility is not NameVisibility.ALL and (column.path or self.visibility is NameVisibility.DECLARED):
            self.counts.private += sum(undeclared.values())
            return
        stability = _stability_of_undeclared(column)
        stats = self._stats_together(stability, objects, owners, names, undeclared)
        add_stats(self.counts.undeclared, column.path, stats)
        short = {name for name in undeclared if len(name) <= MAX_NAME_LENGTH}
        self.counts.over_limit += sum(count for name, count in undeclared.items() if name not in short)
        distinguished = self.counts.distinguish(column.path, short)
        # In the order of the input, so that the limit on fields keeps the same fields in every run.
        for name in undeclared:
            if name in distinguished:
                self._count_column(
                    _member(column, name, objects, owners, names[name], declaration=None, stability=stability)
                )

    def _stats_together(
        self,
        stability: FieldStability,
        objects: list[dict[str, JsonValue]],
        owners: Sequence[int],
        names: Counter[str],
        undeclared: dict[str, int],
    ) -> FieldStats:
        """Return the statistics of all undeclared members together."""
        if len(undeclared) == len(names):
            non_empty = [owner for instance, owner in zip(objects, owners, strict=True) if instance]
            members = chain.from_iterable(instance.values() for instance in objects)
            return self._stats(stability, Counter(map(type, members)), non_empty)
        values = [
            (type(value), owner)
            for instance, owner in zip(objects, owners, strict=True)
            for name, value in instance.items()
            if name in undeclared
        ]
        return self._stats(stability, Counter(kind for kind, _ in values), [owner for _, owner in values])

    def _count_column(self, column: _Column) -> None:
        """Count the values of a column; queue it if the names inside it may be shown."""
        is_declared = column.declaration is not None
        if not is_declared and not self.counts.has_space(column.path):
            self.counts.over_limit += len(column.values)
            return
        kinds = Counter(map(type, column.values))
        stats = self._stats(column.stability, kinds, column.owners, is_single=column.is_single)
        add_stats(self.counts.fields, column.path, stats)
        if (is_declared or self.visibility is NameVisibility.ALL) and (dict in kinds or list in kinds):
            self._columns.append(column)

    def _stats(
        self, stability: FieldStability, kinds: Counter[type], owners: Sequence[int], *, is_single: bool = False
    ) -> FieldStats:
        """Return the statistics of values with these Python types, in the payloads with these indices."""
        types: Counter[str] = Counter()
        for kind, count in kinds.items():
            types[NAMES_BY_TYPE[kind]] += count
        payloads = len(owners) if is_single else len(set(owners))
        return FieldStats(stability, payloads, types, self.origins[owners[0]], self.origins[owners[-1]])


def _member(
    column: _Column,
    name: str,
    objects: list[dict[str, JsonValue]],
    owners: Sequence[int],
    count: int,
    *,
    declaration: Field | None,
    stability: FieldStability,
) -> _Column:
    """Return the column of one member, which ``count`` of the objects have."""
    values: list[JsonValue]
    if count == len(objects):
        values = list(map(itemgetter(name), objects))
    else:
        values = [instance[name] for instance in objects if name in instance]
        owners = [owner for instance, owner in zip(objects, owners, strict=True) if name in instance]
    path = (*column.path, name)
    return replace(column, path=path, declaration=declaration, stability=stability, values=values, owners=owners)


def _stability_of_undeclared(column: _Column) -> FieldStability:
    """Return the stability of undeclared members."""
    if column.stability is not FieldStability.STABLE:
        return column.stability
    is_open = column.declaration is None or column.declaration.open
    return FieldStability.FREE if is_open else FieldStability.UNKNOWN
