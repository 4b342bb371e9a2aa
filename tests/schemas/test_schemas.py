"""`chatlayer_session.schemas`: the schemas as values, in every form, and in a registry."""

from __future__ import annotations

import json

import pytest
from jsonschema import Draft202012Validator

from chatlayer_session import UnknownSchema, UnknownVersion, schemas
from chatlayer_session.spec.catalog import packaged_catalog
from chatlayer_session.spec.export import ExportFormat, export_files


def test_the_module_is_no_namespace_of_the_schema_files() -> None:
    """The folder of the same name beside it does not hide it, in whatever way the package is installed."""
    assert schemas.__file__ is not None
    assert schemas.__file__.endswith("schemas.py")


def test_load_gives_the_newest_session_by_default() -> None:
    """The newest 1.x, as it is released."""
    newest = packaged_catalog().resolve("1")
    assert schemas.load() == json.loads(packaged_catalog().path("session", newest, "session").read_bytes())
    assert schemas.load("internal", "1.0")["$id"] == "urn:chatlayer-session:session:1.0.0:internal"
    assert schemas.load("report", "1.0.0")["$id"] == "urn:chatlayer-session:report:1.0.0:report"


def test_load_gives_every_export() -> None:
    """By name, version, form and view the value is that of the exported file."""
    for export_file in export_files(packaged_catalog()):
        name = "session" if export_file.format.has_components else export_file.name
        view = export_file.view
        loaded = schemas.load(
            name,
            export_file.version,
            form=export_file.format,
            closed=view.closed,
            annotated=not view.without_annotations,
        )
        assert loaded == json.loads(export_file.content())


def test_what_was_loaded_may_be_changed() -> None:
    """The next one is as it was."""
    schemas.load()["properties"].clear()
    assert schemas.load()["properties"] != {}


def test_the_registry_resolves_every_reference() -> None:
    """Every schema of every version is in it under its identifier."""
    registry = schemas.registry()
    for name in schemas.names():
        for version in schemas.versions(name):
            identifier = schemas.load(name, version)["$id"]
            validator = Draft202012Validator({"$ref": identifier}, registry=registry)
            assert not validator.is_valid({"internal": 1})
    session = Draft202012Validator(schemas.load("session", "1.0.0"), registry=registry)
    assert [error.json_path for error in session.iter_errors({"internal": {}})] == ["$.internal"] * 10


def test_names_versions_and_paths_are_those_of_the_catalog() -> None:
    """Oldest version first."""
    assert {"session", "internal", "report"} <= set(schemas.names())
    assert schemas.versions("session") == packaged_catalog().versions("session")
    assert schemas.path("internal", "1.0.0") == packaged_catalog().root / "session" / "1.0.0" / "internal.json"
    assert schemas.path().is_file()


def test_what_does_not_exist_is_refused() -> None:
    """With what there is instead."""
    with pytest.raises(UnknownSchema, match=r"unknown schema 'sesion' in any version; did you mean 'session'"):
        schemas.load("sesion")
    with pytest.raises(UnknownVersion, match=r"unknown schema version '9'; available: 1\.0\.0"):
        schemas.load("session", "9")
    with pytest.raises(
        UnknownSchema, match=r"unknown schema 'report' in the format openapi-3\.1; available: internal, ses"
    ):
        schemas.load("report", form=ExportFormat.OPENAPI_31)
    with pytest.raises(ValueError, match="'yaml' is not a valid ExportFormat"):
        schemas.load(form="yaml")
