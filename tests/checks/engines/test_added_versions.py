"""Future versions of the schemas, which are added as files, and corrupt ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from chatlayer_session import CorruptInstallation, Rule, Severity, UnknownVersion, Validator
from chatlayer_session.spec.catalog import Catalog

from .conftest import ADDED, DOCUMENTED, locale_is, with_version

if TYPE_CHECKING:
    from pathlib import Path


def test_added_version_is_available(root: Path) -> None:
    """It is selected by its number and as the newest version; older versions stay available."""
    catalog = Catalog(root)
    assert Validator(catalog=catalog).schema_version == ADDED
    assert Validator(catalog=catalog, schema_version="1.0").schema_version == "1.0.0"
    assert Validator(catalog=catalog, schema_version="latest").schema_version == ADDED
    with pytest.raises(UnknownVersion):
        Validator(catalog=catalog, schema_version="1.98")
    assert Validator(catalog=catalog).validate({"internal": DOCUMENTED}).findings == ()


@pytest.mark.parametrize("value", ["x", 1, None, {"a": {"b": 1}}, [1]])
def test_declared_unstable_field_is_reported_with_source(root: Path, value: object) -> None:
    """A value of any type leads to one finding, which names the source of the field."""
    (finding,) = Validator(catalog=Catalog(root)).validate({**DOCUMENTED, "lastIntent": value}).findings
    assert (finding.rule, finding.pointer) == (Rule.UNSTABLE_FIELD, "/lastIntent")
    assert finding.message == "unstable field (source: a page); may change without notice"
    assert (
        finding.schema_pointer == f"urn:chatlayer-session:session:{ADDED}:internal#/properties/lastIntent/x-stability"
    )


def test_declared_unstable_field_can_be_accepted(root: Path) -> None:
    """Accepting works as for undeclared fields."""
    validator = Validator(catalog=Catalog(root), accept_unstable=["/lastIntent"])
    assert validator.validate({**DOCUMENTED, "lastIntent": 1}).findings == ()


def test_unknown_value_of_open_set_is_a_note(root: Path) -> None:
    """The message lists the known values."""
    validator = Validator(catalog=Catalog(root))
    (finding,) = validator.validate({**DOCUMENTED, "channel": "pigeon"}).findings
    assert (finding.rule, finding.pointer, finding.severity) == (Rule.UNKNOWN_VALUE, "/channel", Severity.NOTE)
    assert finding.message == "unknown value; known values: `web` and `facebook` (others may be added)"


def test_catalogs_with_equal_versions_do_not_mix(tmp_path: Path) -> None:
    """A cached finding of one catalog is not reported for a payload of the other."""
    for allowed in ("nl-be", "fr-be"):
        root = with_version(tmp_path / allowed, locale_is(allowed))
        (finding,) = Validator(catalog=Catalog(root)).validate({**DOCUMENTED, "locale": "en"}).findings
        assert finding.message == f"expected `{allowed}`, found a different string"


@pytest.mark.parametrize("damage", ["missing", "not json", "other identifier", "no catalog", "no families", "dangling"])
def test_corrupt_catalog_is_refused(root: Path, damage: str) -> None:
    """Missing and changed files raise an error that names the fix, before any payload is read."""
    internal = root / "session" / ADDED / "internal.json"
    if damage == "missing":
        internal.unlink()
    elif damage == "not json":
        internal.write_text("{")
    elif damage == "other identifier":
        internal.write_text(internal.read_text().replace(f":{ADDED}:internal", ":1.99.1:internal", 1))
    elif damage == "no catalog":
        (root / "catalog.json").unlink()
    elif damage == "no families":
        (root / "catalog.json").write_text("{}")
    else:
        internal.write_text(internal.read_text().replace("#/$defs/sentiment", "#/$defs/absent"))
    with pytest.raises(CorruptInstallation, match=r"; reinstall chatlayer-session$"):
        Validator(catalog=Catalog(root))
