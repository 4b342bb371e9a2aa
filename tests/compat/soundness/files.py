"""Random schemas as files among no others."""

from __future__ import annotations

import json
from typing import Any

from jsonschema_rs import meta

from chatlayer_session.compat.comparer import SchemaSet
from chatlayer_session.compat.documents import SchemaFile
from chatlayer_session.errors import UnreadableInput


def file_of(schema: Any) -> tuple[SchemaSet, SchemaFile]:
    """Return a schema as a file among no others."""
    file = SchemaFile("schema", "schema.json", "urn:schema", schema, json.dumps(schema).encode())
    return SchemaSet((file,)), file


def is_sound(schema: Any) -> bool:
    """Say whether a schema is one, and no reference in it leads back to itself without a step into the payload."""
    if not meta.is_valid(schema):
        return False
    corpus, file = file_of(schema)
    try:
        corpus.side("old", file)
    except UnreadableInput:
        return False
    return True
