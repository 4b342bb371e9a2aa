"""Descriptions for people who see nothing of a field but its type and its description."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatlayer_session.spec.traverse import transform

if TYPE_CHECKING:
    from chatlayer_session.spec.catalog import Schema


def with_stability(schema: Schema) -> Schema:
    """Return the schema with a warning in the description of each declared field that is not stable."""
    return transform(schema, _warned)


def _warned(schema: Schema) -> Schema:
    if schema.get("x-stability") != "unstable":
        return schema
    return {**schema, "description": f"{schema['description']} Not promised: it may change or go any day."}
