"""Each export gives the verdicts of the released files, in the keywords of its dialect."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft7Validator, Draft202012Validator
from openapi_spec_validator import OpenAPIV30SpecValidator, OpenAPIV31SpecValidator

from chatlayer_session.spec.catalog import packaged_catalog
from chatlayer_session.spec.export.files import (
    ExportFile,
    ExportFormat,
    NoMatchingExport,
    UnknownPathPart,
    export_files,
    select,
)
from chatlayer_session.spec.export.manifest import MANIFEST, export_contents
from chatlayer_session.spec.export.views import OPEN, VIEWS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def objects(value: Any) -> Iterator[dict[str, Any]]:
    """Yield every object in a JSON value."""
    if isinstance(value, dict):
        yield value
    for child in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from objects(child)


def names_in(export_file: ExportFile) -> tuple[str, ...]:
    """Return the names of the released schemas in an export."""
    if export_file.format.has_components:
        return packaged_catalog().names(export_file.family, export_file.version)
    return (export_file.name,)


def test_export_agrees_with_the_released_file(
    export_file: ExportFile, verdicts: Callable[[ExportFile, str], list[tuple[str, bool, bool]]]
) -> None:
    """Open exports accept what the file accepts, closed ones what the closed view accepts; both reject something."""
    for name in names_in(export_file):
        cases = verdicts(export_file, name)
        assert [case for case, released, exported in cases if released != exported] == []
        assert {released for _, released, _ in cases} == {True, False}


def test_export_is_valid_in_its_dialect(export_file: ExportFile) -> None:
    """It conforms to the official meta-schema of JSON Schema, or to the official schema of OpenAPI documents."""
    value = export_file.value()
    match export_file.format.dialect:
        case "2020-12":
            assert value["$schema"] == "https://json-schema.org/draft/2020-12/schema"
            Draft202012Validator.check_schema(value)
        case "draft-07":
            assert value["$schema"] == "http://json-schema.org/draft-07/schema#"
            Draft7Validator.check_schema(value)
        case "openapi-3.1":
            OpenAPIV31SpecValidator(value).validate()
        case _:
            OpenAPIV30SpecValidator(value).validate()


def test_references_have_the_targets_of_the_format(export_file: ExportFile) -> None:
    """Targets are documents by identifier, embedded documents, definitions of the file, or components."""
    value = export_file.value()
    references = {schema["$ref"] for schema in objects(value) if isinstance(schema.get("$ref"), str)}
    embedded = {schema["$id"] for schema in objects(value) if "$id" in schema}
    documents = {reference.partition("#")[0] for reference in references if not reference.startswith("#")}
    match export_file.format:
        case ExportFormat.CANONICAL:
            assert len(embedded) == 1
            assert documents <= {sibling.value()["$id"] for sibling in siblings(export_file)}
        case ExportFormat.BUNDLE:
            assert documents <= embedded
        case ExportFormat.FLAT | ExportFormat.DRAFT_07:
            assert embedded == set()
            assert documents == set()
        case _:
            assert embedded == set()
            assert all(reference.startswith("#/components/schemas/") for reference in references)


def siblings(export_file: ExportFile) -> list[ExportFile]:
    """Return the export files of the same version, format and view."""
    files = export_files(packaged_catalog())
    return [file for file in files if file.path_parts[:-1] == export_file.path_parts[:-1]]


def test_old_dialects_have_no_keyword_beside_a_reference() -> None:
    """Validators of these dialects would ignore it."""
    old_formats = {ExportFormat.DRAFT_07, ExportFormat.OPENAPI_30}
    files = [file for file in export_files(packaged_catalog()) if file.format in old_formats]
    assert len(files) > 20
    for file in files:
        schemas = list(objects(file.value()))
        assert all(len(schema) == 1 for schema in schemas if isinstance(schema.get("$ref"), str))
        assert not any("unevaluatedProperties" in schema for schema in schemas)


def test_bare_view_has_no_annotations(export_file: ExportFile) -> None:
    """It has neither descriptions nor `x-` keywords; the other views have both."""
    schemas = list(objects(export_file.value().get("components", export_file.value())))
    descriptions = [schema["description"] for schema in schemas if schema.get("description")]
    extensions = [keyword for schema in schemas for keyword in schema if keyword.startswith("x-")]
    if export_file.view.without_annotations:
        assert descriptions == extensions == []
    else:
        assert descriptions
        assert bool(extensions) == has_extensions(export_file)


def has_extensions(export_file: ExportFile) -> bool:
    """Return whether one of the released files in an export has an `x-` keyword."""
    is_alone = export_file.format is ExportFormat.CANONICAL
    export_format = ExportFormat.CANONICAL if is_alone else ExportFormat.BUNDLE
    documents = [
        ExportFile(packaged_catalog(), export_file.family, export_file.version, export_format, OPEN, name).value()
        for name in names_in(export_file)
    ]
    return any(keyword.startswith("x-") for value in documents for schema in objects(value) for keyword in schema)


def test_canonical_export_is_the_released_file() -> None:
    """It is the same byte for byte."""
    files = [
        file for file in export_files(packaged_catalog()) if file.format is ExportFormat.CANONICAL and file.view == OPEN
    ]
    assert len(files) >= 5
    for file in files:
        assert file.content() == packaged_catalog().path(file.family, file.version, file.name).read_bytes()


def test_identifiers_are_unique() -> None:
    """One registry can take all files that have one but bundles; a bundle has that of its canonical file."""
    values_by_id: dict[str, set[str]] = {}
    for file in export_files(packaged_catalog()):
        value = file.value()
        if "$id" in value and file.format is not ExportFormat.BUNDLE:
            values_by_id.setdefault(value["$id"], set()).add(json.dumps(value))
    assert len(values_by_id) > 50
    assert [identifier for identifier, values in values_by_id.items() if len(values) > 1] == []


def test_base_uri_makes_every_identifier_an_address() -> None:
    """A reference leads to a canonical file of the export, to a document of the bundle, or into its own file."""
    base = "https://schemas.example.com/chatlayer/"
    files = {file: json.loads(file.content(base)) for file in export_files(packaged_catalog())}
    canonical = {file.path for file in files if file.format is ExportFormat.CANONICAL}
    for file, value in files.items():
        assert "urn:" not in json.dumps([schema.get("$id", "") for schema in objects(value)])
        named = ExportFormat.CANONICAL if file.format is ExportFormat.BUNDLE else file.format
        path = file.path.replace(f"/{file.format.value}/", f"/{named.value}/")
        assert value.get("$id") == (None if file.format.has_components else base + path)
        for schema in objects(value):
            reference = schema.get("$ref", "#")
            if isinstance(reference, str) and not reference.startswith("#"):
                assert file.format in {ExportFormat.CANONICAL, ExportFormat.BUNDLE}
                assert reference.partition("#")[0].removeprefix(base) in canonical


def test_exports_name_no_host_of_this_project() -> None:
    """Addresses in the keywords of a schema are those of the dialects."""
    hosts = {
        value.split("/")[2]
        for file in export_files(packaged_catalog())
        for schema in objects(file.value())
        for value in (schema.get("$id"), schema.get("$ref"), schema.get("$schema"))
        if isinstance(value, str) and "://" in value
    }
    assert hosts == {"json-schema.org"}


def test_every_version_has_every_format_and_view() -> None:
    """OpenAPI formats and the stable view exist for payloads only."""
    paths = {file.path for file in export_files(packaged_catalog())}
    newest = packaged_catalog().resolve("latest")
    assert {view.name for view in VIEWS} == {"open", "closed", "stable", "open-bare", "closed-bare", "stable-bare"}
    for version in {"1.0.0", newest}:
        for view in {view.name for view in VIEWS}:
            for export_format in ("canonical", "bundle", "flat", "draft-07"):
                folder = f"session/{version}/{export_format}/{view}"
                assert {f"{folder}/{name}.json" for name in ("session", "internal")} <= paths
            for export_format in ("openapi-3.1", "openapi-3.0"):
                assert f"session/{version}/{export_format}/{view}/components.json" in paths
    assert {path.split("/")[2] for path in paths if path.startswith("report/")} == {
        "canonical",
        "bundle",
        "flat",
        "draft-07",
    }
    views = {path.split("/")[3] for path in paths if not path.startswith("session/")}
    assert views == {"open", "closed", "open-bare", "closed-bare"}


def test_manifest_lists_every_file_with_its_hash() -> None:
    """An entry also has each part of the path, and the dialect."""
    files = export_contents(export_files(packaged_catalog()))
    entries = {entry["path"]: entry for entry in json.loads(files[MANIFEST])["files"]}
    assert entries.keys() == files.keys() - {MANIFEST}
    assert all(hashlib.sha256(files[path]).hexdigest() == entry["sha256"] for path, entry in entries.items())
    entry = entries["session/1.0.0/draft-07/closed-bare/session.json"]
    assert {key: value for key, value in entry.items() if key != "sha256"} == {
        "path": "session/1.0.0/draft-07/closed-bare/session.json",
        "family": "session",
        "version": "1.0.0",
        "name": "session",
        "form": "draft-07",
        "dialect": "draft-07",
        "view": "closed-bare",
        "id": None,
    }


@pytest.mark.parametrize(
    ("selectors", "paths"),
    [
        (["1.0.0/flat/closed/session/session"], ["session/1.0.0/flat/closed/session.json"]),
        (
            ["1.0.0/flat/closed/session"],
            ["session/1.0.0/flat/closed/internal.json", "session/1.0.0/flat/closed/session.json"],
        ),
        (["session/1.0.0/flat/open/session.json"], ["session/1.0.0/flat/open/session.json"]),
        (["closed/report/flat"], ["report/1.0.0/flat/closed/report.json"]),
        (
            ["1.0.0/flat/open/internal", "1.0/openapi-3.0/open"],
            ["session/1.0.0/flat/open/internal.json", "session/1.0.0/openapi-3.0/open/components.json"],
        ),
    ],
)
def test_selector_matches_paths_with_all_its_parts(selectors: list[str], paths: list[str]) -> None:
    """Parts may be in any order, a version may be short, and each of several selectors adds its files."""
    assert [file.path for file in select(packaged_catalog(), selectors) if file.version == "1.0.0"] == paths


def test_latest_selects_the_newest_version() -> None:
    """It is the newest version of each family."""
    catalog = packaged_catalog()
    assert {(file.family, file.version) for file in select(catalog, ["latest/canonical/open"])} == {
        (family, catalog.versions(family)[-1]) for family in catalog.families()
    }


def test_no_selectors_select_every_file() -> None:
    """An export without --only has all files."""
    assert select(packaged_catalog(), ()) == tuple(export_files(packaged_catalog()))


def test_unknown_path_part_is_an_error() -> None:
    """The message has the closest part, or all parts."""
    with pytest.raises(UnknownPathPart) as misspelled:
        select(packaged_catalog(), ["flat", "Draft07"])
    assert str(misspelled.value) == "unknown path part 'Draft07'; did you mean 'draft-07'?"
    with pytest.raises(UnknownPathPart, match=r"unknown path part 'yaml'; available: session, 1\.0\.0, canonical"):
        select(packaged_catalog(), ["yaml"])


def test_parts_without_a_common_path_are_an_error() -> None:
    """Each part exists, but no path has both."""
    with pytest.raises(NoMatchingExport) as error:
        select(packaged_catalog(), ["report/openapi-3.0"])
    assert str(error.value) == "no export has 'report' and 'openapi-3.0' in its path; name fewer parts"
