"""Write the hashes of unreleased schema files to the catalog; the hash of a released file never changes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from .versions import Version

if TYPE_CHECKING:
    from pathlib import Path

    from .project import Project


def list_unreleased(project: Project) -> list[str]:
    """Update schemas/catalog.json for all unreleased versions; return the paths whose entry changed."""
    updated = {family: _versions(project, family) for family in _families(project)}
    text = json.dumps({"families": updated}, indent=2) + "\n"
    (project.root / "schemas" / "catalog.json").write_text(text, encoding="utf-8")
    before, after = _by_path(project.catalog), _by_path(updated)
    return sorted(path for path in before.keys() | after.keys() if before.get(path) != after.get(path))


def _families(project: Project) -> list[str]:
    """Return the families in the order of the catalog, then those that only have a folder."""
    return list(dict.fromkeys([*project.catalog, *sorted(path.parent.name for path in _folders(project))]))


def _folders(project: Project) -> list[Path]:
    folders = (project.root / "schemas").glob("*/*/")
    return [path for path in folders if Version.parse(path.name) and any(path.glob("*.json"))]


def _versions(project: Project, family: str) -> dict[str, dict[str, Any]]:
    """Return the catalog's entries of a family: unchanged for released versions, read from the files for others."""
    listed, released = project.catalog.get(family, {}), set(map(str, project.released(family)))
    folders = {path.name: path for path in _folders(project) if path.parent.name == family}
    entries = {version: names for version, names in listed.items() if version in released}
    for version in folders.keys() - released:
        names = sorted(path.stem for path in folders[version].glob("*.json"))
        # An entry keeps what it says besides, such as the corrections.
        entries[version] = {
            name: {**listed.get(version, {}).get(name, {}), "sha256": project.hash_of(family, version, name)}
            for name in names
        }
    return {version: entries[version] for version in sorted(entries, key=lambda text: Version.parse(text) or ())}


def _by_path(families: dict[str, dict[str, dict[str, Any]]]) -> dict[str, Any]:
    return {
        f"schemas/{family}/{version}/{name}.json": entry
        for family, versions in families.items()
        for version, names in versions.items()
        for name, entry in names.items()
    }
