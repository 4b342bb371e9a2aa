"""Payloads, reference engines, and copies of the schemas with an added version."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from chatlayer_session.checks.engines.reference import ReferenceEngine
from chatlayer_session.findings import DETECTABLE_KINDS
from chatlayer_session.spec.catalog import packaged_catalog

if TYPE_CHECKING:
    from collections.abc import Callable

EXAMPLES = Path(str(packaged_catalog().root)) / "session" / "1.0.0" / "examples"
REALISTIC: dict[str, Any] = json.loads((EXAMPLES / "realistic.json").read_bytes())
DOCUMENTED: dict[str, Any] = json.loads((EXAMPLES / "documented.json").read_bytes())
ENGINES = {kind: ReferenceEngine(packaged_catalog(), "1.0.0", kind) for kind in DETECTABLE_KINDS}
NEWEST = packaged_catalog().versions()[-1]
ADDED = "1.99.0"


def add_fields(properties: dict[str, Any]) -> None:
    """Declare a new unstable field, and different known values of the channel."""
    properties["lastIntent"] = {
        "description": "The intent before.",
        "x-stability": "unstable",
        "x-since": ADDED,
        "x-source": "a page",
    }
    properties["channel"]["x-extensible-enum"] = ["web", "facebook"]


def locale_is(allowed: str) -> Callable[[dict[str, Any]], None]:
    """Return a change that allows only one value of the locale."""

    def change(properties: dict[str, Any]) -> None:
        properties["locale"] = {"description": "Where.", "const": allowed}

    return change


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a copy of the schemas with an added version."""
    return with_version(tmp_path, add_fields)


def with_version(tmp_path: Path, change: Callable[[dict[str, Any]], None]) -> Path:
    """Return a copy of the schemas with an added version that changes the fields of ``internal``."""
    folder = tmp_path / "schemas"
    shutil.copytree(Path(str(packaged_catalog().root)), folder)
    added = folder / "session" / ADDED
    shutil.copytree(folder / "session" / NEWEST, added)
    for file in added.glob("*.json"):
        file.write_text(file.read_text().replace(f":session:{NEWEST}:", f":session:{ADDED}:"))
    internal = added / "internal.json"
    schema = json.loads(internal.read_bytes())
    change(schema["properties"])
    internal.write_text(json.dumps(schema))
    index = json.loads((folder / "catalog.json").read_bytes())
    entries = index["families"]["session"]
    entries[ADDED] = {name: change_hash(entry, added / f"{name}.json") for name, entry in entries[NEWEST].items()}
    (folder / "catalog.json").write_text(json.dumps(index))
    return folder


def change_hash(entry: Any, file: Path) -> dict[str, Any]:
    """Return an entry of the catalog with the hash of a different file."""
    return {**entry, "sha256": hashlib.sha256(file.read_bytes()).hexdigest()}
