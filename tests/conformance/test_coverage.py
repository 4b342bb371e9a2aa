"""Every constraint of the schemas, and everything they leave open, has conformance cases."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import pytest

from chatlayer_session.spec.catalog import IDENTIFIER, packaged_catalog

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from jsonschema import ValidationError

    from chatlayer_session.spec.catalog import Schema

    from .conftest import Case, Suite

SAYS_NOTHING = frozenset(
    {"$schema", "$id", "$defs", "title", "description"}
    | {"x-stability", "x-since", "x-source", "x-extensible-enum", "x-values-since"}
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

    ``location`` leads there through the keywords of the document, references passed over, as the path of an
    error of python-jsonschema does; ``place`` leads there through the names of the payload, with ``*``
    for any item.
    """

    location: tuple[str, ...]
    place: tuple[str, ...]
    schema: Schema

    def __str__(self) -> str:
        """Return the location as a pointer."""
        return "/" + "/".join(self.location)


@dataclass(frozen=True)
class Constraint:
    """A keyword that can reject a payload; for ``required`` the ``value`` is one of the names."""

    location: tuple[str, ...]
    place: tuple[str, ...]
    keyword: str
    value: Any

    def __str__(self) -> str:
        """Return the location as a pointer, with the name where there are several."""
        suffix = f" {self.value}" if self.keyword == "required" else ""
        return "/" + "/".join(self.location) + suffix

    def accepted_by(self, case: Case) -> bool:
        """Whether a valid case has what the keyword asks for; a closed set and a bound are met separately."""
        values = values_at(case.data, self.place)
        if self.keyword == "required":
            return any(self.value in value for value in values)
        if self.keyword in {"minimum", "maximum"}:
            return self.value in values
        return bool(values)

    def rejected_by(self, case: Case) -> bool:
        """Whether an invalid case is rejected by the keyword, and at no other place than the keyword's."""
        errors = case.open_errors()
        if any(place_of(error) != self.place for error in errors):
            return False
        own = [error for error in errors if location_of(error) == self.location]
        if self.keyword == "required":
            # One error names one missing member; a single one is about the member that is not there.
            return len(errors) == len(own) == 1 and self.value not in cast("dict[str, object]", own[0].instance)
        return bool(own)


def subschemas(document: Schema) -> Iterator[Subschema]:
    """Yield what applies to a payload: the root, and what properties, items and local references lead to."""
    yield from _subschemas(document, document, (), ())


def _subschemas(
    schema: Schema, document: Schema, location: tuple[str, ...], place: tuple[str, ...]
) -> Iterator[Subschema]:
    yield Subschema(location, place, schema)
    for name, child in schema.get("properties", {}).items():
        yield from _subschemas(child, document, (*location, "properties", name), (*place, name))
    if "items" in schema:
        yield from _subschemas(schema["items"], document, (*location, "items"), (*place, ANY_ITEM))
    if _is_local(schema.get("$ref", "")):
        yield from _subschemas(_target(schema["$ref"], document), document, location, place)


def _is_local(reference: str) -> bool:
    return reference.startswith("#")


def _target(reference: str, document: Schema) -> Schema:
    target: Any = document
    for token in reference.removeprefix("#").split("/")[1:]:
        target = target[token]
    found: Schema = target
    return found


def constraints(document: Schema) -> Iterator[Constraint]:
    """Yield every keyword that can reject a payload, each as often as it can be reached.

    A reference to another document is one constraint: that document has cases of its own. A keyword that this
    walk does not know counts as a constraint too, and stays without a case until the walk learns about it.
    """
    for found in subschemas(document):
        for keyword, value in found.schema.items():
            at = (*found.location, keyword)
            if keyword in SAYS_NOTHING or keyword in FOLLOWED or (keyword == "$ref" and _is_local(value)):
                continue
            if keyword == "additionalProperties" and value is True:
                continue
            for each in value if keyword == "required" else [value]:
                yield Constraint(at, found.place, keyword, each)


def values_at(instance: object, place: tuple[str, ...]) -> list[Any]:
    """Return the values of a payload at a place, where ``*`` is any item."""
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
    """Return where in the payload an error is, with ``*`` for the index of an item."""
    return tuple(ANY_ITEM if isinstance(step, int) else step for step in error.absolute_path)


def location_of(error: ValidationError) -> tuple[str, ...]:
    """Return the way through the keywords to the one that failed, references passed over."""
    return tuple(str(step) for step in error.absolute_schema_path)


