"""The schema files: which families and versions exist, and what each file says."""

from __future__ import annotations

import json
from functools import cache, cached_property
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from .errors import DamagedCatalog, UnknownVersion

if TYPE_CHECKING:
    import sys

    if sys.version_info >= (3, 11):
        from importlib.resources.abc import Traversable
    else:
        from importlib.abc import Traversable

Schema: TypeAlias = dict[str, Any]
"""A JSON Schema that is an object."""

IDENTIFIER = "urn:chatlayer-session:{family}:{version}:{name}"


class Catalog:
    """The families of schemas under one root folder, which holds ``catalog.json``.

    What reads a file raises `DamagedCatalog` where the file is missing or is not what the catalog says.
    """

    def __init__(self, root: Traversable) -> None:
        self.root = root
        self._loaded: dict[tuple[str, str], dict[str, Schema]] = {}

    def __repr__(self) -> str:
        """Name the root folder."""
        return f"Catalog({str(self.root)!r})"

    @cached_property
    def index(self) -> dict[str, Any]:
        """The content of ``catalog.json``."""
        index = self._read("catalog.json")
        if not isinstance(index.get("families"), dict):
            raise DamagedCatalog("catalog.json lists no families")
        return index

    def families(self) -> tuple[str, ...]:
        """The names of the families."""
        return tuple(self.index["families"])

    def versions(self, family: str = "session") -> tuple[str, ...]:
        """The versions of a family, oldest first."""
        return tuple(sorted(self.index["families"][family], key=_precedence))

    def names(self, family: str, version: str) -> tuple[str, ...]:
        """The names of the schemas in one version of a family."""
        return tuple(self.index["families"][family][version])

    def resolve(self, selector: str, family: str = "session") -> str:
        """Return the newest version that ``selector`` covers: ``latest``, ``1``, ``1.0`` or ``1.0.0``.

        Raises:
            UnknownVersion: no version is covered.
        """
        versions = self.versions(family)
        covered = [each for each in versions if selector == "latest" or f"{each}.".startswith(f"{selector}.")]
        if not covered:
            raise UnknownVersion(selector, versions)
        return covered[-1]

    def schema(self, family: str, version: str, name: str) -> Schema:
        """Return the content of one schema file; every call returns the same object, not to be changed."""
        return self._schemas(family, version)[IDENTIFIER.format(family=family, version=version, name=name)]

    def schemas(self, family: str, version: str) -> dict[str, Schema]:
        """Return the schemas of one version of a family by their identifiers."""
        return dict(self._schemas(family, version))

    def _schemas(self, family: str, version: str) -> dict[str, Schema]:
        if (family, version) not in self._loaded:
            schemas: dict[str, Schema] = {}
            for name in self.names(family, version):
                path = f"{family}/{version}/{name}.json"
                identifier = IDENTIFIER.format(family=family, version=version, name=name)
                schemas[identifier] = self._read(path)
                if schemas[identifier].get("$id") != identifier:
                    raise DamagedCatalog(f"the schema file {path} does not have the identifier {identifier}")
            self._loaded[family, version] = schemas
        return self._loaded[family, version]

    def _read(self, path: str) -> dict[str, Any]:
        try:
            content: dict[str, Any] = json.loads(self.root.joinpath(path).read_bytes())
        except (OSError, ValueError) as error:
            raise DamagedCatalog(f"the schema file {path} cannot be read ({type(error).__name__})") from error
        return content


def _precedence(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


@cache
def packaged_catalog() -> Catalog:
    """Return the catalog that comes with this package.

    In an installation it is a folder of the package; in an editable one the folder beside ``pyproject.toml``.

    Raises:
        DamagedCatalog: neither is there.
    """
    package = files("chatlayer_session")
    inside = package.joinpath("schemas")
    if inside.joinpath("catalog.json").is_file():
        return Catalog(inside)
    project = Path(str(package)).parent.parent
    if (project / "pyproject.toml").is_file() and (project / "schemas" / "catalog.json").is_file():
        return Catalog(project / "schemas")
    raise DamagedCatalog("the schema files are not there")
