"""OpenAPI documents that have the schemas of one version of a family as components."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .dialects import openapi_30
from .documents import definitions
from .views import OPEN

if TYPE_CHECKING:
    from ..catalog import Schema
    from .documents import Source

COMPONENTS = "/components/schemas/"


def components_31(source: Source) -> dict[str, Any]:
    """Return an OpenAPI 3.1 document; its Schema Objects are Draft 2020-12."""
    return _document("3.1.0", source, definitions(source, COMPONENTS))


def components_30(source: Source) -> dict[str, Any]:
    """Return an OpenAPI 3.0 document, in the words that its Schema Objects have."""
    schemas = {name: openapi_30(schema) for name, schema in definitions(source, COMPONENTS).items()}
    return _document("3.0.3", source, schemas)


def _document(openapi: str, source: Source, schemas: dict[str, Schema]) -> dict[str, Any]:
    title = f"Schemas of the Chatlayer {source.family}" + ("" if source.view == OPEN else f", {source.view.name}")
    return {
        "openapi": openapi,
        "info": {"title": title, "version": source.version},
        "paths": {},
        "components": {"schemas": schemas},
    }
