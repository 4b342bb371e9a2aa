"""The open and the closed view of a schema, in which its parties are compared.

The open view is the schema as it stands. The closed view allows an object no members but those that the schema
mentions, unless the schema says something about further members. A party is safe when the open view of the one schema
covers the closed view of the other: what a schema does not mention, nobody relies on. Unstable fields are taken out.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Any

from .constraints import NodeSet, matches
from .schema_index import ROOT, SchemaIndex, Subschema, defined, normal, target, with_references

if TYPE_CHECKING:
    from ..jsonpointer import InstancePath
    from ..spec.catalog import Schema


OTHERS = ("additionalProperties", "unevaluatedProperties")
"""Keywords for the members that nothing else speaks of."""


class ViewForm(str, Enum):
    """How a definition is used: as it stands, as seen from within its location, or as the location of a payload."""

    OPEN = "open"
    INNER = "inner"


@dataclass(slots=True)
class MentionedMembers:
    """What a location says of the members of an object, in all of its branches.

    ``names`` and ``patterns`` are mentioned somewhere; ``free`` says that something is said about further members;
    ``unstable`` are the names of unstable fields, ``schemas`` all schema objects that speak of the location.
    """

    names: set[str] = field(default_factory=set[str])
    patterns: set[str] = field(default_factory=set[str])
    free: bool = False
    unstable: set[str] = field(default_factory=set[str])
    required: set[str] = field(default_factory=set[str])
    schemas: dict[InstancePath, Schema] = field(default_factory=dict["InstancePath", "Schema"])

    @property
    def fenced(self) -> bool:
        """Whether the closed view keeps further members out."""
        return bool(self.names or self.patterns) and not self.free

    def member(self, name: str) -> NodeSet:
        """Return all places that speak of the member of a name, whether they hold for it or not."""
        found: set[InstancePath] = set()
        for place, schema in self.schemas.items():
            matched = [pattern for pattern in schema.get("patternProperties", {}) if matches(pattern, name)]
            found |= {(*place, "patternProperties", pattern) for pattern in matched}
            if name in schema.get("properties", {}):
                found.add((*place, "properties", name))
            elif not matched:
                found |= {(*place, keyword) for keyword in OTHERS if keyword in schema}
        return normal(found)

    def others(self) -> NodeSet:
        """Return all places that speak of members by pattern or of all further ones."""
        found: set[InstancePath] = set()
        for place, schema in self.schemas.items():
            found |= {(*place, "patternProperties", pattern) for pattern in schema.get("patternProperties", {})}
            found |= {(*place, keyword) for keyword in OTHERS if keyword in schema}
        return normal(found)

    def items(self) -> NodeSet:
        """Return all places that speak of items."""
        found: set[InstancePath] = set()
        for place, schema in self.schemas.items():
            found |= {(*place, "prefixItems", index) for index in range(len(schema.get("prefixItems", [])))}
            found |= {(*place, keyword) for keyword in ("items", "unevaluatedItems", "contains") if keyword in schema}
        return normal(found)


def reach(places: SchemaIndex, location: NodeSet) -> MentionedMembers:
    """Return what a location says of the members of an object."""
    found = MentionedMembers()
    waiting: list[tuple[InstancePath, bool]] = [(place, True) for place in location]
    seen: set[tuple[InstancePath, bool]] = set()
    while waiting:
        place, asserted = waiting.pop()
        schema = places.at(place)
        if (place, asserted) in seen or isinstance(schema, bool):
            continue
        seen.add((place, asserted))
        found.schemas[place] = schema
        _look(found, schema, asserted=asserted)
        waiting += _within(place, schema, asserted=asserted)
    return found


def _look(found: MentionedMembers, schema: Schema, *, asserted: bool) -> None:
    members: dict[str, Subschema] = schema.get("properties", {})
    dependencies: dict[str, list[str]] = schema.get("dependentRequired", {})
    found.names |= {*members, *schema.get("required", ()), *dependencies, *schema.get("dependentSchemas", {})}
    found.names |= {name for needed in dependencies.values() for name in needed}
    found.patterns |= schema.get("patternProperties", {}).keys()
    if asserted:
        found.unstable |= {name for name, member in members.items() if is_unstable(member)}
        found.required |= set(schema.get("required", ()))
        said = ("propertyNames", "minProperties", "maxProperties")
        found.free |= any(keyword in schema for keyword in said)
        found.free |= any(
            schema.get(keyword, False) is not False for keyword in ("additionalProperties", "unevaluatedProperties")
        )


def is_unstable(schema: Subschema) -> bool:
    """Say whether a schema is that of an unstable field."""
    return isinstance(schema, dict) and schema.get("x-stability") == "unstable"


def _within(place: InstancePath, schema: Schema, *, asserted: bool) -> list[tuple[InstancePath, bool]]:
    """Return the places that a schema holds the same instance to, and whether what they say is asserted."""
    within: list[tuple[InstancePath, bool]] = []
    if "$ref" in schema:
        within.append((target(schema["$ref"]), asserted))
    for keyword in ("allOf", "anyOf", "oneOf"):
        within += [((*place, keyword, index), asserted) for index in range(len(schema.get(keyword, [])))]
    within += [((*place, keyword), asserted) for keyword in ("then", "else") if keyword in schema]
    within += [((*place, keyword), False) for keyword in ("if", "not") if keyword in schema]
    within += [((*place, "dependentSchemas", name), asserted) for name in schema.get("dependentSchemas", {})]
    return within


@dataclass(frozen=True, slots=True)
class CompatView:
    """A view of a schema: ``closed`` or open.

    Unstable fields are taken out: the open view asks nothing of them, but inside of a ``oneOf``, where to ask less can
    mean to accept less. The closed view of a writer (``keeps_unstable`` is False) has none but those that are required.
    """

    places: SchemaIndex
    closed: bool
    keeps_unstable: bool = True

    def schema(self, location: NodeSet) -> Schema:
        """Return the view of a location, as a self-contained schema."""
        builder = _Builder(self)
        root = builder.at_location(location)
        schema: Schema = root if isinstance(root, dict) else ({} if root else {"not": {}})
        while builder.waiting:
            name, form = builder.waiting.pop()
            builder.definitions[_defined(name, form)] = builder.definition(name, form)
        return {**schema, "$defs": builder.definitions} if builder.definitions else schema

    def read(self, location: NodeSet) -> SchemaIndex:
        """Return the view of a location, ready to be read."""
        return SchemaIndex(self.schema(location))


def _defined(name: str, form: ViewForm) -> str:
    return name if form is ViewForm.OPEN else f"{name}-{ROOT}"


class _Builder:
    """Builds one view; ``waiting`` are the definitions that are referred to and not built yet."""

    def __init__(self, view: CompatView) -> None:
        self.view = view
        self.definitions: dict[str, Subschema] = {}
        self.waiting: list[tuple[str, ViewForm]] = []
        self.asked: set[tuple[str, ViewForm]] = set()
        self.reaches: dict[NodeSet, MentionedMembers] = {}

    def definition(self, name: str, form: ViewForm) -> Subschema:
        """Return a definition in a form."""
        place: InstancePath = ("$defs", name)
        schema = self.view.places.at(place)
        return self.open(schema) if form is ViewForm.OPEN else self.inner(place, schema, self.reach((place,)))

    def reach(self, location: NodeSet) -> MentionedMembers:
        if location not in self.reaches:
            self.reaches[location] = reach(self.view.places, location)
        return self.reaches[location]

    def at_location(self, location: NodeSet, around: NodeSet | None = None) -> Subschema:
        """Return what a location is in this view.

        ``around`` are all places that speak of it, which may be mentioned in several conjuncts and branches: each of
        them allows the members that any of them mentions.
        """
        reached = self.reach(normal({*location, *(around or ())}))
        parts: list[Subschema] = [self.inner(place, self.view.places.at(place), reached) for place in location]
        if False in parts:
            return False
        if self.view.closed and reached.fenced:
            parts.append(self.fence(reached))
        if len(parts) == 1:
            return parts[0]
        return {"allOf": parts} if parts else True

    def fence(self, reached: MentionedMembers) -> Schema:
        """Return what allows an object no other members than those that are mentioned."""
        gone = set[str]() if self.view.keeps_unstable else reached.unstable - reached.required
        fence: Schema = {"additionalProperties": False}
        if reached.names:
            fence["properties"] = {name: name not in gone for name in sorted(reached.names)}
        if reached.patterns:
            fence["patternProperties"] = dict.fromkeys(sorted(reached.patterns), True)
        return fence

    def open(self, schema: Any) -> Any:
        """Return a copy of a schema as it stands."""
        return with_references(schema, lambda name: self.refer(name, ViewForm.OPEN).rpartition("/")[2])

    def refer(self, name: str, form: ViewForm) -> str:
        if (name, form) not in self.asked:
            self.asked.add((name, form))
            self.waiting.append((name, form))
        return f"#/$defs/{_defined(name, form)}"

    def inner(self, place: InstancePath, schema: Subschema, reached: MentionedMembers) -> Subschema:
        """Return what a place is, seen from within its location: what it holds members and items to is viewed."""
        if isinstance(schema, bool):
            return schema
        result = {keyword: self.viewed(place, keyword, value, reached) for keyword, value in schema.items()}
        return self.with_union(result, place, schema, reached) if "oneOf" in schema and self.view.closed else result

    def viewed(self, place: InstancePath, keyword: str, value: Any, reached: MentionedMembers) -> Any:
        """Return the value of a keyword in this view."""
        inner = (*place, keyword)
        if keyword in {"if", "not", "contains", "propertyNames"}:
            result = self.open(value)
        elif keyword == "oneOf":
            result = [self.open(child) for child in value]
        elif keyword == "$ref":
            result = self.refer(defined(value), ViewForm.INNER)
        elif keyword in {"allOf", "anyOf"}:
            result = [self.inner((*inner, index), child, reached) for index, child in enumerate(value)]
        elif keyword in {"then", "else"}:
            result = self.inner(inner, value, reached)
        elif keyword == "dependentSchemas":
            result = {name: self.inner((*inner, name), child, reached) for name, child in value.items()}
        elif keyword == "required" and not self.view.closed:
            result = [name for name in value if name not in reached.unstable]
        else:
            result = self.below(inner, keyword, value, reached)
        return result

    def below(self, place: InstancePath, keyword: str, value: Any, reached: MentionedMembers) -> Any:
        """Return the value of a keyword that holds members or items to schemas, or of one that holds no schemas."""
        if keyword == "properties":
            return {name: self.member((*place, name), name, child, reached) for name, child in value.items()}
        if keyword == "patternProperties":
            return {name: self.at_location(((*place, name),), self.any_member(reached)) for name in value}
        if keyword in OTHERS:
            return self.at_location((place,), self.any_member(reached))
        if keyword == "prefixItems":
            return [self.at_location(((*place, index),), reached.items()) for index in range(len(value))]
        if keyword in {"items", "unevaluatedItems"}:
            return self.at_location((place,), reached.items())
        return value

    def member(self, place: InstancePath, name: str, schema: Subschema, reached: MentionedMembers) -> Subschema:
        """Return what a declared member is held to."""
        if is_unstable(schema) and not self.view.closed:
            return True
        return self.at_location((place,), reached.member(name))

    def any_member(self, reached: MentionedMembers) -> NodeSet:
        """Return all places that speak of any member."""
        return normal({*reached.others(), *(place for name in reached.names for place in reached.member(name))})

    def with_union(self, result: Schema, place: InstancePath, schema: Schema, reached: MentionedMembers) -> Schema:
        """Ask of a ``oneOf``, beside exactly one branch as it stands, that this one holds in the closed view.

        A branch that is closed further in accepts less. Of two branches that held only one may then hold, and the
        closed view would accept what the schema rejects.
        """
        branches: list[Subschema] = schema["oneOf"]
        viewed = [self.inner((*place, "oneOf", index), child, reached) for index, child in enumerate(branches)]
        return {**result, "allOf": [*result.get("allOf", []), {"anyOf": viewed}]}
