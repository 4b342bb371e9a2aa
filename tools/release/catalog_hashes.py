"""Listing in the catalog what is not released yet; a released file keeps its hash, whatever becomes of it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from .versions import Version

if TYPE_CHECKING:
    from pathlib import Path

    from .project import Tree


def list_unreleased(tree: Tree) -> list[str]:
    """Write the schema files of versions that are not released into schemas/catalog.json, and drop those that are gone.

    Returns the paths of the files whose entry is another one than before, or is new or gone.
    """
    listed = {family: _versions(tree, family) for family in _families(tree)}
    text = json.dumps({"families": listed}, indent=2) + "\n"
    (tree.root / "schemas" / "catalog.json").write_text(text, encoding="utf-8")
    before, after = _flat(tree.catalog), _flat(listed)
    return sorted(path for path in before.keys() | after.keys() if before.get(path) != after.get(path))


def _families(tree: Tree) -> list[str]:
    """Return the families in the order of the catalog, and those that only have a folder behind them."""
    return list(dict.fromkeys([*tree.catalog, *sorted(path.parent.name for path in _folders(tree))]))


def _folders(tree: Tree) -> list[Path]:
    folders = (tree.root / "schemas").glob("*/*/")
    return [path for path in folders if Version.parse(path.name) and any(path.glob("*.json"))]


def _versions(tree: Tree, family: str) -> dict[str, dict[str, Any]]:
    """Return what the catalog is to say of a family: of released versions what it said, of others what is there."""
    listed, released = tree.catalog.get(family, {}), set(map(str, tree.released(family)))
    found = {path.name: path for path in _folders(tree) if path.parent.name == family}
    entries = {version: names for version, names in listed.items() if version in released}
    for version in found.keys() - released:
        names = sorted(path.stem for path in found[version].glob("*.json"))
        entries[version] = {name: {"sha256": tree.hash_of(family, version, name)} for name in names}
    return {version: entries[version] for version in sorted(entries, key=lambda each: Version.parse(each) or ())}


def _flat(families: dict[str, dict[str, dict[str, Any]]]) -> dict[str, Any]:
    return {
        f"schemas/{family}/{version}/{name}.json": entry
        for family, versions in families.items()
        for version, names in versions.items()
        for name, entry in names.items()
    }
