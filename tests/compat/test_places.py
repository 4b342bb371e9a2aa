"""Each change has a place in the file that contains it: a source, a pointer, a line and a column."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from chatlayer_session.compat.comparer import compare_inputs

if TYPE_CHECKING:
    from pathlib import Path

    from chatlayer_session.compat.changes import SchemaPlace

    from .conftest import Compare

DRAFT_07 = "http://json-schema.org/draft-07/schema#"
DRAFT_04 = "http://json-schema.org/draft-04/schema#"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the working directory, with a folder for each side."""
    monkeypatch.chdir(tmp_path)
    for side in ("old", "new"):
        (tmp_path / side).mkdir()
    return tmp_path


def write(folder: Path, name: str, schema: Any) -> None:
    """Write a schema with a line for each key and item."""
    (folder / name).write_text(json.dumps(schema, indent=1, ensure_ascii=False), encoding="utf-8")


def places(old: str, new: str) -> list[tuple[str | None, str | None]]:
    """Return where the old and the new schema have each change: file, line, column and pointer."""

    def text(place: SchemaPlace | None) -> str | None:
        return None if place is None else f"{place} {place.pointer}"

    return [(text(change.old), text(change.new)) for change in compare_inputs(old, new).changes]


def test_place_is_the_key_of_what_changed(folder: Path) -> None:
    """The line and column are those of the key, and columns count characters, not bytes."""
    (folder / "a.json").write_text('{"title": "\u00e9\U0001f600",\r\n "maxLength": 1}', encoding="utf-8", newline="")
    (folder / "b.json").write_text('{"title": "\u00e9\U0001f600", "maxLength": 2}', encoding="utf-8")
    assert places("a.json", "b.json") == [("a.json:2:2 /maxLength", "b.json:1:17 /maxLength")]


def test_removed_keyword_has_no_place_in_the_new_schema(folder: Path) -> None:
    """What only one schema has is shown there."""
    write(folder, "a.json", {"properties": {"b": {"maxLength": 1}, "c": {}}})
    write(folder, "b.json", {"properties": {"b": {}, "d": {"type": "string"}}})
    assert set(places("a.json", "b.json")) == {
        ("a.json:4:4 /properties/b/maxLength", None),
        ("a.json:6:3 /properties/c", None),
        (None, "b.json:4:3 /properties/d"),
    }
    assert [str(change.place) for change in compare_inputs("a.json", "b.json").changes if change.new is None] == [
        "a.json:4:4",
        "a.json:6:3",
    ]


def test_change_in_a_different_file_has_its_place_there(folder: Path) -> None:
    """A reference leads to the place in the file that has the definition, regardless of its identifier."""
    for side, kind in (("old", "string"), ("new", "integer")):
        write(folder / side, "a.json", {"$id": "https://e.x/a", "$ref": "sub/b#/$defs/x"})
        write(folder / side, "c.json", {"$id": "https://e.x/sub/b#", "$defs": {"x": {"type": kind}}})
    assert places("old/a.json", "new/a.json") == [("old/c.json:5:4 /$defs/x/type", "new/c.json:5:4 /$defs/x/type")]


def test_change_in_an_embedded_schema_has_its_place_in_the_file(folder: Path) -> None:
    """The pointer starts at the root of the file, also if a reference starts at an embedded schema or at an anchor."""
    for name, kind in (("a.json", "string"), ("b.json", "integer")):
        embedded = {"$id": "https://e.x/m", "$defs": {"x/y": {"$anchor": "q", "items": {"type": kind}}}}
        write(folder, name, {"$ref": "https://e.x/m#q", "$defs": {"m": embedded}})
    assert places("a.json", "b.json") == [
        tuple(f"{name}:10:7 /$defs/m/$defs/x~1y/items/type" for name in ("a.json", "b.json"))
    ]


def test_lax_pointer_in_a_reference_has_a_place(folder: Path) -> None:
    """A pointer that escapes no tilde and has zeros before an index leads to a place as its plain form does."""
    for name, kind in (("a.json", "string"), ("b.json", "integer")):
        write(folder, name, {"$ref": "#/$defs/a~b/allOf/00", "$defs": {"a~b": {"allOf": [{"type": kind}]}}})
    assert places("a.json", "b.json") == [
        ("a.json:7:6 /$defs/a~0b/allOf/0/type", "b.json:7:6 /$defs/a~0b/allOf/0/type")
    ]


def test_changes_of_packaged_versions_have_places() -> None:
    """The place of a change in a packaged schema is in the file of the version."""
    (place,) = {
        change.place
        for change in compare_inputs("1.0.0", "1.1.0").changes
        if change.id == "property-added" and change.place.pointer == "/properties/lastIntent"
    }
    assert str(place).startswith("session/1.1.0/internal.json:")


