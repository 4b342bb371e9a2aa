"""The catalog of schema files: families, versions and schemas."""

from __future__ import annotations

import json
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from ..errors import CorruptInstallation, UnknownVersion
from ..findings import Kind
from ..suggestion import LATEST

if TYPE_CHECKING:
    from pathlib import Path

Schema: TypeAlias = dict[str, Any]
"""A JSON Schema that is an object."""

FAMILIES = ("session", "report")
"""The families that every catalog contains."""

DEFAULT_VERSION = "1"
"""The selector of the default schema version: the newest of the first major version."""

IDENTIFIER = "urn:chatlayer-session:{family}:{version}:{name}"


def name_from_urn(schema_pointer: str) -> str:
    """Return the name of the schema that a schema pointer leads into, such as ``internal``."""
    return schema_pointer.partition("#")[0].rpartition(":")[2]


class Catalog:
    """The families of schemas under one root folder, which contains ``catalog.json``.

    Methods and properties raise `CorruptInstallation` if a file is missing, or is not what the catalog says.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self._loaded: dict[tuple[str, str], dict[str, Schema]] = {}

    def __repr__(self) -> str:
        """Name the root folder."""
        return f"Catalog({str(self.root)!r})"

    @cached_property
    def index(self) -> dict[str, Any]:
        """The content of ``catalog.json``."""
        index = self._read("catalog.json")
        try:
            for family in FAMILIES:
                for version, names in index["families"][family].items():
                    _sort_key(version)
                    dict(names)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise CorruptInstallation("catalog.json does not list families, versions and names") from error
        return index

    def families(self) -> tuple[str, ...]:
        """Return the names of the families."""
        return tuple(self.index["families"])

    def versions(self, family: str = "session") -> tuple[str, ...]:
        """Return the versions of a family, oldest first."""
        versions = self.index["families"].get(family)
        if not versions:
            raise CorruptInstallation(f"catalog.json lists no version of the family {family}")
        return tuple(sorted(versions, key=_sort_key))

    def names(self, family: str, version: str) -> tuple[str, ...]:
        """Return the names of the schemas in one version of a family."""
        return tuple(self.index["families"][family][version])

    def kinds(self, version: str) -> tuple[Kind, ...]:
        """Return the kinds of payload that one version of the session family has a schema for."""
        names = self.names("session", version)
        return tuple(kind for kind in Kind if kind.value in names)

    def versions_supporting(self, kind: Kind) -> tuple[str, ...]:
        """Return the versions of the session family that have a schema for a kind of payload, oldest first."""
        return tuple(version for version in self.versions() if kind in self.kinds(version))

    def resolve(self, selector: str, family: str = "session") -> str:
        """Return the newest version that ``selector`` matches: ``latest``, ``1``, ``1.0`` or ``1.0.0``.

        Raises:
            UnknownVersion: no version matches.
        """
        versions = self.versions(family)
        matches = [version for version in versions if selector == LATEST or f"{version}.".startswith(f"{selector}.")]
        if not matches:
            raise UnknownVersion(selector, versions)
        return matches[-1]

    def path(self, family: str, version: str, name: str) -> Path:
        """Return the path of one schema file, which may not exist."""
        return self.root.joinpath(family, version, f"{name}.json")

    def schema(self, family: str, version: str, name: str) -> Schema:
        """Return the content of one schema file. Every call returns the same object, so do not change it."""
        identifier = IDENTIFIER.format(family=family, version=version, name=name)
        schemas = self._schemas(family, version)
        if identifier not in schemas:
            raise CorruptInstallation(f"catalog.json does not list {identifier}")
        return schemas[identifier]

    def schemas(self, family: str, version: str) -> dict[str, Schema]:
        """Return the schemas of one version of a family by identifier."""
        return dict(self._schemas(family, version))

    def examples(self, family: str, version: str, group: str = "") -> tuple[str, ...]:
        """Return the names of the example payloads of one version of a family.

        A ``group`` is a subfolder, and the names of its examples start with its name.
        """
        folder = self.root / family / version / "examples"
        return tuple(sorted(str(path.relative_to(folder))[:-5] for path in folder.joinpath(group).glob("*.json")))

    def example(self, family: str, version: str, name: str) -> dict[str, Any]:
        """Return an example payload, a new object with each call."""
        return self._read(f"{family}/{version}/examples/{name}.json")

    def _schemas(self, family: str, version: str) -> dict[str, Schema]:
        if (family, version) not in self._loaded:
            schemas: dict[str, Schema] = {}
            for name in self.names(family, version):
                path = f"{family}/{version}/{name}.json"
                identifier = IDENTIFIER.format(family=family, version=version, name=name)
                schemas[identifier] = self._read(path)
                if schemas[identifier].get("$id") != identifier:
                    raise CorruptInstallation(f"the schema file {path} does not have the identifier {identifier}")
            self._loaded[family, version] = schemas
        return self._loaded[family, version]

    def _read(self, path: str) -> dict[str, Any]:
        try:
            content: object = json.loads(self.root.joinpath(path).read_bytes())
        except (OSError, ValueError) as error:
            raise CorruptInstallation(f"the schema file {path} cannot be read ({type(error).__name__})") from error
        if not isinstance(content, dict):
            raise CorruptInstallation(f"the schema file {path} does not contain an object")
        return cast("dict[str, Any]", content)


def _sort_key(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


@cache
def packaged_catalog() -> Catalog:
    """Return the catalog of this package.

    It is a folder of the package, or, in an editable installation, the folder beside ``pyproject.toml``.

    Raises:
        CorruptInstallation: neither folder exists.
    """
    from pathlib import Path  # noqa: PLC0415 - slow to load

    package = Path(__file__).parent.parent
    project = package.parent.parent
    for root, marker in ((package / "_data" / "schemas", package), (project / "schemas", project / "pyproject.toml")):
        if marker.exists() and (root / "catalog.json").is_file():
            return Catalog(root)
    raise CorruptInstallation("the schema files are missing")
