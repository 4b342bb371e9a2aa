"""`chatlayer_session.schemas`: the schemas as values, in every form, and in a registry."""

from __future__ import annotations

import json

import pytest
from jsonschema import Draft202012Validator

from chatlayer_session import UnknownChoice, UnknownSchema, UnknownVersion, schemas
from chatlayer_session.spec.catalog import packaged_catalog
from chatlayer_session.spec.export.files import ExportFormat, export_files


def test_module_is_not_a_namespace_package() -> None:
    """A folder of schema files does not hide the module, in any kind of installation."""
    assert schemas.__file__ is not None
    assert schemas.__file__.endswith("schemas.py")


def test_load_returns_the_newest_session_by_default() -> None:
    """Without arguments, `load` returns the released session schema of the newest 1.x."""
    newest = packaged_catalog().resolve("1")
    assert schemas.load() == json.loads(packaged_catalog().path("session", newest, "session").read_bytes())
    assert schemas.load("internal", "1.0")["$id"] == "urn:chatlayer-session:session:1.0.0:internal"
    assert schemas.load("report", "1.0.0")["$id"] == "urn:chatlayer-session:report:1.0.0:report"


def test_load_returns_every_export() -> None:
    """For each name, version, form and view, `load` returns the content of the exported file."""
    for export_file in export_files(packaged_catalog()):
        name = "session" if export_file.format.has_components else export_file.name
        view = export_file.view
        loaded = schemas.load(
            name,
            export_file.version,
            form=export_file.format,
            view=view.base,
            annotated=not view.without_annotations,
        )
        assert loaded == json.loads(export_file.content())


def test_loaded_schema_can_be_changed() -> None:
    """A change to a loaded schema does not affect the next one."""
    schemas.load()["properties"].clear()
    assert schemas.load()["properties"] != {}


def test_registry_resolves_every_reference() -> None:
    """The registry has every schema of every version under its identifier."""
    registry = schemas.registry()
    for name in schemas.names():
        for version in schemas.versions(name):
            identifier = schemas.load(name, version)["$id"]
            validator = Draft202012Validator({"$ref": identifier}, registry=registry)
            assert not validator.is_valid([])
    session = Draft202012Validator(schemas.load("session", "1.0.0"), registry=registry)
    assert [error.json_path for error in session.iter_errors({"internal": {}})] == ["$.internal"] * 10


def test_names_versions_and_paths_match_the_catalog() -> None:
    """Names, versions and paths are those of the catalog, with the oldest version first."""
    assert {"session", "internal", "report"} <= set(schemas.names())
    assert schemas.versions("session") == packaged_catalog().versions("session")
    assert schemas.path("internal", "1.0.0") == packaged_catalog().root / "session" / "1.0.0" / "internal.json"
    assert schemas.path().is_file()


def test_unknown_schema_is_rejected() -> None:
    """The error lists what exists instead."""
    with pytest.raises(UnknownSchema, match=r"unknown schema 'sesion' in any version; did you mean 'session'"):
        schemas.load("sesion")
    with pytest.raises(UnknownVersion, match=r"unknown schema version '9'; available: 1\.0\.0"):
        schemas.load("session", "9")
    with pytest.raises(
        UnknownSchema, match=r"unknown schema 'report' in the format openapi-3\.1; available: internal, ses"
    ):
        schemas.load("report", form=ExportFormat.OPENAPI_31)
    with pytest.raises(UnknownChoice, match="unknown format 'draft-7'; did you mean 'draft-07'"):
        schemas.load(form="draft-7")
