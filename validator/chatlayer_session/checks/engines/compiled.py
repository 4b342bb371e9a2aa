"""The quick engine: one Python function for each kind of payload, written from the schema when the engine is made."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from ...jsonpointer import format_pointer, parse_pointer
from ...spec.traverse import ANNOTATIONS
from .violations import Violation, issues_from

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ...findings import Kind
    from ...issues import Issue
    from ...jsonpointer import InstancePath, JsonValue
    from ...spec.catalog import Catalog, Schema

Check: TypeAlias = Callable[["JsonValue"], list[Violation]]
"""Holds an instance to a schema."""


_TYPE_TESTS = {
    "object": "isinstance({0}, dict)",
    "array": "isinstance({0}, list)",
    "string": "isinstance({0}, str)",
    "number": "isinstance({0}, (int, float)) and not isinstance({0}, bool)",
    "boolean": "isinstance({0}, bool)",
    "null": "{0} is None",
}


class NotCompilable(ValueError):
    """The schema uses ``keyword`` in a way that this engine does not know; the reference engine does."""

    def __init__(self, keyword: str, schema_pointer: str) -> None:
        super().__init__(keyword, schema_pointer)
        self.keyword = keyword
        self.schema_pointer = schema_pointer

    def __str__(self) -> str:
        """Name the keyword and its place."""
        return f"the keyword {self.keyword} at {self.schema_pointer} cannot be compiled"


class CompiledEngine:
    """Holds instances of one kind to one schema version, with the answers of the reference engine.

    Raises:
        NotCompilable: the schema uses keywords beyond the subset that is compiled.
    """

    def __init__(self, catalog: Catalog, version: str, kind: Kind) -> None:
        identifier: str = catalog.schema("session", version, kind.value)["$id"]
        self.breaches = compiled(catalog.schemas("session", version), identifier)

    def check(self, instance: JsonValue) -> list[Issue]:
        """Return what breaks a rule; the paths start at the root of the instance."""
        breaches = self.breaches(instance)
        return issues_from(breaches) if breaches else []


def compiled(schemas: Mapping[str, Schema], identifier: str) -> Check:
    """Return a function that holds an instance to the closed view of a schema.

    Raises:
        NotCompilable: the schema uses keywords beyond the subset that is compiled.
    """
    writer = _CodeWriter(schemas)
    writer.line("def check(v):")
    writer.depth = 1
    writer.line("found = []")
    writer.schema(identifier, (), "v", "")
    writer.line("return found")
    names: dict[str, Any] = {"Violation": Violation, "absent": object(), **writer.constants}
    # The source holds nothing but names made here and the reprs of names and numbers in our own schema files.
    exec("\n".join(writer.lines), names)  # noqa: S102 - source made here only
    return cast("Check", names["check"])


class _CodeWriter:
    """Writes the body of the function, a subschema after the other, in the order in which the schema has them.

    ``value`` is the variable that holds the value at hand, and ``path`` the source of the path to it, each step with a
    comma behind it.
    """

    def __init__(self, schemas: Mapping[str, Schema]) -> None:
        self.schemas = schemas
        self.lines: list[str] = []
        self.depth = 0
        self.constants: dict[str, object] = {}
        self.variables = 0
        self.open: list[tuple[str, InstancePath]] = []

    def line(self, source: str) -> None:
        self.lines.append("    " * self.depth + source)

    def variable(self) -> str:
        self.variables += 1
        return f"v{self.variables}"

    def constant(self, value: object) -> str:
        name = f"c{len(self.constants)}"
        self.constants[name] = value
        return name

    def schema(self, identifier: str, location: InstancePath, value: str, path: str) -> None:
        """Write the checks of the subschema at a place of a schema file."""
        if (identifier, location) in self.open:
            raise NotCompilable("$ref", f"{identifier}#{format_pointer(location)}")
        self.open.append((identifier, location))
        schema: Any = self.schemas[identifier]
        for step in location:
            schema = schema[step]
        for keyword in schema:
            if keyword not in ANNOTATIONS:
                self.keyword(schema, keyword, identifier, location, value=value, path=path)
        is_object = schema.get("type") == "object" or "properties" in schema or "required" in schema
        if is_object and "additionalProperties" not in schema:
            self.unknown_members(schema, f"{identifier}#{format_pointer(location)}", value, path)
        self.open.pop()

    def keyword(
        self, schema: Schema, keyword: str, identifier: str, location: InstancePath, *, value: str, path: str
    ) -> None:
        pointer = f"{identifier}#{format_pointer((*location, keyword))}"
        if keyword == "$ref":
            target, _, fragment = schema["$ref"].partition("#")
            self.schema(target or identifier, parse_pointer(fragment), value, path)
        elif keyword == "properties":
            self.members(schema[keyword], identifier, (*location, keyword), value, path)
        elif keyword == "items" and isinstance(schema[keyword], dict):
            index, item = self.variable(), self.variable()
            loop = f"for {index}, {item} in enumerate({value} if isinstance({value}, list) else ()):"
            self.block(loop, identifier, (*location, keyword), item, path + f"{index},")
        elif keyword != "additionalProperties" or schema[keyword] is not True:
            self.assertion(schema, keyword, pointer, value, path)

    def members(self, declared: Schema, identifier: str, location: InstancePath, value: str, path: str) -> None:
        self.line(f"if isinstance({value}, dict):")
        self.depth += 1
        self.line("pass")
        for name in declared:
            member = self.variable()
            self.line(f"{member} = {value}.get({name!r}, absent)")
            self.block(f"if {member} is not absent:", identifier, (*location, name), member, path + f"{name!r},")
        self.depth -= 1

    def block(self, head: str, identifier: str, location: InstancePath, value: str, path: str) -> None:
        """Write a subschema below a line that says when it holds."""
        self.line(head)
        self.depth += 1
        self.line("pass")
        self.schema(identifier, location, value, path)
        self.depth -= 1

    def assertion(self, schema: Schema, keyword: str, pointer: str, value: str, path: str) -> None:
        if keyword == "required":
            name = self.variable()
            required = self.constant(frozenset(schema[keyword]))
            self.line(f"if isinstance({value}, dict) and not {required} <= {value}.keys():")
            self.line(f"    for {name} in {tuple(schema[keyword])!r}:")
            self.line(f"        if {name} not in {value}:")
            self.line(f"            {self.note(keyword, schema, pointer, value, path + f'{name},')}")
            return
        failing = self.failing(schema, keyword, pointer, value)
        if failing:
            self.line(f"if {failing}:")
            self.line(f"    {self.note(keyword, schema, pointer, value, path)}")

    def failing(self, schema: Schema, keyword: str, pointer: str, value: str) -> str:
        """Return the condition under which a value does not meet a keyword; empty if it always does."""
        operand = schema[keyword]
        if keyword == "type" and isinstance(operand, str) and operand in _TYPE_TESTS:
            return f"not ({_TYPE_TESTS[operand].format(value)})"
        if keyword == "enum" and all(isinstance(each, str) for each in operand):
            return f"not isinstance({value}, str) or {value} not in {self.constant(frozenset(operand))}"
        if keyword == "not" and list(operand) == ["enum"]:
            negated: Schema = schema["not"]
            return f"not ({self.failing(negated, 'enum', pointer, value)})"
        if keyword in {"minimum", "maximum"}:
            beyond = "<" if keyword == "minimum" else ">"
            return f"{_TYPE_TESTS['number'].format(value)} and {value} {beyond} {self.constant(operand)}"
        if keyword == "x-stability":
            return "True" if operand == "unstable" else ""
        if keyword == "x-extensible-enum":
            return f"isinstance({value}, str) and {value} not in {self.constant(frozenset(operand))}"
        raise NotCompilable(keyword, pointer)

    def unknown_members(self, schema: Schema, pointer: str, value: str, path: str) -> None:
        declared, name = self.constant(frozenset(schema.get("properties", ()))), self.variable()
        self.line(f"if isinstance({value}, dict) and not {value}.keys() <= {declared}:")
        self.line(f"    for {name} in {value}:")
        self.line(f"        if {name} not in {declared}:")
        self.line(f"            {self.note('unevaluatedProperties', schema, pointer, value, path + f'{name},')}")

    def note(self, keyword: str, schema: Schema, pointer: str, value: str, path: str) -> str:
        return f"found.append(Violation({keyword!r}, ({path}), {self.constant(schema)}, {value}, {pointer!r}))"
