"""The declared fields as a tree."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from chatlayer_session.errors import CorruptInstallation
from chatlayer_session.findings import Kind
from chatlayer_session.spec.catalog import IDENTIFIER, Catalog, packaged_catalog
from chatlayer_session.spec.fields import Field, field_tree

if TYPE_CHECKING:
    from pathlib import Path


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


def test_the_tree_of_internal_has_what_the_schema_declares() -> None:
    """Names, types, stability, and what is required, through references and items."""
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


def test_a_session_is_free_and_holds_internal() -> None:
    """Variables may have any name; what is under internal is the same tree as that of internal alone."""
    root = field_tree(packaged_catalog(), "1.0.0", Kind.SESSION)
    internal = field_tree(packaged_catalog(), "1.0.0", Kind.INTERNAL)
    assert root.open
    assert set(root.members) == {"internal"}
    assert root.members["internal"].members == internal.members
    assert not root.members["internal"].open


def test_names_are_those_at_every_depth() -> None:
    """Of members, of their members, and of what is in items."""
    tree = Field((), None, None, "", members={"a": Field((), None, None, "", members={"b": Field((), None, None, "")})})
    assert list(tree.names()) == ["a", "b"]
    assert list(Field((), None, None, "", items=tree).names()) == ["a", "b"]
    assert list(Field((), None, None, "").names()) == []


def test_what_stands_beside_a_reference_counts_before_what_it_leads_to(tmp_path: Path) -> None:
    """A field says more of itself than the definition it refers to, over several references in a row."""
    catalog = catalog_of(
        tmp_path,
        internal={
            "properties": {"x": {"$ref": "#/$defs/first", "description": "here", "x-stability": "stable"}},
            "$defs": {
                "first": {"$ref": "#/$defs/second", "type": "string", "description": "first"},
                "second": {"type": ["string", "null"], "required": ["y"], "description": "second"},
            },
        },
    )
    field = field_tree(catalog, "1.0.0", Kind.INTERNAL).members["x"]
    assert (field.description, field.types, field.required) == ("here", ("string",), frozenset({"y"}))
    assert (field.stability, field.since) == ("stable", None)


def test_a_field_that_the_schema_describes_nowhere_has_no_description(tmp_path: Path) -> None:
    """Neither itself nor what it refers to; that of the definition counts where it has none of its own."""
    catalog = catalog_of(
        tmp_path,
        internal={
            "properties": {"x": {"type": "string"}, "y": {"$ref": "#/$defs/first"}, "z": {"$ref": "#/$defs/second"}},
            "$defs": {"first": {"$ref": "#/$defs/second"}, "second": {"description": "second"}, "third": {}},
        },
    )
    members = field_tree(catalog, "1.0.0", Kind.INTERNAL).members
    assert (members["x"].description, members["y"].description, members["z"].description) == ("", "second", "second")


def test_a_field_can_have_any_name_and_several_types(tmp_path: Path) -> None:
    """One with the mark that parts file and place is no other, and a value of any of its types is right."""
    catalog = catalog_of(
        tmp_path,
        internal={
            "properties": {"a#b": {"properties": {"c": {"$ref": "#/$defs/text"}}}},
            "$defs": {"text": {"type": ["string", "null"]}},
        },
    )
    field = field_tree(catalog, "1.0.0", Kind.INTERNAL).members["a#b"]
    assert field.types == ()
    assert field.members["c"].types == ("string", "null")


def test_a_reference_can_lead_to_another_file_and_on_from_there(tmp_path: Path) -> None:
    """A reference without a file is to the file it stands in."""
    identifier = IDENTIFIER.format(family="session", version="1.0.0", name="internal")
    catalog = catalog_of(
        tmp_path,
        session={"properties": {"internal": {"$ref": f"{identifier}#/$defs/whole"}}, "additionalProperties": True},
        internal={"$defs": {"whole": {"items": {"$ref": "#/$defs/part"}}, "part": {"type": "number"}}},
    )
    items = field_tree(catalog, "1.0.0", Kind.SESSION).members["internal"].items
    assert items is not None
    assert items.types == ("number",)


@pytest.mark.parametrize("reference", ["#/$defs/none", "#/none", "urn:none", "urn:none#/a", "#/$defs/text/x"])
def test_a_reference_to_nowhere_is_damage(tmp_path: Path, reference: str) -> None:
    """It is named."""
    catalog = catalog_of(tmp_path, internal={"properties": {"x": {"$ref": reference}}, "$defs": {"text": {}}})
    with pytest.raises(CorruptInstallation) as refused:
        field_tree(catalog, "1.0.0", Kind.INTERNAL)
    assert refused.value.reason == f"the reference {reference} leads nowhere"


def test_the_tree_is_made_once() -> None:
    """It is the same object for every validator of a process."""
    assert field_tree(packaged_catalog(), "1.0.0", Kind.INTERNAL) is field_tree(
        packaged_catalog(), "1.0.0", Kind.INTERNAL
    )


def test_a_field_tells_what_the_schema_says_of_it() -> None:
    """All values, known values, bounds, source, and the place in the schema, through references and items."""
    members = field_tree(packaged_catalog(), "1.0.0", Kind.INTERNAL).members
    identifier = "urn:chatlayer-session:session:1.0.0:internal"
    assert members["version"].values == ("DRAFT", "LIVE")
    sentiment = members["nlp"].members["sentiment"]
    assert sentiment.schema_pointer == f"{identifier}#/properties/nlp/properties/sentiment"
    name = sentiment.members["name"]
    assert name.known_values == ("positive", "neutral", "negative")
    assert name.source == "Chatlayer documentation, sentiment analysis (the known values)"
    assert name.schema_pointer == f"{identifier}#/$defs/sentiment/properties/name"
    intents = members["nlp"].members["intents"].items
    assert intents is not None
    assert intents.schema_pointer == f"{identifier}#/properties/nlp/properties/intents/items"
    assert intents.members["score"].range == (0, 1)
    assert (members["botId"].values, members["botId"].source, members["botId"].range) == ((), None, (None, None))


def test_a_step_leads_to_members_and_items() -> None:
    """To a declared member by name, to an item by any index or `*`, and else nowhere."""
    nlp = field_tree(packaged_catalog(), "1.0.0", Kind.INTERNAL).members["nlp"]
    intents = nlp.child("intents")
    assert intents is not None
    assert intents is nlp.members["intents"]
    assert intents.items is not None
    assert intents.child("0") is intents.child("17") is intents.child("*") is intents.items
    assert intents.child("first") is None
    assert intents.child("\u0661") is None
    assert nlp.child("intnts") is None
    entities = nlp.members["entities"]
    assert entities.child("0") is None
