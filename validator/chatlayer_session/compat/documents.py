"""Schema files with what their references lead to, and nothing fetched from a network."""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING, Any, cast

from referencing import Registry
from referencing.exceptions import NoSuchResource
from referencing.jsonschema import DRAFT7, DRAFT202012, SchemaRegistry

from ..errors import UnreadableInput

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..spec.catalog import Schema
    from .schema_index import Subschema

DRAFTS = {
    "https://json-schema.org/draft/2020-12/schema": DRAFT202012,
    "http://json-schema.org/draft-07/schema": DRAFT7,
}
"""The dialects that are compared, by the identifiers of their meta-schemas."""


@dataclass(frozen=True, slots=True)
class SchemaFile:
    """One schema: ``name`` pairs it with its counterpart, ``source`` is what it is called, ``data`` are its bytes.

    ``uri`` is where it lies, against which its references are resolved unless it has an identifier of its own.
    """

    name: str
    source: str
    uri: str
    schema: Subschema = field(repr=False)
    data: bytes = field(repr=False)

    @property
    def identifier(self) -> str | None:
        """The identifier that the schema gives itself."""
        identifier: object = self.schema.get("$id") if isinstance(self.schema, dict) else None
        return identifier if isinstance(identifier, str) else None

    @property
    def draft(self) -> Any:
        """The dialect, Draft 2020-12 where the schema names none.

        Raises:
            UnreadableInput: it is another one than those that are compared.
        """
        named = draft_name(self.schema)
        if named is not None and named not in DRAFTS:
            raise UnreadableInput(
                self.source,
                f"the dialect {named} is not one that can be compared",
                "write the schema in Draft 2020-12 or draft-07",
            )
        return DRAFT202012 if named is None else DRAFTS[named]


def draft_name(schema: object) -> str | None:
    """Return the identifier of the meta-schema that a schema names."""
    named: object = cast("Schema", schema).get("$schema") if isinstance(schema, dict) else None
    return named.rstrip("#") if isinstance(named, str) else None


def registry_of(files: Iterable[SchemaFile]) -> SchemaRegistry:
    """Return a registry in which the references of these files resolve, to one another and to the meta-schemas."""
    resources = [
        (uri, file.draft.create_resource(file.schema))
        for uri, file in resolve_pointer(files).items()
        if draft_name(file.schema) in {None, *DRAFTS}
    ]
    registry: SchemaRegistry = _Registry(retrieve=_meta_schema)
    return registry.with_resources(resources).crawl()


def resolve_pointer(files: Iterable[SchemaFile]) -> dict[str, SchemaFile]:
    """Return the files by all that references can call them; of two of one name the first counts."""
    found: dict[str, SchemaFile] = {}
    for file in files:
        if file.identifier not in found:
            found.setdefault(file.uri, file)
            found.setdefault(file.identifier or file.uri, file)
    return found


def _meta_schema(uri: str) -> Any:
    # Imported when a reference leads there: it reads the meta-schemas of all dialects, and has no types.
    resource = import_module("jsonschema_specifications").REGISTRY.get(uri)
    if resource is None:
        raise _NoSuchResource(ref=uri)
    return resource


# The types of these leave out how they are made.
_Registry: Any = Registry
_NoSuchResource: Any = NoSuchResource
