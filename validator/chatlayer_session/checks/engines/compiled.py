"""The compiled engine: one Python function for each kind of payload, generated from the schema."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from ...jsonpointer import format_pointer
from ...spec.references import ANNOTATIONS, UnsupportedKeyword, alternatives, resolve
from .violations import Violation, type_first

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ...findings import Kind
    from ...jsonpointer import JsonValue
    from ...spec.catalog import Catalog, Schema

Check: TypeAlias = Callable[["JsonValue"], Iterator[Violation]]
"""Yields the violations of an instance."""


_TYPE_TESTS = {
    "object": "isinstance({0}, dict)",
    "array": "isinstance({0}, list)",
    "string": "isinstance({0}, str)",
    "number": "isinstance({0}, (int, float)) and not isinstance({0}, bool)",
    "boolean": "isinstance({0}, bool)",
    "null": "{0} is None",
}


class CompiledEngine:
    """Validates instances of one kind against one schema version, with the results of the reference engine.

    Raises:
        UnsupportedKeyword: the schema cannot be compiled.
    """

    def __init__(self, catalog: Catalog, version: str, kind: Kind) -> None:
        identifier: str = catalog.schema("session", version, kind.value)["$id"]
        self.violations = compile_schema(catalog.schemas("session", version), identifier)


def compile_schema(schemas: Mapping[str, Schema], identifier: str) -> Check:
    """Return a function that checks an instance against the closed view of a schema.

    Raises:
        UnsupportedKeyword: the schema uses a keyword that cannot be compiled, or a reference in it leads back.
    """
    writer = _CodeWriter(schemas)
    writer.line("def check(v):")
    writer.depth = 1
    writer.schema(schemas[identifier], f"{identifier}#", "v", "")
    # A function with a `yield` is a generator, even if the schema has nothing to check.
    writer.line("yield from ()")
    names: dict[str, Any] = {"Violation": Violation, "absent": object(), **writer.constants}
    # The source contains only names made here, and the reprs of names and numbers in our own schema files.
    exec("\n".join(writer.lines), names)  # noqa: S102 - source made here only
    return cast("Check", names["check"])


class _CodeWriter:
    """Writes the body of the function, one subschema after the other, in the order of the schema.

    ``pointer`` is the schema pointer of a subschema, ``value`` the variable of the value to check, and ``path`` the
    source of its path, with a comma after each step.
    """

    def __init__(self, schemas: Mapping[str, Schema]) -> None:
        self.schemas = schemas
        self.lines: list[str] = []
        self.depth = 0
        self.constants: dict[str, object] = {}
        self.variables = 0
        self.enclosing: list[str] = []

    def line(self, source: str) -> None:
        self.lines.append("    " * self.depth + source)

    def variable(self) -> str:
        self.variables += 1
        return f"v{self.variables}"

    def constant(self, value: object) -> str:
        name = f"c{len(self.constants)}"
        self.constants[name] = value
        return name

    def schema(self, schema: Schema, pointer: str, value: str, path: str) -> None:
        """Write the checks of a subschema."""
        if pointer in self.enclosing:
            raise UnsupportedKeyword("$ref", pointer, "a reference in it leads back to it")
        self.enclosing.append(pointer)
        for keyword in type_first(schema):
            if keyword not in ANNOTATIONS:
                self.keyword(schema, keyword, pointer, value, path)
        is_object = schema.get("type") == "object" or "properties" in schema or "required" in schema
        if is_object and "additionalProperties" not in schema:
            self.unknown_members(schema, pointer, value, path)
        self.enclosing.pop()

    def keyword(self, schema: Schema, keyword: str, pointer: str, value: str, path: str) -> None:
        place = pointer + format_pointer((keyword,))
        if keyword == "$ref":
            self.schema(*resolve(schema["$ref"], pointer, self.schemas), value, path)
        elif keyword == "properties":
            self.members(schema[keyword], place, value, path)
        elif keyword == "items" and isinstance(schema[keyword], dict):
            index, item = self.variable(), self.variable()
            loop = f"for {index}, {item} in enumerate({value} if isinstance({value}, list) else ()):"
            self.block(loop, schema[keyword], place, item, path + f"{index},")
        elif keyword == "anyOf":
            self.alternatives(schema, pointer, value, path)
        elif keyword != "additionalProperties" or schema[keyword] is not True:
            self.assertion(schema, keyword, place, value, path)

    def members(self, declared: Mapping[str, Schema], pointer: str, value: str, path: str) -> None:
        self.line(f"if isinstance({value}, dict):")
        self.depth += 1
        self.line("pass")
        for name, schema in declared.items():
            if schema.keys() <= ANNOTATIONS:
                continue
            member = self.variable()
            self.line(f"{member} = {value}.get({name!r}, absent)")
            place = pointer + format_pointer((name,))
            self.block(f"if {member} is not absent:", schema, place, member, path + f"{name!r},")
        self.depth -= 1

    def alternatives(self, schema: Schema, pointer: str, value: str, path: str) -> None:
        for type_name, alternative, place in alternatives(schema, pointer, self.schemas):
            if type_name not in _TYPE_TESTS:
                raise UnsupportedKeyword("anyOf", pointer, "it cannot be compiled")
            self.block(f"if {_TYPE_TESTS[type_name].format(value)}:", alternative, place, value, path)
            self.line("else:")
            self.depth += 1
        self.line(self.report("anyOf", schema, pointer + "/anyOf", value, path))
        self.depth -= len(schema["anyOf"])

    def block(self, head: str, schema: Schema, pointer: str, value: str, path: str) -> None:
        """Write the checks of a subschema under a condition or in a loop."""
        self.line(head)
        self.depth += 1
        self.line("pass")
        self.schema(schema, pointer, value, path)
        self.depth -= 1

    def assertion(self, schema: Schema, keyword: str, pointer: str, value: str, path: str) -> None:
        if keyword == "required":
            name = self.variable()
            required = self.constant(frozenset(schema[keyword]))
            self.line(f"if isinstance({value}, dict) and not {required} <= {value}.keys():")
            self.line(f"    for {name} in {tuple(schema[keyword])!r}:")
            self.line(f"        if {name} not in {value}:")
            self.line(f"            {self.report(keyword, schema, pointer, value, path + f'{name},')}")
            return
        condition = self.violation_condition(schema, keyword, pointer, value)
        if condition:
            self.line(f"if {condition}:")
            self.line(f"    {self.report(keyword, schema, pointer, value, path)}")

    def violation_condition(self, schema: Schema, keyword: str, pointer: str, value: str) -> str:
        """Return the condition under which a value violates a keyword; empty if it never does."""
        operand: Any = schema[keyword]
        if keyword == "type" and isinstance(operand, str) and operand in _TYPE_TESTS:
            return f"not ({_TYPE_TESTS[operand].format(value)})"
        if keyword == "enum" and all(isinstance(allowed, str) for allowed in operand):
            return f"not isinstance({value}, str) or {value} not in {self.constant(frozenset(operand))}"
        if keyword == "not":
            negation = cast("Schema", operand)
            asserted = negation.keys() - ANNOTATIONS
            if asserted in ({"enum"}, {"pattern"}):
                return f"not ({self.violation_condition(negation, asserted.pop(), pointer, value)})"
        if keyword in {"minimum", "maximum"}:
            beyond = "<" if keyword == "minimum" else ">"
            return f"{_TYPE_TESTS['number'].format(value)} and {value} {beyond} {self.constant(operand)}"
        if keyword == "x-stability":
            return "True" if operand == "unstable" else ""
        if keyword in {"pattern", "x-extensible-enum"}:
            accepts = re.compile(operand).search if keyword == "pattern" else frozenset(operand).__contains__
            return f"isinstance({value}, str) and not {self.constant(accepts)}({value})"
        raise UnsupportedKeyword(keyword, pointer, "it cannot be compiled")

    def unknown_members(self, schema: Schema, pointer: str, value: str, path: str) -> None:
        declared, name = self.constant(frozenset(schema.get("properties", ()))), self.variable()
        self.line(f"if isinstance({value}, dict) and not {value}.keys() <= {declared}:")
        self.line(f"    for {name} in {value}:")
        self.line(f"        if {name} not in {declared}:")
        self.line(f"            {self.report('unevaluatedProperties', schema, pointer, value, path + f'{name},')}")

    def report(self, keyword: str, schema: Schema, pointer: str, value: str, path: str) -> str:
        return f"yield Violation({keyword!r}, ({path}), {self.constant(schema)}, {value}, {pointer!r})"
