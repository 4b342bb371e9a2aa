"""Builds decoders from the fields of a schema, and from what was learned where the schema declares no type."""

from __future__ import annotations

from dataclasses import dataclass, field
from operator import attrgetter
from types import GenericAlias
from typing import TYPE_CHECKING, Annotated, Any, Literal

import msgspec

from ..spec.fields import field_tree
from ..spec.references import UnsupportedKeyword, assertions_at
from ..suggestion import closest_match
from .decoder import PayloadDecoder
from .inference import INTEGER, Budget, InferredType, LimitExceeded, merge_order, record_type, union

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ..findings import Kind
    from ..jsonpointer import InstancePath, JsonValue
    from ..spec.catalog import Catalog, Schema
    from ..spec.fields import Field

MAX_NAMES = 512
"""How many names are learned in one declared object; a name counts again with each payload."""

_SCALARS: dict[str, Any] = {"string": str, "boolean": bool, "null": None}
_SUPPORTED = frozenset(
    {"type", "properties", "required", "additionalProperties", "items", "enum", "minimum", "maximum"}
    | {"x-extensible-enum"}
)


@dataclass(slots=True)
class LearnedFields:
    """The learned order of members in declared objects, and the learned types of undeclared values."""

    order: dict[InstancePath, list[str]] = field(default_factory=dict["InstancePath", "list[str]"])
    types: dict[InstancePath, InferredType] = field(default_factory=dict["InstancePath", InferredType])
    unstable: dict[InstancePath, None] = field(default_factory=dict["InstancePath", None])
    budget: Budget = field(default_factory=Budget)

    def learn_order(self, path: InstancePath, names: list[str]) -> None:
        """Learn in which order an object has its members; raise `LimitExceeded` if there are too many."""
        known = self.order.get(path, [])
        if len(known) + len(names) > MAX_NAMES:
            raise LimitExceeded
        self.order[path] = merge_order(known, names)

    def learn_type(self, path: InstancePath, value: JsonValue, *, unstable: bool) -> None:
        """Learn the type of an undeclared value; raise `LimitExceeded` if it cannot be learned."""
        if path not in self.types:
            self.budget.spend()
            self.types[path] = InferredType()
        self.types[path].learn(value, self.budget)
        if unstable:
            self.unstable[path] = None


class DecoderBuilder:
    """Builds decoders for one kind of payload, and learns from payloads; none may have the ``excluded_member``.

    Raises:
        UnsupportedKeyword: the schema uses keywords that a decoder cannot express.
    """

    def __init__(self, catalog: Catalog, version: str, kind: Kind, excluded_member: str | None = None) -> None:
        self.root = field_tree(catalog, version, kind)
        self.excluded_member = excluded_member
        schemas = catalog.schemas("session", version)
        for _, declared in self.root.walk():
            _check_keywords(declared, schemas)

    def build(self, learned: LearnedFields) -> PayloadDecoder:
        """Return the decoder that accepts what the schema declares and what was learned."""
        context = _BuildContext(learned)
        root_type = context.type_of(self.root, ())
        return PayloadDecoder(msgspec.json.Decoder(root_type), context.getters())

    def learn(self, learned: LearnedFields, payload: JsonValue) -> None:
        """Learn from a payload that meets the schema; raise `LimitExceeded` if that is not possible."""
        names = payload if isinstance(payload, dict) else {}
        if any(name.lower() == self.excluded_member for name in names):
            raise LimitExceeded
        _learn(learned, self.root, (), payload)


def _learn(learned: LearnedFields, declared: Field, path: InstancePath, value: JsonValue) -> None:
    if declared.is_unstable:
        learned.learn_type(path, value, unstable=True)
    elif isinstance(value, dict):
        names = [name for name in value if not _is_similar_to_optional(name, declared)]
        learned.learn_order(path, names)
        for name in names:
            member = declared.members.get(name)
            if member is not None:
                _learn(learned, member, (*path, name), value[name])
            else:
                learned.learn_type((*path, name), value[name], unstable=not declared.open)
    elif isinstance(value, list) and declared.items is None:
        learned.learn_type(path, value, unstable=False)


class _BuildContext:
    """The construction of one decoder."""

    def __init__(self, learned: LearnedFields) -> None:
        self.learned = learned
        self.attributes: dict[InstancePath, str] = {}
        self.required: set[InstancePath] = set()

    def type_of(self, declared: Field, path: InstancePath | None) -> Any:
        """Return the type of a field; ``path`` is None inside arrays, where nothing is learned."""
        if declared.is_unstable:
            return self.learned_type(path)
        (name,) = declared.types
        if name == "object":
            return self.record(declared, path)
        if name == "array":
            items = declared.items
            return self.learned_type(path, list) if items is None else _list_of(self.type_of(items, None))
        if name == "number":
            return _number(declared)
        values = declared.values or declared.known_values
        return Literal[values] if values and name == "string" else _SCALARS[name]

    def record(self, declared: Field, path: InstancePath | None) -> Any:
        order = self.learned.order.get(path, []) if path is not None else []
        members: list[tuple[str, Any, bool]] = []
        for name in merge_order(order, declared.members):
            member_path = None if path is None else (*path, name)
            member = declared.members.get(name)
            if member is not None and member.is_unstable and member_path not in self.learned.types:
                # A payload that has an unstable field is not accepted before the field was learned.
                continue
            if member_path is not None:
                self.attributes[member_path] = f"f{len(members)}"
                if name in declared.required:
                    self.required.add(member_path)
            member_type = self.learned_type(member_path) if member is None else self.type_of(member, member_path)
            members.append((name, member_type, name in declared.required))
        return record_type(members)

    def learned_type(self, path: InstancePath | None, container: object = None) -> Any:
        inferred = self.learned.types.get(path) if path is not None else None
        if inferred is None:
            # Nothing was learned, so only an empty value is accepted.
            return _list_of(None) if container is list else None
        return inferred.to_type()

    def getters(self) -> dict[InstancePath, Callable[[Any], Any]]:
        """Return a getter for each unstable field of a decoded payload; it returns UNSET if the field is missing."""
        return {path: self.getter(path) for path in self.learned.unstable}

    def getter(self, path: InstancePath) -> Callable[[Any], Any]:
        prefixes = [path[:end] for end in range(1, len(path) + 1)]
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
