"""Annotated exports say in their descriptions what is promised, and show known values."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from chatlayer_session import schemas
from chatlayer_session.errors import UnknownChoice, UnknownSchema
from chatlayer_session.spec.catalog import packaged_catalog
from chatlayer_session.spec.export.files import PAYLOADS, ExportFile, ExportFormat, export_files
from chatlayer_session.spec.export.views import OPEN, OPTIONAL_NOTE, UNSTABLE_NOTE, SchemaView

if TYPE_CHECKING:
    from collections.abc import Iterator

ANNOTATED = [
    file
    for file in export_files(packaged_catalog())
    if file.family == PAYLOADS
    and not file.view.without_annotations
    and (file.format, file.view) != (ExportFormat.CANONICAL, OPEN)
]


def members(value: Any) -> Iterator[tuple[str, dict[str, Any], bool]]:
    """Yield the name, the schema and the presence of each member that a document declares."""
    if isinstance(value, dict):
        for name, member in value.get("properties", {}).items():
            if "description" in member or "x-stability" in member:
                yield name, member, name in value.get("required", ())
    for child in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from members(child)


@pytest.mark.parametrize("file", ANNOTATED, ids=lambda file: file.path)
def test_description_ends_with_what_is_promised(file: ExportFile) -> None:
    """Unstable fields may disappear, optional ones are not always present, and required ones have neither note."""
    endings = {
        (member.get("x-stability"), is_required, note)
        for _, member, is_required in members(file.value())
        for note in (UNSTABLE_NOTE, OPTIONAL_NOTE)
        if member.get("description", "").endswith(note)
    }
    noted = {
        (member["x-stability"], is_required)
        for _, member, is_required in members(file.value())
        if "x-stability" in member and (member["x-stability"] == "unstable" or not is_required)
    }
    assert endings == {
        (stability, is_required, UNSTABLE_NOTE if stability == "unstable" else OPTIONAL_NOTE)
        for stability, is_required in noted
    }


@pytest.mark.parametrize("version", packaged_catalog().versions()[1:])
@pytest.mark.parametrize(
    "path", ["bundle/closed", "flat/open", "draft-07/open", "openapi-3.1/open", "openapi-3.0/open"]
)
def test_history_is_marked_as_unstable(version: str, path: str) -> None:
    """The text of the schema comes first; a later announcement of removal would be `deprecated`."""
    found = [file for file in ANNOTATED if file.path.startswith(f"session/{version}/{path}/")]
    histories = [member for file in found for name, member, _ in members(file.value()) if name == "history"]
    assert histories
    for history in histories:
        assert history["description"] == (
            "Earlier steps of the conversation. Unstable: may change or disappear without notice."
        )
        assert "deprecated" not in history


def test_known_values_are_examples() -> None:
    """OpenAPI 3.0 shows the first; a schema with a closed set has none."""
    known = ["positive", "neutral", "negative"]
    for path, shown in (
        ("flat/open/internal", {"examples": known}),
        ("draft-07/closed/internal", {"examples": known}),
        ("openapi-3.1/open/components", {"examples": known}),
        ("openapi-3.0/open/components", {"example": "positive"}),
    ):
        (file,) = (file for file in ANNOTATED if file.path == f"session/1.2.0/{path}.json")
        (name,) = (member for _, member, _ in members(file.value()) if member.get("x-extensible-enum") == known)
        assert shown.items() <= name.items()
        assert "enum" not in name


def test_examples_of_the_schema_follow_known_values() -> None:
    """A known value is listed once."""
    schema = {"x-extensible-enum": ["web", "voice"], "examples": ["pager", "web"]}
    assert OPEN.apply(schema)["examples"] == ["web", "voice", "pager"]


def test_member_without_description_gets_the_note() -> None:
    """The note is then the whole description."""
    schema = {"properties": {"a": {"x-stability": "unstable"}, "b": {"x-stability": "stable"}}, "required": ["b"]}
    assert OPEN.apply(schema)["properties"] == {
        "a": {"x-stability": "unstable", "description": UNSTABLE_NOTE},
        "b": {"x-stability": "stable"},
    }


def test_released_files_have_no_notes() -> None:
    """The notes are made by the export; views without annotations drop them."""
    bare = [SchemaView(without_annotations=True).apply({"properties": {"a": {"x-stability": "unstable"}}})]
    files = [path.read_bytes() for path in packaged_catalog().root.glob("session/*/*.json")]
    assert len(files) > 5
    assert not any(note.encode() in content for content in files for note in (UNSTABLE_NOTE, OPTIONAL_NOTE))
    assert UNSTABLE_NOTE not in json.dumps(bare)


def declared(value: Any) -> set[str]:
    """Return the names of all members that a document declares."""
    return {name for name, _, _ in members(value)}


@pytest.mark.parametrize("form", ["flat", "draft-07", "openapi-3.1", "openapi-3.0"])
def test_stable_view_declares_only_promised_fields(form: str) -> None:
    """Unstable fields and the variables that the platform writes are missing, and everything else remains."""
    opened, stable = (schemas.load("session", "1.2.0", form=form, view=view) for view in ("open", "stable"))
    assert {"history", "lastName", "isPaused", "sys", "uploadedFileUrl"} <= declared(opened) - declared(stable)
    assert [member for member in members(stable) if member[1]["x-stability"] != "stable"] == []
    promised = [member for member in members(opened) if member[1].get("x-stability") == "stable"]
    assert [(name, required) for name, _, required in members(stable)] == [
        (name, required) for name, _, required in promised
    ]


def test_stable_view_requires_what_the_open_view_requires() -> None:
    """Only declarations are left out, so both views accept the same payloads."""
    for version in packaged_catalog().versions():
        for name in packaged_catalog().names(PAYLOADS, version):
            opened, stable = (schemas.load(name, version, form="flat", view=view) for view in ("open", "stable"))
            assert opened.get("required") == stable.get("required")
            assert opened.get("additionalProperties") == stable.get("additionalProperties")


def test_view_that_a_schema_lacks_is_an_error() -> None:
    """The message names the view, or guesses the right one."""
    with pytest.raises(UnknownSchema, match="the view stable"):
        schemas.load("report", view="stable")
    with pytest.raises(UnknownChoice, match="unknown view 'stabel'; did you mean 'stable'"):
        schemas.load("session", view="stabel")
