"""Random pairs of schemas: a schema, and a changed one or quite another."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from .files import is_sound

if TYPE_CHECKING:
    import random

NAMES = ("a", "b", "c", "ab", "x1")
WORDS = ("", "a", "b", "ab", "abc", "x", "aaaa", "A")
PATTERNS = ("^a", "b$", "^[a-c]*$", "^x", "^.{2,3}$")
TYPES = ("null", "boolean", "integer", "number", "string", "array", "object")
SCALARS: tuple[Any, ...] = (*WORDS, 0, 1, 2, 3, -1, 0.5, 1.5, 4, 6, True, False, None)


class Schemas:
    """Random schemas; ``chance`` is what decides."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance

    def pair(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return a schema, and a changed one or, sometimes, quite another."""
        while True:
            old = self.document()
            new = self.changed(old) if self.chance.random() < 0.8 else self.document()
            if is_sound(old) and is_sound(new):
                return old, new

    def document(self) -> dict[str, Any]:
        """Return a whole schema, sometimes with definitions that it refers to, which may refer to themselves."""
        schema = self.object(3)
        if self.chance.random() < 0.3:
            schema["$defs"] = {"one": self.schema(1), "two": self.schema(1)}
            self.refer(schema)
        return schema

    def refer(self, schema: dict[str, Any]) -> None:
        """Put references where members, items or branches are."""
        places = [
            (holder, key)
            for holder in objects_in(schema)
            for key in list(holder)
            if key in {"items", "additionalProperties"} or key in NAMES
        ]
        for holder, key in self.chance.sample(places, min(2, len(places))):
            holder[key] = {"$ref": self.chance.choice(["#/$defs/one", "#/$defs/two", "#"])}

    def schema(self, depth: int) -> Any:
        """Return a schema with at most so many levels below it."""
        if self.chance.random() < 0.06:
            return self.chance.random() < 0.7
        kind = self.chance.random()
        if depth > 0 and kind < 0.35:
            return self.object(depth)
        if depth > 0 and kind < 0.5:
            return self.array(depth)
        if depth > 0 and kind < 0.66:
            return self.combined(depth)
        return self.scalar()

    def scalar(self) -> dict[str, Any]:
        """Return a schema for a value that is no container."""
        pick = self.chance.randrange(7)
        if pick == 0:
            return {"enum": self.chance.sample(SCALARS, self.chance.randint(1, 3))}
        if pick == 1:
            return {"const": self.chance.choice(SCALARS)}
        if pick == 2:
            return {"type": self.chance.sample(TYPES, self.chance.randint(1, 3))}
        if pick in {3, 4}:
            schema: dict[str, Any] = {"type": "string"}
            self.some(schema, {"minLength": self.small, "maxLength": lambda: self.small() + 1})
            self.some(schema, {"pattern": lambda: self.chance.choice(PATTERNS)}, 0.3)
            return schema
        schema = {"type": self.chance.choice(["integer", "number"])}
        bounds = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")
        self.some(schema, {bound: lambda: self.chance.choice([-1, 0, 1, 2, 4, 0.5]) for bound in bounds}, 0.3)
        self.some(schema, {"multipleOf": lambda: self.chance.choice([1, 2, 3, 4, 0.5])}, 0.3)
        return schema

    def object(self, depth: int) -> dict[str, Any]:
        """Return a schema for objects."""
        schema: dict[str, Any] = {"type": "object"} if self.chance.random() < 0.8 else {}
        names = self.chance.sample(NAMES, self.chance.randint(1, 3))
        schema["properties"] = {name: self.schema(depth - 1) for name in names}
        self.some(
            schema,
            {
                "required": lambda: self.chance.sample(NAMES, self.chance.randint(1, 2)),
                "additionalProperties": lambda: self.chance.choice([False, True, self.schema(depth - 1)]),
                "dependentRequired": lambda: {self.name(): [self.name()]},
            },
            0.3,
        )
        self.some(
            schema,
            {
                "patternProperties": lambda: {self.chance.choice(PATTERNS): self.schema(depth - 1)},
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
                "prefixItems": lambda: [self.schema(depth - 1) for _ in range(self.chance.randint(1, 2))],
                "uniqueItems": lambda: True,
                "contains": self.scalar,
            },
            0.2,
        )
        if "contains" in schema:
            self.some(schema, {"minContains": self.small, "maxContains": lambda: self.small() + 1}, 0.3)
        return schema

    def combined(self, depth: int) -> dict[str, Any]:
        """Return a schema made of others."""
        keyword = self.chance.choice(["anyOf", "oneOf", "allOf", "not", "if"])
        if keyword == "not":
            return {"not": self.schema(depth - 1)}
        if keyword == "if":
            schema = {"if": self.schema(depth - 1)}
            self.some(schema, {"then": lambda: self.schema(depth - 1), "else": lambda: self.schema(depth - 1)}, 0.7)
            return schema
        return {keyword: [self.schema(depth - 1) for _ in range(self.chance.randint(1, 3))]}

    def small(self) -> int:
        """Return a small number."""
        return self.chance.randint(0, 3)

    def name(self) -> str:
        """Return a name of a member."""
        return self.chance.choice(NAMES)

    def some(self, schema: dict[str, Any], makers: dict[str, Any], probability: float = 0.5) -> None:
        """Add each of the keywords with a probability."""
        for keyword, make in makers.items():
            if self.chance.random() < probability:
                schema[keyword] = make()

    def changed(self, schema: dict[str, Any]) -> dict[str, Any]:
        """Return a copy of a schema with one to three changes."""
        result = copy.deepcopy(schema)
        for _ in range(self.chance.randint(1, 3)):
            self.change(self.chance.choice(list(objects_in(result))))
        return result

    def change(self, schema: dict[str, Any]) -> None:
        """Change one thing in an object of a schema, if that leaves it one."""
        keyword = self.chance.choice([*schema, "new"])
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
            schema[keyword] = max(value + self.chance.choice([-1, 1]), 1 if keyword == "multipleOf" else 0)
        elif isinstance(value, list) and len(value) > 1 and keyword != "type":
            value.pop(self.chance.randrange(len(value)))
        elif keyword in {"items", "not", "then", "else", "contains", "additionalProperties"}:
            schema[keyword] = self.schema(1)
        elif keyword not in {"one", "two", *PATTERNS}:
            schema.pop(keyword)

    def change_members(self, members: Any) -> None:
        """Add, remove or replace a member."""
        name = self.name()
        if isinstance(members, dict):
            if name in members and self.chance.random() < 0.5 and len(members) > 1:
                del members[name]
            else:
                members[name] = self.schema(1)


def objects_in(value: Any) -> list[dict[str, Any]]:
    """Return every object in a schema, outer ones first."""
    found: list[dict[str, Any]] = [value] if isinstance(value, dict) else []
    children = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return found + [each for child in children for each in objects_in(child)]
