"""The schemas as values: one at a time in any form, or all in a registry in which their references resolve."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .catalog import NEWEST, packaged_catalog
from .errors import UnknownSchema
from .exports import COMPONENTS, Artefact, Form, View

if TYPE_CHECKING:
    from pathlib import Path

    from referencing.jsonschema import SchemaRegistry

__all__ = ["Form", "load", "names", "path", "registry", "versions"]


def load(
    name: str = "session",
    version: str | None = None,
    *,
    form: Form | str = Form.CANONICAL,
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
    form = Form(form)
    if not form.is_for(family):
        raise UnknownSchema(name, f"the form {form.value}", [each for each in names() if form.is_for(_family(each))])
    view = View(closed=closed, bare=not annotated)
    return Artefact(packaged_catalog(), family, found, form, view, COMPONENTS if form.has_components else name).value()


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
        raise UnknownSchema(name, "any version", tuple(families))
    return families[name]


def _found(name: str, selector: str | None) -> tuple[str, str]:
    catalog, family = packaged_catalog(), _family(name)
    # Payloads are held to the first major version unless another is named; of what is written, the newest is meant.
    version = catalog.resolve(selector or (NEWEST if family == "session" else "latest"), family)
    if name not in catalog.names(family, version):
        raise UnknownSchema(name, f"version {version}", catalog.names(family, version))
    return family, version
