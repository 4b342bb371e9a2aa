"""Random pairs of schemas: a schema, and a changed or an unrelated one."""

from __future__ import annotations

import copy
import json
from typing import TYPE_CHECKING, Any

from jsonschema_rs import meta

from chatlayer_session.compat.model.normalizer import normalize
from chatlayer_session.compat.model.schema_bundle import SchemaBundle
from chatlayer_session.compat.model.schema_file import SchemaFile
from chatlayer_session.errors import UnreadableInput

from .draft4 import in_draft4

if TYPE_CHECKING:
    import random

NAMES = ("a", "b", "c", "ab", "x1")
WORDS = ("", "a", "b", "ab", "abc", "x", "aaaa", "A")
PATTERNS = ("^a", "b$", "^[a-c]*$", "^x", "^.{2,3}$")
TYPES = ("null", "boolean", "integer", "number", "string", "array", "object")
SCALARS: tuple[Any, ...] = (*WORDS, 0, 1, 2, 3, -1, 0.5, 1.5, 4, 6, True, False, None)


class Schemas:
    """Generates random schemas; with ``draft4``, the old one of a pair and half of the new ones are in draft-04."""

    def __init__(self, rng: random.Random, *, draft4: bool = False) -> None:
        self.rng = rng
        self.draft4 = draft4

    def pair(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return a schema, and a changed or, sometimes, an unrelated one."""
        while True:
            old = self.document()
            new = self.changed(old) if self.rng.random() < 0.8 else self.document()
            if not (is_usable(old) and is_usable(new)):
                continue
            if self.draft4:
                old, new = in_draft4(old), (in_draft4(new) if self.rng.random() < 0.5 else new)
            if not self.draft4 or (is_usable(old) and is_usable(new)):
                return old, new

    def document(self) -> dict[str, Any]:
        """Return a schema, sometimes with references to definitions, which can be recursive."""
        schema = self.object(3)
        if self.rng.random() < 0.3:
            schema["$defs"] = {"one": self.schema(1), "two": self.schema(1)}
            self.refer(schema)
        return schema

    def refer(self, schema: dict[str, Any]) -> None:
        """Replace schemas for members or items by references."""
        places = [
            (holder, key)
            for holder in objects_in(schema)
            for key in list(holder)
            if key in {"items", "additionalProperties"} or key in NAMES
        ]
        for holder, key in self.rng.sample(places, min(2, len(places))):
            holder[key] = {"$ref": self.rng.choice(["#/$defs/one", "#/$defs/two", "#"])}

    def schema(self, depth: int) -> Any:
        """Return a schema with at most ``depth`` levels below it."""
        if self.rng.random() < 0.06:
            return self.rng.random() < 0.7
        kind = self.rng.random()
        if depth > 0 and kind < 0.35:
            return self.object(depth)
        if depth > 0 and kind < 0.5:
            return self.array(depth)
        if depth > 0 and kind < 0.66:
            return self.combined(depth)
        return self.scalar()

    def scalar(self) -> dict[str, Any]:
        """Return a schema for a scalar."""
        pick = self.rng.randrange(7)
        if pick == 0:
            return {"enum": self.rng.sample(SCALARS, self.rng.randint(1, 3))}
        if pick == 1:
            return {"const": self.rng.choice(SCALARS)}
        if pick == 2:
            return {"type": self.rng.sample(TYPES, self.rng.randint(1, 3))}
        if pick in {3, 4}:
            schema: dict[str, Any] = {"type": "string"}
            self.some(schema, {"minLength": self.small, "maxLength": lambda: self.small() + 1})
            self.some(schema, {"pattern": lambda: self.rng.choice(PATTERNS)}, 0.3)
            return schema
        schema = {"type": self.rng.choice(["integer", "number"])}
        bounds = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")
        self.some(schema, {bound: lambda: self.rng.choice([-1, 0, 1, 2, 4, 0.5]) for bound in bounds}, 0.3)
        self.some(schema, {"multipleOf": lambda: self.rng.choice([1, 2, 3, 4, 0.5])}, 0.3)
        return schema

    def object(self, depth: int) -> dict[str, Any]:
        """Return a schema for objects."""
        schema: dict[str, Any] = {"type": "object"} if self.rng.random() < 0.8 else {}
        names = self.rng.sample(NAMES, self.rng.randint(1, 3))
        schema["properties"] = {name: self.schema(depth - 1) for name in names}
        self.some(
            schema,
            {
                "required": lambda: self.rng.sample(NAMES, self.rng.randint(1, 2)),
                "additionalProperties": lambda: self.rng.choice([False, True, self.schema(depth - 1)]),
                "dependentRequired": lambda: {self.name(): [self.name()]},
            },
            0.3,
        )
        self.some(
            schema,
            {
                "patternProperties": lambda: {self.rng.choice(PATTERNS): self.schema(depth - 1)},
                "minProperties": self.small,
                "maxProperties": lambda: self.small() + 1,
                "propertyNames": lambda: {"maxLength": self.small() + 1},
                "dependentSchemas": lambda: {self.name(): self.schema(depth - 1)},
                "allOf": lambda: [self.schema(depth - 1), self.schema(0)],
                "unevaluatedProperties": lambda: False,
            },
            0.08,
        )
        return schema

    def array(self, depth: int) -> dict[str, Any]:
        """Return a schema for arrays."""
        schema: dict[str, Any] = {"type": "array"}
        self.some(
            schema,
            {
                "items": lambda: self.schema(depth - 1),
                "minItems": self.small,
                "maxItems": lambda: self.small() + 1,
            },
            0.5,
        )
        self.some(
            schema,
            {
                "prefixItems": lambda: [self.schema(depth - 1) for _ in range(self.rng.randint(1, 2))],
                "uniqueItems": lambda: True,
                "contains": self.scalar,
            },
            0.2,
        )
        if "contains" in schema:
            self.some(schema, {"minContains": self.small, "maxContains": lambda: self.small() + 1}, 0.3)
        return schema

    def combined(self, depth: int) -> dict[str, Any]:
        """Return a schema that combines others."""
        keyword = self.rng.choice(["anyOf", "oneOf", "allOf", "not", "if"])
        if keyword == "not":
            return {"not": self.schema(depth - 1)}
        if keyword == "if":
            schema = {"if": self.schema(depth - 1)}
            self.some(schema, {"then": lambda: self.schema(depth - 1), "else": lambda: self.schema(depth - 1)}, 0.7)
            return schema
        return {keyword: [self.schema(depth - 1) for _ in range(self.rng.randint(1, 3))]}

    def small(self) -> int:
        """Return a small number."""
        return self.rng.randint(0, 3)

    def name(self) -> str:
        """Return the name of a member."""
        return self.rng.choice(NAMES)

    def some(self, schema: dict[str, Any], makers: dict[str, Any], probability: float = 0.5) -> None:
        """Add each keyword with a probability."""
        for keyword, make in makers.items():
            if self.rng.random() < probability:
                schema[keyword] = make()

    def changed(self, schema: dict[str, Any]) -> dict[str, Any]:
        """Return a copy of a schema with one to three changes."""
        result = copy.deepcopy(schema)
        for _ in range(self.rng.randint(1, 3)):
            self.change(self.rng.choice(list(objects_in(result))))
        return result

    def change(self, schema: dict[str, Any]) -> None:
        """Change one keyword of a schema object, if the result is a schema."""
        keyword = self.rng.choice([*schema, "new"])
        value = schema.get(keyword)
        if keyword in {"$ref", "$defs", "if"}:
            return
        if keyword == "properties" or keyword in NAMES:
            self.change_members(schema if keyword in NAMES else value)
        elif keyword == "new":
            if not set(schema) & set(NAMES) and "one" not in schema:
                fresh = self.schema(1)
                schema.update(
                    {key: fresh[key] for key in fresh if key not in schema} if isinstance(fresh, dict) else {}
                )
        elif isinstance(value, bool):
            schema.pop(keyword)
        elif isinstance(value, int | float):
            schema[keyword] = max(value + self.rng.choice([-1, 1]), 1 if keyword == "multipleOf" else 0)
        elif isinstance(value, list) and len(value) > 1 and keyword != "type":
            value.pop(self.rng.randrange(len(value)))
        elif keyword in {"items", "not", "then", "else", "contains", "additionalProperties"}:
            schema[keyword] = self.schema(1)
        elif keyword not in {"one", "two", *PATTERNS}:
            schema.pop(keyword)

    def change_members(self, members: Any) -> None:
        """Add, remove or replace a member."""
        name = self.name()
        if isinstance(members, dict):
            if name in members and self.rng.random() < 0.5 and len(members) > 1:
                del members[name]
            else:
                members[name] = self.schema(1)


def objects_in(value: Any) -> list[dict[str, Any]]:
    """Return every object in a schema, outer ones first."""
    objects: list[dict[str, Any]] = [value] if isinstance(value, dict) else []
    children = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return objects + [inner for child in children for inner in objects_in(child)]


def bundle_of(schema: Any) -> SchemaBundle:
    """Return a schema as a bundle without other files."""
    return SchemaBundle(SchemaFile("schema", "schema.json", "urn:schema", schema, json.dumps(schema).encode()))


def is_usable(schema: Any) -> bool:
    """Return whether a schema is valid and has no circular references."""
    if not meta.is_valid(schema):
        return False
    try:
        normalize(bundle_of(schema))
    except UnreadableInput:
        return False
    return True
