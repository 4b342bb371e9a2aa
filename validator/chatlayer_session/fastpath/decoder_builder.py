"""Builds decoders from the fields of a schema, and from what was learned where the schema declares no type."""

from __future__ import annotations

from operator import attrgetter
from types import GenericAlias
from typing import TYPE_CHECKING, Annotated, Any, Literal

import msgspec

from ..spec.fields import field_tree
from ..spec.references import UnsupportedKeyword, assertions_at
from ..suggestion import closest_match
from .decoder import PayloadDecoder
from .inference import (
    INTEGER,
    NOTHING,
    VISIT,
    VISIT_MEMBER,
    InferredType,
    LimitExceeded,
    merge_order,
    record_type,
    union,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ..findings import Kind
    from ..jsonpointer import InstancePath, JsonValue
    from ..spec.catalog import Catalog, Schema
    from ..spec.fields import Field, FieldPath
    from .inference import Budget, Lesson

MAX_NAMES = 512
"""How many names are learned in one declared object."""

_SCALARS: dict[str, Any] = {"string": str, "boolean": bool, "null": None}
_SUPPORTED = frozenset(
    {"type", "properties", "required", "additionalProperties", "items", "enum", "minimum", "maximum"}
    | {"x-extensible-enum"}
)


class LearnedFields(msgspec.Struct, frozen=True):
    """The learned order of members in declared objects, and the learned types of undeclared values."""

    order: Mapping[FieldPath, list[str]]
    types: Mapping[FieldPath, InferredType]
    unstable: Mapping[InstancePath, None]


class DecoderBuilder:
    """Builds decoders for one kind of payload, and learns from payloads; none may have the ``excluded_member``.

    Raises:
        UnsupportedKeyword: the schema uses keywords that a decoder cannot express.
    """

    def __init__(self, catalog: Catalog, version: str, kind: Kind, excluded_member: str | None = None) -> None:
        self.root = field_tree(catalog, version, kind)
        self.excluded_member = excluded_member
        self._built: dict[FieldPath, tuple[list[tuple[str, Any, bool]], Any]] = {}
        self._numbers: dict[FieldPath, Any] = {}
        schemas = catalog.schemas("session", version)
        for path, declared in self.root.walk():
            _check_keywords(declared, schemas)
            if declared.types == ("number",):
                self._numbers[path] = _number(declared)

    def build(self, learned: LearnedFields, budget: Budget) -> PayloadDecoder:
        """Return the decoder that accepts what the schema declares and what was learned.

        Classes of the previous decoder that did not change are used again.

        Raises:
            LimitExceeded: the budget does not pay for the classes.
        """
        context = _BuildContext(learned, budget, self._built, self._numbers, {}, set())
        root_type = context.type_of(self.root, ())
        return PayloadDecoder(msgspec.json.Decoder(root_type), context.getters())

    def learn(self, learned: LearnedFields, payload: JsonValue, lesson: Lesson) -> LearnedFields:
        """Return what was learned, extended by a payload that meets the schema; the same object if nothing is new.

        Raises:
            LimitExceeded: it cannot be learned.
        """
        names = payload if isinstance(payload, dict) else {}
        if any(name.lower() == self.excluded_member for name in names):
            raise LimitExceeded
        extended = _Extension(dict(learned.order), dict(learned.types), dict(learned.unstable), lesson)
        extended.learn(self.root, (), payload)
        return LearnedFields(extended.order, extended.types, extended.unstable) if extended.is_changed else learned


class _Extension(msgspec.Struct):
    """What one more payload adds to copies of the learned fields."""

    order: dict[FieldPath, list[str]]
    types: dict[FieldPath, InferredType]
    unstable: dict[InstancePath, None]
    lesson: Lesson
    is_changed: bool = False

    def learn(self, declared: Field, path: tuple[str, ...], value: JsonValue) -> None:
        """Learn from the value of a declared field."""
        if declared.is_unstable:
            self._learn_type(path, value, unstable=True)
        elif isinstance(value, dict):
            names = self._learn_order(declared, path, value)
            for name in names:
                member = declared.members.get(name)
                if member is not None:
                    self.learn(member, (*path, name), value[name])
                else:
                    self._learn_type((*path, name), value[name], unstable=not declared.open)
        elif isinstance(value, list) and declared.items is None:
            self._learn_type(path, value, unstable=False)

    def _learn_order(self, declared: Field, path: tuple[str, ...], value: dict[str, JsonValue]) -> list[str]:
        """Learn in which order an object has its members; return those that can be learned."""
        if len(value) > MAX_NAMES:
            raise LimitExceeded
        self.lesson.budget.spend(VISIT + VISIT_MEMBER * len(value))
        known = self.order.get(path, [])
        expected = declared.members.keys() | set(known)
        unknown = [name for name in value if name not in expected and not self.lesson.knows(name)]
        for name in unknown:
            # The names inside have to be in two payloads as well.
            NOTHING.learn(value[name], self.lesson)
        names = [
            name
            for name in value
            if name in expected or (name not in unknown and not _is_similar_to_optional(name, declared))
        ]
        order = merge_order(known, names)
        if len(order) > MAX_NAMES:
            raise LimitExceeded
        self.is_changed |= order != known
        self.order[path] = order
        return names

    def _learn_type(self, path: tuple[str, ...], value: JsonValue, *, unstable: bool) -> None:
        known = self.types.get(path, NOTHING)
        self.types[path] = known.learn(value, self.lesson)
        self.is_changed |= self.types[path] is not known
        if unstable:
            self.unstable[path] = None


class _BuildContext(msgspec.Struct):
    """The construction of one decoder.

    ``built`` has the last class of each declared object, with the members for which it was built.
    """

    learned: LearnedFields
    budget: Budget
    built: dict[FieldPath, tuple[list[tuple[str, Any, bool]], Any]]
    numbers: Mapping[FieldPath, Any]
    attributes: dict[FieldPath, str]
    required: set[FieldPath]

    def type_of(self, declared: Field, path: FieldPath) -> Any:
        """Return the type of a field; inside arrays, where ``path`` has None, nothing is learned."""
        if declared.is_unstable:
            return self.learned_type(path)
        (name,) = declared.types
        if name == "object":
            return self.record(declared, path)
        if name == "array":
            items = declared.items
            return self.learned_type(path, list) if items is None else _list_of(self.type_of(items, (*path, None)))
        if name == "number":
            return self.numbers[path]
        values = declared.values or declared.known_values
        return Literal[values] if values and name == "string" else _SCALARS[name]

    def record(self, declared: Field, path: FieldPath) -> Any:
        members: list[tuple[str, Any, bool]] = []
        for name in merge_order(self.learned.order.get(path, ()), declared.members):
            member_path = (*path, name)
            member = declared.members.get(name)
            if member is not None and member.is_unstable and member_path not in self.learned.types:
                # A payload that has an unstable field is not accepted before the field was learned.
                continue
            self.attributes[member_path] = f"f{len(members)}"
            if name in declared.required:
                self.required.add(member_path)
            member_type = self.learned_type(member_path) if member is None else self.type_of(member, member_path)
            members.append((name, member_type, name in declared.required))
        if path not in self.built or self.built[path][0] != members:
            self.built[path] = members, record_type(members, self.budget)
        return self.built[path][1]

    def learned_type(self, path: FieldPath, container: object = None) -> Any:
        inferred = self.learned.types.get(path)
        if inferred is None:
            # Nothing was learned, so only an empty value is accepted.
            return _list_of(None) if container is list else None
        return inferred.to_type(self.budget)

    def getters(self) -> dict[InstancePath, Callable[[Any], Any]]:
        """Return a getter for each unstable field of a decoded payload; it returns UNSET if the field is missing."""
        return {path: self.getter(path) for path in self.learned.unstable}

    def getter(self, path: InstancePath) -> Callable[[Any], Any]:
        names = tuple(map(str, path))
        prefixes = [names[:end] for end in range(1, len(names) + 1)]
        get_attribute = attrgetter(".".join(self.attributes[prefix] for prefix in prefixes))
        if all(prefix in self.required for prefix in prefixes[:-1]):
            return get_attribute

        def get(payload: Any) -> Any:
            try:
                return get_attribute(payload)
            except AttributeError:
                # An object that contains the field is missing.
                return msgspec.UNSET

        return get


def _check_keywords(declared: Field, schemas: Mapping[str, Schema]) -> None:
    """Raise `UnsupportedKeyword` if a decoder cannot express what the schema says about a field."""
    assertions = assertions_at(declared.schema_pointer, schemas, _SUPPORTED)
    if declared.is_unstable:
        unsupported = next(iter(assertions), None)
    elif len(declared.types) != 1 or declared.types[0] not in {*_SCALARS, "object", "array", "number"}:
        unsupported = "type"
    else:
        unsupported = "enum" if declared.values and declared.types != ("string",) else None
    if unsupported is not None:
        raise UnsupportedKeyword(unsupported, declared.schema_pointer, "a decoder cannot express it")


def _is_similar_to_optional(name: str, declared: Field) -> bool:
    """Return whether the hint on an unknown member depends on which optional members exist.

    Such a member is not learned, because its finding is not the same in all payloads.
    """
    if name in declared.members or declared.open:
        return False
    optional = [other for other, member in declared.members.items() if not member.is_unstable]
    return closest_match(name, [other for other in optional if other not in declared.required]) is not None


def _list_of(item_type: Any) -> Any:
    return GenericAlias(list, (item_type,))


def _number(declared: Field) -> Any:
    minimum, maximum = declared.range
    if minimum is None and maximum is None:
        return union(INTEGER, float)
    bounds = msgspec.Meta(ge=minimum, le=maximum)
    return union(Annotated[int, bounds], Annotated[float, bounds])
