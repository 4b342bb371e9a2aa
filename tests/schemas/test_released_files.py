"""The schema files are unchanged since their release, valid, and fully annotated."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any, cast

import pytest
from jsonschema import Draft202012Validator
from referencing.jsonschema import DRAFT202012, EMPTY_REGISTRY

from chatlayer_session.findings import Kind
from chatlayer_session.spec.catalog import IDENTIFIER, name_from_urn, packaged_catalog
from chatlayer_session.spec.fields import field_tree
from chatlayer_session.spec.traverse import iter_subschemas

if TYPE_CHECKING:
    from collections.abc import Iterator

    from chatlayer_session.spec.catalog import Schema
    from chatlayer_session.spec.fields import Field

# The table "Read-only session data" of the platform's session page.
FIELDS_OF_THE_TABLE = (
    "botId",
    "sessionId",
    "version",
    "channel",
    "user",
    "preferredLanguage",
    "locale",
    "nlp",
    "nlp.sentiment",
    "currentDialogstate",
    "previousDialogstate",
    "messageContent",
    "messageType",
)
# The page names the object itself only in its text.
NAMED_IN_THE_TEXT = "internal"
ANNOTATIONS = frozenset(
    {"title", "description", "deprecated", "x-stability", "x-since", "x-source", "x-extensible-enum", "x-values-since"}
    | {"x-written-by", "x-personal-data", "x-undocumented-values"}
)

CATALOG = packaged_catalog()
RELEASED = [
    (family, version, name)
    for family, versions in CATALOG.index["families"].items()
    for version, names in versions.items()
    for name in names
]
SESSION_VERSIONS = CATALOG.versions("session")

each_file = pytest.mark.parametrize(("family", "version", "name"), RELEASED)
each_session_file = pytest.mark.parametrize(
    ("version", "name"), [(version, name) for family, version, name in RELEASED if family == "session"]
)


def content(family: str, version: str, name: str) -> bytes:
    """Return the bytes of a schema file."""
    return CATALOG.root.joinpath(f"{family}/{version}/{name}.json").read_bytes()


def schema_of(family: str, version: str, name: str) -> Schema:
    """Return the content of a schema file."""
    schema: Schema = json.loads(content(family, version, name))
    return schema


def sort_key(version: str) -> tuple[int, ...]:
    """Return the sort key of a version."""
    return tuple(int(part) for part in version.split("."))


def inner_objects(value: object) -> Iterator[dict[str, Any]]:
    """Yield every JSON object in a value."""
    children: list[object] = []
    if isinstance(value, dict):
        members = cast("dict[str, Any]", value)
        yield members
        children = list(members.values())
    elif isinstance(value, list):
        children = cast("list[object]", value)
    for child in children:
        yield from inner_objects(child)


def declared_properties(schema: Schema) -> list[tuple[str, Schema]]:
    """Return each declared property of a file with its place in the file."""
    return [
        ("/" + "/".join(str(step) for step in (*path, "properties", name)), child)
        for path, subschema in iter_subschemas(schema)
        for name, child in subschema.get("properties", {}).items()
    ]


def fields_in(version: str, name: str) -> list[tuple[str, Field]]:
    """Return the fields that a schema file declares itself, each with its dotted name."""
    return [
        ("".join("[]" if step is None else f".{step}" for step in path)[1:], field)
        for path, field in field_tree(CATALOG, version, Kind(name)).walk()
        if path and path[-1] is not None and name_from_urn(field.schema_pointer) == name
    ]


def names_in(value: object, place: str = "") -> Iterator[str]:
    """Yield the dotted names of the members of a payload."""
    if isinstance(value, dict):
        for name, member in cast("dict[str, object]", value).items():
            dotted_name = f"{place}.{name}" if place else name
            yield dotted_name
            yield from names_in(member, dotted_name)
    elif isinstance(value, list):
        for item in cast("list[object]", value):
            yield from names_in(item, f"{place}[]")


def test_catalog_lists_the_files_on_disk() -> None:
    """Every schema file is in the catalog, and every entry of the catalog is a file."""
    on_disk = {
        (family.name, version.name, file.name.removesuffix(".json"))
        for family in CATALOG.root.iterdir()
        if family.is_dir()
        for version in family.iterdir()
        if version.is_dir()
        for file in version.iterdir()
        if file.is_file()
    }
    assert on_disk == set(RELEASED)
    assert {"session", "report"} <= {family for family, _, _ in on_disk}


@each_file
def test_released_file_is_unchanged(family: str, version: str, name: str) -> None:
    """The bytes of a file have the hash in the catalog."""
    digest = hashlib.sha256(content(family, version, name)).hexdigest()
    assert digest == CATALOG.index["families"][family][version][name]["sha256"], (
        f"schemas/{family}/{version}/{name}.json differs from its release; "
        "a released file never changes: undo the change and make a new version"
    )


@each_file
def test_path_identifier_and_version_agree(family: str, version: str, name: str) -> None:
    """The identifier and the title of a file match its path."""
    schema = schema_of(family, version, name)
    assert schema["$id"] == IDENTIFIER.format(family=family, version=version, name=name)
    assert schema["title"] == name
    assert version == ".".join(str(part) for part in sort_key(version))
    assert len(sort_key(version)) == 3


@pytest.mark.parametrize("version", CATALOG.versions("report"))
def test_report_names_its_own_version(version: str) -> None:
    """A report contains the version of its schema."""
    of_version = Draft202012Validator(schema_of("report", version, "report")["properties"]["version"])
    assert of_version.is_valid(version)
    assert not of_version.is_valid(f"{sort_key(version)[0] + 1}.0.0")


@each_file
def test_schema_is_valid(family: str, version: str, name: str) -> None:
    """A file names Draft 2020-12 as its dialect, and its metaschema accepts the file."""
    schema = schema_of(family, version, name)
    assert schema["$schema"] == Draft202012Validator.META_SCHEMA["$id"]
    Draft202012Validator.check_schema(schema)


@each_file
def test_references_resolve(family: str, version: str, name: str) -> None:
    """A reference points to a schema of the same family and version in the catalog."""
    schemas = [schema_of(*each) for each in RELEASED]
    registry = EMPTY_REGISTRY.with_resources(
        [(schema["$id"], DRAFT202012.create_resource(schema)) for schema in schemas]
    )
    schema = schema_of(family, version, name)
    resolver = registry.resolver(schema["$id"])
    references: list[str] = [value["$ref"] for value in inner_objects(schema) if "$ref" in value]
    for reference in references:
        assert isinstance(resolver.lookup(reference).contents, dict)
        if not reference.startswith("#"):
            assert reference.startswith(f"urn:chatlayer-session:{family}:{version}:")


@each_file
def test_no_comment(family: str, version: str, name: str) -> None:
    """No schema has a ``$comment``: a description says what is worth saying."""
    objects = list(inner_objects(schema_of(family, version, name)))
    assert objects
    assert [value for value in objects if "$comment" in value] == []


@each_session_file
def test_every_field_has_a_stability(version: str, name: str) -> None:
    """A declared field is either stable or unstable, and an unstable field has no constraints.

    A variable that the platform writes has neither a stability nor constraints.
    """
    properties = declared_properties(schema_of("session", version, name))
    assert properties
    for place, declared in properties:
        if "x-written-by" in declared:
            assert declared["x-written-by"] == "platform"
            assert declared.keys() == {"description", "x-written-by", "x-since", "x-source"}, place
            continue
        assert declared.get("x-stability") in {"stable", "unstable"}, place
        if declared["x-stability"] == "unstable":
            assert set(declared) <= ANNOTATIONS, place


@each_session_file
def test_every_field_says_since_when(version: str, name: str) -> None:
    """The `x-since` of a field is an existing version that is not newer than the file."""
    properties = declared_properties(schema_of("session", version, name))
    assert properties
    for place, declared in properties:
        assert declared.get("x-since") in SESSION_VERSIONS, place
        assert sort_key(declared["x-since"]) <= sort_key(version), place


@each_session_file
def test_annotations_are_known(version: str, name: str) -> None:
    """A file has only those annotations that the specification names."""
    schema = schema_of("session", version, name)
    used = {keyword for _, subschema in iter_subschemas(schema) for keyword in subschema if keyword.startswith("x-")}
    assert used
    assert used <= ANNOTATIONS


@each_session_file
def test_fields_from_elsewhere_name_their_source(version: str, name: str) -> None:
    """A field without a source is in the table, the example or the text of the platform's session page."""
    example = CATALOG.root.joinpath("session/1.0.0/examples/documented.json").read_bytes()
    page = {*FIELDS_OF_THE_TABLE, *names_in(json.loads(example)), NAMED_IN_THE_TEXT}
    fields = fields_in(version, name)
    assert fields
    assert [place for place, field in fields if field.source is None and place not in page] == []


@pytest.mark.parametrize("version", SESSION_VERSIONS)
@pytest.mark.parametrize("field", FIELDS_OF_THE_TABLE)
def test_fields_of_the_table_are_stable(field: str, version: str) -> None:
    """Each of the 13 promised fields is declared stable, in both kinds of payload."""
    for kind, start in ((Kind.INTERNAL, []), (Kind.SESSION, ["internal"])):
        declared = field_tree(CATALOG, version, kind)
        for step in [*start, *field.split(".")]:
            declared = declared.members[step]
        assert declared.stability == "stable"


def test_table_has_13_fields() -> None:
    """The list of promised fields has 13 different names."""
    assert len(set(FIELDS_OF_THE_TABLE)) == len(FIELDS_OF_THE_TABLE) == 13
