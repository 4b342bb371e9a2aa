"""A schema as a tree of what may stand where, its references followed, for payloads to be made along it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from ..errors import ChatlayerSessionError, CorruptInstallation
from ..jsonpointer import format_pointer, parse_pointer
from ..spec.traverse import ANNOTATIONS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ..findings import Kind
    from ..jsonpointer import JsonValue
    from ..spec.catalog import Catalog, Schema

_ASSERTIONS = frozenset(
    {"type", "properties", "required", "additionalProperties", "items", "enum", "const", "minimum", "maximum"}
    | {"not", "x-extensible-enum"}
)
_READ = _ASSERTIONS | ANNOTATIONS | {"$ref", "x-stability"}
_OF_A_TYPE = _ASSERTIONS - {"type", "enum", "const"}

InstanceWay: TypeAlias = tuple["str | None", ...]
"""The way from the root to a node: names of members, and None for the items of an array."""

SubschemaWay: TypeAlias = tuple[str, tuple[str, ...]]
"""The identifier of a schema file, and the way to a subschema in it."""


class UnsupportedKeyword(ChatlayerSessionError, ValueError):
    """The schema uses ``keyword`` at ``schema_pointer`` in a way that payloads cannot be made along."""

    def __init__(self, keyword: str, schema_pointer: str, reason: str) -> None:
        super().__init__(keyword, schema_pointer, reason)
        self.keyword = keyword
        self.schema_pointer = schema_pointer
        self.reason = reason

    def __str__(self) -> str:
        """Name the keyword, its place and the reason."""
        return (
            f"no payloads can be made along the keyword {self.keyword} at {self.schema_pointer}: {self.reason}; "
            "teach it to chatlayer_session.generate.schema_tree"
        )


@dataclass(frozen=True, slots=True)
class SchemaNode:
    """What may stand at a place of a payload.

    ``location`` is the place of the subschema: its file's identifier, ``#`` and a JSON Pointer. ``types`` are the
    types a value may have, none if it may be anything. An object has ``members``, the ``required`` ones always, and
    if ``free`` any others; an array has ``items``, which are anything if that is None. ``allowed`` are the values of
    a closed set, ``known`` those of an open one; None is no set. ``forbidden`` are texts that may not stand there.
    """

    location: str
    unstable: bool
    types: tuple[str, ...] = ()
    members: Mapping[str, SchemaNode] = field(default_factory=dict[str, "SchemaNode"])
    required: frozenset[str] = frozenset()
    open: bool = False
    items: SchemaNode | None = None
    allowed: tuple[JsonValue, ...] | None = None
    known: tuple[str, ...] | None = None
    forbidden: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None

    def walk(self, way: InstanceWay = ()) -> Iterator[tuple[InstanceWay, SchemaNode]]:
        """Yield the nodes that payloads without unstable fields may have, each with the way to it, which ends so."""
        yield way, self
        for name, member in self.members.items():
            if not member.unstable:
                yield from member.walk((*way, name))
        if self.items is not None:
            yield from self.items.walk((*way, None))

    def within(self, number: float) -> bool:
        """Say whether a number keeps to the bounds."""
        return (self.minimum is None or number >= self.minimum) and (self.maximum is None or number <= self.maximum)


@cache
def schema_tree(catalog: Catalog, version: str, kind: Kind) -> SchemaNode:
    """Return the tree for one kind of payload.

    Raises:
        UnsupportedKeyword: the schema uses a keyword that is not known here, or one in a way that is not.
        CorruptInstallation: a reference in the schema leads nowhere.
    """
    identifier: str = catalog.schema("session", version, kind.value)["$id"]
    return _TreeBuilder(catalog.schemas("session", version)).node((identifier, ()))


class _TreeBuilder:
    """Grows the tree; ``open`` are the places that are being grown, in which a reference to one would not end."""

    def __init__(self, schemas: Mapping[str, Schema]) -> None:
        self.schemas = schemas
        self.open: list[SubschemaWay] = []

    def node(self, location: SubschemaWay) -> SchemaNode:
        chain = self.chain(location)
        holders = self.holders(chain)
        said = {keyword: schema[keyword] for keyword, (_, schema) in holders.items()}
        self.open.extend(each for each, _ in chain)
        node = SchemaNode(
            location=_written(location),
            unstable=any(schema.get("x-stability") == "unstable" for _, schema in chain),
            types=_types(said),
            members={name: self.node(_inside(holders["properties"][0], "properties", name)) for name in _members(said)},
            required=frozenset(said.get("required", ())),
            open=said.get("additionalProperties") is True,
            items=self.node(_inside(holders["items"][0], "items")) if "items" in said else None,
            allowed=(said["const"],) if "const" in said else _tuple(said.get("enum")),
            known=_tuple(said.get("x-extensible-enum")),
            forbidden=tuple(said.get("not", {}).get("enum", ())),
            minimum=said.get("minimum"),
            maximum=said.get("maximum"),
        )
        del self.open[-len(chain) :]
        _check(node, said)
        return node

    def chain(self, location: SubschemaWay) -> list[tuple[SubschemaWay, Schema]]:
        """Return the subschema at a place, and those that it refers to, one after the other."""
        chain: list[tuple[SubschemaWay, Schema]] = []
        while True:
            schema = self.at(location)
            chain.append((location, schema))
            if "$ref" not in schema:
                return chain
            target, _, fragment = schema["$ref"].partition("#")
            location = (target or location[0], parse_pointer(fragment))
            if location in self.open or any(location == each for each, _ in chain):
                raise UnsupportedKeyword(
                    "$ref", _written(chain[-1][0]), "a value would hold a value of its own kind for ever"
                )

    def at(self, location: SubschemaWay) -> Schema:
        try:
            schema: Any = self.schemas[location[0]]
            for token in location[1]:
                schema = schema[token]
        except (KeyError, TypeError) as error:
            raise CorruptInstallation(f"a reference to {_written(location)} leads nowhere") from error
        if isinstance(schema, bool):
            raise UnsupportedKeyword(str(schema).lower(), _written(location), "only schemas that are objects are known")
        return cast("Schema", schema)

    def holders(self, chain: list[tuple[SubschemaWay, Schema]]) -> dict[str, tuple[SubschemaWay, Schema]]:
        """Return where in a chain each assertion stands."""
        holders: dict[str, tuple[SubschemaWay, Schema]] = {}
        for location, schema in chain:
            for keyword in schema:
                if keyword not in _READ:
                    raise UnsupportedKeyword(keyword, _written(location), "it is not known here")
                if keyword in _ASSERTIONS and keyword in holders:
                    raise UnsupportedKeyword(keyword, _written(location), "it is said again beside the reference")
                if keyword in _ASSERTIONS:
                    holders[keyword] = (location, schema)
        return holders


def _check(node: SchemaNode, said: Schema) -> None:
    """Raise `UnsupportedKeyword` for what is known by name but said in a way that is not."""
    untyped = sorted(_OF_A_TYPE & said.keys()) if not node.types else []
    if untyped:
        raise UnsupportedKeyword(untyped[0], node.location, "it says something of one type only, and no type is named")
    if said.get("additionalProperties", True) is not True:
        raise UnsupportedKeyword("additionalProperties", node.location, "only true is known")
    texts = said.get("not", {}).get("enum", [])
    if "not" in said and (said["not"].keys() != {"enum"} or not all(isinstance(each, str) for each in texts)):
        raise UnsupportedKeyword("not", node.location, "only an enum of texts is known in it")
    undeclared = sorted(node.required - node.members.keys())
    if undeclared and not node.open:
        raise UnsupportedKeyword("required", node.location, f"{undeclared[0]} is not among the properties")
    if {"enum", "const"} <= said.keys():
        raise UnsupportedKeyword("const", node.location, "an enum stands beside it")
    if node.minimum is not None and node.maximum is not None and node.minimum > node.maximum:
        raise UnsupportedKeyword("minimum", node.location, "it is above the maximum")


def _types(said: Schema) -> tuple[str, ...]:
    types = said.get("type", ())
    return (types,) if isinstance(types, str) else tuple(types)


def _members(said: Schema) -> tuple[str, ...]:
    return tuple(said.get("properties", ()))


def _tuple(values: list[Any] | None) -> tuple[Any, ...] | None:
    return None if values is None else tuple(values)


def _inside(location: SubschemaWay, *steps: str) -> SubschemaWay:
    return location[0], (*location[1], *steps)


def _written(location: SubschemaWay) -> str:
    return f"{location[0]}#{format_pointer(location[1])}"
