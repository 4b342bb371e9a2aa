"""Shapes made from the schema, with what was learned in the places that the schema leaves open."""

from __future__ import annotations

from dataclasses import dataclass, field
from operator import attrgetter
from types import GenericAlias
from typing import TYPE_CHECKING, Annotated, Any, Literal

import msgspec

from ..checks.engines.compiled import NotCompilable
from ..jsonpointer import parse_pointer
from ..spec.traverse import ANNOTATIONS
from ..suggestion import closest_match
from .decoder import Names, PayloadDecoder
from .inference import INTEGER, Budget, InferredType, LimitExceeded, merge_order, record_type, union

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ..jsonpointer import JsonValue
    from ..spec.catalog import Schema

MAX_NAMES = 512
"""Names that are learned in one object of the schema, each time with those that were learned before."""

_SCALARS: dict[str, Any] = {"string": str, "boolean": bool, "null": None}
_HANDLED = frozenset(
    {"$ref", "type", "properties", "required", "additionalProperties", "items", "enum", "minimum", "maximum"}
    | {"x-stability", "x-extensible-enum"}
)


@dataclass(slots=True)
class LearnedFields:
    """What was learned: the members that objects were seen with, in order, and what stands in the open places."""

    order: dict[Names, list[str]] = field(default_factory=dict[Names, "list[str]"])
    open: dict[Names, InferredType] = field(default_factory=dict[Names, InferredType])
    unstable: dict[Names, None] = field(default_factory=dict[Names, None])
    budget: Budget = field(default_factory=Budget)

    def note_order(self, path: Names, names: list[str]) -> None:
        """Note in which order an object has its members; raises `LimitExceeded` if there are too many."""
        known = self.order.get(path, [])
        if len(known) + len(names) > MAX_NAMES:
            raise LimitExceeded
        self.order[path] = merge_order(known, names)

    def learn(self, path: Names, value: JsonValue, *, unstable: bool) -> None:
        """Learn what stands in an open place; raises `LimitExceeded` if it cannot be learned."""
        if path not in self.open:
            self.budget.spend()
            self.open[path] = InferredType()
        self.open[path].learn(value, self.budget)
        if unstable:
            self.unstable[path] = None


class DecoderBuilder:
    """Makes shapes of one kind of payload, and learns what they lack.

    Raises:
        NotCompilable: the schema uses keywords beyond the subset that is understood here.
    """

    def __init__(self, schemas: Mapping[str, Schema], identifier: str, reserved: str | None = None) -> None:
        self.schemas = schemas
        self.identifier = identifier
        self.excluded_member = reserved
        self.shape(LearnedFields())

    def shape(self, lessons: LearnedFields) -> PayloadDecoder:
        """Return the shape that takes what the schema allows and the lessons have."""
        drawing = _BuildContext(self, lessons)
        kind = drawing.kind(self.schemas[self.identifier], self.identifier, ())
        return PayloadDecoder(msgspec.json.Decoder(kind), drawing.getters())

    def learn(self, lessons: LearnedFields, payload: JsonValue) -> None:
        """Learn from a payload that meets the schema; raises `LimitExceeded` if it cannot be learned."""
        names = payload if isinstance(payload, dict) else {}
        if any(name.lower() == self.excluded_member for name in names):
            raise LimitExceeded
        self._learn(lessons, self.schemas[self.identifier], self.identifier, (), payload)

    def resolved(self, schema: Schema, identifier: str) -> tuple[Schema, str]:
        """Follow the references of a subschema.

        Raises:
            NotCompilable: a keyword beside a reference asserts something.
        """
        while "$ref" in schema:
            beside = schema.keys() - ANNOTATIONS - {"$ref", "x-stability"}
            if beside:
                raise NotCompilable(min(beside), identifier)
            target, _, fragment = schema["$ref"].partition("#")
            identifier = target or identifier
            found: Any = self.schemas[identifier]
            for token in parse_pointer(fragment):
                found = found[token]
            schema = found
        return schema, identifier

    def _learn(self, lessons: LearnedFields, schema: Schema, identifier: str, path: Names, value: JsonValue) -> None:
        if _is_unstable(schema):
            lessons.learn(path, value, unstable=True)
            return
        schema, identifier = self.resolved(schema, identifier)
        if isinstance(value, dict):
            declared = schema.get("properties", {})
            names = [name for name in value if not _may_be_meant_for_another(name, schema)]
            lessons.note_order(path, names)
            for name in names:
                member = value[name]
                if name in declared:
                    self._learn(lessons, declared[name], identifier, (*path, name), member)
                else:
                    lessons.learn((*path, name), member, unstable=not _is_free(schema))
        elif isinstance(value, list) and "items" not in schema:
            lessons.learn(path, value, unstable=False)


