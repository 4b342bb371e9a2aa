"""Every constraint of the schemas, and everything that they leave open, has conformance cases."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import pytest

from chatlayer_session.spec.catalog import IDENTIFIER, packaged_catalog
from chatlayer_session.spec.references import resolve

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from jsonschema import ValidationError

    from chatlayer_session.spec.catalog import Schema

    from .conftest import Case, Suite

ANNOTATIONS = frozenset(
    {"$schema", "$id", "$defs", "title", "description"}
    | {"x-stability", "x-since", "x-source", "x-extensible-enum", "x-values-since"}
    | {"x-written-by", "x-personal-data", "x-undocumented-values"}
)
FOLLOWED = frozenset({"properties", "items"})
ANY_ITEM = "*"

JSON_TYPES: dict[str, Callable[[Any], bool]] = {
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "string": lambda value: isinstance(value, str),
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "fraction": lambda value: isinstance(value, float) and not value.is_integer(),
    "true": lambda value: value is True,
    "false": lambda value: value is False,
    "null": lambda value: value is None,
}


@dataclass(frozen=True)
class Subschema:
    """A schema that applies to one place of a payload.

    ``location`` is the path to it through the keywords of the document without references, as in an error of
    python-jsonschema. ``place`` is the path through the names of the payload, with ``*`` for any item.
    """

    location: tuple[str, ...]
    place: tuple[str, ...]
    schema: Schema

    def __str__(self) -> str:
        """Return the location as a pointer."""
        return "/" + "/".join(self.location)


@dataclass(frozen=True)
class Constraint:
    """A keyword that can reject a payload; for ``required``, ``value`` is one of the names."""

    location: tuple[str, ...]
    place: tuple[str, ...]
    keyword: str
    value: Any

    def __str__(self) -> str:
        """Return the location as a pointer, with the name where there are several."""
        suffix = f" {self.value}" if self.keyword == "required" else ""
        return "/" + "/".join(self.location) + suffix

    def accepted_by(self, case: Case) -> bool:
        """Return whether a valid case has a value for the keyword; enums and bounds need specific values."""
        values = values_at(case.data, self.place)
        if self.keyword == "required":
            return any(self.value in value for value in values)
        if self.keyword in {"minimum", "maximum"}:
            return self.value in values
        return bool(values)

    def rejected_by(self, case: Case) -> bool:
        """Return whether an invalid case is rejected by the keyword, and at no other place."""
        errors = case.open_errors()
        if any(place_of(error) != self.place for error in errors):
            return False
        matching = [error for error in errors if location_of(error) == self.location]
        if self.keyword == "required":
            # One error is for one missing member, so a single error is for this member.
            return len(errors) == len(matching) == 1 and self.value not in cast(
                "dict[str, object]", matching[0].instance
            )
        return bool(matching)


def subschemas(document: Schema) -> Iterator[Subschema]:
    """Yield the schemas that apply to a payload: the root, and those of properties, items, alternatives and references.

    References to other documents are left out.
    """
    yield from _subschemas(document, document, (), ())


def _subschemas(
    schema: Schema, document: Schema, location: tuple[str, ...], place: tuple[str, ...]
) -> Iterator[Subschema]:
    yield Subschema(location, place, schema)
    for name, child in schema.get("properties", {}).items():
        yield from _subschemas(child, document, (*location, "properties", name), (*place, name))
    if "items" in schema:
        yield from _subschemas(schema["items"], document, (*location, "items"), (*place, ANY_ITEM))
    for index, alternative in enumerate(schema.get("anyOf", ())):
        yield from _subschemas(alternative, document, (*location, "anyOf", str(index)), place)
    if _is_local(schema.get("$ref", "")):
        target, _ = resolve(schema["$ref"], document["$id"], {document["$id"]: document})
        yield from _subschemas(target, document, location, place)


def _is_local(reference: str) -> bool:
    return reference.startswith("#")


def constraints(document: Schema) -> Iterator[Constraint]:
    """Yield every keyword that can reject a payload, once for each way to reach it.

    A reference to another document is one constraint, since that document has its own cases. An unknown keyword is a
    constraint too, and has no case until this function supports it.
    """
    for subschema in subschemas(document):
        for keyword, value in subschema.schema.items():
            location = (*subschema.location, keyword)
            if keyword in ANNOTATIONS or keyword in FOLLOWED or (keyword == "$ref" and _is_local(value)):
                continue
            if keyword == "additionalProperties" and value is True:
                continue
            # The type selects the alternative, so it rejects nothing in it.
            if keyword == "type" and subschema.location[-2:-1] == ("anyOf",):
                continue
            for single_value in value if keyword == "required" else [value]:
                yield Constraint(location, subschema.place, keyword, single_value)


def values_at(instance: object, place: tuple[str, ...]) -> list[Any]:
    """Return the values of a payload at a place, with ``*`` for any item."""
    values = [instance]
    for step in place:
        values = [inner for value in values for inner in _step(value, step)]
    return values


def _step(value: object, step: str) -> list[object]:
    if isinstance(value, list) and step == ANY_ITEM:
        return cast("list[object]", value)
    if isinstance(value, dict) and step in value:
        return [cast("dict[str, object]", value)[step]]
    return []


def place_of(error: ValidationError) -> tuple[str, ...]:
    """Return the place of an error in the payload, with ``*`` for the index of an item."""
    return tuple(ANY_ITEM if isinstance(step, int) else step for step in error.absolute_path)


def location_of(error: ValidationError) -> tuple[str, ...]:
    """Return the path through the keywords to the failed one, without references."""
    return tuple(str(step) for step in error.absolute_schema_path)


def document_of(suite: Suite) -> Schema:
    """Return the schema that a file of cases tests."""
    return packaged_catalog().schema("session", suite.version, suite.name)


def objects_of(suite: Suite) -> dict[tuple[str, ...], Schema]:
    """Return the object schemas by their place."""
    document = document_of(suite)
    return {subschema.place: subschema.schema for subschema in subschemas(document) if "properties" in subschema.schema}


def test_every_constraint_has_an_accepting_case(suite: Suite) -> None:
    """A valid case has a value for each constraint: every required name, and every bound itself."""
    all_constraints = list(constraints(document_of(suite)))
    assert all_constraints, "no constraint was found in the schema"
    missing = [
        str(constraint)
        for constraint in all_constraints
        if not any(constraint.accepted_by(case) for case in suite.accepted())
    ]
    assert missing == [], "constraints without an accepting case"


def test_every_constraint_has_a_rejecting_case(suite: Suite) -> None:
    """An invalid case is rejected by each constraint at its place, and nowhere else."""
    all_constraints = [constraint for constraint in constraints(document_of(suite)) if not _is_reference(constraint)]
    assert all_constraints, "no constraint was found in the schema"
    missing = [
        str(constraint)
        for constraint in all_constraints
        if not any(constraint.rejected_by(case) for case in suite.rejected())
    ]
    assert missing == [], "constraints without a rejecting case"


def _is_reference(constraint: Constraint) -> bool:
    return constraint.keyword == "$ref"


def test_references_have_a_rejecting_case(suite: Suite) -> None:
    """For each reference to another document, an invalid case is invalid only under that document."""
    names = packaged_catalog().names("session", suite.version)
    documents = {IDENTIFIER.format(family="session", version=suite.version, name=name) for name in names}
    for reference in filter(_is_reference, constraints(document_of(suite))):
        assert reference.value in documents
        within = reference.location[:-1]
        rejected = [
            case
            for case in suite.rejected()
            if all(location_of(error)[: len(within)] == within for error in case.open_errors())
        ]
        assert rejected != [], f"no case is rejected through {reference}"


def test_each_enum_value_has_an_accepting_case(suite: Suite) -> None:
    """Every value of an ``enum`` occurs in a valid case."""
    missing = [
        f"{constraint}: {value}"
        for constraint in constraints(document_of(suite))
        if constraint.keyword == "enum"
        for value in constraint.value
        if not any(value in values_at(case.data, constraint.place) for case in suite.accepted())
    ]
    assert missing == []


def test_open_sets_accept_known_and_other_values(suite: Suite) -> None:
    """Every known value of an open set occurs in a valid case, and so does another value."""
    document = document_of(suite)
    for subschema in subschemas(document):
        known = subschema.schema.get("x-extensible-enum")
        if known is None:
            continue
        values = [value for case in suite.accepted() for value in values_at(case.data, subschema.place)]
        assert [value for value in known if value not in values] == [], f"{subschema}: known values without a case"
        assert [value for value in values if value not in known] != [], f"{subschema}: no case with another value"


def test_optional_fields_may_be_absent(suite: Suite) -> None:
    """Every optional field is absent from its object in some valid case."""
    missing = [
        (*place, name)
        for place, schema in objects_of(suite).items()
        for name in set(schema["properties"]) - set(schema.get("required", ()))
        if not any(name not in (value or {}) for case in suite.accepted() for value in values_at(case.data, place))
    ]
    assert missing == []


def test_every_object_accepts_other_members(suite: Suite) -> None:
    """Every object has an undeclared member in some valid case."""
    objects = objects_of(suite)
    assert objects, "no object was found in the schema"
    missing = [
        place
        for place, schema in objects.items()
        if not any(
            set(value) - set(schema["properties"])
            for case in suite.accepted()
            for value in values_at(case.data, place)
            if isinstance(value, dict)
        )
    ]
    assert missing == []


@pytest.mark.parametrize("json_type", JSON_TYPES)
def test_free_places_accept_every_json_type(json_type: str, suite: Suite) -> None:
    """An open object or array contains each JSON type in some valid case, and a stable field of any type has each."""
    document = document_of(suite)
    for subschema in subschemas(document):
        free_object = subschema.schema.get("additionalProperties") is True
        free_array = subschema.schema.get("type") == "array" and "items" not in subschema.schema
        if subschema.schema.get("x-stability") == "stable" and subschema.schema.keys() <= ANNOTATIONS:
            values = [value for case in suite.accepted() for value in values_at(case.data, subschema.place)]
            assert any(map(JSON_TYPES[json_type], values)), f"{subschema}: no {json_type}"
        if not (free_object or free_array):
            continue
        containers = [value for case in suite.accepted() for value in values_at(case.data, subschema.place)]
        inner = [
            value
            for container in containers
            for value in (
                [member for name, member in container.items() if name not in subschema.schema.get("properties", ())]
                if free_object
                else container
            )
        ]
        assert any(JSON_TYPES[json_type](value) for value in inner), f"{subschema}: no {json_type}"
