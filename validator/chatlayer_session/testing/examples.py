"""The example payloads that come with each schema version, parsed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from ..catalog import NEWEST, packaged_catalog
from ..errors import UnknownExample
from ..placing import READ_ONLY

if TYPE_CHECKING:
    from pathlib import Path

SESSION_EXAMPLE = "session"
"""The example that is meant where none is named: a whole session without unstable fields."""


def example_names(schema_version: str = NEWEST) -> tuple[str, ...]:
    """Return the names of the examples, none of which is invalid, of a version as `Validator` takes it.

    Raises:
        UnknownVersion: no such schema version exists.
    """
    return tuple(sorted(_files(schema_version)))


def example_session(name: str = SESSION_EXAMPLE, *, schema_version: str = NEWEST) -> dict[str, Any]:
    """Return an example as a whole session, a new object each time; one that is `internal` alone has no variables.

    Raises:
        UnknownVersion: no such schema version exists.
        UnknownExample: the version has no example of this name.
    """
    files = _files(schema_version)
    if name not in files:
        raise UnknownExample(name, sorted(files))
    payload: dict[str, Any] = json.loads(files[name].read_bytes())
    return payload if READ_ONLY in payload else {READ_ONLY: payload}


def example_internal(name: str = SESSION_EXAMPLE, *, schema_version: str = NEWEST) -> dict[str, Any]:
    """Return the read-only object of an example, a new object each time; raises as `example_session` does."""
    internal: dict[str, Any] = example_session(name, schema_version=schema_version)[READ_ONLY]
    return internal


def _files(schema_version: str) -> dict[str, Path]:
    catalog = packaged_catalog()
    folder = catalog.root / "session" / catalog.resolve(schema_version) / "examples"
    return {file.stem: file for file in folder.glob("*.json")}
