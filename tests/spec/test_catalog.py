"""The catalog of schema files."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from chatlayer_session.errors import CorruptInstallation, UnknownVersion
from chatlayer_session.spec.catalog import IDENTIFIER, Catalog, packaged_catalog

if TYPE_CHECKING:
    from pathlib import Path


def write(root: Path, index: object, files: dict[str, object] | None = None) -> Catalog:
    """Return a catalog with this index and these files."""
    for name, content in {"catalog.json": index, **(files or {})}.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(content if isinstance(content, str) else json.dumps(content))
    return Catalog(root)


def versions(*names: str) -> dict[str, Any]:
    """Return an index of versions without schemas."""
    return {"families": {"session": {name: {} for name in names}, "report": {"1.0.0": {}}}}


ONE_FILE = {"families": {"session": {"1.0.0": {"internal": ""}}, "report": {"1.0.0": {}}}}


def test_versions_are_sorted_numerically(tmp_path: Path) -> None:
    """Ten comes after nine."""
    catalog = write(tmp_path, versions("1.10.0", "1.9.0", "10.0.0", "2.0.0", "1.9.10"))
    assert catalog.versions() == ("1.9.0", "1.9.10", "1.10.0", "2.0.0", "10.0.0")


@pytest.mark.parametrize(
    ("selector", "expected"),
    [
        ("latest", "10.0.0"),
        ("1", "1.10.0"),
        ("1.9", "1.9.10"),
        ("1.9.0", "1.9.0"),
        ("1.1", "1.1.0"),
        ("2", "2.0.0"),
        ("10", "10.0.0"),
    ],
)
def test_selector_matches_newest_version(tmp_path: Path, selector: str, expected: str) -> None:
    """It matches part by part: 1 does not match 10, and 1.1 does not match 1.10."""
    catalog = write(tmp_path, versions("1.1.0", "1.9.0", "1.9.10", "1.10.0", "2.0.0", "10.0.0"))
    assert catalog.resolve(selector) == expected


@pytest.mark.parametrize("selector", ["", "0", "3", "1.2", "1.0.0.0", "v1", "1.", "Latest", " 1", "*", "1.9.1"])
def test_selector_without_match_is_refused(tmp_path: Path, selector: str) -> None:
    """The error names the available versions."""
    catalog = write(tmp_path, versions("1.0.0", "1.9.10"))
    with pytest.raises(UnknownVersion) as error:
        catalog.resolve(selector)
    assert error.value.available == ("1.0.0", "1.9.10")
    assert str(error.value).startswith(f"unknown schema version {selector!r}; ")


@pytest.mark.parametrize(
    "index",
    [
        "",
        "{",
        "[]",
        "null",
        "\x00",
        "{}",
        '{"families": []}',
        '{"families": null}',
        '{"families": {"session": {"1.0.0": {}}}}',
        '{"families": {"session": {}, "report": {"1.0.0": {}}}}',
        '{"families": {"session": {"one": {}}, "report": {"1.0.0": {}}}}',
        '{"families": {"session": ["1.0.0"], "report": {"1.0.0": {}}}}',
        '{"families": {"session": {"1.0.0": 1}, "report": {"1.0.0": {}}}}',
    ],
)
def test_invalid_index_is_corrupt_installation(tmp_path: Path, index: str) -> None:
    """The index is not JSON, not an object, or has families without versions and names."""
    with pytest.raises(CorruptInstallation):
        write(tmp_path, index).versions()


def test_missing_index_is_corrupt_installation(tmp_path: Path) -> None:
    """The error names the file, the cause and the fix."""
    with pytest.raises(CorruptInstallation) as error:
        Catalog(tmp_path).families()
    assert (
        str(error.value)
        == "the schema file catalog.json cannot be read (FileNotFoundError); reinstall chatlayer-session"
    )


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("{", "the schema file session/1.0.0/internal.json cannot be read (JSONDecodeError)"),
        ("[]", "the schema file session/1.0.0/internal.json does not contain an object"),
        ({}, "does not have the identifier urn:chatlayer-session:session:1.0.0:internal"),
        ({"$id": "urn:other"}, "does not have the identifier urn:chatlayer-session:session:1.0.0:internal"),
    ],
)
def test_invalid_schema_file_is_corrupt_installation(tmp_path: Path, content: object, reason: str) -> None:
    """The file is not JSON, not an object, or has an identifier that differs from its path."""
    catalog = write(tmp_path, ONE_FILE, {"session/1.0.0/internal.json": content})
    with pytest.raises(CorruptInstallation) as error:
        catalog.schema("session", "1.0.0", "internal")
    assert reason in error.value.reason


def test_missing_schema_file_is_corrupt_installation(tmp_path: Path) -> None:
    """The index lists the file."""
    catalog = write(tmp_path, ONE_FILE)
    with pytest.raises(CorruptInstallation) as error:
        catalog.schemas("session", "1.0.0")
    assert error.value.reason == "the schema file session/1.0.0/internal.json cannot be read (FileNotFoundError)"


def test_packaged_catalog_is_complete() -> None:
    """It has its families, its first version, and each schema under its identifier."""
    catalog = packaged_catalog()
    assert packaged_catalog() is catalog
    assert {"session", "report"} <= set(catalog.families())
    assert catalog.versions()[0] == "1.0.0"
    assert catalog.resolve("1").startswith("1.")
    assert set(catalog.names("session", "1.0.0")) == {"internal", "session"}
    schemas = catalog.schemas("session", "1.0.0")
    for name in ("internal", "session"):
        identifier = IDENTIFIER.format(family="session", version="1.0.0", name=name)
        assert schemas[identifier] is catalog.schema("session", "1.0.0", name)
        assert schemas[identifier]["$id"] == identifier
    assert repr(catalog).startswith("Catalog(")


def test_caller_may_change_dict_of_schemas() -> None:
    """Each call returns a new dict, with shared schemas."""
    catalog = packaged_catalog()
    catalog.schemas("session", "1.0.0").clear()
    assert len(catalog.schemas("session", "1.0.0")) == 2


def test_unlisted_schema_is_corrupt_installation(tmp_path: Path) -> None:
    """The error names its identifier."""
    with pytest.raises(CorruptInstallation) as error:
        write(tmp_path, versions("1.0.0")).schema("session", "1.0.0", "internal")
    assert error.value.reason == "catalog.json does not list urn:chatlayer-session:session:1.0.0:internal"


def test_examples_are_listed_and_read_again() -> None:
    """The list has no examples of subfolders, and a changed example does not change the next."""
    catalog = packaged_catalog()
    assert catalog.examples("session", "1.0.0") == ("documented", "first-turn", "realistic", "session")
    assert catalog.examples("report", "1.0.0") == ()
    first, second = (catalog.example("session", "1.0.0", "documented") for _ in range(2))
    first.clear()
    assert second["botId"] == "1457"
    with pytest.raises(CorruptInstallation, match=r"session/1.0.0/examples/none.json cannot be read"):
        catalog.example("session", "1.0.0", "none")
