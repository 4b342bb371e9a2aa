"""The schemas as Python values: one schema in any format, or all schemas in a registry."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .errors import UnknownChoice, UnknownSchema
from .spec.catalog import DEFAULT_VERSION, packaged_catalog
from .spec.export.files import COMPONENTS_NAME, ExportFile, ExportFormat, views_of
from .spec.export.views import BASES, SchemaView

if TYPE_CHECKING:
    from pathlib import Path

    from referencing.jsonschema import SchemaRegistry

__all__ = ["ExportFormat", "load", "names", "path", "registry", "versions"]


def load(
    name: str = "session",
    version: str | None = None,
    *,
    form: ExportFormat | str = ExportFormat.CANONICAL,
    view: str = "open",
    annotated: bool = True,
) -> dict[str, Any]:
    """Return a copy of a schema that the caller may change.

    ``name`` is ``session``, ``internal`` or another of `names`. ``version`` is such as ``1``, ``1.0``, ``1.0.0`` or
    ``latest``; the default is the newest 1.x for schemas of payloads, and the newest version for all others. The
    ``view`` is ``open``, ``closed`` (rejects unknown fields) or ``stable`` (declares only promised fields). A schema
    that is not ``annotated`` has no descriptions and no ``x-`` keywords. In the OpenAPI formats the value is a whole
    document with the schema among its components.

    Raises:
        UnknownSchema: no schema has this name, or none in this version, format or view.
        UnknownVersion: no such version exists.
        UnknownChoice: no such format or view exists.
    """
    family, version = _family_and_version(name, version)
    if form not in tuple(ExportFormat):
        raise UnknownChoice(str(form), [known.value for known in ExportFormat], "format")
    form = ExportFormat(form)
    if not form.is_for(family):
        raise UnknownSchema(
            name, [other for other in names() if form.is_for(_family(other))], f"the format {form.value}"
        )
    if view not in BASES:
        raise UnknownChoice(view, BASES, "view")
    schema_view = SchemaView(view, without_annotations=not annotated)
    if schema_view not in views_of(family):
        available = [other for other in names() if schema_view in views_of(_family(other))]
        raise UnknownSchema(name, available, f"the view {view}")
    return ExportFile(
        packaged_catalog(), family, version, form, schema_view, COMPONENTS_NAME if form.has_components else name
    ).value()


def registry() -> SchemaRegistry:
    """Return a `referencing.Registry` that finds the schemas of all versions by their identifiers."""
    # Imported here: the command line needs only the paths of this module.
    from referencing.jsonschema import DRAFT202012, EMPTY_REGISTRY  # noqa: PLC0415 - slow to load

    catalog = packaged_catalog()
    return EMPTY_REGISTRY.with_resources(
        (identifier, DRAFT202012.create_resource(schema))
        for family in catalog.families()
        for version in catalog.versions(family)
        for identifier, schema in catalog.schemas(family, version).items()
    )


def path(name: str = "session", version: str | None = None) -> Path:
    """Return the path of the file of a schema.

    Raises:
        UnknownSchema: no schema has this name, or none in this version.
        UnknownVersion: no such version exists.
    """
    family, version = _family_and_version(name, version)
    return packaged_catalog().path(family, version, name)


def versions(name: str = "session") -> tuple[str, ...]:
    """Return the versions that have a schema of this name, oldest first.

    Raises:
        UnknownSchema: no schema has this name.
    """
    catalog, family = packaged_catalog(), _family(name)
    return tuple(version for version in catalog.versions(family) if name in catalog.names(family, version))


def names() -> tuple[str, ...]:
    """Return the names of the schemas of all versions."""
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


def _family_and_version(name: str, selector: str | None) -> tuple[str, str]:
    catalog, family = packaged_catalog(), _family(name)
    # Payloads are validated against 1.x by default; of the formats that this package writes, the newest is meant.
    version = catalog.resolve(selector or (DEFAULT_VERSION if family == "session" else "latest"), family)
    if name not in catalog.names(family, version):
        raise UnknownSchema(name, catalog.names(family, version), f"version {version}")
    return family, version