def document_of(suite: Suite) -> Schema:
    """Return the schema that a file of cases is about."""
    return packaged_catalog().schema("session", suite.version, suite.name)


def objects_of(suite: Suite) -> dict[tuple[str, ...], Schema]:
    """Return the object schemas by the place that they apply to."""
    document = document_of(suite)
    return {each.place: each.schema for each in subschemas(document) if "properties" in each.schema}


def test_every_constraint_has_an_accepting_case(suite: Suite) -> None:
    """A valid case has a value wherever a constraint holds: every required name, every bound itself."""
    found = list(constraints(document_of(suite)))
    assert found, "no constraint was found in the schema"
    missing = [str(each) for each in found if not any(each.accepted_by(case) for case in suite.accepted())]
    assert missing == [], "constraints without an accepting case"


def test_every_constraint_has_a_rejecting_case(suite: Suite) -> None:
    """An invalid case is rejected by each constraint at its place, and by nothing at another place."""
    found = [each for each in constraints(document_of(suite)) if not _leads_elsewhere(each)]
    assert found, "no constraint was found in the schema"
    missing = [str(each) for each in found if not any(each.rejected_by(case) for case in suite.rejected())]
    assert missing == [], "constraints without a rejecting case"


def _leads_elsewhere(constraint: Constraint) -> bool:
    return constraint.keyword == "$ref"


def test_references_to_other_documents_have_a_rejecting_case(suite: Suite) -> None:
    """Where a schema refers to another document, an invalid case breaks that document alone."""
    names = packaged_catalog().names("session", suite.version)
    documents = {IDENTIFIER.format(family="session", version=suite.version, name=name) for name in names}
    for reference in filter(_leads_elsewhere, constraints(document_of(suite))):
        assert reference.value in documents
        within = reference.location[:-1]
        rejected = [
            case
            for case in suite.rejected()
            if all(location_of(error)[: len(within)] == within for error in case.open_errors())
        ]
        assert rejected != [], f"no case is rejected through {reference}"


def test_each_value_of_a_closed_set_has_an_accepting_case(suite: Suite) -> None:
    """Every value of an ``enum`` stands in a valid case."""
    missing = [
        f"{each}: {value}"
        for each in constraints(document_of(suite))
        if each.keyword == "enum"
        for value in each.value
        if not any(value in values_at(case.data, each.place) for case in suite.accepted())
    ]
    assert missing == []


def test_open_sets_accept_known_and_other_values(suite: Suite) -> None:
    """Every known value of an open set stands in a valid case, and so does another value."""
    document = document_of(suite)
    for each in subschemas(document):
        known = each.schema.get("x-extensible-enum")
        if known is None:
            continue
        seen = [value for case in suite.accepted() for value in values_at(case.data, each.place)]
        assert [value for value in known if value not in seen] == [], f"{each}: known values without a case"
        assert [value for value in seen if value not in known] != [], f"{each}: no case with another value"


def test_optional_fields_may_be_absent(suite: Suite) -> None:
    """Every declared field that is not required is absent from its object in some valid case."""
    missing = [
        (*place, name)
        for place, schema in objects_of(suite).items()
        for name in set(schema["properties"]) - set(schema.get("required", ()))
        if not any(name not in value for case in suite.accepted() for value in values_at(case.data, place))
    ]
    assert missing == []


def test_every_object_accepts_other_members(suite: Suite) -> None:
    """Every object has a member in some valid case that the schema does not declare."""
    objects = objects_of(suite)
    assert objects, "no object was found in the schema"
    missing = [
        place
        for place, schema in objects.items()
        if not any(
            set(value) - set(schema["properties"]) for case in suite.accepted() for value in values_at(case.data, place)
        )
    ]
    assert missing == []


@pytest.mark.parametrize("json_type", JSON_TYPES)
def test_free_places_accept_every_json_type(json_type: str, suite: Suite) -> None:
    """What a schema leaves free, members or items, holds each JSON type in some valid case."""
    document = document_of(suite)
    for each in subschemas(document):
        free_object = each.schema.get("additionalProperties") is True
        free_array = each.schema.get("type") == "array" and "items" not in each.schema
        if not (free_object or free_array):
            continue
        containers = [value for case in suite.accepted() for value in values_at(case.data, each.place)]
        inner = [
            value
            for container in containers
            for value in (
                [member for name, member in container.items() if name not in each.schema.get("properties", ())]
                if free_object
                else container
            )
        ]
        assert any(JSON_TYPES[json_type](value) for value in inner), f"{each}: no {json_type}"
