"""Random schemas as bundles."""

from __future__ import annotations

import json
from typing import Any

from jsonschema_rs import meta

from chatlayer_session.compat.model.normalizer import normalize
from chatlayer_session.compat.model.schema_bundle import SchemaBundle, SchemaFile
from chatlayer_session.errors import UnreadableInput


def bundle_of(schema: Any) -> SchemaBundle:
    """Return a schema as a bundle without other files."""
    return SchemaBundle(SchemaFile("schema", "schema.json", "urn:schema", schema, json.dumps(schema).encode()))


def is_usable(schema: Any) -> bool:
    """Return whether a schema is valid and has no circular references."""
    if not meta.is_valid(schema):
        return False
    try:
        normalize(bundle_of(schema))
    except UnreadableInput:
        return False
    return True
