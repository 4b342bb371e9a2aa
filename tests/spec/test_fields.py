"""The tree of fields that a schema declares."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from chatlayer_session.errors import CorruptInstallation
from chatlayer_session.findings import Kind
from chatlayer_session.spec.catalog import IDENTIFIER, Catalog, packaged_catalog
from chatlayer_session.spec.fields import Field, KnownFields, field_tree
from chatlayer_session.spec.references import UnsupportedKeyword

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

INTERNAL = IDENTIFIER.format(family="session", version="1.0.0", name="internal")


def catalog_of(root: Path, **schemas: dict[str, Any]) -> Catalog:
    """Return a catalog of one version with these schemas, each with its identifier."""
    folder = root / "session" / "1.0.0"
    folder.mkdir(parents=True)
    (root / "catalog.json").write_text(
        json.dumps({"families": {"session": {"1.0.0": dict.fromkeys(schemas, "")}, "report": {"1.0.0": {}}}})
    )
    for name, schema in schemas.items():
        identifier = IDENTIFIER.format(family="session", version="1.0.0", name=name)
        (folder / f"{name}.json").write_text(json.dumps({"$id": identifier, **schema}))
    return Catalog(root)


def members_of(root: Path, properties: dict[str, Any], **definitions: dict[str, Any]) -> Mapping[str, Field]:
    """Return the members of ``internal`` in a catalog that declares these properties and definitions."""
    catalog = catalog_of(root, internal={"properties": properties, "$defs": definitions})
    return field_tree(catalog, "1.0.0", Kind.INTERNAL).members


def field_of(*types: str, **members: Field) -> Field:
    """Return a field with types and members, and nothing else."""
    return Field(types, None, None, "", members=members)


def test_internal_has_declared_fields() -> None:
    """Names, types, stability and required members come through references and items."""
    root = field_tree(packaged_catalog(), "1.0.0", Kind.INTERNAL)
    assert root.types == ("object",)
    assert not root.open
    assert {"botId", "nlp", "currentDialogstate"} <= root.required <= set(root.members)
    assert {"messageContent", "messageType"} <= set(root.members) - root.required
    intents = root.members["nlp"].members["intents"]
    assert (intents.types, intents.stability, intents.since) == (("array",), "stable", "1.0.0")
    assert intents.items is not None
    assert intents.items.required == {"name", "score"}
    assert intents.items.stability is None
    state = root.members["previousDialogstate"]
    assert state.required == set(state.members) == {"name", "id", "type"}


def test_session_is_open_and_contains_internal() -> None:
    """Variables may have any name; the fields of ``internal`` are the same in both kinds."""
    root = field_tree(packaged_catalog(), "1.0.0", Kind.SESSION)
    internal = field_tree(packaged_catalog(), "1.0.0", Kind.INTERNAL)
    assert root.open
    assert set(root.members) == {"internal"}
    assert root.members["internal"].members == internal.members
    assert not root.members["internal"].open


def test_walk_yields_fields_with_paths() -> None:
    """Outer fields come first, and items have the step None."""
    tree = field_of("object", a=field_of("object", b=field_of()))
    array = Field(("array",), None, None, "", items=tree)
    assert list(array.walk()) == [
        ((), array),
        ((None,), tree),
        ((None, "a"), tree.members["a"]),
        ((None, "a", "b"), tree.members["a"].members["b"]),
    ]
    assert list(field_of().walk(("x",))) == [(("x",), field_of())]
    assert KnownFields((array, field_of("object", c=field_of()))).names == {"a", "b", "c"}


def test_walk_can_leave_out_unstable_members() -> None:
    """The fields in them are left out too, also inside arrays."""
    unstable = Field((), "unstable", None, "", members={"b": field_of()})
    array = Field(("array",), None, None, "", items=field_of("object", a=unstable, c=field_of()))
    assert [path for path, _ in array.walk()] == [(), (None,), (None, "a"), (None, "a", "b"), (None, "c")]
    assert [path for path, _ in array.walk(unstable=False)] == [(), (None,), (None, "c")]
    nested = field_of("object", d=array)
    assert ("d", None, "a") in [path for path, _ in nested.walk()]
    assert [path for path, _ in nested.walk(unstable=False)] == [(), ("d",), ("d", None), ("d", None, "c")]


def test_stability_decides_whether_field_is_unstable() -> None:
    """A root or an item, which has no stability, is not unstable."""
    fields = [Field((), stability, None, "") for stability in ("unstable", "stable", None)]
    assert [field.is_unstable for field in fields] == [True, False, False]


def test_keyword_beside_reference_wins(tmp_path: Path) -> None:
    """It overrides the keyword of the definition, over several references in a row."""
    field = members_of(
        tmp_path,
        {"x": {"$ref": "#/$defs/first", "description": "own", "x-stability": "stable"}},
        first={"$ref": "#/$defs/second", "type": "string", "description": "first"},
        second={"type": ["string", "null"], "required": ["y"], "description": "second"},
    )["x"]
    assert (field.description, field.types, field.required) == ("own", ("string",), frozenset({"y"}))
    assert (field.stability, field.since) == ("stable", None)


def test_description_may_come_from_definition(tmp_path: Path) -> None:
    """Without a description of its own, a field has that of the definition, or none."""
    members = members_of(
        tmp_path,
        {"x": {"type": "string"}, "y": {"$ref": "#/$defs/first"}, "z": {"$ref": "#/$defs/second"}},
        first={"$ref": "#/$defs/second"},
        second={"description": "second"},
    )
    assert (members["x"].description, members["y"].description, members["z"].description) == ("", "second", "second")


def test_field_may_have_any_name_and_several_types(tmp_path: Path) -> None:
    """A name with the character that separates file and pointer is no exception."""
    field = members_of(
        tmp_path,
        {"a#b": {"properties": {"c": {"$ref": "#/$defs/text"}, "d": {}}}},
        text={"type": ["string", "null"]},
    )["a#b"]
    assert field.types == ()
    assert field.members["c"].types == ("string", "null")
    assert field.members["d"].schema_pointer == f"{INTERNAL}#/properties/a#b/properties/d"


def test_reference_leads_to_other_file(tmp_path: Path) -> None:
    """A reference in that file without an identifier stays in it."""
    catalog = catalog_of(
        tmp_path,
        session={"properties": {"internal": {"$ref": f"{INTERNAL}#/$defs/whole"}}, "additionalProperties": True},
        internal={"$defs": {"whole": {"items": {"$ref": "#/$defs/part"}}, "part": {"type": "number"}}},
    )
    items = field_tree(catalog, "1.0.0", Kind.SESSION).members["internal"].items
    assert items is not None
    assert items.types == ("number",)


def test_members_beside_reference_keep_their_place(tmp_path: Path) -> None:
    """The schema pointer of a member names the file and the place where the member is declared."""
    members = members_of(
        tmp_path,
        {"x": {"$ref": "#/$defs/first", "properties": {"a": {}}}},
        first={"properties": {"b": {}}, "items": {}},
    )
    assert {name: member.schema_pointer for name, member in members["x"].members.items()} == {
        "a": f"{INTERNAL}#/properties/x/properties/a"
    }
    assert members["x"].items is not None
    assert members["x"].items.schema_pointer == f"{INTERNAL}#/$defs/first/items"


@pytest.mark.parametrize("reference", ["#/$defs/none", "#/none", "urn:none", "urn:none#/a", "#/$defs/text/x"])
def test_dangling_reference_is_corrupt_installation(tmp_path: Path, reference: str) -> None:
    """The error names the reference."""
    with pytest.raises(CorruptInstallation) as error:
        members_of(tmp_path, {"x": {"$ref": reference}}, text={})
    assert error.value.reason == f"the reference {reference} leads nowhere"


@pytest.mark.parametrize(
    ("schema", "keyword", "pointer"),
    [
        ({"$ref": "#"}, "$ref", "/properties/x"),
        ({"$ref": "#/properties/x"}, "$ref", "/properties/x"),
        ({"items": {"$ref": "#/$defs/loop"}}, "$ref", "/$defs/loop/properties/x"),
        (True, "true", "/properties/x"),
    ],
)
def test_endless_and_boolean_schemas_are_unsupported(tmp_path: Path, schema: Any, keyword: str, pointer: str) -> None:
    """A schema inside itself has no finite tree, and a boolean schema no fields."""
    with pytest.raises(UnsupportedKeyword) as error:
        members_of(tmp_path, {"x": schema}, loop={"properties": {"x": {"$ref": "#/$defs/loop"}}})
    assert (error.value.keyword, error.value.schema_pointer) == (keyword, f"{INTERNAL}#{pointer}")


def test_tree_is_built_once() -> None:
    """All validators of a process share it."""
    assert field_tree(packaged_catalog(), "1.0.0", Kind.INTERNAL) is field_tree(
        packaged_catalog(), "1.0.0", Kind.INTERNAL
    )


def test_field_has_values_range_and_source() -> None:
    """They come through references and items, with the place in the schema."""
    members = field_tree(packaged_catalog(), "1.0.0", Kind.INTERNAL).members
    assert members["version"].values == ("DRAFT", "LIVE")
    sentiment = members["nlp"].members["sentiment"]
    assert sentiment.schema_pointer == f"{INTERNAL}#/properties/nlp/properties/sentiment"
    name = sentiment.members["name"]
    assert name.known_values == ("positive", "neutral", "negative")
    assert name.source == "Chatlayer documentation, sentiment analysis (the known values)"
    assert name.schema_pointer == f"{INTERNAL}#/$defs/sentiment/properties/name"
    intents = members["nlp"].members["intents"].items
    assert intents is not None
    assert intents.schema_pointer == f"{INTERNAL}#/properties/nlp/properties/intents/items"
    assert intents.members["score"].range == (0, 1)
    assert (members["botId"].values, members["botId"].source, members["botId"].range) == ((), None, (None, None))


def test_constant_and_forbidden_values_are_known(tmp_path: Path) -> None:
    """A constant is a closed set of one value; what ``not`` says beyond an enum is left out."""
    members = members_of(
        tmp_path,
        {"a": {"const": None}, "b": {"not": {"enum": ["x"]}}, "c": {"not": {"type": "null"}}, "d": {"not": True}},
    )
    assert [members[name].values for name in "abcd"] == [(None,), (), (), ()]
    assert [members[name].forbidden for name in "abcd"] == [(), ("x",), (), ()]


@pytest.mark.parametrize(
    ("bounds", "inside", "outside"),
    [
        ((0, 1), [0, 0.5, 1], [-0.1, 1.1]),
        ((0, None), [0, 1e9], [-1]),
        ((None, 1), [-1e9, 1], [1.1]),
        ((None, None), [-1e9, 1e9], []),
    ],
)
def test_range_includes_its_bounds(
    bounds: tuple[float | None, float | None], inside: list[float], outside: list[float]
) -> None:
    """A missing bound allows any number on its side."""
    field = Field(("number",), None, None, "", range=bounds)
    assert all(field.in_range(number) for number in inside)
    assert not any(field.in_range(number) for number in outside)


def test_child_is_declared_member_or_items() -> None:
    """A name leads to a member, an index to the items, and any other step nowhere."""
    nlp = field_tree(packaged_catalog(), "1.0.0", Kind.INTERNAL).members["nlp"]
    intents = nlp.child("intents")
    assert intents is not None
    assert intents is nlp.members["intents"]
    assert intents.items is not None
    assert intents.child(0) is intents.child(17) is intents.items
    assert intents.child("0") is intents.child("*") is intents.child("first") is None
    assert nlp.child("intnts") is nlp.child(0) is None
    assert nlp.members["entities"].child(0) is None