def test_packaged_schema_behind_a_reference_has_its_place(folder: Path) -> None:
    """A reference to an identifier of this package leads to the file of the package."""
    for name, version in (("a.json", "1.0.0"), ("b.json", "1.1.0")):
        write(folder, name, {"$ref": f"urn:chatlayer-session:session:{version}:internal"})
    changed = [new for _, new in places("a.json", "b.json") if new is not None]
    assert any(new.startswith("session/1.1.0/internal.json:") for new in changed)


def test_meta_schema_has_no_line(folder: Path) -> None:
    """A meta-schema of JSON Schema is known as a value, so its places have a pointer only."""
    write(folder, "a.json", {"$schema": DRAFT_07, "$ref": f"{DRAFT_07}/definitions/nonNegativeInteger"})
    write(folder, "b.json", {"$schema": DRAFT_07, "type": "integer"})
    (change,) = (change for change in compare_inputs("a.json", "b.json").changes if change.old and not change.new)
    assert change.old is not None
    assert change.old.to_dict() == {
        "source": "http://json-schema.org/draft-07/schema",
        "pointer": "/definitions/nonNegativeInteger/minimum",
        "line": None,
        "column": None,
    }


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            {
                "items": [{"$ref": "#/definitions/a~1b"}],
                "additionalItems": {"maxLength": 3},
                "definitions": {"a/b": {"maxLength": 3}},
            },
            {"prefixItems": [{"$ref": "#/$defs/c"}], "items": {"maxLength": 4}, "$defs": {"c": {"maxLength": 4}}},
            {
                ("/definitions/a~1b/maxLength", "/$defs/c/maxLength"),
                ("/additionalItems/maxLength", "/items/maxLength"),
            },
        ),
        (
            {"dependencies": {"a": ["b"], "c": {"maxProperties": 1}}},
            {"dependentRequired": {"a": ["d"]}, "dependentSchemas": {"c": {"maxProperties": 2}}},
            {("/dependencies", "/dependentRequired"), ("/dependencies", "/dependentSchemas")},
        ),
        ({"items": [{"type": "string"}]}, {}, {("/items/0/type", None)}),
    ],
)
def test_pointers_use_the_keywords_of_the_dialect(
    compare: Compare, old: Any, new: Any, expected: set[tuple[str, str]]
) -> None:
    """A pointer leads to what the file has, not to what the keyword is called in Draft 2020-12."""
    changes = compare({"$schema": DRAFT_07, **old}, new).changes
    found = {(change.old and change.old.pointer, change.new and change.new.pointer) for change in changes}
    assert found == expected


def test_exclusive_bound_of_draft_04_is_where_its_value_is(compare: Compare) -> None:
    """The place of an exclusive bound is its number, not the boolean that makes it exclusive."""
    old, new = ({"$schema": DRAFT_04, "type": "number", "minimum": n, "exclusiveMinimum": True} for n in (1, 2))
    (change,) = compare(old, new).changes
    assert (change.old and change.old.pointer, change.new and change.new.pointer) == ("/minimum", "/minimum")


ANCHORED = {"properties": {"p": {"$ref": "#q"}}}


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            {**ANCHORED, "definitions": {"a": {"id": "#q", "type": "string"}}},
            {"$schema": DRAFT_04, **ANCHORED, "definitions": {"b": {"id": "#q", "type": "integer"}}},
            ("type-changed", "/definitions/a/type", "/definitions/b/type"),
        ),
        (
            {
                "id": "https://e.x/d/a.json",
                "properties": {"p": {"$ref": "b.json"}},
                "definitions": {"b": {"id": "b.json", "maximum": 9, "exclusiveMaximum": True}},
            },
            {"properties": {"p": {"exclusiveMaximum": 5}}},
            ("bound-tightened", "/definitions/b/maximum", "/properties/p/exclusiveMaximum"),
        ),
        (
            {"items": [{}], "additionalItems": False},
            {"prefixItems": [{}]},
            ("items-changed", "/additionalItems", None),
        ),
        (
            {"properties": {"id": {"enum": [{"id": "https://[bad"}]}}},
            {"$schema": DRAFT_04, "properties": {"id": {"enum": [{"id": "x"}]}}},
            ("const-changed", "/properties/id/enum", "/properties/id/enum"),
        ),
        (
            {"dependencies": {"a": ["b"]}},
            {"dependentRequired": {"a": ["b", "c"]}},
            ("dependency-added", "/dependencies", "/dependentRequired"),
        ),
    ],
    ids=["anchor", "identifier", "items", "names of identifiers in data", "dependencies"],
)
def test_draft_04_has_its_own_places(
    compare: Compare, old: Any, new: Any, expected: tuple[str, str | None, str | None]
) -> None:
    """A file in draft-04 is compared with one in draft-04 or later, and each place is that of the file as written."""
    (change,) = compare({"$schema": DRAFT_04, **old}, new).changes
    assert (change.id.value, change.old and change.old.pointer, change.new and change.new.pointer) == expected
