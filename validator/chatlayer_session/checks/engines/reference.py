"""The engine that defines what is right: python-jsonschema over the closed view of the schemas."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, cast

from jsonschema import Draft202012Validator, validators
from jsonschema.exceptions import ValidationError
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from ...jsonpointer import format_pointer, parse_pointer
from ...spec.traverse import close_objects
from .violations import Violation, issues_from

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from ...findings import Kind
    from ...issues import Issue
    from ...jsonpointer import JsonValue
    from ...spec.catalog import Catalog, Schema


def _unknown_members(
    validator: object,
    subschema: Any,
    instance: JsonValue,
    schema: Schema,
) -> Iterator[ValidationError]:
    """Yield an error for each member that is not declared, where python-jsonschema has one error for all."""
    del validator
    if isinstance(instance, dict) and subschema is False:
        declared = schema.get("properties", {})
        for name in instance:
            if name not in declared:
                yield ValidationError("", path=[name])


def _missing_members(
    validator: object,
    required: list[str],
    instance: JsonValue,
    schema: Schema,
) -> Iterator[ValidationError]:
    """Yield an error at the place of each missing member, where python-jsonschema has it at the object."""
    del validator, schema
    if isinstance(instance, dict):
        for name in required:
            if name not in instance:
                yield ValidationError("", path=[name])


def _above(validator: Any, bound: float, instance: Any, schema: Schema) -> Iterator[ValidationError]:
    """Yield an error that does not write out the number, which may have more digits than Python writes."""
    del schema
    if validator.is_type(instance, "number") and instance > bound:
        yield ValidationError("")


def _below(validator: Any, bound: float, instance: Any, schema: Schema) -> Iterator[ValidationError]:
    """Yield an error as `_above` does."""
    del schema
    if validator.is_type(instance, "number") and instance < bound:
        yield ValidationError("")


def _declared_unstable(
    validator: object, stability: str, instance: JsonValue, schema: Schema
) -> Iterator[ValidationError]:
    del validator, instance, schema
    if stability == "unstable":
        yield ValidationError("")


def _unknown_value(
    validator: object, known: list[JsonValue], instance: JsonValue, schema: Schema
) -> Iterator[ValidationError]:
    del validator, schema
    if isinstance(instance, str) and instance not in known:
        yield ValidationError("")


class _Checks(Protocol):
    """What is used of the validator classes of python-jsonschema, whose types are not declared."""

    def iter_errors(self, instance: JsonValue) -> Iterator[ValidationError]: ...


_checker_for: Callable[..., _Checks] = cast("Any", validators).extend(
    Draft202012Validator,
    {
        "maximum": _above,
        "minimum": _below,
        "required": _missing_members,
        "unevaluatedProperties": _unknown_members,
        "x-stability": _declared_unstable,
        "x-extensible-enum": _unknown_value,
    },
)


class ReferenceEngine:
    """Holds instances of one kind to one schema version by python-jsonschema."""

    def __init__(self, catalog: Catalog, version: str, kind: Kind) -> None:
        self._schemas: Mapping[str, Schema] = catalog.schemas("session", version)
        self._identifier: str = catalog.schema("session", version, kind.value)["$id"]
        views = {identifier: _checkable(schema) for identifier, schema in self._schemas.items()}
        resources = [(identifier, DRAFT202012.create_resource(view)) for identifier, view in views.items()]
        empty: Registry[Any] = Registry()
        registry = empty.with_resources(resources)
        self._checker = _checker_for(views[self._identifier], registry=registry)

    def check(self, instance: JsonValue) -> list[Issue]:
        """Return what breaks a rule; the paths start at the root of the instance."""
        return issues_from([self._violation(error) for error in self._checker.iter_errors(instance)])

    def _violation(self, error: ValidationError) -> Violation:
        # References are not among the steps.
        steps = list(error.absolute_schema_path)
        return Violation(
            keyword=str(steps[-1]),
            path=tuple(error.absolute_path),
            schema=cast("Schema", error.schema),
            owner=cast("JsonValue", error.instance),
            schema_pointer=self._location(steps),
        )

    def _location(self, steps: list[str | int]) -> str:
        """Return where a keyword stands in the schema files, following the references on the way."""
        identifier = self._identifier
        path: list[str | int] = []
        node: Any = self._schemas[identifier]
        for step in steps:
            while step not in node and "$ref" in node:
                target, _, fragment = node["$ref"].partition("#")
                identifier = target or identifier
                path.clear()
                path.extend(parse_pointer(fragment))
                node = _inside(self._schemas[identifier], path)
            # The closed view puts in a keyword that the file lacks: the object that it closes is named instead.
            if step in node:
                path.append(step)
                node = node[step]
        return f"{identifier}#{format_pointer(tuple(path))}"


def _checkable(schema: Schema) -> Schema:
    """Return the closed view without its dialect, for which python-jsonschema would leave our keywords aside."""
    return {keyword: value for keyword, value in close_objects(schema).items() if keyword != "$schema"}


def _inside(node: Any, path: Iterable[str | int]) -> Any:
    for step in path:
        node = node[step]
    return node
