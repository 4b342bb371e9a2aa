"""Where a pointer leads in the fields of a schema version, and what of an assumption the schema does not guarantee."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING, NamedTuple

from ..generate.generator import allowed_values, is_of, meets
from ..jsonpointer import WILDCARD
from ..spec.fields import Field
from ..spec.json_type import TYPES
from .witness import SIMPLEST

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..generate.generator import Generator
    from ..jsonpointer import JsonValue
    from ..spec.fields import FieldPath
    from .model import Read

ANY = Field((), None, None, "")
"""The field of a place that the schema does not describe."""

_ANY_TYPES = tuple(name for name in TYPES if name != "integer")
_HALVINGS = 12
_EXHAUSTIVE = frozenset({"boolean", "null"})


class Step(NamedTuple):
    """A step from the ``owner``, the field at ``path``, to its member ``name``, or to its items if that is None."""

    path: FieldPath
    owner: Field
    name: str | None

    @property
    def target(self) -> FieldPath:
        """The path of the member or of the items."""
        return (*self.path, self.name)


@dataclass(frozen=True, slots=True)
class FieldPlace:
    """The steps to a field that the schema knows, and the ``field``.

    If ``rest`` is not empty, the schema has no place for its first token: the field is an object without such a member,
    an array, which has only items, or a value of a different type. An unstable field ends the steps.
    """

    steps: tuple[Step, ...]
    field: Field
    rest: tuple[str, ...] = ()

    @property
    def path(self) -> FieldPath:
        """The path of the field."""
        return self.steps[-1].target if self.steps else ()

    @classmethod
    def find(cls, root: Field, tokens: tuple[str, ...]) -> FieldPlace:
        """Return the place for the tokens of a pointer, in which ``*`` stands for the items of an array."""
        place = cls((), root)
        for number, token in enumerate(tokens):
            field = place.field
            step = Step(place.path, field, None if token == WILDCARD else token)
            child = _child(field, step.name)
            if field.is_unstable or child is None:
                return cls(place.steps, field, tokens[number:])
            place = cls((*place.steps, step), child)
        return place


def _child(field: Field, name: str | None) -> Field | None:
    """Return a member or the items of a field, None if it cannot have them."""
    if not field.types:
        return ANY
    if name is None:
        return (field.items or ANY) if "array" in field.types else None
    if "object" in field.types:
        return field.members.get(name) or (ANY if field.open else None)
    return None


class Gap(NamedTuple):
    """A value at a path, or a missing member, that a schema allows and a service does not expect.

    ``key`` is the part of the read that assumes something else, and ``other`` says what the schema allows. ``field`` is
    the field at fault. If ``is_missing``, the path is that of a missing member; otherwise ``values`` has the value, or
    nothing if none was found.
    """

    key: str
    template: str
    other: str
    field: Field
    path: FieldPath
    values: tuple[JsonValue, ...] = ()
    is_missing: bool = False


def gaps(read: Read, place: FieldPlace, generator: Generator) -> Iterator[Gap]:
    """Yield the gaps between the assumptions of a read and what the schema guarantees at its place."""
    absence = next(_absences(place, generator), None) if read.required else None
    if absence is not None:
        yield absence
    names = place.field.types or _ANY_TYPES
    if read.types:
        yield from _type_gaps(read, place, names, generator)
    if read.values:
        expected = [name for name in names if not read.types or _covers(read.types, name)]
        yield from _value_gaps(read, place, expected, generator)


def _absences(place: FieldPlace, generator: Generator) -> Iterator[Gap]:
    """Yield the ways in which an object can lack the field; below ``*``, each item is such an object."""
    names = [step.name for step in place.steps]
    after_items = len(names) - names[::-1].index(None) if None in names else 0
    for path, owner, name in place.steps[after_items:]:
        if name not in owner.required:
            template = "missing" if path == place.steps[-1].path else "ancestor-missing"
            yield Gap("required", template, "", owner, (*path, name), is_missing=True)
        for other in owner.types:
            if other != "object":
                values = tuple(_samples(owner, other, generator)[:1])
                yield Gap("required", "ancestor", TYPES[other], owner, path, values)


def _type_gaps(read: Read, place: FieldPlace, names: tuple[str, ...], generator: Generator) -> Iterator[Gap]:
    for name in names:
        if not _covers(read.types, name):
            samples = _samples(place.field, name, generator)
            unexpected = [value for value in samples if not read.expects_type_of(value)]
            if unexpected or not _is_exhaustive(place.field, name):
                yield Gap("type", "type", TYPES[name], place.field, place.path, tuple(unexpected[:1]))
                return


def _value_gaps(read: Read, place: FieldPlace, names: list[str], generator: Generator) -> Iterator[Gap]:
    field = place.field
    for name in names:
        samples = _samples(field, name, generator, len(read.values))
        unexpected = [value for value in samples if not read.expects(value)]
        if field.values and unexpected:
            yield Gap("values", "value", f"`{unexpected[0]}`", field, place.path, tuple(unexpected[:1]))
            return
        if unexpected or not _is_exhaustive(field, name):
            yield Gap("values", "open", TYPES[name], field, place.path, tuple(unexpected[:1]))
            return


def _covers(assumed: tuple[str, ...], name: str) -> bool:
    return name in assumed or (name == "integer" and "number" in assumed)


def _is_exhaustive(field: Field, name: str) -> bool:
    """Return whether the samples of a type are all values of it."""
    return bool(field.values) or name in _EXHAUSTIVE


def _samples(field: Field, name: str, generator: Generator, count: int = 0) -> list[JsonValue]:
    """Return values of a JSON type that a field allows: more than ``count`` different ones, if it has as many."""
    if field.values:
        return [value for value in allowed_values(field) if is_of(value, name)]
    allowed, (low, high) = field._replace(types=(name,)), field.range
    start = low if low is not None else 0 if high is None else high - 1
    width = 1 if high is None else high - start
    samples: dict[str, list[JsonValue]] = {
        "string": [*field.known_values, *("x" * length for length in range(1, count + 2))],
        "number": [start + width / 2**part for part in range(1, count + _HALVINGS)],
        "integer": [ceil(start) + step for step in range(count + 1)],
        "boolean": [False, True],
    }
    generated = generator.value(allowed, SIMPLEST)
    return [value for value in (*samples.get(name, ()), generated) if meets(allowed, value)]
