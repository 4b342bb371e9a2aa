"""Each artefact says what the released files say, in words that its importers know."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft7Validator, Draft202012Validator
from openapi_spec_validator import OpenAPIV30SpecValidator, OpenAPIV31SpecValidator

from chatlayer_session.spec.catalog import packaged_catalog
from chatlayer_session.spec.export import (
    MANIFEST,
    OPEN,
    VIEWS,
    ExportFile,
    ExportFormat,
    export_contents,
    export_files,
    select,
)
from chatlayer_session.spec.export.errors import NoMatchingExport, UnknownPathPart

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def objects(value: Any) -> Iterator[dict[str, Any]]:
    """Yield every object in a JSON value."""
    if isinstance(value, dict):
        yield value
    for child in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from objects(child)


def test_an_artefact_judges_every_case_as_the_released_file_does(
    artefact: ExportFile, judged: Callable[[ExportFile, str], list[tuple[str, bool, bool]]]
) -> None:
    """Open views as the file, closed ones as the closed view; each schema has payloads of both kinds."""
    components = artefact.format.has_components
    for name in packaged_catalog().names(artefact.family, artefact.version) if components else [artefact.name]:
        verdicts = judged(artefact, name)
        assert [case for case, released, exported in verdicts if released != exported] == []
        assert {released for _, released, _ in verdicts} == {True, False}


def test_an_artefact_keeps_to_the_schema_of_its_dialect(artefact: ExportFile) -> None:
    """The official meta-schemas of JSON Schema, and the official schemas of OpenAPI documents."""
    value = artefact.value()
    match artefact.format.dialect:
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


def test_references_lead_where_the_form_says(artefact: ExportFile) -> None:
    """To identifiers of documents, to documents in the file, to definitions of the file, or to components."""
    value = artefact.value()
    references = {each["$ref"] for each in objects(value) if isinstance(each.get("$ref"), str)}
    inside = {each["$id"] for each in objects(value) if "$id" in each}
    outside = {each.partition("#")[0] for each in references if not each.startswith("#")}
    match artefact.format:
        case ExportFormat.CANONICAL:
            assert len(inside) == 1
            assert outside <= {other.value()["$id"] for other in siblings(artefact)}
        case ExportFormat.BUNDLE:
            assert outside <= inside
        case ExportFormat.FLAT | ExportFormat.DRAFT_07:
            assert len(inside) == 1
            assert outside == set()
        case _:
            assert inside == set()
            assert all(each.startswith("#/components/schemas/") for each in references)


def siblings(artefact: ExportFile) -> list[ExportFile]:
    """Return the artefacts of the same form and view."""
    return [each for each in export_files(packaged_catalog()) if each.path_parts[:-1] == artefact.path_parts[:-1]]


def test_old_dialects_have_nothing_beside_a_reference() -> None:
    """What stood there would be ignored."""
    found = [
        each
        for each in export_files(packaged_catalog())
        if each.format in {ExportFormat.DRAFT_07, ExportFormat.OPENAPI_30}
    ]
    assert len(found) > 20
    for artefact in found:
        assert all(len(each) == 1 for each in objects(artefact.value()) if isinstance(each.get("$ref"), str))
        assert not any("unevaluatedProperties" in each for each in objects(artefact.value()))


def test_a_bare_view_has_no_annotations(artefact: ExportFile) -> None:
    """Neither descriptions nor `x-` keywords; the other views have both."""
    schemas = artefact.value().get("components", artefact.value())
    annotated = [key for each in objects(schemas) for key, value in each.items() if key == "description" and value]
    extended = [key for each in objects(schemas) for key in each if key.startswith("x-")]
    if artefact.view.without_annotations:
        assert annotated == extended == []
    else:
        assert annotated
        assert bool(extended) == extends(artefact)


def extends(artefact: ExportFile) -> bool:
    """Return whether one of the released files that an artefact holds has an `x-` keyword."""
    catalog = packaged_catalog()
    names = catalog.names(artefact.family, artefact.version) if artefact.format.has_components else [artefact.name]
    bundled = [
        ExportFile(
            catalog,
            artefact.family,
            artefact.version,
            ExportFormat.CANONICAL if is_alone(artefact) else ExportFormat.BUNDLE,
            OPEN,
            name,
        )
        for name in names
    ]
    return any(key.startswith("x-") for each in bundled for found in objects(each.value()) for key in found)


def is_alone(artefact: ExportFile) -> bool:
    """Return whether an artefact holds one document and none that it refers to."""
    return artefact.format is ExportFormat.CANONICAL


def test_the_canonical_form_is_the_released_file() -> None:
    """Byte for byte."""
    found = [
        each for each in export_files(packaged_catalog()) if each.format is ExportFormat.CANONICAL and each.view == OPEN
    ]
    assert len(found) >= 5
    for artefact in found:
        released = packaged_catalog().path(artefact.family, artefact.version, artefact.name).read_bytes()
        assert artefact.content() == released


def test_no_two_schemas_with_one_identifier_say_something_else() -> None:
    """A registry can hold all artefacts: only a bundle has the identifier of the file that it embeds others in."""
    said: dict[str, set[str]] = {}
    for artefact in export_files(packaged_catalog()):
        value = artefact.value()
        if "$id" in value and artefact.format is not ExportFormat.BUNDLE:
            said.setdefault(value["$id"], set()).add(json.dumps(value))
    assert len(said) > 50
    assert [identifier for identifier, values in said.items() if len(values) > 1] == []


def test_every_version_comes_in_every_form_and_view() -> None:
    """OpenAPI only for the payloads."""
    paths = {artefact.path for artefact in export_files(packaged_catalog())}
    newest = packaged_catalog().resolve("latest")
    assert {view.name for view in VIEWS} == {"open", "closed", "open-bare", "closed-bare"}
    for version in {"1.0.0", newest}:
        for view in ("open", "closed", "open-bare", "closed-bare"):
            for form in ("canonical", "bundle", "flat", "draft-07"):
                assert {f"session/{version}/{form}/{view}/{name}.json" for name in ("session", "internal")} <= paths
            for form in ("openapi-3.1", "openapi-3.0"):
                assert f"session/{version}/{form}/{view}/components.json" in paths
    assert {path.split("/")[2] for path in paths if path.startswith("report/")} == {
        "canonical",
        "bundle",
        "flat",
        "draft-07",
    }


def test_the_manifest_lists_every_file_with_its_hash() -> None:
    """And with all that its path says."""
    files = export_contents(export_files(packaged_catalog()))
    listed = {entry["path"]: entry for entry in json.loads(files[MANIFEST])["files"]}
    assert listed.keys() == files.keys() - {MANIFEST}
    assert all(hashlib.sha256(files[path]).hexdigest() == entry["sha256"] for path, entry in listed.items())
    entry = listed["session/1.0.0/draft-07/closed-bare/session.json"]
    assert {key: value for key, value in entry.items() if key != "sha256"} == {
        "path": "session/1.0.0/draft-07/closed-bare/session.json",
        "family": "session",
        "version": "1.0.0",
        "name": "session",
        "form": "draft-07",
        "dialect": "draft-07",
        "view": "closed-bare",
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
def test_a_selector_covers_the_paths_that_have_all_its_parts(selectors: list[str], paths: list[str]) -> None:
    """In any order, with versions as everywhere; several selectors add up."""
    assert [each.path for each in select(packaged_catalog(), selectors) if each.version == "1.0.0"] == paths


def test_a_selector_may_name_the_newest_version() -> None:
    """`latest` is the newest of each family."""
    catalog = packaged_catalog()
    found = select(catalog, ["latest/canonical/open"])
    assert {(each.family, each.version) for each in found} == {
        (family, catalog.versions(family)[-1]) for family in catalog.families()
    }


def test_no_selector_covers_everything() -> None:
    """As an export without --only does."""
    assert select(packaged_catalog(), ()) == tuple(export_files(packaged_catalog()))


def test_a_part_that_is_in_no_path_is_refused() -> None:
    """With the part that was probably meant, or with all that there are."""
    with pytest.raises(UnknownPathPart) as misspelled:
        select(packaged_catalog(), ["flat", "Draft07"])
    assert str(misspelled.value) == "unknown path part 'Draft07'; did you mean 'draft-07'?"
    with pytest.raises(UnknownPathPart, match=r"unknown path part 'yaml'; available: session, 1\.0\.0, canonical"):
        select(packaged_catalog(), ["yaml"])


def test_parts_that_never_meet_are_refused() -> None:
    """Each exists, but no path has both."""
    with pytest.raises(NoMatchingExport) as refused:
        select(packaged_catalog(), ["report/openapi-3.0"])
    assert str(refused.value) == "no export has 'report' and 'openapi-3.0' in its path; name fewer parts"