class _BuildContext:
    """One decoder in the making."""

    def __init__(self, blueprint: DecoderBuilder, lessons: LearnedFields) -> None:
        self.blueprint = blueprint
        self.lessons = lessons
        self.attributes: dict[Names, str] = {}
        self.always: set[Names] = set()

    def kind(self, schema: Schema, identifier: str, path: Names | None) -> Any:
        """Return the type for a subschema; ``path`` is None inside arrays, where nothing is learned."""
        if _is_unstable(schema):
            return self.learned(path)
        schema, identifier = self.blueprint.resolved(schema, identifier)
        unknown = schema.keys() - ANNOTATIONS - _HANDLED
        expected = schema.get("type")
        if unknown or _is_unstable(schema) or not isinstance(expected, str):
            raise NotCompilable(min(unknown, default="type"), identifier)
        if expected == "object":
            return self.record(schema, identifier, path)
        if expected == "array":
            items = schema.get("items")
            return self.learned(path, list) if items is None else _list_of(self.kind(items, identifier, None))
        if expected == "number":
            return _number(schema)
        values = schema.get("enum", schema.get("x-extensible-enum"))
        if values is not None and expected == "string":
            return Literal[tuple(values)]
        if expected not in _SCALARS:
            raise NotCompilable("type", identifier)
        return _SCALARS[expected]

    def record(self, schema: Schema, identifier: str, path: Names | None) -> Any:
        declared: dict[str, Schema] = schema.get("properties", {})
        required = schema.get("required", ())
        seen = self.lessons.order.get(path, []) if path is not None else []
        names = merge_order(seen, declared)
        members: list[tuple[str, Any, bool]] = []
        for name in names:
            inside = None if path is None else (*path, name)
            if name in declared and _is_unstable(declared[name]) and inside not in self.lessons.open:
                # Not learned, the field is not decoded either: a payload that has it is not vouched for.
                continue
            if inside is not None:
                self.attributes[inside] = f"f{len(members)}"
                if name in required:
                    self.always.add(inside)
            kind = self.kind(declared[name], identifier, inside) if name in declared else self.learned(inside)
            members.append((name, kind, name in required))
        return record_type(members)

    def learned(self, path: Names | None, container: object = None) -> Any:
        found = self.lessons.open.get(path) if path is not None else None
        if found is None:
            # Nothing was seen here: only what is empty passes, and what is not is learned from.
            return _list_of(None) if container is list else None
        return found.kind()

    def getters(self) -> dict[Names, Callable[[Any], Any]]:
        """Return what gets each unstable field from a decoded payload, UNSET where it is absent."""
        return {path: self.getter(path) for path in self.lessons.unstable}

    def getter(self, path: Names) -> Callable[[Any], Any]:
        ways = [path[:end] for end in range(1, len(path) + 1)]
        direct = attrgetter(".".join(self.attributes[way] for way in ways))
        if all(way in self.always for way in ways[:-1]):
            return direct

        def get(payload: Any) -> Any:
            try:
                return direct(payload)
            except AttributeError:
                # An object on the way is absent.
                return msgspec.UNSET

        return get


def _may_be_meant_for_another(name: str, schema: Schema) -> bool:
    """Say whether the hint on an unknown member depends on which of the optional members are there.

    Such a member is not learned: what is told of it is not the same in all payloads.
    """
    declared = schema.get("properties", {})
    optional = [each for each in declared.keys() - schema.get("required", ()) if not _is_unstable(declared[each])]
    return name not in declared and not _is_free(schema) and closest_match(name, optional) is not None


def _list_of(kind: Any) -> Any:
    return GenericAlias(list, (kind,))


def _is_unstable(schema: Schema) -> bool:
    return schema.get("x-stability") == "unstable"


def _is_free(schema: Schema) -> bool:
    return schema.get("additionalProperties") is True


def _number(schema: Schema) -> Any:
    bounds = msgspec.Meta(ge=schema.get("minimum"), le=schema.get("maximum"))
    if bounds.ge is None and bounds.le is None:
        return union(INTEGER, float)
    return union(Annotated[int, bounds], Annotated[float, bounds])
