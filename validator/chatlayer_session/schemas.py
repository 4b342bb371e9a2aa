"""The schemas as values: one at a time in any form, or all in a registry in which their references resolve."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .errors import UnknownSchema
from .spec.catalog import DEFAULT_VERSION, packaged_catalog
from .spec.export import COMPONENTS_NAME, ExportFile, ExportFormat, SchemaView

if TYPE_CHECKING:
    from pathlib import Path

    from referencing.jsonschema import SchemaRegistry

__all__ = ["ExportFormat", "load", "names", "path", "registry", "versions"]


def load(
    name: str = "session",
    version: str | None = None,
    *,
    form: ExportFormat | str = ExportFormat.CANONICAL,
    closed: bool = False,
    annotated: bool = True,
) -> dict[str, Any]:
    """Return a schema, as a value of the caller's own.

    ``name`` is ``session``, ``internal`` or another of `names`; ``version`` is ``1``, ``1.0``, ``1.0.0`` or ``latest``;
    without it, the newest 1.x of what describes payloads is meant, and the newest of anything else.
    A ``closed`` schema rejects unknown fields; one not ``annotated`` has no descriptions and no ``x-`` keywords.
    In the OpenAPI forms the value is a whole document that has the schema among its components.

    Raises:
        UnknownSchema: no schema has this name, or none in this version or form.
        UnknownVersion: there is no such version.
        ValueError: there is no such form.
    """
    family, found = _found(name, version)
    form = ExportFormat(form)
    if not form.is_for(family):
        raise UnknownSchema(name, [each for each in names() if form.is_for(_family(each))], f"the format {form.value}")
    view = SchemaView(closed=closed, without_annotations=not annotated)
    return ExportFile(
        packaged_catalog(), family, found, form, view, COMPONENTS_NAME if form.has_components else name
    ).value()


def registry() -> SchemaRegistry:
    """Return a registry of `referencing` with every schema of every version under its identifier."""
    # Imported here: the command line loads this module for its paths, and needs no registry.
    from referencing.jsonschema import DRAFT202012, EMPTY_REGISTRY  # noqa: PLC0415 - slow to load

    catalog = packaged_catalog()
    found = {
        identifier: schema
        for family in catalog.families()
        for version in catalog.versions(family)
        for identifier, schema in catalog.schemas(family, version).items()
    }
    return EMPTY_REGISTRY.with_resources((each, DRAFT202012.create_resource(found[each])) for each in found)


def path(name: str = "session", version: str | None = None) -> Path:
    """Return where the file of a schema lies; raises what `load` raises."""
    family, found = _found(name, version)
    return packaged_catalog().path(family, found, name)


def versions(name: str = "session") -> tuple[str, ...]:
    """Return the versions that have a schema of this name, oldest first.

    Raises:
        UnknownSchema: none has.
    """
    catalog, family = packaged_catalog(), _family(name)
    return tuple(version for version in catalog.versions(family) if name in catalog.names(family, version))


def names() -> tuple[str, ...]:
    """Return the names that schemas have, in any version."""
    return tuple(_families())


def _families() -> dict[str, str]:
    catalog = packaged_catalog()
    return {
        name: family
        for family in catalog.families()
        for version in catalog.versions(family)
        for name in catalog.names(family, version)
    }


def _family(name: str) -> str:
    families = _families()
    if name not in families:
        raise UnknownSchema(name, families, "any version")
    return families[name]


def _found(name: str, selector: str | None) -> tuple[str, str]:
    catalog, family = packaged_catalog(), _family(name)
    # Payloads are held to the first major version unless another is named; of what is written, the newest is meant.
    version = catalog.resolve(selector or (DEFAULT_VERSION if family == "session" else "latest"), family)
    if name not in catalog.names(family, version):
        raise UnknownSchema(name, catalog.names(family, version), f"version {version}")
    return family, version
