"""The reference engine, which defines the correct result: python-jsonschema over the closed view of the schemas."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from jsonschema import Draft202012Validator, validators
from jsonschema.exceptions import ValidationError
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from ...jsonpointer import format_pointer
from ...spec.references import resolve
from ...spec.traverse import close_objects, transform
from .violations import Violation, type_first

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ...findings import Kind
    from ...jsonpointer import JsonValue
    from ...spec.catalog import Catalog, Schema


def _unknown_members(
    _validator: object, subschema: Any, instance: JsonValue, schema: Schema
) -> Iterator[ValidationError]:
    """Yield an error for each undeclared member; python-jsonschema has one for all."""
    if isinstance(instance, dict) and subschema is False:
        declared = schema.get("properties", {})
        for name in instance:
            if name not in declared:
                yield ValidationError("", path=[name])


def _missing_members(
    _validator: object, required: list[str], instance: JsonValue, _schema: Schema
) -> Iterator[ValidationError]:
    """Yield an error at the path of each missing member; python-jsonschema has them at the object."""
    if isinstance(instance, dict):
        for name in required:
            if name not in instance:
                yield ValidationError("", path=[name])


def _above(validator: Any, bound: float, instance: Any, _schema: Schema) -> Iterator[ValidationError]:
    """Yield an error without the number in its message, because Python refuses to format very long integers."""
    if validator.is_type(instance, "number") and instance > bound:
        yield ValidationError("")


def _below(validator: Any, bound: float, instance: Any, _schema: Schema) -> Iterator[ValidationError]:
    """Yield an error like that of `_above`."""
    if validator.is_type(instance, "number") and instance < bound:
        yield ValidationError("")


def _declared_unstable(
    _validator: object, stability: str, _instance: JsonValue, _schema: Schema
) -> Iterator[ValidationError]:
    if stability == "unstable":
        yield ValidationError("")


def _unknown_value(
    _validator: object, known: list[JsonValue], instance: JsonValue, _schema: Schema
) -> Iterator[ValidationError]:
    if isinstance(instance, str) and instance not in known:
        yield ValidationError("")


def _alternatives(
    validator: Any, alternatives: list[Schema], instance: JsonValue, _schema: Schema
) -> Iterator[ValidationError]:
    """Yield the errors of the only alternative whose type the instance has; python-jsonschema has one for all."""
    for index, alternative in enumerate(alternatives):
        errors = list(validator.descend(instance, alternative, schema_path=index))
        if not any(error.validator == "type" and not error.path for error in errors):
            yield from errors
            return
    yield ValidationError("")


_validator_for: Callable[..., Any] = cast("Any", validators).extend(
    Draft202012Validator,
    {
        "anyOf": _alternatives,
        "maximum": _above,
        "minimum": _below,
        "required": _missing_members,
        "unevaluatedProperties": _unknown_members,
        "x-stability": _declared_unstable,
        "x-extensible-enum": _unknown_value,
    },
)


class ReferenceEngine:
    """Validates instances of one kind against one schema version with python-jsonschema."""

    def __init__(self, catalog: Catalog, version: str, kind: Kind) -> None:
        self._schemas = catalog.schemas("session", version)
        self._identifier: str = catalog.schema("session", version, kind.value)["$id"]
        views = {identifier: _prepare(schema) for identifier, schema in self._schemas.items()}
        resources = [(identifier, DRAFT202012.create_resource(view)) for identifier, view in views.items()]
        empty: Registry[Any] = Registry()
        registry = empty.with_resources(resources)
        self._validator = _validator_for(views[self._identifier], registry=registry)

    def violations(self, instance: JsonValue) -> Iterator[Violation]:
        """Yield what an instance violates, the type of a value first; paths start at its root."""
        return map(self._violation, self._validator.iter_errors(instance))

    def _violation(self, error: ValidationError) -> Violation:
        steps = list(error.absolute_schema_path)
        return Violation(
            keyword=str(steps[-1]),
            path=tuple(error.absolute_path),
            schema=cast("Schema", error.schema),
            owner=cast("JsonValue", error.instance),
            schema_pointer=self._schema_pointer(steps),
        )

    def _schema_pointer(self, steps: list[str | int]) -> str:
        """Return the place of a keyword in the schema files; ``steps`` lead to it, but do not include references."""
        pointer = f"{self._identifier}#"
        value: Any = self._schemas[self._identifier]
        for step in steps:
            while step not in value and "$ref" in value:
                value, pointer = resolve(value["$ref"], pointer, self._schemas)
            # A keyword that only the closed view has is reported at the object that it closes.
            if step in value or isinstance(step, int):
                value, pointer = value[step], pointer + format_pointer((step,))
        return pointer


def _prepare(schema: Schema) -> Schema:
    """Return the closed view as python-jsonschema has to see it."""
    # For a subschema that names its dialect, python-jsonschema would use a class that ignores our keywords.
    view = transform(close_objects(schema), type_first)
    return {keyword: value for keyword, value in view.items() if keyword != "$schema"}
